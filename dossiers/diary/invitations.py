"""Invitations of calendars (.ics) as what took place: read for certain, or left out with a word.

Only the day of a meeting is kept. A time of a zone that the calendar describes by itself is read as one of the
reader's zone: descriptions of zones are not reckoned, since a wrong one may never come to an end.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar.prop import vBroken

from dossiers.diary.recurring import Unusual, occurrences
from kam_portal.foundation.tabular.encoding import decode
from kam_portal.foundation.tabular.refusing import Unreadable

MAX_BYTES = 1024 * 1024
MAX_EVENTS = 500
# Everything that begins in a file: events with their alarms, and the calendars around them.
MAX_PARTS = 5 * MAX_EVENTS
MAX_LINES = 20_000
MAX_LINE = 8_000
MAX_SERIES = 50
MAX_PEOPLE = 100
TITLE_LIMIT, PLACE_LIMIT, TEXT_LIMIT, NAME_LIMIT, KEY_LIMIT = 300, 200, 2_000, 200, 255
OLDEST_YEAR = 1990
# The properties that are read. Others are dropped before the library parses them: some cost more than they are long.
READ = frozenset(
    ("BEGIN", "END", "METHOD", "UID", "STATUS", "DTSTART", "RECURRENCE-ID", "RRULE", "EXDATE")
    + ("SUMMARY", "LOCATION", "DESCRIPTION", "ORGANIZER", "ATTENDEE")
)
# What costs the most to parse, in characters of a whole file.
MOST = {"RRULE": 25_000, "EXDATE": 200_000}
# Of these the beginning is kept, of a line that is too long.
CUT = frozenset(("SUMMARY", "LOCATION", "DESCRIPTION"))
NAME = re.compile(r"([A-Za-z0-9-]+)[:;]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class NotACalendar(ValueError):
    """A file that cannot be read, with a sentence for whoever sent it."""


@dataclass(frozen=True)
class Invited:
    """Somebody who took part; the e-mail in lower case, or empty."""

    name: str
    email: str


@dataclass(frozen=True)
class Invitation:
    """A meeting that took place. `key` tells it from every other one: its UID, and which of a series it is."""

    key: str
    on: datetime.date
    title: str
    text: str
    people: tuple[Invited, ...]
    of_series: bool = False


@dataclass(frozen=True)
class LeftOut:
    title: str
    why: str


@dataclass(frozen=True)
class Reading:
    invitations: list[Invitation]
    left_out: list[LeftOut]


def read(data: bytes, *, now: datetime.datetime, zone: datetime.tzinfo) -> Reading:
    """What a file holds, as somebody in `zone` sees it; what is still to come `now` is left out.

    Raises NotACalendar with a sentence.
    """
    events = _events(_text(data))
    reading = Reading([], [])
    if sum("RRULE" in event for event, _cancelled in events) > MAX_SERIES:
        raise NotACalendar(
            _("The file holds more than %(limit)s series of meetings. Export fewer of them.") % {"limit": MAX_SERIES}
        )
    apart = {(_uid(event), _mark(_moment(event, "RECURRENCE-ID"))) for event, _cancelled in events}
    for event, is_cancelled in events:
        title = _clean(event.get("SUMMARY"), TITLE_LIMIT) or _("Without a title")
        try:
            if is_cancelled or str(_first(event.get("STATUS")) or "").upper() == "CANCELLED":
                raise _NotTaken(_("It was cancelled."))
            reading.invitations.extend(list(_taken_place(event, title, apart, now, zone)))
        except _NotTaken as reason:
            reading.left_out.append(LeftOut(title, str(reason)))
        except Exception:  # Whatever stands in one event, the others are read.
            reading.left_out.append(LeftOut(title, _("It is broken and cannot be read. Write the entry by hand.")))
    return reading


class _NotTaken(Exception):
    """Why one event is left out."""


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise NotACalendar(
            _("The file has more than %(limit)s KB. Export fewer meetings.") % {"limit": MAX_BYTES // 1024}
        )
    try:
        text = decode(data)[0].replace("\r\n", "\n").replace("\r", "\n")
    except Unreadable as error:
        raise NotACalendar(
            _("This file cannot be read: its characters are broken. Save the invitation again as .ics.")
        ) from error
    if "BEGIN:VCALENDAR" not in text[:2_000].upper():
        raise NotACalendar(_("This is not a calendar file. Choose an invitation saved as .ics."))
    upper = text.upper()
    if upper.count("BEGIN:VEVENT") > MAX_EVENTS or upper.count("BEGIN:") > MAX_PARTS:
        raise NotACalendar(
            _("The file holds more than %(limit)s meetings. Export a shorter period.") % {"limit": MAX_EVENTS}
        )
    unfolded = re.sub(r"\n[ \t]", "", text)
    if unfolded.count("\n") > MAX_LINES:
        raise _too_long()
    return "\n".join(_lines_read(unfolded))


def _lines_read(text: str) -> Iterator[str]:
    """The lines that are parsed: those of properties that are read, outside of the descriptions of zones."""
    is_zone, spent = False, Counter[str]()
    for whole in text.split("\n"):
        mark = whole[:100].strip().upper()
        is_zone = is_zone or mark == "BEGIN:VTIMEZONE"
        name = found[1].upper() if (found := NAME.match(whole)) else ""
        if not is_zone and (name in READ or not name):
            line = _short(whole, name)
            spent[name] += len(line)
            if spent[name] > MOST.get(name, MAX_BYTES):
                raise _too_long()
            yield line
        is_zone = is_zone and mark != "END:VTIMEZONE"


def _too_long() -> NotACalendar:
    return NotACalendar(_("The file is too long: export a shorter period."))


def _short(line: str, name: str) -> str:
    if len(line) <= MAX_LINE:
        return line
    if name in CUT:
        return line[:MAX_LINE].rstrip("\\")
    raise NotACalendar(
        _("The file has a line of more than %(limit)s characters and is not read. Write the entry by hand.")
        % {"limit": MAX_LINE}
    )


def _events(text: str) -> list[tuple[Any, bool]]:
    """Every event of the file, and whether its calendar calls it off."""
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        found = [
            (event, str(_first(calendar.get("METHOD")) or "").upper() == "CANCEL")
            for calendar in calendars
            for event in calendar.walk("VEVENT")
        ]
    except Exception as error:  # Whatever a broken file makes the library stumble over, it cannot be read.
        raise NotACalendar(
            _("This calendar file is broken and cannot be read. Save the invitation again as .ics.")
        ) from error
    if not found:
        raise NotACalendar(_("The file holds no meeting."))
    return found


def _taken_place(
    event: Any, title: str, apart: set[tuple[str, str]], now: datetime.datetime, zone: datetime.tzinfo
) -> Iterator[Invitation]:
    start = _moment(event, "DTSTART")
    if start is None:
        raise _NotTaken(_("Its date cannot be read."))
    if not OLDEST_YEAR <= start.year <= now.year + 100:
        raise _NotTaken(_("Its date cannot be meant."))
    if _begins(start, zone) > now:
        raise _NotTaken(_("It is still to come. Import it when it has taken place."))
    uid, this = _uid(event), _mark(_moment(event, "RECURRENCE-ID"))
    text, people = _told(event, title), tuple(_people(event))
    if this or "RRULE" not in event:
        yield Invitation(_key(uid, this), _day(start, zone), title, text, people, of_series=bool(this))
        return
    left = {_mark(moment) for moment in _excluded(event)}
    for moment in _series(event, start, now, zone):
        mark = _mark(moment)
        if mark not in left and (uid, mark) not in apart:
            yield Invitation(_key(uid, mark), _day(moment, zone), title, text, people, of_series=True)


def _series(event: Any, start: Any, now: datetime.datetime, zone: datetime.tzinfo) -> list[Any]:
    """The beginnings of a series so far, of the kind of its start: days, or moments in its zone."""
    is_day, own_zone = not isinstance(start, datetime.datetime), getattr(start, "tzinfo", None)
    first = datetime.datetime.combine(start, datetime.time()) if is_day else start.replace(tzinfo=None)
    end = now.astimezone(own_zone or zone).replace(tzinfo=None)
    try:
        days = occurrences(first, _first(event.get("RRULE")), end)
    except (Unusual, AttributeError) as error:
        raise _NotTaken(_("It repeats by a rule that is not understood here. Write the entry by hand.")) from error
    if not days:
        raise _NotTaken(_("No meeting of the series took place within the last twelve months."))
    return [day.date() if is_day else day.replace(tzinfo=own_zone) for day in days]


def _begins(start: Any, zone: datetime.tzinfo) -> datetime.datetime:
    """The moment it begins; a whole day begins at midnight where the reader is."""
    if not isinstance(start, datetime.datetime):
        start = datetime.datetime.combine(start, datetime.time())
    return start if start.tzinfo else start.replace(tzinfo=zone)


def _day(start: Any, zone: datetime.tzinfo) -> datetime.date:
    if not isinstance(start, datetime.datetime):
        return start
    return start.astimezone(zone).date() if start.tzinfo else start.date()


def _moment(event: Any, name: str) -> datetime.date | datetime.datetime | None:
    moment = getattr(_first(event.get(name)), "dt", None)
    return moment if isinstance(moment, datetime.date) else None


def _excluded(event: Any) -> Iterator[Any]:
    """The days and moments taken out of a series; a period or a duration is none."""
    for listed in _all(event.get("EXDATE")):
        moments = (getattr(each, "dt", None) for each in getattr(listed, "dts", []))
        yield from (moment for moment in moments if isinstance(moment, datetime.date))


def _mark(moment: datetime.date | None) -> str:
    """Which of a series, the same however its zone is written; "" for the series itself."""
    if moment is None:
        return ""
    if not isinstance(moment, datetime.datetime):
        return moment.strftime("%Y%m%d")
    try:
        return (
            moment.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ") if moment.tzinfo else f"{moment:%Y%m%dT%H%M%S}"
        )
    except OverflowError:
        return str(moment)


def _uid(event: Any) -> str:
    """The event's own UID, or else one made of what it says."""
    uid = CONTROL.sub("", str(_first(event.get("UID")) or "")).strip()
    said = "|".join(str(_first(event.get(name))) for name in ("SUMMARY", "ORGANIZER")) + _mark(
        _moment(event, "DTSTART")
    )
    return uid or f"sha256:{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()}"


