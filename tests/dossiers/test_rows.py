"""Financial years, events ahead and diary entries through their pages."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.assigning import add_member
from accounts.keeping import create_contact
from accounts.models import Account, Contact
from dossiers.diary.writing import finish_next_step, write_entry
from dossiers.events import plan_event
from dossiers.financials import record_financial_year
from dossiers.models import DiaryEntry, EventAhead, FinancialYear
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


def year_form(**values: Any) -> dict[str, Any]:
    return {"year": "2025", "currency": "eur", "turnover": "1 234,50", "profit": "", "headcount": "", **values}


def test_a_year_is_recorded_with_money_as_typed_in_any_language(account: Account, anna: Client) -> None:
    answer = anna.post(reverse("financial_new", args=[account.pk]), year_form(is_estimate="on", profit="-5.5"))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/{account.pk}/dossier/#general")
    row = FinancialYear.objects.get(account=account)
    assert (row.year, row.currency, row.turnover, row.profit, row.headcount, row.is_estimate) == (
        *(2025, "EUR", Decimal("1234.50"), Decimal("-5.50"), None),
        True,
    )


def test_a_second_row_of_a_year_is_refused_by_the_year(account: Account, anna: Client) -> None:
    record_financial_year(account=account, year=2025, currency="EUR")
    other = record_financial_year(account=account, year=2024, currency="EUR")
    sentence = {"year": ["This year is here already. Edit that one."]}
    assert errors(anna.post(reverse("financial_new", args=[account.pk]), year_form())) == sentence
    edited = anna.post(reverse("financial_edit", args=[account.pk, other.pk]), year_form(version=1))
    assert errors(edited) == sentence


def test_a_year_is_edited_and_removed(account: Account, anna: Client) -> None:
    row = record_financial_year(account=account, year=2025, currency="EUR", is_estimate=True)
    address = reverse("financial_edit", args=[account.pk, row.pk])
    assert anna.post(address, year_form(version=1, headcount="12")).status_code == 302
    row.refresh_from_db()
    assert (row.headcount, row.is_estimate, row.version) == (12, False, 2)
    assert anna.post(reverse("financial_remove", args=[account.pk, row.pk]), {"version": 2}).status_code == 302
    assert FinancialYear.objects.filter(account=account).count() == 0


def test_an_event_is_planned_and_edited(account: Account, anna: Client) -> None:
    form = {"kind": "tender", "title": "Tender", "on": "2027-03-01", "lead_days": "90", "note": "a\r\nb"}
    assert anna.post(reverse("event_new", args=[account.pk]), form).status_code == 302
    event = EventAhead.objects.get(account=account)
    assert (event.on, event.lead_days, event.note) == (datetime.date(2027, 3, 1), 90, "a\nb")
    address = reverse("event_edit", args=[account.pk, event.pk])
    assert anna.post(address, form | {"version": 1, "title": "Tender moved"}).status_code == 302
    event.refresh_from_db()
    assert (event.title, event.version) == ("Tender moved", 2)


def test_a_row_of_another_account_is_missing_here(
    account: Account, anna: Client, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    other = new_account("Canary", kam=cast.anna)
    event = plan_event(account=other, kind="tender", title="Tender", on=TODAY)
    entry = write_entry(account=other, by=None, on=TODAY, summary="Lunch")
    year = record_financial_year(account=other, year=2025, currency="EUR")
    rows = [
        *(("event_edit", event), ("event_remove", event), ("diary_edit", entry)),
        *(("financial_edit", year), ("financial_remove", year)),
    ]
    found = [anna.get(reverse(name, args=[account.pk, row.pk])).status_code for name, row in rows]
    assert found == [404] * 5
    assert anna.post(reverse("next_step_done", args=[account.pk, entry.pk]), {"version": 1}).status_code == 404


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
    assert (entry.by, entry.next_step_owner, entry.next_step_on) == (
        *(cast.anna, cast.pavel),
        datetime.date(2026, 11, 30),
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


@pytest.fixture
def promised(account: Account, cast: SimpleNamespace) -> DiaryEntry:
    step = {"next_step": "call", "next_step_on": TODAY, "next_step_owner": cast.anna}
    return write_entry(account=account, by=cast.anna, on=TODAY, summary="Lunch", **step)


def test_a_next_step_is_marked_as_done_once(account: Account, anna: Client, promised: DiaryEntry) -> None:
    address = reverse("next_step_done", args=[account.pk, promised.pk])
    assert anna.get(address).status_code == 405
    for _double_click in range(2):
        assert anna.post(address, {"version": 1}).status_code == 302
    stored = DiaryEntry.objects.get(pk=promised.pk)
    assert (stored.next_step_done_on, stored.version) == (TODAY, 1)
    assert stored.pgh_event_model.objects.filter(pgh_obj_id=promised.pk, pgh_label="update").count() == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("version", ["", "x", "7"])
def test_a_step_that_may_be_another_one_is_not_marked(
    account: Account, anna: Client, promised: DiaryEntry, version: str
) -> None:
    answer = anna.post(reverse("next_step_done", args=[account.pk, promised.pk]), {"version": version})
    assert answer.status_code == 302
    assert DiaryEntry.objects.get(pk=promised.pk).next_step_done_on is None


def test_another_next_step_is_an_open_one_again(
    account: Account, anna: Client, promised: DiaryEntry, cast: SimpleNamespace
) -> None:
    finish_next_step(entry=promised, version=1, on=TODAY)
    address = reverse("diary_edit", args=[account.pk, promised.pk])
    step = {"next_step_on": "2026-11-22", "next_step_owner": cast.anna.pk}
    anna.post(address, entry_form(version=1, summary="Late lunch", next_step="call", **step))
    assert DiaryEntry.objects.get(pk=promised.pk).next_step_done_on == TODAY
    anna.post(address, entry_form(version=2, summary="Late lunch", next_step="write", **step))
    assert DiaryEntry.objects.get(pk=promised.pk).next_step_done_on is None


def test_the_diary_is_narrowed_by_kind_and_words(account: Account, anna: Client) -> None:
    for kind, summary in (("meeting", "Lunch"), ("call", "Prices"), ("call", "Обед с Ингрид")):
        write_entry(account=account, by=None, kind=kind, on=TODAY, summary=summary)
    address = reverse("diary", args=[account.pk])

    def found(**query: str) -> list[str]:
        return [entry.summary for entry in anna.get(address, query).context["page"].rows]

    assert found() == ["Обед с Ингрид", "Prices", "Lunch"]
    assert found(kind="call") == ["Обед с Ингрид", "Prices"]
    assert found(q="обед") == ["Обед с Ингрид"]
    assert found(kind="meeting", q="prices") == []
    assert found(kind="none") == ["Обед с Ингрид", "Prices", "Lunch"]
    assert found(q="\x00") == ["Обед с Ингрид", "Prices", "Lunch"]
