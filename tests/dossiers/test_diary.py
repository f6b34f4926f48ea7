"""The diary through its pages: writing by whom, with whom, and finding it again."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.assigning import add_member
from accounts.keeping import create_contact
from accounts.models import Account, Contact
from dossiers.diary.narrowing import contacts_last_met_first
from dossiers.diary.steps import finish_step
from dossiers.diary.writing import write_entry
from dossiers.models import DiaryEntry
from dossiers.views.diary import ENTRIES_A_PAGE
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages ask for the reader's day; these tests stand on one."""
    monkeypatch.setattr("dossiers.views.diary.timezone.localdate", lambda: TODAY)


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.anna)


@pytest.fixture
def ingrid(account: Account) -> Contact:
    return create_contact(account=account, name="Ingrid")


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in answer.context["form"].errors.items()}


def entry_form(**values: Any) -> dict[str, Any]:
    return {"kind": "meeting", "on": "2026-11-22", "summary": "Lunch", "promises": "", "next_step": "", **values}


def test_a_diary_entry_is_written_with_people_and_next_step(
    account: Account, anna: Client, cast: SimpleNamespace, ingrid: Contact
) -> None:
    add_member(account=account, user=cast.pavel, function="service", can_edit=False)
    step = {"next_step": "Send the offer", "next_step_on": "2026-11-30", "next_step_owner": cast.pavel.pk}
    people = {"ours": [cast.anna.pk, cast.leonid.pk, cast.pavel.pk], "theirs": [ingrid.pk]}
    answer = anna.post(reverse("diary_new", args=[account.pk]), entry_form(**step, **people))
    assert answer.status_code == 302
    entry = DiaryEntry.objects.get(account=account)
    [step] = entry.steps.all()
    assert (entry.by, step.text, step.owner, step.on, step.account) == (
        *(cast.anna, "Send the offer", cast.pavel),
        *(datetime.date(2026, 11, 30), account),
    )
    assert [person.full_name for person in entry.ours.all()] == ["Anna Petrova", "Leonid Orlov", "Pavel Sokolov"]
    assert [person.name for person in entry.theirs.all()] == ["Ingrid"]


def test_an_entry_starts_with_today_and_the_writer(account: Account, anna: Client, cast: SimpleNamespace) -> None:
    form = anna.get(reverse("diary_new", args=[account.pk])).context["form"]
    assert (form["on"].value(), form["ours"].value(), form["kind"].value()) == (TODAY, [cast.anna.pk], None)


