"""Days of one period in another. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from dossiers.cadence import add_months

ONE_DAY = datetime.timedelta(days=1)


def months_between(earlier: datetime.date, later: datetime.date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def period_after(starts_on: datetime.date, ends_on: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The next one: as many calendar months where it is made of whole ones, else as many days."""
    following = ends_on + ONE_DAY
    months = months_between(starts_on, following)
    if months and add_months(starts_on, months) == following:
        return following, add_months(following, months) - ONE_DAY
    return following, following + (ends_on - starts_on)


def name_of(starts_on: datetime.date, ends_on: datetime.date) -> str:
    """As a period is called where nothing better is said: "2027", or "2026/27" where it lies in two years."""
    years = f"{starts_on.year}/{ends_on.year % 100:02d}"
    return years if ends_on.year > starts_on.year else str(starts_on.year)


@dataclass(frozen=True)
class Shifted:
    """Days moved by so many months; those outside the period are emptied."""

    months: int
    starts_on: datetime.date
    ends_on: datetime.date

    def of(self, days: Mapping[str, datetime.date | None]) -> dict[str, datetime.date | None]:
        moved = {name: add_months(day, self.months) if day else None for name, day in days.items()}
        return {name: day if day and self.starts_on <= day <= self.ends_on else None for name, day in moved.items()}
