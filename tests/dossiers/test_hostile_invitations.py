"""Invitations (.ics) that would cost much or that nobody thought of: reckoned at once, refused or left out in words."""

from __future__ import annotations

import datetime
import time

import pytest
from dateutil.rrule import rrulestr

from dossiers.diary.invitations import NotACalendar
from dossiers.diary.recurring import occurrences
from tests.dossiers.test_invitations import LUNCH, NOW, days, reading


@pytest.mark.parametrize("start", ["1991-01-31 10:00", "1996-02-29 10:00", "2003-07-05 10:00", "2026-05-30 10:00"])
@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=DAILY", "FREQ=DAILY;INTERVAL=9", "FREQ=DAILY;BYDAY=MO,WE", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=3"),
        *("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;WKST=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU", "FREQ=MONTHLY"),
        *("FREQ=MONTHLY;INTERVAL=5", "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-1,15", "FREQ=MONTHLY;BYDAY=5FR,1MO"),
        *("FREQ=MONTHLY;INTERVAL=2;BYDAY=MO,TU;BYSETPOS=-1", "FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=3;BYMONTH=4,11"),
        *("FREQ=YEARLY;BYMONTHDAY=30,31", "FREQ=YEARLY;INTERVAL=4;BYDAY=2TU", "FREQ=WEEKLY;UNTIL=20260501T000000"),
    ],
)
def test_a_series_reckoned_from_late_on_is_the_whole_series(rule: str, start: str) -> None:
    begins, end = datetime.datetime.fromisoformat(start), NOW.replace(tzinfo=None)
    whole = rrulestr(rule, dtstart=begins).between(begins, end, inc=True)
    expected = [day for day in whole if day >= end - datetime.timedelta(days=366)][-60:]
    parts = {name: value.split(",") for name, value in (part.split("=") for part in rule.split(";"))}
    if "UNTIL" in parts:
        parts["UNTIL"] = [datetime.datetime.fromisoformat("2026-05-01")]  # type: ignore[list-item]
    assert occurrences(begins, parts, end) == expected


@pytest.mark.parametrize("until", ["99991231T235959Z", "99991231", "99991231T235959"])
def test_a_series_may_last_to_the_end_of_time(until: str) -> None:
    assert days(f"UID:1\nDTSTART:20261101T080000Z\nRRULE:FREQ=WEEKLY;UNTIL={until}")[-1] == "2026-11-22"


@pytest.mark.parametrize("left", [":P1D", ";VALUE=PERIOD:20261115T100000Z/PT1H", ";VALUE=DATE:x", ":"])
def test_what_is_no_date_takes_no_meeting_out_of_a_series(left: str) -> None:
    series = f"UID:1\nDTSTART:20261108T080000Z\nRRULE:FREQ=WEEKLY\nEXDATE{left}\nEXDATE:20261115T080000Z"
    assert days(series) == ["2026-11-08", "2026-11-22"]


def test_an_event_that_nobody_thought_of_is_left_out_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("dossiers.diary.invitations.occurrences", stumble)
    found = reading("UID:1\nSUMMARY:Odd\nDTSTART:20261101T100000Z\nRRULE:FREQ=WEEKLY", LUNCH)
    assert [each.title for each in found.invitations] == ["Lunch"]
    assert [(left.title, left.why) for left in found.left_out] == [
        ("Odd", "It is broken and cannot be read. Write the entry by hand.")
    ]


AT = "UID:1\nDTSTART:20261101T100000Z\n"
COSTLY = {
    "categories": (AT + "CATEGORIES:" + "a," * 450_000, ""),
    "a long text": (AT + "DESCRIPTION:" + "a\\," * 300_000, ""),
    "years of days": ("UID:1\nDTSTART:19910101T100000Z\nRRULE:FREQ=DAILY", ""),
    "a long rule": (AT + "RRULE:FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 300_000), "more than 8000 characters"),
    "many rules": ("\n".join([AT] + ["RRULE:FREQ=WEEKLY;BYDAY=" + "MO," * 2_000 + "MO"] * 100), "too long"),
    "many dates left out": (
        AT + "RRULE:FREQ=DAILY" + "\nEXDATE;TZID=Europe/Berlin:20250101T100000" * 19_000,
        "too long",
    ),
    "a long list": (AT + "RRULE:FREQ=DAILY\nEXDATE:" + ",".join(["20250101T100000"] * 50_000), "8000 characters"),
}


@pytest.mark.parametrize("name", COSTLY)
def test_a_file_that_would_cost_much_is_read_or_refused_at_once(name: str) -> None:
    event, fault = COSTLY[name]
    began, said = time.monotonic(), ""
    try:
        assert len(reading(event).left_out) == 0
    except NotACalendar as refusal:
        said = str(refusal)
    assert (fault in said, bool(said), time.monotonic() - began < 2) == (True, bool(fault), True)
