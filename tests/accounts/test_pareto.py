"""The curve of turnover and profit by client, held against the pure arithmetic."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import pareto as curve
from accounts.kaism import pareto
from accounts.keeping import record_year
from accounts.models import Account
from kam_portal.foundation.charts.curve import share_curve
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]
EUR = curve.Asked("sales", 2025, "EUR")


def client_with(new_account: NewAccount, name: str, sales: str | None, kam: User, **more: Any) -> Account:
    account = new_account(name, kam=kam, status=more.pop("status", "maintenance"))
    amount = None if sales is None else Decimal(sales)
    record_year(account=account, **{"year": 2025, "currency": "EUR", "sales": amount, **more})
    return account


def page(client: Client, **query: str) -> Any:
    response = client.get(reverse("pareto"), query)
    assert response.status_code == 200
    return response


def some_amount(chance: random.Random, *, losses: bool) -> Decimal | None:
    if chance.random() < 0.15:
        return None
    return Decimal(-5) if losses else Decimal(chance.randint(-300, 1000)) / 4


def test_the_database_says_what_the_arithmetic_says(new_account: NewAccount, cast: SimpleNamespace) -> None:
    chance = random.Random(3)
    for case in range(6):
        Account.objects.all().delete()
        amounts = {f"Client {n}": some_amount(chance, losses=case == 5) for n in range(chance.randint(1, 9))}
        for name, amount in amounts.items():
            client_with(new_account, name, None if amount is None else str(amount), cast.anna)
        pure = pareto(amounts)
        clients = curve.clients_of(cast.ada, TODAY)
        figures = curve.figures_of(clients, EUR)
        rows = curve.portions(figures)
        seen = [(r.account.trade_name, r.amount, r.letter) for r in rows.select_related("account")]
        assert seen == [(p.client, p.amount, p.letter) for p in pure.portions]
        for row, portion in zip(rows, pure.portions, strict=True):
            assert abs(row.cumulative - portion.cumulative) < Decimal("1e-9")
            assert abs(row.share - portion.share) < Decimal("1e-9")
        summary = curve.summary_of(figures)
        assert (summary.clients, summary.gains, summary.net, summary.mark) == (
            len(pure.portions),
            pure.gains,
            pure.net,
            pure.mark,
        )
        treated = curve.treatments_of(figures, summary).values()
        assert sum(each.class_a for each in treated) == sum(portion.letter == "A" for portion in pure.portions)
        assert sum(each.clients for each in treated) == len(pure.portions)
        missing, count = curve.missing_of(clients, EUR)
        assert ([row["trade_name"] for row in missing], count) == (list(pure.missing), len(pure.missing))


def test_kam_treatment_stands_against_transactional(
    new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    """Shares are of the gains: 60 of 100 by two key clients; the loss of one of them is no gain."""
    for name, sales, status in [
        ("Key", "50", "key"),
        ("Developed", "10", "key_development"),
        ("Losing", "-5", "key"),
        ("Large", "30", "opportunistic"),
        ("Small", "10", "candidate"),
    ]:
        client_with(new_account, name, sales, cast.anna, status=status)
    clients = curve.clients_of(cast.anna, TODAY)
    figures = curve.figures_of(clients, EUR)
    found = curve.treatments_of(figures, curve.summary_of(figures))
    assert found == {True: curve.Treatment(3, Decimal(60), 1), False: curve.Treatment(2, Decimal(40), 1)}
    text = page(signed_in(cast.anna)).content.decode()
    assert "worth a look" in text and "60.0" in text


def test_few_clients_make_most_and_the_page_says_which(
    new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    for name, sales in [("Small", "50"), ("Great", "800"), ("Middle", "150"), ("Unknown", None)]:
        client_with(new_account, name, sales, cast.anna)
    response = page(signed_in(cast.anna))
    rows = [(r["account__trade_name"], r["letter"]) for r in response.context["page"]]
    assert rows == [("Great", "A"), ("Middle", "B"), ("Small", "C")]
    assert response.context["summary"].mark == 1
    assert [row["trade_name"] for row in response.context["missing"]] == ["Unknown"]


def test_currencies_and_years_are_never_added_up(
    new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    acme = client_with(new_account, "Acme", "10", cast.anna)
    client_with(new_account, "Bolt", "20", cast.anna, currency="USD")
    record_year(account=acme, year=2024, currency="EUR", sales=Decimal(7))
    client = signed_in(cast.anna)
    assert [value for value, _label in page(client).context["choices"]] == ["2025-EUR", "2025-USD", "2024-EUR"]
    for of, names in {"2025-USD": ["Bolt"], "2024-EUR": ["Acme"], "nonsense": ["Acme"]}.items():
        assert [r["account__trade_name"] for r in page(client, of=of).context["page"]] == names


def test_a_figure_in_another_currency_is_not_called_unknown(
    new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    client_with(new_account, "Acme", "10", cast.anna)
    client_with(new_account, "Bolt", "20", cast.anna, currency="USD")
    shown = page(signed_in(cast.anna), of="2025-EUR")
    assert (shown.context["missing"], shown.context["elsewhere"]) == ([], 1)
    assert "1 client has this figure in another currency" in shown.content.decode()


def test_profit_is_a_curve_of_its_own(new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    client_with(new_account, "Acme", "10", cast.anna, margin=Decimal(1))
    client_with(new_account, "Bolt", "5", cast.anna, margin=Decimal(-3))
    rows = page(signed_in(cast.anna), measure="margin").context["page"]
    assert [(r["account__trade_name"], r["letter"]) for r in rows] == [("Acme", "A"), ("Bolt", "C")]


def test_nobody_sees_the_figures_of_foreign_or_closed_clients(
    new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    client_with(new_account, "Own", "10", cast.anna)
    client_with(new_account, "Foreign", "90", cast.viktor)
    client_with(new_account, "Gone", "70", cast.anna, status="closed")
    response = page(signed_in(cast.anna))
    assert [r["account__trade_name"] for r in response.context["page"]] == ["Own"]
    assert response.context["summary"].gains == 10
    assert "Foreign" not in response.content.decode()
    assert page(signed_in(cast.irina)).context["asked"] is None


def test_the_number_of_statements_does_not_grow(
    new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    client, counts = signed_in(cast.anna), []
    for name in ("One", "Two", "Three"):
        client_with(new_account, name, "10", cast.anna)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_the_curve_starts_at_nothing_meets_its_mark_and_bends_for_losses() -> None:
    points = [(1, Decimal(80)), (2, Decimal(100)), (3, Decimal(-25))]
    drawn = share_curve(
        points, of=3, mark=Decimal(80), met_at=(1, Decimal(80)), lowest=Decimal(-25), width=300, height=125
    )
    assert (drawn.line, drawn.zero_y, drawn.mark_y, drawn.met) == ("0,100 100,20 200,0 300,125", 100, 20, (100, 20))


def test_a_long_curve_is_drawn_of_few_points(new_account: NewAccount, cast: SimpleNamespace) -> None:
    for number in range(8):
        client_with(new_account, f"Client {number}", str(100 - number), cast.anna)
    rows = curve.portions(curve.figures_of(curve.clients_of(cast.anna, TODAY), EUR))
    assert [rank for rank, _share in curve.points_of(rows, 8, about=3)] == [1, 3, 6, 8]
