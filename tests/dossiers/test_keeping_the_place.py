"""Who edits something comes back to it, from the dossier, the account and the review alike."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.keeping import create_contact, record_year
from accounts.models import Account, AccountYear, Contact
from dossiers.description import SECTIONS, TABLES
from dossiers.diary.steps import add_step
from dossiers.diary.writing import write_entry
from dossiers.events import plan_event
from dossiers.facts import save_section
from dossiers.financials import record_financial_year
from dossiers.models import EventAhead, FinancialYear, TableRow
from dossiers.reviews.verifying import start_review
from dossiers.rows import add_row
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.dossiers.reviewing import MORNING

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 3, 1)
YEAR = {"year": "2024", "currency": "EUR"}
EVENT = {"kind": "tender", "title": "Tender", "on": "2027-03-01", "lead_days": "30"}
CARL = {"name": "Carl"}

# Name of the page that adds one, with what follows the account; what is typed; what is made; page and anchor; edit.
ROWS: list[tuple[str, list[str], dict[str, str], type[models.Model], str, str, str]] = [
    ("row_new", ["goals"], {"name": "Grow"}, TableRow, "dossier", "row", "row_edit"),
    ("event_new", [], EVENT, EventAhead, "dossier", "event", "event_edit"),
    ("financial_new", [], YEAR, FinancialYear, "dossier", "figures", "financial_edit"),
    ("contact_new", [], CARL, Contact, "account", "contact", "contact_edit"),
    ("year_new", [], YEAR | {"sales": "1"}, AccountYear, "account", "year", "year_edit"),
]


@pytest.fixture
def acme(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    """One of everything that is edited by itself."""
    acme = new_account("Acme", kam=cast.anna)
    save_section(
        account=acme, section=SECTIONS[0], version=0, values={"mission": "Ships"}, source="", on=TODAY, by=None
    )
    add_row(account=acme, table=TABLES["goals"], values={"name": "Grow"}, on=TODAY, by=None)
    plan_event(account=acme, kind="tender", title="Tender", on=DAY)
    record_financial_year(account=acme, year=2025, currency="EUR")
    create_contact(account=acme, name="Ingrid")
    record_year(account=acme, year=2025, currency="EUR", sales=1)
    entry = write_entry(account=acme, by=cast.anna, on=TODAY, kind="call", summary="Prices")
    add_step(entry=entry, text="Send the list", owner=cast.anna, on=DAY)
    return acme


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.anna)


def read(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


def led_to(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.headers["Location"]


@pytest.mark.parametrize(("new", "more", "typed", "model", "page", "mark", "edit"), ROWS)
def test_a_save_and_a_cancel_lead_to_the_row(
    new: str, more: list[str], typed: dict[str, str], model: type[models.Model], page: str, mark: str, edit: str,
    cast: SimpleNamespace, new_account: Callable[..., Account], anna: Client,
) -> None:  # fmt: skip
    account = new_account("Bare", kam=cast.anna)
    made = anna.post(reverse(new, args=[account.pk, *more]), typed)
    row = model._default_manager.get(account=account)
    place = f"{reverse(page, args=[account.pk])}#{mark}-{row.pk}"
    assert led_to(made) == (302, place)
    assert read(anna, place).count(f'id="{mark}-{row.pk}"') == 1
    address = reverse(edit, args=[account.pk, row.pk])
    assert f'href="{place}">Cancel' in read(anna, address)
    assert led_to(anna.post(address, {**typed, "version": 1})) == (302, place)


def test_a_contact_leads_back_to_the_list_it_was_opened_from(acme: Account, anna: Client) -> None:
    ingrid = Contact.objects.get()
    for page in (reverse("contacts", args=[acme.pk]) + "?page=1", acme.get_absolute_url()):
        address = (
            f"{reverse('contact_edit', args=[acme.pk, ingrid.pk])}?next={quote(page, safe='')}%23contact-{ingrid.pk}"
        )
        assert f'href="{address}"' in read(anna, page)
        assert f'action="{address}"' in read(anna, address)
    answer = anna.post(address, {"name": "Ingrid H.", "version": 1})
    assert led_to(answer) == (302, f"{acme.get_absolute_url()}#contact-{ingrid.pk}")


def test_every_edit_of_a_review_opens_below_its_fact_and_is_sent_to_its_own_page(
    acme: Account, anna: Client, cast: SimpleNamespace
) -> None:
    start_review(account=acme, by=cast.anna, at=MORNING)
    opened = []
    for section in SECTIONS:
        html = read(anna, f"/accounts/{acme.pk}/review/?section={section.key}")
        for address, place in re.findall(r'hx-get="([^"]+)" hx-target="#edit-(fact-[^"]+)"', html):
            assert address.endswith(f"%3Fsection%3D{section.key}%23{place}")
            fact, box = html.index(f'<div id="{place}"'), html.index(f'id="edit-{place}"')
            assert html.count('<div id="fact-', fact, box) == 1
            form = re.findall(r"<form [^>]*data-guard[^>]*>", read(anna, address, **{"HX-Request": "true"}))
            assert [f'action="{address}"' in tag for tag in form] == [True]
            opened.append(place.removeprefix("fact-").partition("-")[0])
    assert opened == ["mission", "goals", "financial", "sales", "contact", "event", "diary", "next_step"]


@pytest.mark.parametrize("anchor", ["fact-goals-7", "новые", "a&b=c"])
def test_an_edit_goes_back_to_the_place_in_the_page(anchor: str, acme: Account, anna: Client) -> None:
    row = TableRow.objects.get()
    back = f"/accounts/{acme.pk}/review/?section=general#{anchor}"
    address = f"{reverse('row_edit', args=[acme.pk, row.pk])}?next={quote(back, safe='')}"
    assert f'action="{address.replace("&", "&amp;")}"' in read(anna, address)
    assert led_to(anna.post(address, {"name": "Grow fast", "version": 1})) == (302, quote(back, safe="/?=#&%"))
    refused = anna.post(address, {"name": "", "version": 2}).content.decode()
    assert f'action="{address.replace("&", "&amp;")}"' in refused
