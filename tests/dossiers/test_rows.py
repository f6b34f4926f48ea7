"""Financial years and events ahead through their pages."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from dossiers.diary.steps import add_step
from dossiers.diary.writing import write_entry
from dossiers.events import plan_event
from dossiers.financials import record_financial_year
from dossiers.models import EventAhead, FinancialYear
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.anna)


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in answer.context["form"].errors.items()}


def year_form(**values: Any) -> dict[str, Any]:
    return {"year": "2025", "currency": "eur", "turnover": "1 234,50", "profit": "", "headcount": "", **values}


def test_a_year_is_recorded_with_money_as_typed_in_any_language(account: Account, anna: Client) -> None:
    answer = anna.post(reverse("financial_new", args=[account.pk]), year_form(is_estimate="on", profit="-5.5"))
    row = FinancialYear.objects.get(account=account)
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/accounts/{account.pk}/dossier/#figures-{row.pk}",
    )
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
    step = add_step(entry=entry, text="call", on=TODAY, owner=cast.anna)
    for name in ("next_step_done", "next_step_undo", "next_step_edit", "next_step_remove"):
        assert anna.post(reverse(name, args=[account.pk, step.pk]), {"version": 1}).status_code == 404
    assert anna.post(reverse("next_step_new", args=[account.pk, entry.pk])).status_code == 404
    assert anna.get(reverse("diary_entry", args=[account.pk, entry.pk])).status_code == 404
