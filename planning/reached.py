"""How far a goal is. Pure: rows as planning/reading.py reads them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]


def share_of(baseline: Any, target: Any, now: Any) -> int | None:
    """The way from baseline to target in percent, 0 to 100; None where one of them is unknown. A goal may go down."""
    if target is None or now is None:
        return None
    start, end, here = Decimal(baseline or 0), Decimal(target), Decimal(now)
    if start == end:
        return 100 if here == end else 0
    return int(max(Decimal(0), min(Decimal(1), (here - start) / (end - start))) * 100)


def is_reached(goal: Row, latest: Row | None) -> bool:
    """A measured goal at its target or beyond, one told in words when a reading says so."""
    if latest is None:
        return False
    if goal["kind"] != "measured":
        return bool(latest["is_reached"])
    return share_of(goal["baseline"], goal["target"], latest["value"]) == 100