def test_people_outside_the_account_are_refused(
    account: Account, anna: Client, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    stranger = create_contact(account=new_account("Canary", kam=cast.viktor), name="Canary contact")
    address = reverse("diary_new", args=[account.pk])
    asked: list[dict[str, Any]] = [
        {"theirs": [stranger.pk]},
        {"ours": [cast.viktor.pk]},
        {"ours": [cast.boris.pk]},
        {"next_step": "call", "next_step_on": "2026-11-30", "next_step_owner": cast.viktor.pk},
        {"theirs": ["x"]},
        {"theirs": ["\x00"]},
        {"ours": ["9" * 30]},
        {"next_step": "call", "next_step_on": "2026-11-30", "next_step_owner": "9" * 30},
    ]
    answers = [anna.post(address, entry_form(**values)) for values in asked]
    assert [(answer.status_code, list(errors(answer))) for answer in answers] == [
        *((200, ["theirs"]), (200, ["ours"]), (200, ["ours"]), (200, ["next_step_owner"])),
        *((200, ["theirs"]), (200, ["theirs"]), (200, ["ours"]), (200, ["next_step_owner"])),
    ]
    assert DiaryEntry.objects.count() == 0
    assert [b"Canary contact" in answer.content for answer in answers] == [False] * 8


def test_a_date_to_come_is_refused_in_words(account: Account, anna: Client) -> None:
    answer = anna.post(reverse("diary_new", args=[account.pk]), entry_form(on="2026-11-23"))
    assert errors(answer) == {
        "on": ["The diary tells what has happened; this date is still to come. Plan it under events ahead."]
    }


def test_a_next_step_needs_a_date_and_a_person_and_the_other_way_round(
    account: Account, anna: Client, cast: SimpleNamespace
) -> None:
    address = reverse("diary_new", args=[account.pk])
    assert errors(anna.post(address, entry_form(next_step="call"))) == {
        "next_step_on": ["Say by when the next step is done."],
        "next_step_owner": ["Say who does the next step."],
    }
    assert errors(anna.post(address, entry_form(next_step_on="2026-11-30"))) == {
        "next_step": ["Say what the next step is, or empty its date."]
    }
    # The person is preset to the writer; alone it promises nothing.
    assert anna.post(address, entry_form(next_step_owner=cast.anna.pk)).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_people_are_part_of_a_refused_edit(
    account: Account, anna: Client, cast: SimpleNamespace, ingrid: Contact, signed_in: Callable[[User], Client]
) -> None:
    magnus = create_contact(account=account, name="Magnus")
    entry = write_entry(account=account, by=cast.anna, on=TODAY, summary="Lunch", ours=[cast.anna], theirs=[ingrid])
    address = reverse("diary_edit", args=[account.pk, entry.pk])
    theirs = {"ours": [cast.anna.pk, cast.leonid.pk], "theirs": [magnus.pk]}
    assert signed_in(cast.leonid).post(address, entry_form(version=1, **theirs)).status_code == 302
    mine = {"ours": [cast.anna.pk], "theirs": [ingrid.pk, magnus.pk], "summary": "Long lunch"}
    refused = anna.post(address, entry_form(version=1, **mine))
    assert refused.status_code == 409
    conflict, shown = refused.context["conflict"], refused.context["form"]
    assert [(r.field, r.before, r.theirs, r.mine) for r in conflict.rows] == [
        ("theirs", "Ingrid", "Magnus", "Ingrid, Magnus")
    ]
    assert (conflict.taken, shown["ours"].value()) == (
        ("Our people",),
        sorted([str(cast.anna.pk), str(cast.leonid.pk)]),
    )
    again = mine | {"ours": shown["ours"].value(), "choose-theirs": "mine"}
    assert anna.post(address, entry_form(version=2, **again)).status_code == 302
    stored = DiaryEntry.objects.get(pk=entry.pk)
    assert (stored.summary, stored.version) == ("Long lunch", 3)
    assert [person.full_name for person in stored.ours.all()] == ["Anna Petrova", "Leonid Orlov"]
    assert [person.name for person in stored.theirs.all()] == ["Ingrid", "Magnus"]


def test_an_edit_without_a_change_advances_nothing(account: Account, anna: Client, cast: SimpleNamespace) -> None:
    entry = write_entry(account=account, by=cast.anna, on=TODAY, summary="Lunch", ours=[cast.anna])
    address = reverse("diary_edit", args=[account.pk, entry.pk])
    assert anna.post(address, entry_form(version=1, ours=[cast.anna.pk])).status_code == 302
    assert DiaryEntry.objects.get(pk=entry.pk).version == 1


def test_an_entry_keeps_its_mood_and_shows_it_in_a_word(account: Account, anna: Client) -> None:
    assert anna.post(reverse("diary_new", args=[account.pk]), entry_form(mood="bad")).status_code == 302
    assert DiaryEntry.objects.get(account=account).mood == "bad"
    page = anna.get(reverse("diary", args=[account.pk])).content.decode()
    assert "icon-frown" in page and "Bad</span>" in page
    assert list(errors(anna.post(reverse("diary_new", args=[account.pk]), entry_form(mood="furious")))) == ["mood"]


def test_somebody_new_becomes_a_contact_and_takes_part(account: Account, anna: Client, ingrid: Contact) -> None:
    answer = anna.post(
        reverse("diary_new", args=[account.pk]), entry_form(new_people="Magnus Lie\r\n  ingrid \r\nMagnus Lie\r\n\r\n")
    )
    assert answer.status_code == 302
    entry = DiaryEntry.objects.get(account=account)
    assert [person.name for person in entry.theirs.all()] == ["Ingrid", "Magnus Lie"]
    assert list(account.contacts.values_list("name", flat=True)) == ["Ingrid", "Magnus Lie"]


def test_an_edit_takes_somebody_new_along(account: Account, anna: Client, ingrid: Contact) -> None:
    entry = write_entry(account=account, by=None, on=TODAY, summary="Lunch", theirs=[ingrid])
    address = reverse("diary_edit", args=[account.pk, entry.pk])
    answer = anna.post(address, entry_form(version=1, theirs=[ingrid.pk], new_people="Magnus Lie"))
    assert (answer.status_code, [person.name for person in entry.theirs.all()]) == (302, ["Ingrid", "Magnus Lie"])
    stale = anna.post(address, entry_form(version=1, new_people="Olav"))
    assert (stale.status_code, account.contacts.filter(name="Olav").exists()) == (409, False)


@pytest.mark.parametrize("names", ["x" * 201, "\n".join(f"Person {n}" for n in range(21)), "a\x00b"])
def test_names_that_cannot_be_kept_are_refused_by_their_field(account: Account, anna: Client, names: str) -> None:
    answer = anna.post(reverse("diary_new", args=[account.pk]), entry_form(new_people=names))
    assert (answer.status_code, list(errors(answer))) == (200, ["new_people"])
    assert (DiaryEntry.objects.count(), Contact.objects.count()) == (0, 0)


def test_the_kind_of_the_entry_written_last_is_proposed(account: Account, anna: Client, cast: SimpleNamespace) -> None:
    write_entry(account=account, by=cast.anna, on=TODAY, summary="Lunch", kind="call")
    write_entry(account=account, by=cast.boris, on=TODAY, summary="Lunch", kind="letter")
    page = anna.get(reverse("diary", args=[account.pk]))
    assert page.context["form"]["kind"].value() == "call"
    assert b"autofocus" in page.content
    assert b"autofocus" not in anna.get(reverse("diary", args=[account.pk]), {"kind": "call"}).content


def test_a_reader_has_no_form_and_no_buttons(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    add_member(account=account, user=cast.pavel, function="service", can_edit=False)
    step = {"next_step": "call", "next_step_on": TODAY, "next_step_owner": cast.anna}
    write_entry(account=account, by=None, on=TODAY, summary="Lunch", **step)
    page = signed_in(cast.pavel).get(reverse("diary", args=[account.pk])).content.decode()
    assert [mark for mark in ("new-entry", "to-step", "Done", "diary/import", "/edit/") if mark in page] == []


def test_people_met_last_come_first_and_of_many_most_wait(account: Account, anna: Client) -> None:
    people = [create_contact(account=account, name=f"Person {n:03}") for n in range(200)]
    for ago, place in ((30, 7), (3, 150)):
        day = TODAY - datetime.timedelta(days=ago)
        write_entry(account=account, by=None, on=day, summary="Lunch", theirs=[people[place]])
    form = anna.get(reverse("diary_new", args=[account.pk])).context["form"]
    assert [person.name for person in form.fields["theirs"].queryset[:3]] == ["Person 150", "Person 007", "Person 000"]
    page = anna.get(reverse("diary_new", args=[account.pk])).content.decode()
    near, far = page.split("data-new", 1)[1].split("<details", 1)
    assert (near.count('name="theirs"'), far.count('name="theirs"'), "192 more" in far) == (8, 192, True)


def test_an_entry_has_an_address_that_leads_to_its_place(account: Account, anna: Client) -> None:
    entries = [
        write_entry(account=account, by=None, on=TODAY - datetime.timedelta(days=n), summary=f"Lunch {n}")
        for n in range(ENTRIES_A_PAGE + 1)
    ]
    diary = reverse("diary", args=[account.pk])
    found = [
        anna.get(reverse("diary_entry", args=[account.pk, e.pk])).headers["Location"] for e in (entries[0], entries[-1])
    ]
    assert found == [f"{diary}#entry-{entries[0].pk}", f"{diary}?page=2#entry-{entries[-1].pk}"]


def test_people_met_last_come_first_and_the_chosen_before_them_in_one_statement(
    account: Account, ingrid: Contact
) -> None:
    magnus, never = (create_contact(account=account, name=name) for name in ("Magnus", "Never"))
    for ago, people in ((9, [ingrid, magnus]), (3, [ingrid])):
        write_entry(account=account, by=None, on=TODAY - datetime.timedelta(days=ago), summary="Lunch", theirs=people)
    with CaptureQueriesContext(connection) as queries:
        found = [(person, person.last_met) for person in contacts_last_met_first(account)]
    three_days_ago, nine_days_ago = (TODAY - datetime.timedelta(days=ago) for ago in (3, 9))
    assert found == [(ingrid, three_days_ago), (magnus, nine_days_ago), (never, None)]
    assert (list(contacts_last_met_first(account, [never.pk])), len(queries)) == ([never, ingrid, magnus], 1)


@pytest.mark.parametrize("name", ["account", "contacts", "dossier"])
def test_last_contact_stands_wherever_people_are_listed(
    name: str, account: Account, anna: Client, ingrid: Contact
) -> None:
    create_contact(account=account, name="Never Met")
    write_entry(account=account, by=None, on=datetime.date(2026, 11, 3), summary="Lunch", theirs=[ingrid])
    page = anna.get(reverse(name, args=[account.pk])).content.decode()
    assert ("3 Nov 2026" in page, "never" in page) == (True, True)


@pytest.mark.parametrize("name", ["account", "contacts", "dossier", "diary", "diary_new"])
def test_more_people_and_entries_take_no_more_statements(
    name: str, account: Account, anna: Client, cast: SimpleNamespace
) -> None:
    counts, address = [], reverse(name, args=[account.pk])
    for rows in (1, 3):
        for n in range(rows):
            person = create_contact(account=account, name=f"Person {rows} {n}")
            step = {"next_step": "call", "next_step_on": TODAY, "next_step_owner": cast.anna}
            write_entry(
                account=account, by=cast.anna, on=TODAY, summary="Lunch", theirs=[person], ours=[cast.anna], **step
            )
        anna.get(address)
        with CaptureQueriesContext(connection) as queries:
            anna.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


@pytest.fixture
def told(account: Account, cast: SimpleNamespace, ingrid: Contact) -> dict[str, DiaryEntry]:
    """Three entries, told apart by what they are narrowed to."""
    step = {"next_step": "Прислать чертежи насосов", "next_step_on": TODAY, "next_step_owner": cast.leonid}
    days = [TODAY - datetime.timedelta(days=ago) for ago in (20, 10, 0)]
    lunch = write_entry(
        account=account, by=cast.boris, on=days[0], summary="Lunch <b>here</b>", theirs=[ingrid], mood="good"
    )
    prices = write_entry(account=account, by=None, on=days[1], kind="call", summary="Prices", ours=[cast.anna])
    dinner = write_entry(account=account, by=None, on=days[2], kind="call", summary="Обед с Ингрид", mood="bad", **step)
    return {"lunch": lunch, "prices": prices, "dinner": dinner}


def test_the_diary_is_narrowed_by_whatever_the_address_says(
    account: Account, anna: Client, cast: SimpleNamespace, ingrid: Contact, told: dict[str, DiaryEntry]
) -> None:
    address = reverse("diary", args=[account.pk])
    names = {entry.pk: name for name, entry in told.items()}

    def found(**query: Any) -> list[str]:
        return [names[entry.pk] for entry in anna.get(address, query).context["page"].rows]

    everything = ["dinner", "prices", "lunch"]
    assert found() == everything
    assert found(kind="call") == ["dinner", "prices"]
    assert found(q="обеды") == found(q="беД") == ["dinner"]
    assert found(q="насос") == found(q="чертежом") == ["dinner"]
    assert found(kind="meeting", q="prices") == []
    assert found(mood="good") == ["lunch"]
    assert found(who=f"c{ingrid.pk}") == ["lunch"]
    assert [found(who=f"u{cast.__dict__[name].pk}") for name in ("boris", "anna", "leonid")] == [
        *(["lunch"], ["prices"], ["dinner"])
    ]
    assert found(since="2026-11-12", until="2026-11-12") == ["prices"]
    assert found(until="2026-11-11") == ["lunch"]
    assert found(open="on") == ["dinner"]
    finish_step(step=told["dinner"].steps.get(), version=1, on=TODAY)
    assert found(open="on") == []
    # What cannot be read narrows nothing.
    for odd in ({"kind": "none"}, {"q": "\x00"}, {"who": "c9999999"}, {"who": "x"}, {"since": "soon"}, {"mood": "x"}):
        assert found(**odd) == everything
    assert found(q="'; DROP TABLE") == found(q="%") == []


def test_found_words_are_marked_and_nothing_is_executed(
    account: Account, anna: Client, told: dict[str, DiaryEntry]
) -> None:
    address = reverse("diary", args=[account.pk])
    assert "<mark>Обед</mark> с Ингрид" in anna.get(address, {"q": "обедом"}).content.decode()
    assert "<mark>Lunch &lt;b&gt;</mark>here&lt;/b&gt;" in anna.get(address, {"q": "lunch <b>"}).content.decode()


def test_five_hundred_entries_are_read_a_page_at_a_time(account: Account, anna: Client, ingrid: Contact) -> None:
    entries = [
        DiaryEntry(account=account, on=TODAY - datetime.timedelta(days=n), summary=f"Насос номер {n}")
        for n in range(500)
    ]
    DiaryEntry.objects.bulk_create(entries)
    address = reverse("diary", args=[account.pk])
    anna.get(address)
    for query in ({}, {"q": "насосы"}, {"page": 25, "open": ""}):
        with CaptureQueriesContext(connection) as queries:
            page = anna.get(address, query).context["page"]
        assert (len(page.rows), page.total, len(queries) <= 20) == (ENTRIES_A_PAGE, 500, True)
