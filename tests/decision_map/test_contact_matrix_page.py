"""Their people against ours on a page: who is told what, narrowed and sorted, in a fixed number of statements."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Contact
from decision_map.judging import judge
from decision_map.limits import edit_limits
from decision_map.models import Actor, DecisionMap
from decision_map.newcomers import Newcomer, add_newcomers
from decision_map.seating import edit_counterpart
from dossiers.diary.writing import write_entry
from kam_portal.foundation.people.models import User
from tests.conftest import readers_today

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def address(map_: DecisionMap) -> str:
    return f"/accounts/{map_.account_id}/map/{map_.pk}/contacts/"


def met(map_: DecisionMap, name: str, ours: list[User], ago: int, kind: str = "meeting") -> None:
    write_entry(
        account=map_.account,
        by=None,
        on=readers_today() - datetime.timedelta(days=ago),
        kind=kind,
        summary="Spoke",
        ours=ours,
        theirs=[Contact.objects.get(account=map_.account, name=name)],
    )


@pytest.fixture
def visited(cast: SimpleNamespace, drawn: DecisionMap) -> DecisionMap:
    """Petrov, agreed every 30 days, met by Anna and Boris; Orlov, of low influence, called five times by Boris."""
    petrov, orlov = (Actor.objects.get(map=drawn, contact__name=name) for name in ("Petrov", "Orlov"))
    edit_counterpart(actor=petrov, version=petrov.version, changes={"every_days": 30, "backup": cast.boris})
    judge(actor=orlov, version=1, values={"influence": "low"}, source="", on=datetime.date.today(), by=None)
    petrov.refresh_from_db()
    judge(
        actor=petrov,
        version=petrov.version,
        values={"influence": "inner_circle"},
        source="",
        on=datetime.date.today(),
        by=None,
    )
    met(drawn, "Petrov", [cast.anna, cast.boris], 100)
    met(drawn, "Petrov", [cast.anna], 40)
    met(drawn, "Petrov", [cast.anna], 500)
    for ago in range(5):
        met(drawn, "Orlov", [cast.boris], ago, kind="call")
    met(drawn, "Orlov", [], 7)
    return drawn


@pytest.fixture
def asked(cast: SimpleNamespace, visited: DecisionMap, signed_in: SignIn) -> Callable[..., Any]:
    def page(query: str = "", who: str = "anna") -> Any:
        response = signed_in(getattr(cast, who)).get(f"{address(visited)}?{query}")
        assert response.status_code == 200
        return response

    return page


def test_each_of_ours_has_their_tie_and_an_entry_counts_once_for_the_person(asked: Callable[..., Any]) -> None:
    matrix = asked().context["matrix"]
    assert [user.full_name.split()[0] for user in matrix.ours] == ["Anna", "Boris"]
    shown = {
        row.person.name: (row.met.year, row.met.planned_year, row.days, [cell.strength.name for cell in row.cells])
        for row in matrix.rows
    }
    assert shown == {
        "Petrov": (2, 12, 40, ["FIRM", "THIN"]),
        "Ivanova": (0, None, None, ["NONE", "NONE"]),
        "Orlov": (6, None, 0, ["NONE", "FIRM"]),
        "Smirnov": (0, None, None, ["NONE", "NONE"]),
    }


def test_it_says_in_words_who_is_overdue_nobodys_and_met_above_their_weight(asked: Callable[..., Any]) -> None:
    advised = {
        one.sign.value: [each.name for each in every]
        for _title, every in asked().context["matrix"].advised
        for one in every[:1]
    }
    assert advised == {
        "nobodys": ["Ivanova", "Smirnov"],
        "overdue": ["Petrov"],
        "above_weight": ["Orlov"],
        "without_counterpart": ["Orlov"],
    }
    text = asked().content.decode()
    assert "Agreed: every 30 days. The last was 40 days ago." in text
    assert "6 contacts in 12 months." in text


def test_it_follows_the_limits_of_the_company(asked: Callable[..., Any]) -> None:
    """Anna's tie to Petrov is 40 days old; where low influence counts, Orlov is not met above his weight."""
    edit_limits(version=1, changes={"stale_after": 30, "influential_from": 1})
    page = asked()
    matrix = page.context["matrix"]
    (petrov,) = [row for row in matrix.rows if row.person.name == "Petrov"]
    assert [cell.strength.name for cell in petrov.cells] == ["THIN", "THIN"]
    assert "above_weight" not in [one.sign.value for _title, every in matrix.advised for one in every]
    assert "no contact for more than 30 days" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("only=nobodys", ["Ivanova", "Smirnov"]),
        ("only=above_weight", ["Orlov"]),
        ("role=buyer", ["Ivanova"]),
        ("sort=-year", ["Orlov", "Petrov", "Ivanova", "Smirnov"]),
        ("sort=name", ["Ivanova", "Orlov", "Petrov", "Smirnov"]),
        ("sort=-target", ["Petrov", "Ivanova", "Orlov", "Smirnov"]),
        ("sort=nonsense&only=nonsense&ours=%00&role=1", ["Petrov", "Ivanova", "Orlov", "Smirnov"]),
    ],
)
def test_the_address_narrows_and_sorts_it(asked: Callable[..., Any], query: str, expected: list[str]) -> None:
    assert [row.person.name for row in asked(query).context["matrix"].rows] == expected


def test_it_is_narrowed_to_those_whom_one_of_us_meets_or_answers_for(
    cast: SimpleNamespace, asked: Callable[..., Any]
) -> None:
    def of(user: User) -> list[str]:
        return [row.person.name for row in asked(f"ours={user.pk}").context["matrix"].rows]

    assert (of(cast.anna), of(cast.boris)) == (["Petrov"], ["Petrov", "Orlov"])


def test_a_reader_without_edit_right_sees_contacts_and_nothing_that_rests_on_a_judgement(
    asked: Callable[..., Any],
) -> None:
    page = asked("only=above_weight&role=buyer", who="boris")
    text = page.content.decode()
    assert [row.person.name for row in page.context["matrix"].rows] == ["Petrov", "Ivanova", "Orlov", "Smirnov"]
    judged = ("Decision maker", "influence is low", "Visited more than their weight", "counterpart/")
    assert [word for word in judged if word in text] == []
    assert "Agreed: every 30 days." in text


def test_many_people_and_many_of_us_take_no_more_statements(
    cast: SimpleNamespace, visited: DecisionMap, signed_in: SignIn
) -> None:
    client = signed_in(cast.anna)

    def counted() -> int:
        with CaptureQueriesContext(connection) as statements:
            client.get(address(visited))
        return len(statements)

    counted()
    before = counted()
    for made in add_newcomers(
        map_=visited, newcomers=[Newcomer(n, f"Person {n}", "Clerk") for n in range(1, 8)], on=datetime.date.today()
    ):
        assert isinstance(made, Actor)
        met(visited, made.contact.name, [cast.leonid, cast.boris], 3)
    assert counted() <= before


def test_the_page_counts_what_a_person_would_count_row_by_row(
    cast: SimpleNamespace, visited: DecisionMap, asked: Callable[..., Any]
) -> None:
    """Against plain loops over the diary."""
    since = readers_today() - datetime.timedelta(days=365)
    for row in asked().context["matrix"].rows:
        entries = [entry for entry in Contact.objects.get(pk=row.person.contact_id).diary.all() if entry.on > since]
        assert row.met.year == len(entries)
        for user, cell in zip((cast.anna, cast.boris), row.cells, strict=True):
            of_both = [entry for entry in entries if user in entry.ours.all()]
            assert cell.tie.meetings + cell.tie.others == len(of_both)
