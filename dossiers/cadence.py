"""When a dossier falls due and which reminder is said (method.md, section 3). Pure: dates in, dates out.

A due date is a calendar date in the account manager's time zone, never an instant and never 90 days.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping

DAYS_BEFORE = (14, 3)
WEEK = 7
# [ours] The manager reads three days before it happens that the lead will be told.
ANNOUNCED_DAYS_BEFORE_ESCALATION = 3
ESCALATION_DAYS_LATE = 7


def add_months(day: datetime.date, months: int) -> datetime.date:
    """`day` plus calendar months, clamped to the month's last day, as PostgreSQL adds an interval."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_stale(as_of: datetime.date, today: datetime.date, months: int) -> bool:
    """Whether something was last verified longer ago than a whole cycle."""
    return add_months(as_of, months) < today


def stale_before(today: datetime.date, months: int) -> datetime.date:
    """The first day that is not stale on `today`; what is older is. Adding months clamps, so subtracting them errs."""
    day = add_months(today, -months)
    while is_stale(day, today, months):
        day += datetime.timedelta(days=1)
    while not is_stale(day - datetime.timedelta(days=1), today, months):
        day -= datetime.timedelta(days=1)
    return day


def due_date(*, counted_from: datetime.date, status: str, months: Mapping[str, int]) -> datetime.date | None:
    """The day the next review is due; None for a status without a cadence (candidate, closed).

    `counted_from` is the day of the last signed review, or the day the cadence began; `months` maps statuses
    to calendar months (settings.REVIEW_MONTHS).
    """
    return add_months(counted_from, months[status]) if status in months else None


def stage_on(due_on: datetime.date, today: datetime.date) -> str:
    """The reminder stage in force on `today`: "d-14", "d-3", "d0", "w1", "w2"...; "" before the first.

    Only the stage in force is ever said: after an outage a person gets the present word, not the missed ones.
    """
    late = (today - due_on).days
    if late >= WEEK:
        return f"w{late // WEEK}"
    if late >= 0:
        return "d0"
    passed = [days for days in DAYS_BEFORE if late >= -days]
    return f"d-{min(passed)}" if passed else ""


def escalates_from(due_on: datetime.date) -> datetime.date:
    """From this day the lead is told, provided the manager was warned ANNOUNCED_DAYS_BEFORE_ESCALATION earlier."""
    return due_on + datetime.timedelta(days=ESCALATION_DAYS_LATE)
