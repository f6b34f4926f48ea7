"""The white space: a cell a unit a product, who serves it, what is in it; unknown is not zero."""

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

from accounts.models import Account
from dossiers.models import TableRow
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from planning.models import Product, Space
from planning.white_space.grid import Potential, ends_soon, grid_of
from planning.white_space.writing import say_space
from tests.conftest import TODAY
from tests.planning.edit_forms import plan_of

pytestmark = pytest.mark.django_db
D = Decimal
SignIn = Callable[[User], Client]


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: SignIn) -> Client:
    return signed_in(cast.anna)


def unit_of(account: Account, name: str) -> TableRow:
    return TableRow.objects.create(account=account, table="units", values={"name": name}, text=name)


def say(account: Account, unit: TableRow | None, product: Product, **changes: Any) -> Space:
    return say_space(account=account, unit=unit, product=product, version=0, changes=changes, on=TODAY, by=None)


def cell_at(account: Account, unit: int, product: int) -> str:
    return reverse("space_edit", args=[account.pk, unit, product])


def test_potentials_are_summed_a_currency_and_what_nobody_knows_is_no_nought(account: Account) -> None:
    pumps, valves = Product.objects.create(name="Pumps"), Product.objects.create(name="Valves", position=1)
    gone = Product.objects.create(name="Gone", is_offered=False)
    yard, dock = unit_of(account, "Yard"), unit_of(account, "Dock")
    say(account, yard, pumps, state="us", potential=D(10), currency="EUR", contract_ends_on=TODAY)
    say(account, yard, valves, state="competitor", potential=D(20), currency="EUR")
    say(account, dock, pumps, state="internal", potential=D("0.50"), currency="EUR")
    say(account, dock, valves, state="dont_pursue", potential=D(999), currency="EUR")
    say(account, None, pumps, state="unknown")
    grid = grid_of(account, TODAY)
    assert grid.potentials == [Potential("EUR", D("20.50"), D(10))]
    assert (grid.cells, grid.known, grid.with_potential, grid.ending_soon) == (6, 4, 4, 1)
    assert [line.unit for line in grid.lines] == [None, yard, dock]
    say(account, None, gone, state="competitor", potential=D(7), currency="NOK")
    assert grid_of(account, TODAY).potentials == [Potential("EUR", D("20.50"), D(10)), Potential("NOK", D(7), None)]
    assert grid_of(account, TODAY).products == [gone, pumps, valves]
    assert [line.unit for line in grid_of(account, TODAY, {"state": "ending"}).lines] == [yard]
    one = grid_of(account, TODAY, {"state": "unknown", "product": str(pumps.pk)})
    assert ([line.unit for line in one.lines], one.products) == ([None], [pumps])


def test_a_contract_ends_soon_within_its_next_twelve_months() -> None:
    days = (None, datetime.date(2026, 11, 21), TODAY, datetime.date(2027, 11, 22), datetime.date(2027, 11, 23))
    assert [ends_soon(day, TODAY) for day in days] == [False, False, True, True, False]


def test_two_first_words_about_a_cell_are_compared_and_what_is_known_has_its_day(
    account: Account, anna: Client, cast: SimpleNamespace
) -> None:
    yard, product = unit_of(account, "Yard"), Product.objects.create(name="Pumps")
    address = cell_at(account, yard.pk, product.pk)
    assert anna.get(address).context["form"].initial["currency"] == "EUR"
    typed = {"state": "competitor", "competitor": "Fjordmatic", "potential": "1 500", "currency": "eur", "version": 0}
    smuggled = {"account": 1, "unit": 1, "product": 1, "by": cast.viktor.pk, "as_of": "2000-01-01"}
    assert anna.post(address, typed | smuggled)["Location"].endswith(f"#unit-{yard.pk}")
    cell = Space.objects.get()
    assert (cell.unit, cell.product, cell.by) == (yard, product, cast.anna)
    assert (cell.potential, cell.currency) == (D(1500), "EUR")
    assert cell.as_of is not None and cell.as_of.year > 2000
    late = anna.post(address, typed | {"competitor": "Nordpump"})
    assert (late.status_code, [row.field for row in late.context["conflict"].rows]) == (409, ["competitor"])
    with pytest.raises(StaleEdit):
        say(account, yard, product, state="us")
    assert anna.post(address, typed | {"competitor": "Nordpump", "version": 1}).status_code == 302
    assert Space.objects.get().competitor == "Nordpump"
    whole = cell_at(account, 0, product.pk)
    assert anna.post(whole, {"state": "unknown", "currency": "EUR", "version": 0}).status_code == 302
    assert Space.objects.get(unit=None).currency == ""


