"""People at the client and our sales by year: the pages."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.keeping import create_contact, edit_contact, record_year
from accounts.models import Account, AccountYear, Contact
from kam_portal.foundation.people.models import User
from kam_portal.foundation.tabular.cards import read_cards


@pytest.fixture
def account(new_account: Callable[..., Account], cast: SimpleNamespace) -> Account:
    return new_account("Acme", kam=cast.anna)


@pytest.fixture
def anna(signed_in: Callable[[User], Client], cast: SimpleNamespace) -> Client:
    return signed_in(cast.anna)


def post(client: Client, page: str, /, *arguments: int, **data: Any) -> Any:
    return client.post(reverse(page, args=arguments), data)


def test_a_contact_is_added_with_several_addresses(account: Account, anna: Client) -> None:
    data = {"name": "Ivan  Petrov", "emails": "a@b.example\nc@d.example", "phones": "+7 495 123-45-67"}
    post(anna, "contact_new", account.pk, **data)
    contact = Contact.objects.get()
    assert (contact.name, contact.emails, contact.phones) == (
        "Ivan Petrov",
        ["a@b.example", "c@d.example"],
        ["+7 495 123-45-67"],
    )


def test_a_second_contact_of_the_name_is_refused_beside_the_field(account: Account, anna: Client) -> None:
    create_contact(account=account, name="Ivan Petrov")
    response = post(anna, "contact_new", account.pk, name="Ivan Petrov")
    assert response.context["form"].errors == {"name": ["A contact of this name is here already. Edit that one."]}


def test_a_contact_without_a_name_is_refused(account: Account, anna: Client) -> None:
    assert list(post(anna, "contact_new", account.pk).context["form"].errors) == ["name"]


def test_a_stale_contact_answers_409_and_keeps_the_typed_text(account: Account, anna: Client) -> None:
    contact = create_contact(account=account, name="Ivan Petrov", emails=["old@b.example"])
    edit_contact(contact=contact, version=1, changes={"emails": ["theirs@b.example"]})
    response = post(
        anna, "contact_edit", account.pk, contact.pk, name="Ivan Petrov", emails="mine@b.example", version=1
    )
    [row] = response.context["conflict"].rows
    assert (response.status_code, row.before, row.theirs, row.mine) == (
        409,
        "old@b.example",
        "theirs@b.example",
        "mine@b.example",
    )
    assert response.context["form"]["emails"].value() == "mine@b.example"


def test_a_contact_is_removed_at_the_version_that_was_read(account: Account, anna: Client) -> None:
    contact = create_contact(account=account, name="Ivan Petrov")
    edit_contact(contact=contact, version=1, changes={"title": "CEO"})
    for version in ("", "x", "1", "99999999999999999999"):
        post(anna, "contact_remove", account.pk, contact.pk, version=version)
    assert Contact.objects.count() == 1
    post(anna, "contact_remove", account.pk, contact.pk, version="2")
    assert Contact.objects.count() == 0


def test_a_contact_of_another_account_is_not_found_through_ones_own(
    account: Account, anna: Client, new_account: Callable[..., Account], cast: SimpleNamespace
) -> None:
    foreign = create_contact(account=new_account("Foreign", kam=cast.viktor), name="Canary")
    assert anna.get(reverse("contact_edit", args=[account.pk, foreign.pk])).status_code == 404
    assert post(anna, "contact_remove", account.pk, foreign.pk, version="1").status_code == 404


def test_all_contacts_are_paged(account: Account, anna: Client) -> None:
    Contact.objects.bulk_create(Contact(account=account, name=f"Person {n:03}") for n in range(51))
    page = anna.get(reverse("contacts", args=[account.pk]), {"page": "2"}).context["page"]
    assert [contact.name for contact in page] == ["Person 050"]


def test_a_year_is_recorded_as_decimals(account: Account, anna: Client) -> None:
    post(anna, "year_new", account.pk, year="2025", currency="eur", sales="1 234 567,89", margin="")
    row = AccountYear.objects.get()
    assert (row.currency, row.sales, row.margin) == ("EUR", Decimal("1234567.89"), None)
    assert Account.objects.get(pk=account.pk).annual_sales == Decimal("1234567.89")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"year": "2025", "currency": "EUR"}, "__all__"),
        ({"year": "1066", "currency": "EUR", "sales": "1"}, "year"),
        ({"year": "2025", "currency": "euro", "sales": "1"}, "currency"),
        ({"year": "2025", "currency": "12€", "sales": "1"}, "currency"),
        ({"year": "2025", "currency": "EUR", "cost_to_serve": "-1"}, "cost_to_serve"),
        ({"year": "2025", "currency": "EUR", "sales": "a lot"}, "sales"),
        ({"year": "2024", "currency": "EUR", "sales": "1"}, "year"),
    ],
)
def test_what_is_no_year_is_refused_beside_the_field(
    account: Account, anna: Client, data: dict[str, str], field: str
) -> None:
    record_year(account=account, year=2024, currency="EUR")
    assert list(post(anna, "year_new", account.pk, **data).context["form"].errors) == [field]
    assert AccountYear.objects.count() == 1


def test_a_year_is_edited_at_its_version_and_removed(account: Account, anna: Client) -> None:
    row = record_year(account=account, year=2024, currency="EUR", sales=Decimal(1))
    stale = {"year": "2024", "currency": "EUR", "sales": "7", "version": "1"}
    post(anna, "year_edit", account.pk, row.pk, **stale | {"sales": "5"})
    assert post(anna, "year_edit", account.pk, row.pk, **stale).status_code == 409
    assert AccountYear.objects.get().sales == Decimal(5)
    post(anna, "year_remove", account.pk, row.pk, version="1")
    assert AccountYear.objects.count() == 1
    post(anna, "year_remove", account.pk, row.pk, version="2")
    assert AccountYear.objects.count() == 0


def test_contacts_leave_as_cards_one_or_all(account: Account, anna: Client) -> None:
    petrov = create_contact(account=account, name="Ivan Petrov", title="CFO", emails=["a@b.example"], phones=["+7 1"])
    create_contact(account=account, name="Anna Orlova")
    one = anna.get(reverse("contact_card", args=[account.pk, petrov.pk]))
    assert [row.cells for row in read_cards(one.content).rows] == [
        ("Ivan Petrov", "CFO", "", "", "a@b.example", "+7 1")
    ]
    everybody = anna.get(reverse("contacts_cards", args=[account.pk]))
    assert [row.cells[0] for row in read_cards(everybody.content).rows] == ["Anna Orlova", "Ivan Petrov"]
    assert b"ORG:Acme" in everybody.content
