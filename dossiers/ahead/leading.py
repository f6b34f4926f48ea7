"""When an event ahead is told of: its lead time begins, then a week is left. Pure: dates in, stages out.

[ours] Two words at most, and none on the day itself: then it stands in the manager's week. A lead time that begins on a
weekend is told of on the Friday before, for mail goes out on working days.
"""

from __future__ import annotations

import datetime

LEAD, WEEK = "lead", "week"
LAST_WORD_DAYS = 7
# A shorter lead time began less than a week before the last word would come: one word is enough.
TWO_WORDS_FROM_DAYS = 14
FRIDAY = 5


def told_from(on: datetime.date, lead_days: int) -> datetime.date:
    """The first day on which an event of that day is told of."""
    begins = on - datetime.timedelta(days=lead_days)
    return begins - datetime.timedelta(days=max(0, begins.isoweekday() - FRIDAY))


def stage_on(on: datetime.date, lead_days: int, today: datetime.date) -> str:
    """The stage in force on `today`: LEAD, WEEK; "" before the first and when the event is over.

    Only the stage in force is ever said, as with reviews (cadence.stage_on).
    """
    if today > on or today < told_from(on, lead_days):
        return ""
    left = (on - today).days
    return WEEK if left <= LAST_WORD_DAYS and lead_days >= TWO_WORDS_FROM_DAYS else LEAD