def test_bad_input_of_a_cell_is_a_sentence_and_foreign_numbers_are_missing(
    account: Account, anna: Client, new_account: Callable[..., Account], cast: SimpleNamespace
) -> None:
    product, yard = Product.objects.create(name="Pumps"), unit_of(account, "Yard")
    bad = {
        "state": "internal",
        "competitor": "Fjordmatic",
        "contract_ends_on": "2027-01-01",
        "potential": "-1",
        "currency": "euro",
        "version": 0,
    }
    errors = anna.post(cell_at(account, yard.pk, product.pk), bad).context["form"].errors
    assert set(errors) == {"competitor", "contract_ends_on", "potential", "currency"}
    without = {"state": "us", "potential": "5", "currency": "", "version": 0}
    errors = anna.post(cell_at(account, yard.pk, product.pk), without).context["form"].errors
    assert errors == {"currency": ["Say in which currency the amount is, such as EUR."]}
    theirs = unit_of(new_account("Elsewhere", kam=cast.viktor), "Secret")
    goal = TableRow.objects.create(account=account, table="goals", values={"name": "Grow"})
    for unit, number in (
        (theirs.pk, product.pk),
        (goal.pk, product.pk),
        (yard.pk, 99_999_999),
        (99_999_999, product.pk),
    ):
        for answer in (anna.get(cell_at(account, unit, number)), anna.post(cell_at(account, unit, number), bad)):
            assert answer.status_code == 404
    assert not Space.objects.exists()


def test_two_hundred_units_of_thirty_products_cost_no_statement_a_cell(account: Account, anna: Client) -> None:
    plan_of(account)
    address = reverse("white_space", args=[account.pk])
    products = [Product.objects.create(name="<Pumps>")]
    say(account, None, products[0], state="competitor", competitor="<b>Fjord</b>", contract_ends_on=TODAY)
    anna.get(address)
    with CaptureQueriesContext(connection) as few:
        page = anna.get(address).content.decode()
    assert "&lt;b&gt;Fjord&lt;/b&gt;" in page and "<b>Fjord" not in page and "&lt;Pumps&gt;" in page
    assert "Make it an opportunity" in page
    rows = [TableRow(account=account, table="units", values={"name": f"Unit {n}"}) for n in range(200)]
    units = TableRow.objects.bulk_create(rows)
    products += Product.objects.bulk_create(Product(name=f"Product {n}") for n in range(29))
    Space.objects.bulk_create(
        Space(account=account, unit=unit, product=product, state="internal", potential=5, currency="EUR")
        for unit in units
        for product in products[:10]
    )
    with CaptureQueriesContext(connection) as many:
        page = anna.get(address).content.decode()
    assert (len(many), page.count('class="space ')) == (len(few), 201 * 30)
    asked = anna.get(f"{address}?state=competitor&product={products[0].pk}").content.decode()
    assert asked.count('class="space ') == 1
    assert anna.get(f"{address}?state=nonsense&product=99999999").status_code == 200


def test_who_only_reads_edits_no_cell(account: Account, cast: SimpleNamespace, signed_in: SignIn) -> None:
    account.members.create(user=cast.irina, function="finance", can_edit=False)
    Product.objects.create(name="Pumps")
    page = signed_in(cast.irina).get(reverse("white_space", args=[account.pk])).content.decode()
    assert ("Unknown" in page, "white-space/0/" in page) == (True, False)
