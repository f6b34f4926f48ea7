"""The period of a plan in as few columns as a slide has room for: months, quarters, years. Pure."""

from __future__ import annotations

import datetime
from typing import NamedTuple

MOST = 15
STEPS = (1, 3, 6, 12)


class Bucket(NamedTuple):
    first: datetime.date
    last: datetime.date


def buckets_of(starts_on: datetime.date, ends_on: datetime.date) -> list[Bucket]:
    """From the month in which it starts to the one in which it ends; the longest step where even years are too many."""
    begin, end = _months(starts_on), _months(ends_on)
    count = end - begin + 1
    step = next((each for each in STEPS if count <= each * MOST), -(-count // MOST))
    return [Bucket(_first(at), _first(at + step) - datetime.timedelta(days=1)) for at in range(begin, end + 1, step)]


def _months(day: datetime.date) -> int:
    return day.year * 12 + day.month - 1


def _first(months: int) -> datetime.date:
    return datetime.date(min(months // 12, datetime.MAXYEAR), months % 12 + 1, 1)
