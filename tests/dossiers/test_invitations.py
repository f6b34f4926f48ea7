"""Invitations (.ics): read for certain or refused in a sentence, shown first, and taken once."""

from __future__ import annotations

import datetime
import random
import zoneinfo
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.keeping import create_contact
from accounts.models import Account
from dossiers.diary.importing import PACKED_AT_MOST, packed, take_invitations
from dossiers.diary.invitations import MAX_BYTES, Invitation, Invited, NotACalendar, Reading, read
from dossiers.diary.recurring import Unusual, occurrences
from dossiers.models import DiaryEntry
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

MOSCOW = zoneinfo.ZoneInfo("Europe/Moscow")
NOW = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=MOSCOW)


def ics(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


LUNCH = (
    "UID:lunch@client.example\nSUMMARY:Lunch\nDTSTART;TZID=Europe/Berlin:20261120T230000\n"
    "LOCATION:Harbour\nDESCRIPTION:Prices\\nand dates\nORGANIZER;CN=Anna:MAILTO:Anna@Nordvik.example\n"
    "ATTENDEE;CN=Ingrid Berg:mailto:ingrid@client.example\n"
    "ATTENDEE;CN=Room 5;CUTYPE=ROOM:mailto:room@client.example\n"
    "ATTENDEE;CN=Olav;PARTSTAT=DECLINED:mailto:olav@client.example"
)


def reading(*events: str, head: str = "", zone: datetime.tzinfo = MOSCOW) -> Reading:
    return read(ics(*events, head=head), now=NOW, zone=zone)


def days(*events: str, **options: Any) -> list[str]:
    return [invitation.on.isoformat() for invitation in reading(*events, **options).invitations]


def why(*events: str, head: str = "") -> list[str]:
    return [left.why for left in reading(*events, head=head).left_out]


def test_an_invitation_is_read_with_day_place_and_people() -> None:
    assert reading(LUNCH).invitations == [
        Invitation(
            key="lunch@client.example",
            # Eleven in the evening in Berlin is the next day in Moscow.
            on=datetime.date(2026, 11, 21),
            title="Lunch",
            text="Lunch\nPlace: Harbour\nPrices\nand dates",
            people=(Invited("Anna", "anna@nordvik.example"), Invited("Ingrid Berg", "ingrid@client.example")),
        )
    ]


@pytest.mark.parametrize(
    ("start", "zone", "day"),
    [
        (";VALUE=DATE:20261120", "Europe/Moscow", "2026-11-20"),
        (";VALUE=DATE:20261120", "Pacific/Pago_Pago", "2026-11-20"),
        (":20261120T230000Z", "Europe/Moscow", "2026-11-21"),
        (":20261120T230000Z", "America/New_York", "2026-11-20"),
        (":20261120T230000", "Asia/Tokyo", "2026-11-20"),
        (";TZID=W. Europe Standard Time:20261120T230000", "Europe/Moscow", "2026-11-21"),
        # A zone that only the file describes is taken as the reader's.
        (";TZID=Customized Time Zone:20261120T230000", "Europe/Moscow", "2026-11-20"),
    ],
)
def test_a_day_is_that_of_the_reader(start: str, zone: str, day: str) -> None:
    assert days(f"UID:1\nDTSTART{start}", zone=zoneinfo.ZoneInfo(zone)) == [day]


def test_what_is_to_come_or_was_cancelled_is_left_out_with_a_word() -> None:
    cancelled, to_come = "It was cancelled.", "It is still to come. Import it when it has taken place."
    assert why("UID:1\nDTSTART:20261120T100000Z\nSTATUS:CANCELLED") == [cancelled]
    assert why("UID:1\nDTSTART:20261120T100000Z", head="METHOD:CANCEL\n") == [cancelled]
    assert why("UID:1\nDTSTART:20261122T100000Z") == [to_come]
    assert why("UID:1\nDTSTART;VALUE=DATE:20261123") == [to_come]
    assert days("UID:1\nDTSTART;VALUE=DATE:20261122", "UID:2\nDTSTART:20261122T080000Z") == ["2026-11-22"] * 2


def test_a_series_gives_the_meetings_of_the_last_year_that_took_place() -> None:
    weekly = "UID:w\nSUMMARY:Weekly\nDTSTART;TZID=Europe/Berlin:20200106T100000\nRRULE:FREQ=WEEKLY;BYDAY=MO"
    found = days(weekly)
    assert (len(found), found[0], found[-1]) == (52, "2025-11-24", "2026-11-16")
    # One was left out, one was moved to the Tuesday, and one was cancelled.
    apart = (
        weekly + "\nEXDATE;TZID=Europe/Berlin:20261116T100000",
        "UID:w\nRECURRENCE-ID;TZID=Europe/Berlin:20261109T100000\nDTSTART;TZID=Europe/Berlin:20261110T100000",
        "UID:w\nRECURRENCE-ID:20261102T090000Z\nDTSTART:20261102T090000Z\nSTATUS:CANCELLED",
    )
    assert days(*apart)[-3:] == ["2026-10-19", "2026-10-26", "2026-11-10"]
    # The moved one alone, as a mail brings it, is the same meeting.
    alone = reading(apart[1]).invitations[0].key
    assert alone in {invitation.key for invitation in reading(*apart).invitations}
    assert alone in {invitation.key for invitation in reading(weekly).invitations}


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=DAILY;COUNT=3", "2026-09-03"),
        ("FREQ=DAILY;UNTIL=20260910", "2026-09-10"),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-11-10"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-10-30"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-10-31"),
        ("FREQ=YEARLY", "2026-09-01"),
    ],
)
def test_rules_are_reckoned_as_calendars_mean_them(rule: str, last: str) -> None:
    assert days(f"UID:1\nDTSTART;VALUE=DATE:20260901\nRRULE:{rule}")[-1] == last


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1"),
        *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=3"),
        *("FREQ=DAILY;BYMONTH=2", "FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=WEEKLY;BYDAY=9MO", "FREQ=WEEKLY;UNTIL=x"),
        *("FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9"),
        *("FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=12", "FREQ=WEEKLY;BYHOUR=1,2,3", "x"),
        # The second of the fifth Mondays of a month is never met; a place far down a list counts like the first.
        *("FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=2", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1,9"),
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYDAY=5MO",
        # Reckoning costs by what is listed, twice or not.
        *("FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 8), "FREQ=MONTHLY;BYDAY=" + ",".join(["1MO"] * 36)),
        *("FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 32), "FREQ=YEARLY;BYMONTH=" + ",".join(["1"] * 13)),
        *("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=" + ",".join(["1"] * 6), "FREQ=DAILY,WEEKLY", "FREQ=DAILY;COUNT=2001"),
    ],
)
def test_a_rule_that_could_be_reckoned_for_ever_is_left_out(rule: str) -> None:
    assert why(f"UID:1\nDTSTART:19910101T100000\nRRULE:{rule}") == [
        "It repeats by a rule that is not understood here. Write the entry by hand."
    ]


def test_no_rule_at_all_is_unusual() -> None:
    with pytest.raises(Unusual):
        occurrences(datetime.datetime(2026, 1, 1), {}, datetime.datetime(2026, 2, 1))


SENTENCES = {
    "empty": b"",
    "not a calendar": b"hello",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "NUL": b"BEGIN:VCALENDAR\n\x00END:VCALENDAR",
    "no encoding": b"BEGIN:VCALENDAR\nSUMMARY:M\xfcller & S\xf6hne\nEND:VCALENDAR",
    "no meeting": b"BEGIN:VCALENDAR\nEND:VCALENDAR\n",
    "no end": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n",
    "no colon": b"BEGIN:VCALENDAR\nfoo\nEND:VCALENDAR",
    "only beginnings": b"BEGIN:VCALENDAR\n" * 5_000,
    "only zones": b"BEGIN:VCALENDAR\n" + b"BEGIN:VTIMEZONE\n" * 2_400,
    "too many": ics(*["UID:1\nDTSTART:20261120T100000Z"] * 501),
    "too many series": ics(*["UID:1\nDTSTART:20261120T100000Z\nRRULE:FREQ=DAILY"] * 51),
    "too long": b"BEGIN:VCALENDAR\n" + b"X-A:1\n" * 30_000 + b"END:VCALENDAR\n",
    "too large": b"BEGIN:VCALENDAR\n" + b"x" * MAX_BYTES,
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(NotACalendar) as refusal:
        read(SENTENCES[name], now=NOW, zone=MOSCOW)
    assert str(refusal.value).endswith(".")


ENDLESS = (
    "BEGIN:VTIMEZONE\nTZID:Q\nBEGIN:STANDARD\nDTSTART:19700101T000000\nRRULE:FREQ=SECONDLY\n"
    "TZOFFSETFROM:+0100\nTZOFFSETTO:+9999\nEND:STANDARD\nEND:VTIMEZONE\n"
)


@pytest.mark.parametrize(
    ("event", "head", "expected"),
    [
        ("UID:1\nDTSTART:garbage", "", "Its date cannot be read."),
        ("UID:1", "", "Its date cannot be read."),
        ("UID:1\nDTSTART:00010101T000000Z", "", "Its date cannot be meant."),
        ("UID:1\nDTSTART:99991231T235959Z", "", "Its date cannot be meant."),
        ("UID:1\nDTSTART;TZID=Q:20261101T100000", ENDLESS, "2026-11-01"),
        ("UID:1\nDTSTART;TZID=Q:20261101T100000", ENDLESS.replace("BEGIN:VT", "BEGIN:\n VT"), "2026-11-01"),
        ("UID:1\nDTSTART:20261101T100000Z\nDTSTART:20261102T100000Z", "", "2026-11-01"),
        ("UID:1\nDTSTART:20261101T100000\nRECURRENCE-ID;TZID=America/New_York:99991231T235959", "", "2026-11-01"),
        ("UID:1\nDTSTART:20261101T100000Z\nATTENDEE:\nATTENDEE;CN=:x\nORGANIZER:mailto:", "", "2026-11-01"),
        (f"UID:{'1' * 5000}\nDTSTART:20261101T100000Z\nSUMMARY:{'x' * 5000}", "", "2026-11-01"),
        ("UID:\x07\nDTSTART:20261101T100000Z\nSUMMARY:\x07\x1b", "", "2026-11-01"),
    ],
)
def test_odd_events_are_read_or_left_out_with_a_word(event: str, head: str, expected: str) -> None:
    found = reading(event, head=head)
    assert [*(each.on.isoformat() for each in found.invitations), *(left.why for left in found.left_out)] == [expected]
    assert [len(each.key) <= 255 and len(each.title) <= 300 for each in found.invitations] in ([], [True])


@given(st.binary(max_size=400))
def test_whatever_stands_in_a_file_ends_in_words(noise: bytes) -> None:
    for data in (noise, b"BEGIN:VCALENDAR\n" + noise, ics("UID:1\nDTSTART:20261101T100000Z").replace(b"UID:1", noise)):
        try:
            assert isinstance(read(data, now=NOW, zone=MOSCOW), Reading)
        except NotACalendar as refusal:
            assert str(refusal)


# Through the pages.


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    account = new_account("Halvorsen", kam=cast.anna)
    create_contact(account=account, name="Ingrid Berg", emails=["Ingrid@client.example"])
    return account


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.anna)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dossiers.views.diary_import.timezone.now", lambda: NOW)


def upload(client: Client, account: Account, *files: bytes) -> Any:
    sent = [SimpleUploadedFile(f"invite-{n}.ics", data) for n, data in enumerate(files)]
    return client.post(reverse("diary_import", args=[account.pk]), {"invitations": sent})


def take(client: Client, account: Account, page: Any, *numbers: int) -> Any:
    sent = {"invitations": page.context["packed"], "take": [str(number) for number in numbers]}
    return client.post(reverse("diary_import_take", args=[account.pk]), sent, follow=True)


@pytest.mark.django_db
def test_meetings_are_shown_first_and_written_when_chosen(
    account: Account, anna: Client, cast: SimpleNamespace
) -> None:
    page = upload(anna, account, ics(LUNCH), ics("UID:2\nSUMMARY:Call\nDTSTART:20261101T100000Z"))
    assert [(row.invitation.title, row.is_proposed) for row in page.context["rows"]] == [
        ("Lunch", True),
        ("Call", True),
    ]
    assert DiaryEntry.objects.count() == 0
    answer = take(anna, account, page, 0)
    assert "1 entry was written." in answer.content.decode()
    [entry] = DiaryEntry.objects.all()
    assert (entry.on, entry.kind, entry.by, entry.ics_uid) == (
        *(datetime.date(2026, 11, 21), "meeting"),
        *(cast.anna, "lunch@client.example"),
    )
    assert entry.summary == "Lunch\nPlace: Harbour\nPrices\nand dates"
    assert ([p.name for p in entry.theirs.all()], list(entry.ours.all())) == (["Ingrid Berg"], [cast.anna])


@pytest.mark.django_db
def test_who_is_not_known_is_named_in_words_and_a_stranger_of_ours_too(
    account: Account, anna: Client, cast: SimpleNamespace
) -> None:
    people = f"ATTENDEE;CN=Viktor:mailto:{cast.viktor.email}\nATTENDEE;CN=Olav Lie:mailto:olav@client.example"
    take(anna, account, upload(anna, account, ics(f"UID:1\nSUMMARY:Lunch\nDTSTART:20261101T100000Z\n{people}")), 0)
    entry = DiaryEntry.objects.get()
    assert (entry.summary, entry.ours.count()) == ("Lunch\nAlso there: Viktor, Olav Lie", 0)


@pytest.mark.django_db
def test_nothing_is_imported_twice(account: Account, anna: Client, new_account: Callable[..., Account]) -> None:
    page = upload(anna, account, ics(LUNCH, LUNCH))
    assert len(page.context["rows"]) == 1
    take(anna, account, page, 0)
    assert "1 was in the diary already." in take(anna, account, page, 0).content.decode()
    again = upload(anna, account, ics(LUNCH))
    assert [(row.is_taken, row.is_proposed) for row in again.context["rows"]] == [(True, False)]
    assert DiaryEntry.objects.count() == 1
    # The database says it, whoever writes.
    with pytest.raises(IntegrityError, match="one_entry_an_invitation_an_account"), transaction.atomic():
        DiaryEntry.objects.create(account=account, on=TODAY, summary="x", ics_uid="lunch@client.example")
    other = new_account("Another", kam=account.kam)
    take(anna, other, upload(anna, other, ics(LUNCH)), 0)
    assert DiaryEntry.objects.count() == 2


@pytest.mark.django_db
def test_a_page_offers_no_more_than_it_can_send_back(account: Account, anna: Client) -> None:
    names = random.Random(1)
    people = ["".join(chr(names.randrange(0x4E00, 0x9FFF)) for _ in range(60)) for _ in range(600)]
    told = ["\n".join(f"ATTENDEE;CN={name}:mailto:{n}@x" for n, name in enumerate(people[at::6])) for at in range(6)]
    series = [f"UID:{n}\nDTSTART:20200101T100000Z\nRRULE:FREQ=WEEKLY\n{text}" for n, text in enumerate(told)]
    page = upload(anna, account, ics(*series))
    assert (len(page.context["packed"]) <= PACKED_AT_MOST, 1 <= len(page.context["rows"]) < 300) == (True, True)
    assert "Only the latest meetings are shown." in page.content.decode()
    answer = take(anna, account, page, 0)
    assert (answer.status_code, DiaryEntry.objects.count()) == (200, 1)


@pytest.mark.django_db
def test_of_a_series_nothing_is_ticked_at_first(account: Account, anna: Client) -> None:
    page = upload(anna, account, ics("UID:1\nDTSTART:20261001T100000Z\nRRULE:FREQ=WEEKLY"))
    assert {row.is_proposed for row in page.context["rows"]} == {False}
    assert b" checked" not in page.content


@pytest.mark.django_db
@pytest.mark.parametrize("name", SENTENCES)
def test_a_bad_file_is_a_sentence_on_the_page_and_the_good_one_beside_it_is_read(
    name: str, account: Account, anna: Client
) -> None:
    page = upload(anna, account, SENTENCES[name], ics(LUNCH))
    assert page.status_code == 200
    told = b'role="alert"' in page.content and len(page.context.get("rows", [])) == 1
    # What is too large is refused before it is read.
    assert told or "invitations" in page.context["form"].errors


@pytest.mark.django_db
def test_too_many_files_and_none_are_refused_by_the_field(account: Account, anna: Client) -> None:
    for files in ([], [ics(LUNCH)] * 11, [b"x" * 10 * MAX_BYTES], [b"x" * (MAX_BYTES - 1)] * 3):
        page = upload(anna, account, *files)
        assert (page.status_code, list(page.context["form"].errors)) == (200, ["invitations"])


@pytest.mark.django_db
def test_only_what_the_page_signed_for_this_account_and_reader_is_taken(
    account: Account, anna: Client, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    other = new_account("Another", kam=cast.anna)
    [lunch] = reading(LUNCH).invitations
    forged = (packed(other, cast.anna, [lunch]), packed(account, cast.leonid, [lunch]), "", "x", "\x00")
    for text in forged:
        sent = {"invitations": text, "take": ["0"]}
        answer = anna.post(reverse("diary_import_take", args=[account.pk]), sent, follow=True)
        assert "read too long ago" in answer.content.decode()
    own = {"invitations": packed(account, cast.anna, [lunch]), "take": ["1", "x", "-1"]}
    assert "was ticked" in anna.post(reverse("diary_import_take", args=[account.pk]), own, follow=True).content.decode()
    assert DiaryEntry.objects.count() == 0


@pytest.mark.django_db
def test_three_hundred_meetings_take_no_more_statements(
    account: Account, cast: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    def many(start: int, count: int) -> list[Invitation]:
        person = (Invited("Ingrid", "ingrid@client.example"),)
        return [Invitation(f"{n}", TODAY, "x", "x", person) for n in range(start, start + count)]

    with django_assert_num_queries(14) as first:
        take_invitations(account=account, by=cast.anna, invitations=many(0, 1))
    with django_assert_num_queries(len(first)):
        assert take_invitations(account=account, by=cast.anna, invitations=many(1, 300)) == 300
