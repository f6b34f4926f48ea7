"""The pages that change a map, by the names of their addresses."""

from __future__ import annotations

# Their changes lie on one map alone, or (who left, who is back) on all maps of the client alike, and can be taken back
# in one go (undoing.py).
ON_ONE_MAP = frozenset(
    {
        *("post_new", "post_edit", "post_remove", "post_seat", "post_vacate", "post_successor", "post_under"),
        *("actor_new", "people_paste", "actor_judge", "actor_tag", "actor_counterpart", "actor_move", "actor_left"),
        *("actor_back", "line_new", "line_edit", "line_remove", "line_drawn", "map_undo"),
    }
)
# A map itself, many people at once, other clients, alerts.
BEYOND = frozenset(
    {
        *("map_new", "map_edit", "map_remove", "map_import_take", "map_alert_put_aside", "map_alert_back"),
        *("actor_away", "actor_same"),
    }
)
