"""Who decides at the client: posts and people, what is judged of them, and what runs between them."""

from decision_map.models.alerts import AlertLimits, Dismissal
from decision_map.models.judgements_and_lines import Judgement, Line
from decision_map.models.posts_and_people import Actor, DecisionMap, Occupancy, Post

__all__ = [
    "Actor",
    "AlertLimits",
    "DecisionMap",
    "Dismissal",
    "Judgement",
    "Line",
    "Occupancy",
    "Post",
]
