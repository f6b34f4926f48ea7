"""On which days the owner of an action is reminded. Pure.

[ours] Three days before it is due, on the day, and then every week while it is late. Only the stage in force is ever
said: after an outage a person gets the present word, not the missed ones.
"""

from __future__ import annotations

import datetime

DAYS_BEFORE, WEEK = 3, 7


def stage_on(due_on: datetime.date, today: datetime.date) -> str:
    """The stage in force on `today`: "d-3", "d0", "w1", "w2"...; "" before the first."""
    late = (today - due_on).days
    if late >= WEEK:
        return f"w{late // WEEK}"
    if late >= 0:
        return "d0"
    return f"d-{DAYS_BEFORE}" if late >= -DAYS_BEFORE else ""