def _key(uid: str, mark: str) -> str:
    key = f"{uid}#{mark}" if mark else uid
    return key if len(key) <= KEY_LIMIT else _digest(key)


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"


def _told(event: Any, title: str) -> str:
    """Title, place and description, as the text of an entry."""
    place, about = _clean(event.get("LOCATION"), PLACE_LIMIT), _clean(event.get("DESCRIPTION"), TEXT_LIMIT)
    where = _("Place: %(place)s") % {"place": place} if place else ""
    return "\n".join(line for line in (title, where, about) if line)


def _people(event: Any) -> Iterator[Invited]:
    """Organizer and attendees, each once; rooms and those who declined are left out."""
    seen: set[str] = set()
    for address in [*_all(event.get("ORGANIZER")), *_all(event.get("ATTENDEE"))][: MAX_PEOPLE + 1]:
        told = getattr(address, "params", {})
        if str(told.get("PARTSTAT", "")).upper() == "DECLINED" or str(told.get("CUTYPE", "")).upper() in (
            "ROOM",
            "RESOURCE",
        ):
            continue
        email = _clean(re.sub(r"(?i)^mailto:", "", str(address)), NAME_LIMIT).lower()
        name = _clean(told.get("CN"), NAME_LIMIT) or email
        if name and (email or name) not in seen:
            seen.add(email or name)
            yield Invited(name, email if "@" in email else "")


def _clean(value: Any, limit: int) -> str:
    text = CONTROL.sub("", str(_first(value) or "").replace("\r\n", "\n").replace("\r", "\n")).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _first(value: Any) -> Any:
    """A property that should be there once; None where it is broken or not there at all."""
    return next(iter(_all(value)), None)


def _all(value: Any) -> Iterable[Any]:
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return [each for each in listed if not isinstance(each, vBroken)]
