"""The account list: what is found, how it is narrowed and sorted, and that nothing foreign shows."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.assigning import add_member
from accounts.keeping import record_year
from accounts.models import Account
from dossiers.models import Dossier
from kam_portal.foundation.people.models import User

NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]


@pytest.fixture
def names(signed_in: SignedIn) -> Callable[..., list[str]]:
    """names(user, status="key") -> the names on that person's list, in order."""

    def read(user: User, path: str = "/accounts/", **query: str) -> list[str]:
        page = signed_in(user).get(path, query).context["page"]
        return [row.get("trade_name") or row["name"] for row in page]

    return read


@pytest.fixture
def clients(new_account: NewAccount, cast: SimpleNamespace) -> None:
    today = timezone.localdate()
    new_account("Ёлка Групп", kam=cast.anna, industry="Food", legal_name="ООО Хвоя", registration_id="7701")
    new_account("Halvorsen Shipyards", kam=cast.boris, status="maintenance", industry="Shipbuilding")
    new_account("Volga Paper", kam=cast.viktor, status="key_development", on=today - datetime.timedelta(days=200))


def test_everybody_lists_what_they_may_read(
    clients: None, names: Callable[..., list[str]], cast: SimpleNamespace
) -> None:
    everything = ["Halvorsen Shipyards", "Volga Paper", "Ёлка Групп"]
    assert names(cast.ada) == everything
    assert names(cast.leonid) == ["Halvorsen Shipyards", "Ёлка Групп"]
    assert names(cast.anna) == ["Ёлка Групп"]
    assert names(cast.sofia) == ["Volga Paper"]
    assert names(cast.irina) == []


def test_a_member_of_the_account_team_lists_it(
    clients: None, names: Callable[..., list[str]], cast: SimpleNamespace
) -> None:
    add_member(
        account=Account.objects.get(trade_name="Volga Paper"), user=cast.irina, function="finance", can_edit=False
    )
    assert names(cast.irina) == ["Volga Paper"]


@pytest.mark.parametrize("query", ["елка", "ЁЛКА", "лка гр", "хвоя", "7701", "елка груп", "Йолка Групп"])
def test_search_finds_parts_cyrillic_yo_and_typos(
    clients: None, names: Callable[..., list[str]], cast: SimpleNamespace, query: str
) -> None:
    assert names(cast.ada, q=query) == ["Ёлка Групп"]


@pytest.mark.parametrize("query", ["halvorsen", "Halvorson", "shipyard", "Halvorsen Shipyrads"])
def test_search_forgives_latin_typos(
    clients: None, names: Callable[..., list[str]], cast: SimpleNamespace, query: str
) -> None:
    assert names(cast.ada, q=query) == ["Halvorsen Shipyards"]


@pytest.mark.parametrize("query", ["zzzz", "%", "_", "\\", "'; drop", "\x00", "Ж" * 300])
def test_a_search_without_a_match_or_sense_answers(
    clients: None, signed_in: SignedIn, cast: SimpleNamespace, query: str
) -> None:
    assert signed_in(cast.ada).get("/accounts/", {"q": query}).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "key"}, ["Ёлка Групп"]),
        ({"status": "key,key_development"}, ["Volga Paper", "Ёлка Групп"]),
        ({"industry": "ship"}, ["Halvorsen Shipyards"]),
        ({"review": "overdue"}, ["Volga Paper"]),
        ({"review": "fine"}, ["Halvorsen Shipyards", "Ёлка Групп"]),
        ({"kam": "none"}, []),
        ({"q": "a", "status": "maintenance"}, ["Halvorsen Shipyards"]),
    ],
)
def test_filters_narrow_the_list(
    clients: None,
    names: Callable[..., list[str]],
    cast: SimpleNamespace,
    query: dict[str, str],
    found: list[str],
) -> None:
    assert names(cast.ada, **query) == found


def test_team_and_manager_narrow_the_list(
    clients: None, names: Callable[..., list[str]], cast: SimpleNamespace
) -> None:
    assert names(cast.ada, team=str(cast.viktor.team_id)) == ["Volga Paper"]
    assert names(cast.ada, kam=str(cast.boris.pk)) == ["Halvorsen Shipyards"]
    assert names(cast.leonid, kam=str(cast.boris.pk)) == ["Halvorsen Shipyards"]


def test_accounts_without_a_manager_are_found_by_an_admin(
    new_account: NewAccount, names: Callable[..., list[str]], cast: SimpleNamespace
) -> None:
    new_account("Orphan")
    new_account("Owned", kam=cast.anna)
    assert names(cast.ada, kam="none") == ["Orphan"]


