"""Whose day it is: an instant as the calendar date and clock of one person."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kam_portal.foundation.people.models import User


def zone_named(name: str) -> datetime.tzinfo:
    """The time zone of that name; UTC for a name that this machine's tables do not know (any more)."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return datetime.UTC


def local_day(person: User, at: datetime.datetime) -> datetime.date:
    """The date in the person's time zone at the instant `at`."""
    return at.astimezone(zone_named(person.time_zone)).date()
