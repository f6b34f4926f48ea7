"""When a meeting of a series took place: rules as calendars write them, and nothing that could be reckoned for ever.

A rule that could run on without ever meeting a day (the thirtieth of February) is not reckoned at all: it is unusual.
"""

from __future__ import annotations

import calendar
import datetime
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from dateutil.rrule import rrulestr

# [ours] Of a series the meetings of the last twelve months are offered, at most one a week or so.
SERIES_DAYS = 366
OCCURRENCES_AT_MOST = 60
COUNT_AT_MOST = 2_000
# How many values a part of a rule has at most; the others have one.
VALUES_AT_MOST = {"BYDAY": 35, "BYMONTHDAY": 31, "BYMONTH": 12, "BYSETPOS": 5}
PLAIN_WEEKDAYS_AT_MOST = 7
ALWAYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
# Further parts of a rule that are reckoned; each of them finds a day at least every few years.
KNOWN: Mapping[str, set[str]] = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"BYMONTH", "BYMONTHDAY", "BYDAY"},
}
WEEKDAY = re.compile(r"(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)")
PLAIN_WEEKDAY = re.compile(r"MO|TU|WE|TH|FR|SA|SU")


class Unusual(ValueError):
    """A rule that is not reckoned."""


def occurrences(start: datetime.datetime, rule: Mapping[str, Sequence[Any]], end: datetime.datetime) -> list[Any]:
    """The latest beginnings of a series up to `end`, oldest first; all of them without a zone, as clocks show them.

    `rule` is an RRULE by its parts, as icalendar reads it. Raises Unusual for a rule that is not reckoned.
    """
    _check_lengths(rule)
    parts = {str(name).upper(): [str(value) for value in _listed(values)] for name, values in rule.items()}
    _check(parts)
    until = [_plain(value, end) for value in _listed(rule.get("UNTIL", []))]
    last = min([end, *until])
    text = ";".join(f"{name}={','.join(values)}" for name, values in parts.items() if name not in ("UNTIL", "COUNT"))
    count = int(parts["COUNT"][0]) if parts.get("COUNT") else None
    since = end - datetime.timedelta(days=SERIES_DAYS)
    try:
        first = start if count else _nearer(start, since, parts)
        days = itertools.takewhile(lambda day: day <= last, itertools.islice(rrulestr(text, dtstart=first), count))
        return [day for day in days if day >= since][-OCCURRENCES_AT_MOST:]
    except (ValueError, OverflowError) as error:
        raise Unusual(text) from error


def _listed(values: Any) -> Sequence[Any]:
    return values if isinstance(values, list | tuple) else [values]


def _nearer(
    start: datetime.datetime, since: datetime.datetime, parts: Mapping[str, Sequence[str]]
) -> datetime.datetime:
    """A beginning of the same series, `start` or a later one before `since`: what came before is not reckoned."""
    frequency, interval = parts["FREQ"][0], _number(parts, "INTERVAL", 1)
    if frequency in ("DAILY", "WEEKLY"):
        step = interval * (7 if frequency == "WEEKLY" else 1)
        return start + datetime.timedelta(days=max(0, (since - start).days // step) * step)
    if start.day > 28 and not (parts.get("BYDAY") or parts.get("BYMONTHDAY")):
        # The day of the start is the day of every meeting, and not every month has it.
        return start
    step = interval * (12 if frequency == "YEARLY" else 1)
    months = max(0, ((since.year - start.year) * 12 + since.month - start.month - 1) // step) * step
    if not months:
        return start
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1, day=min(start.day, 28))


def _plain(value: Any, end: datetime.datetime) -> datetime.datetime:
    """The last moment of a series, `end` at the latest or where it cannot be read. A day ends with its last moment."""
    if isinstance(value, datetime.datetime):
        # A day more, whatever the zone.
        last = min(value.replace(tzinfo=None), end)
        return last + datetime.timedelta(days=1) if value.tzinfo else last
    if isinstance(value, datetime.date):
        return datetime.datetime.combine(value, datetime.time.max)
    return end


def _check_lengths(rule: Mapping[str, Sequence[Any]]) -> None:
    """Raise Unusual for a rule of more values than there are days to name: reckoning costs by their number."""
    for name, values in rule.items():
        if len(_listed(values)) > VALUES_AT_MOST.get(str(name).upper(), 1):
            raise Unusual(name)


def _check(parts: Mapping[str, Sequence[str]]) -> None:
    """Raise Unusual unless the rule is one that finds days often enough."""
    frequency = (parts.get("FREQ") or [""])[0]
    further = KNOWN.get(frequency)
    if further is None or set(parts) - ALWAYS - further:
        raise Unusual(frequency)
    interval = _number(parts, "INTERVAL", 1)
    days, of_month, places = (parts.get(name, []) for name in ("BYDAY", "BYMONTHDAY", "BYSETPOS"))
    pattern = WEEKDAY if frequency in ("MONTHLY", "YEARLY") else PLAIN_WEEKDAY
    faults = (
        not 1 <= interval <= 400,
        not 1 <= _number(parts, "COUNT", 1) <= COUNT_AT_MOST,
        not all(pattern.fullmatch(day) for day in days),
        pattern is PLAIN_WEEKDAY and len(days) > PLAIN_WEEKDAYS_AT_MOST,
        # Not every month has a fifth of a weekday.
        any("5" in day for day in days) and (interval > 6 or "BYMONTH" in parts),
        frequency == "DAILY" and bool(days) and interval > 1,
        bool(days and of_month),
        any(not 1 <= abs(_whole(day)) <= 31 for day in of_month),
        any(not _has_day(month, day, interval) for month in parts.get("BYMONTH", []) for day in of_month or ["1"]),
        frequency == "MONTHLY" and interval > 6 and any(abs(_whole(day)) > 28 for day in of_month),
        bool(places) and (not days or any(place not in ("1", "2", "3", "4", "-1") for place in places)),
        # A place among numbered weekdays, such as the second of the fifth Mondays, may never be met.
        bool(places) and not all(PLAIN_WEEKDAY.fullmatch(day) for day in days),
    )
    if any(faults):
        raise Unusual(frequency)


def _has_day(month: str, day: str, interval: int) -> bool:
    """Whether a month has such a day, every so many years."""
    number, wanted = _whole(month), abs(_whole(day))
    if (number, wanted) == (2, 29):
        return interval == 1
    return 1 <= number <= 12 and wanted <= calendar.monthrange(2001, number)[1]


def _number(parts: Mapping[str, Sequence[str]], name: str, default: int) -> int:
    return _whole(parts[name][0]) if parts.get(name) else default


def _whole(text: str) -> int:
    """0 for what is no whole number."""
    return int(text) if re.fullmatch(r"[+-]?\d{1,6}", text, re.ASCII) else 0