def test_a_foreign_or_senseless_filter_is_left_out_in_words(
    clients: None, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    response = signed_in(cast.leonid).get("/accounts/", {"kam": str(cast.viktor.pk), "status": "royal", "sort": "x"})
    assert response.context["asked"].refusals == [
        "“royal” is not among the choices of “Status”; that filter was left out.",
        f"“{cast.viktor.pk}” is not among the choices of “Key account manager”; that filter was left out.",
        "“x” is no column to sort by; the list is sorted by name.",
    ]
    assert len(response.context["page"]) == 2


def test_columns_sort_both_ways(clients: None, names: Callable[..., list[str]], cast: SimpleNamespace) -> None:
    elka, halvorsen, volga = "Ёлка Групп", "Halvorsen Shipyards", "Volga Paper"
    for name, sales in ((elka, "10"), (halvorsen, "300")):
        account = Account.objects.get(trade_name=name)
        record_year(account=account, year=2025, currency="EUR", sales=Decimal(sales))
    orders = {
        "name": [halvorsen, volga, elka],
        "-name": [elka, volga, halvorsen],
        "status": [elka, volga, halvorsen],
        "kam": [elka, halvorsen, volga],
        "sales": [halvorsen, elka, volga],
        "due": [volga, elka, halvorsen],
        "-due": [halvorsen, elka, volga],
    }
    assert {key: names(cast.ada, sort=key) for key in orders} == orders


def test_the_review_column_says_how_late(clients: None, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    today = timezone.localdate(timezone=zoneinfo.ZoneInfo(cast.viktor.time_zone))
    due_on = today - datetime.timedelta(days=3)
    Dossier.objects.filter(account__trade_name="Volga Paper").update(due_on=due_on)
    [line] = signed_in(cast.viktor).get("/accounts/").context["page"]
    [(title, cell)] = line["cells"]
    assert (title, cell.text, cell.tone) == ("Review due", "3 days late", "bad")


def test_the_list_is_paged_by_fifty(new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    for number in range(52):
        new_account(f"Client {number:03}", kam=cast.anna, status="candidate")
    client = signed_in(cast.anna)
    first, second = (client.get("/accounts/", {"page": n}).context["page"] for n in ("1", "2"))
    assert (len(first), first.has_next, str(first)) == (50, True, "1–50 of 52")
    assert [row["name"] for row in second] == ["Client 050", "Client 051"]
    assert len(client.get("/accounts/", {"page": "99"}).context["page"]) == 2
    assert len(client.get("/accounts/", {"page": "minus one"}).context["page"]) == 50


def test_one_row_and_three_rows_cost_the_same_few_statements(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    counts = []
    for rows in (1, 2):
        for number in range(rows):
            new_account(f"Client {rows} {number}", kam=cast.anna)
        client = signed_in(cast.leonid)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/accounts/", {"q": "client", "sort": "due", "status": "key"})
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_a_directory_card_is_everybodys_and_leads_only_readers_on(
    clients: None, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    page = signed_in(cast.anna).get("/accounts/directory/").context["page"]
    cards = [(row["trade_name"], row["kam__full_name"], row["is_readable"]) for row in page]
    assert cards == [
        ("Halvorsen Shipyards", "Boris Klein", False),
        ("Volga Paper", "Viktor Stein", False),
        ("Ёлка Групп", "Anna Petrova", True),
    ]


def test_the_directory_searches_names_and_nothing_else(
    clients: None, names: Callable[..., list[str]], cast: SimpleNamespace
) -> None:
    found = {
        query: names(cast.irina, "/accounts/directory/", q=query) for query in ("елка", "halvorson", "хвоя", "7701")
    }
    assert found == {"елка": ["Ёлка Групп"], "halvorson": ["Halvorsen Shipyards"], "хвоя": [], "7701": []}


def test_the_directory_tells_no_more_than_the_card(clients: None, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    page = signed_in(cast.irina).get("/accounts/directory/").content.decode()
    account = Account.objects.get(trade_name="Ёлка Групп")
    told = [word for word in ("Food", "Хвоя", "7701", f"/accounts/{account.pk}/") if word in page]
    assert told == []


def test_the_directory_costs_the_same_at_one_and_three_rows(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    counts = []
    for rows in (1, 2):
        for number in range(rows):
            new_account(f"Client {rows} {number}", kam=cast.anna)
        client = signed_in(cast.irina)
        with CaptureQueriesContext(connection) as queries:
            client.get("/accounts/directory/", {"q": "client"})
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_a_search_for_the_likely_double_finds_near_misses(clients: None) -> None:
    def doubles(name: str) -> list[str]:
        return [account.trade_name for account in Account.objects.possible_doubles(name)]

    asked = ("Halvorsen Shipyard", "halvorsen shipyards", "Елка-групп", "Volga Steel", "Acme")
    assert [doubles(name) for name in asked] == [
        ["Halvorsen Shipyards"],
        ["Halvorsen Shipyards"],
        ["Ёлка Групп"],
        [],
        [],
    ]


def test_sales_say_their_currency(new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    for name, currency, sales in (("Acme", "NOK", "1234567.89"), ("Bolt", "EUR", "20")):
        record_year(account=new_account(name, kam=cast.anna), year=2025, currency=currency, sales=Decimal(sales))
    new_account("Cold", kam=cast.anna)
    page = signed_in(cast.anna).get("/accounts/").context["page"]
    assert [line["sales"] for line in page] == ["1,234,568\u00a0NOK", "20\u00a0EUR", ""]


def test_names_stand_where_they_would_without_the_marks_before_them(new_account: Callable[..., Account]) -> None:
    names = ["Аврора", "«Ромашка»", "Рябина", '"Север"', "Яблоко", "…и другие", "(Бор)", "—", "+7 Связь"]
    for name in names:
        new_account(name)
    assert [account.trade_name for account in Account.objects.all()] == [
        *("+7 Связь", "—", "Аврора", "(Бор)", "…и другие", "«Ромашка»", "Рябина", '"Север"', "Яблоко"),
    ]


def test_a_search_finds_names_with_and_without_their_quotes(new_account: Callable[..., Account]) -> None:
    for name in ("Завод «Ромашка»", "«Ромашка»"):
        new_account(name)
    found = {text: [a.trade_name for a in Account.objects.containing(text)] for text in ("ромашка", "«ромашка", "ом")}
    assert found == {
        "ромашка": ["«Ромашка»", "Завод «Ромашка»"],
        "«ромашка": ["«Ромашка»", "Завод «Ромашка»"],
        "ом": ["Завод «Ромашка»", "«Ромашка»"],
    }
