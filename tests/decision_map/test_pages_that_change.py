"""Whether a change of a map can be told in the history, and be taken back, hangs on one list of pages."""

from __future__ import annotations

from decision_map.pages import BEYOND, ON_ONE_MAP
from tests.access_rows import MAP

# The limits are the company's, and a chart that is compared is not taken yet.
CHANGE_NO_MAP = {"alert_limits", "map_import"}


def test_every_page_that_changes_a_map_is_listed_once() -> None:
    assert {name for name, row in MAP.items() if "POST" in row.methods} - CHANGE_NO_MAP == ON_ONE_MAP | BEYOND
    assert not ON_ONE_MAP & BEYOND
