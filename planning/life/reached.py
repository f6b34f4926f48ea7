"""How far the goals of a plan are that was read in one statement. Pure: rows as planning/life/whole.py reads them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from planning.goals.progress import Aim, Progress, Read, Standing, progress_of

Row = Mapping[str, Any]


def progress_in(goal: Row, latest: Row | None, starts_on: datetime.date, at: datetime.date) -> Progress:
    """`latest` is the goal's latest reading, `starts_on` the first day of its plan."""
    aim = Aim(
        baseline=_number(goal["baseline"]),
        target=_number(goal["target"]),
        starts_on=starts_on,
        due_on=day_of(goal["due_on"]),
        in_words=goal["kind"] != "measured",
    )
    return progress_of(aim, [] if latest is None else [_read(latest)], at)


def is_reached(goal: Row, latest: Row | None) -> bool:
    if latest is None:
        return False
    on = datetime.date.fromisoformat(latest["on"])
    return progress_in(goal, latest, on, on).standing is Standing.REACHED


def day_of(value: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if value else None


def _read(row: Row) -> Read:
    return Read(datetime.date.fromisoformat(row["on"]), _number(row["value"]), row["is_reached"])


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
