"""The table of a map: reading order, filters and sorting in the address, sentences, and what a reader is not shown."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.assigning import add_member
from accounts.models import Account
from decision_map.judging import judge
from decision_map.models import Actor, DecisionMap
from decision_map.newcomers import Newcomer, add_newcomers
from decision_map.seating import has_left
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LONG_AGO = TODAY - datetime.timedelta(days=120)


@pytest.fixture
def rows(cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn) -> Callable[[str], list[str]]:
    """Post or name of every row, as the address asks."""
    client, address = signed_in(cast.anna), f"/accounts/{drawn.account_id}/map/{drawn.pk}/table/"

    def asked(query: str) -> list[str]:
        table = client.get(f"{address}?{query}").context["table"]
        return [row.post.title if row.post else row.person.name for row in table.rows]

    return asked


def test_posts_stand_in_reading_order_indented_and_people_without_a_post_after_them(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    page = signed_in(cast.anna).get(f"/accounts/{drawn.account_id}/map/{drawn.pk}/table/")
    shown = [
        (row.depth, row.post and row.post.title, row.person and row.person.name) for row in page.context["table"].rows
    ]
    assert shown == [
        (0, "CEO", "Petrov"),
        (1, "CFO", "Ivanova"),
        (2, "Controller", None),
        (1, "Buyer", "Orlov"),
        (0, None, "Smirnov"),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("role=buyer", ["CFO"]),
        ("attitude=mentor", ["CEO"]),
        ("only=vacant", ["Controller"]),
        ("only=mirrorless", ["CFO", "Buyer", "Smirnov"]),
        ("only=unverified", ["CFO"]),
        ("only=unverified&attitude=mentor", []),
        ("sort=name", ["CFO", "Buyer", "CEO", "Smirnov", "Controller"]),
        ("sort=-name", ["Controller", "Smirnov", "CEO", "Buyer", "CFO"]),
        ("sort=attitude", ["CEO", "CFO", "Buyer", "Smirnov", "Controller"]),
        ("sort=nonsense&only=nonsense&role=%00", ["CEO", "CFO", "Controller", "Buyer", "Smirnov"]),
    ],
)
def test_the_address_narrows_and_sorts(rows: Callable[[str], list[str]], query: str, expected: list[str]) -> None:
    assert rows(query) == expected


def test_every_sort_of_a_heading_works(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn, rows: Callable[[str], list[str]]
) -> None:
    page = signed_in(cast.anna).get(f"/accounts/{drawn.account_id}/map/{drawn.pk}/table/")
    sorts = [heading.sort for heading in page.context["table"].headings]
    assert {len(rows(f"sort={sign}{sort}")) for sort in sorts for sign in ("", "-")} == {5}


def test_every_line_is_a_sentence(cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn) -> None:
    page = signed_in(cast.anna).get(f"/accounts/{drawn.account_id}/map/{drawn.pk}/table/")
    assert [sentence for _line, sentence in page.context["lines"]] == [
        "Ivanova influences Petrov strongly",
        "Orlov and Smirnov are in conflict",
    ]
    assert page.context["reports"] == [
        "Ivanova (CFO) reports to Petrov (CEO)",
        "“Controller” (vacant) reports to Ivanova (CFO)",
        "Orlov (Buyer) reports to Petrov (CEO)",
    ]
    assert "old friends" in page.content.decode()


def test_a_reader_without_edit_right_sees_posts_and_people_and_nothing_that_is_judged(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    page = signed_in(cast.boris).get(f"/accounts/{drawn.account_id}/map/{drawn.pk}/table/?attitude=enemy&role=buyer")
    text = page.content.decode()
    assert ([len(page.context["table"].rows), page.context["lines"]], "Ivanova" in text) == ([5, []], True)
    judged = ("Enemy", "Mentor", "Decision maker", "unverified", "influences", "old friends", "Attitude", "Edit")
    assert [word for word in judged if word in text] == []


def test_whoever_left_stands_apart_and_their_lines_count_no_more(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    smirnov = Actor.objects.get(contact__name="Smirnov")
    has_left(actor=smirnov, version=1, on=TODAY)
    client, address = signed_in(cast.anna), f"/accounts/{drawn.account_id}/map/{drawn.pk}/table/"
    page = client.get(address)
    assert [person.name for person in page.context["shown"].left] == ["Smirnov"]
    client.post(f"/accounts/{drawn.account_id}/map/{drawn.pk}/people/{smirnov.pk}/back/")
    assert list(client.get(address).context["shown"].left) == []


def test_a_larger_map_asks_the_database_no_more_often(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    client = signed_in(cast.anna)
    addresses = [
        f"/accounts/{drawn.account_id}/map/{drawn.pk}/{page}" for page in ("", "table/", "lines/new/", "posts/new/")
    ]
    addresses.append(f"/accounts/{drawn.account_id}/history/")

    def counted() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found.append(len(asked))
        return found

    counted()
    before = counted()
    newcomers = [Newcomer(line, f"Person {line}", "Clerk") for line in range(1, 8)]
    for made in add_newcomers(map_=drawn, newcomers=newcomers, on=TODAY):
        assert isinstance(made, Actor)
        judge(actor=made, version=1, values={"attitude": "neutral"}, source="", on=TODAY, by=cast.anna)
    assert [after <= first for after, first in zip(counted(), before, strict=True)] == [True] * len(addresses)


def test_without_a_map_the_tab_says_how_to_begin(
    cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: SignIn
) -> None:
    account = new_account("Kestrel", kam=cast.anna)
    add_member(account=account, user=cast.boris, function="sales", can_edit=False)
    begin = f'href="/accounts/{account.pk}/map/new/"'
    pages = [signed_in(who).get(f"/accounts/{account.pk}/map/").content.decode() for who in (cast.anna, cast.boris)]
    assert [begin in page for page in pages] == [True, False]
    assert all("No map yet" in page for page in pages)


def test_every_value_of_a_row_leads_to_where_it_alone_is_edited_and_back_to_the_row(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    client, at = signed_in(cast.anna), f"/accounts/{drawn.account_id}/map/{drawn.pk}"
    text = client.get(f"{at}/table/?sort=name").content.decode()
    petrov, smirnov = Actor.objects.get(contact__name="Petrov"), Actor.objects.get(contact__name="Smirnov")
    ceo, controller = (drawn.posts.get(title=title) for title in ("CEO", "Controller"))
    tags = [f"people/{petrov.pk}/judge/{key}/" for key in ("roles", "attitude", "trajectory", "influence", "coverage")]
    cells = [f"posts/{ceo.pk}/edit/", *tags, f"people/{petrov.pk}/counterpart/", f"posts/{controller.pk}/seat/"]
    pages = [f"{at}/{page}" for page in cells]
    pages.append(f"/accounts/{drawn.account_id}/contacts/{petrov.contact_id}/edit/")
    back = quote(f"{at}/table/?sort=name", safe="")
    # Without what the menu of a row offers.
    offered = re.sub(r'<details class="menu">.*?</details>', "", text, flags=re.DOTALL)
    assert [page for page in pages if f'hx-get="{page}?next={back}%23' not in offered] == []
    # Where nobody has judged there is something to press, too.
    assert f"people/{smirnov.pk}/judge/attitude/" in offered


def test_a_value_edited_from_the_table_leads_back_to_its_row(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    client, table = signed_in(cast.anna), f"/accounts/{drawn.account_id}/map/{drawn.pk}/table/?sort=name"
    orlov = Actor.objects.get(contact__name="Orlov")
    row = f"{table}#post-{orlov.occupancies.get().post_id}"
    page = f"/accounts/{drawn.account_id}/map/{drawn.pk}/people/{orlov.pk}/judge/attitude/?next={quote(row, safe='')}"
    answer = client.post(page, {"version": orlov.version, "attitude": "supporter"})
    assert answer.headers["Location"] == row
    assert orlov.judgements.get(key="attitude").value == "supporter"
