"""The dossier page: provenance, what is stale, what is missing, and a fixed number of statements."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.comparison import add_competitor, add_criterion
from accounts.keeping import create_contact, record_year
from accounts.models import Account
from dossiers.cadence import add_months
from dossiers.description import BY_KEY, editable_sections
from dossiers.diary.writing import write_entry
from dossiers.events import plan_event
from dossiers.facts import save_section
from dossiers.financials import record_financial_year
from dossiers.knowing import Known, is_stale
from dossiers.ladders.ladder import Standing
from dossiers.models import Fact
from dossiers.reading import DossierPage, read_dossier
from kam_portal.foundation.people.models import User
from tests.accounts.comparing import compare
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


def know(account: Account, section: str, on: datetime.date = TODAY, version: int = 0, **values: str) -> None:
    save_section(
        account=account, section=BY_KEY[section], version=version, values=values, source="visit", on=on, by=account.kam
    )


def lines(page: DossierPage, section: str) -> list[Any]:
    found = next(part for part in page.sections if part.section.key == section)
    return [line for _title, group in found.groups for line in group]


def test_each_fact_carries_as_of_author_and_source(account: Account) -> None:
    know(account, "decision", actors="Ingrid decides")
    (line,) = lines(read_dossier(account, account.kam, TODAY), "decision")
    assert (line.text, line.known) == ("Ingrid decides", Known(TODAY, "Anna Petrova", "visit", is_stale=False))


@pytest.mark.parametrize(("status", "months"), [("key", 3), ("maintenance", 6), ("opportunistic", 12)])
def test_a_fact_is_stale_the_day_after_a_whole_cycle(
    cast: SimpleNamespace, new_account: Callable[..., Account], status: str, months: int
) -> None:
    account = new_account("Brightwater", kam=cast.anna, status=status)
    know(account, "decision", actors="Ingrid decides")
    last_day = add_months(TODAY, months)
    stale = [read_dossier(account, account.kam, last_day + datetime.timedelta(days=n)).stale for n in (0, 1)]
    assert stale == [0, 1]


def test_without_a_cadence_nothing_grows_stale() -> None:
    assert is_stale(Fact(as_of=datetime.date(2000, 1, 1)), TODAY, None) is False


def test_size_of_opportunity_stands_as_a_table_with_its_oldest_date(account: Account) -> None:
    earlier = TODAY - datetime.timedelta(days=100)
    know(account, "relationship", earlier, size_currency="EUR", size_1_low="12", size_1_base="13.5")
    know(account, "relationship", TODAY, 1, size_1_high="15000")
    page = read_dossier(account, account.kam, TODAY)
    found = [(size.years, size.low, size.base, size.high, size.known.as_of, size.known.is_stale) for size in page.sizes]
    assert found == [(1, "12", "13.5", "15,000", earlier, True)]
    assert [line.title for line in lines(page, "relationship")] == []


def test_the_ladder_shows_our_standing_and_the_clients_own_answer(account: Account) -> None:
    know(account, "ladder", needs_us="yes", discusses_problems="yes", drives_mad="no", client_answer="2")
    page = read_dossier(account, account.kam, TODAY)
    assert page.standing == Standing(2, 4)
    assert [(step.level, step.is_ours, step.is_clients) for step in page.steps] == [
        (1, False, False),
        (2, True, True),
        (3, True, False),
        (4, True, False),
    ]


def test_an_event_is_near_within_its_lead_time_and_past_after_its_day(account: Account) -> None:
    for days in (-1, 0, 30, 31):
        plan_event(
            account=account, kind="tender", title=str(days), on=TODAY + datetime.timedelta(days=days), lead_days=30
        )
    page = read_dossier(account, account.kam, TODAY)
    assert [(c.event.title, c.is_past, c.is_near) for c in page.events] == [
        ("-1", True, False),
        ("0", False, True),
        ("30", False, True),
        ("31", False, False),
    ]
    assert [c.event.title for c in page.events_ahead] == ["0", "30", "31"]


def test_completeness_counts_facts_and_rows(account: Account) -> None:
    know(account, "competitors", competitors="two importers")
    record_financial_year(account=account, year=2025, currency="EUR")
    page = read_dossier(account, account.kam, TODAY)
    counted = {part.section.key: part.completeness.filled for part in page.sections if part.completeness.filled}
    assert counted == {"competitors": 1, "general": 1}
    assert [section.key for section in page.empty_sections] == [
        *("relationship", "decision", "swot", "ladder", "events", "diary")
    ]


def test_an_empty_dossier_says_the_next_step_to_editors_only(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    account.members.create(user=cast.pavel, function="service", can_edit=False)
    address = reverse("dossier", args=[account.pk])
    shown = {who: signed_in(getattr(cast, who)).get(address).content.decode() for who in ("anna", "pavel")}
    steps = ("Fill in this section", "Add an event", "Write the first entry", "Add a year")
    assert {who: [step in html for step in steps] for who, html in shown.items()} == {
        "anna": [True] * 4,
        "pavel": [False] * 4,
    }


def fill(account: Account, times: int) -> None:
    for n in range(times):
        create_contact(account=account, name=f"Contact {n}")
        add_criterion(account=account, name=f"Criterion {n}", weight=Decimal(10))
        add_competitor(account=account, name=f"Competitor {n}")
        plan_event(account=account, kind="tender", title=f"Tender {n}", on=TODAY)
        record_year(account=account, year=2000 + n, currency="EUR")
        record_financial_year(account=account, year=2000 + n, currency="EUR")
        step = {"next_step": "call", "next_step_on": TODAY, "next_step_owner": account.kam}
        write_entry(account=account, by=account.kam, on=TODAY, summary=f"Lunch {n}", **step)
    for section in editable_sections()[:times]:
        keys = [field.key for field in section.fields if not field.key.startswith(("size", "share"))]
        know(account, section.key, **dict.fromkeys(keys, "yes" if section.key == "ladder" else "1"))


@pytest.mark.parametrize("name", ["dossier", "diary"])
def test_the_number_of_statements_does_not_grow(
    name: str, cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: Callable[[User], Client]
) -> None:
    anna = signed_in(cast.anna)
    counted = []
    for rows in (1, 3, 6):
        account = new_account(f"Account {rows}", kam=cast.anna)
        fill(account, rows)
        with CaptureQueriesContext(connection) as statements:
            assert anna.get(reverse(name, args=[account.pk])).status_code == 200
        counted.append(len(statements))
    assert counted == [counted[0]] * 3
    assert counted[0] <= 14


def test_section_d_shows_the_comparison_and_leads_to_it(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    compare(account, own=("8", "7"), Fjordmatic=("6", "8"))
    html = signed_in(cast.anna).get(reverse("dossier", args=[account.pk])).content.decode()
    section = html[html.index('id="competitors"') : html.index('id="swot"')]
    told = ("Criterion 1", "Fjordmatic", "7.60", f'href="/accounts/{account.pk}/comparison/"')
    assert [words for words in told if words not in section] == []
    assert "Relative strength 5.40 against Fjordmatic; 5 is parity." in section
