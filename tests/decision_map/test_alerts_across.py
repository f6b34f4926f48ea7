"""Alerts of many maps: the same that each map tells, of clients one answers for, filtered by kind, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.assigning import add_member
from accounts.models import Account
from decision_map.across import alerts_across
from decision_map.alerting import watched
from decision_map.drawing import begin_map
from decision_map.judging import judge
from decision_map.models import Actor, DecisionMap
from decision_map.newcomers import Newcomer, add_newcomers
from decision_map.putting_aside import put_aside
from decision_map.reading import read_map
from decision_map.seating import edit_counterpart, has_left
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Role
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def with_map(account: Account, *people: str, **judged: str) -> DecisionMap:
    map_ = begin_map(account=account, title="All")
    newcomers = [Newcomer(n, name, f"Post of {name}") for n, name in enumerate(people, 1)]
    for actor in add_newcomers(map_=map_, newcomers=newcomers, on=TODAY):
        assert isinstance(actor, Actor)
        if judged:
            judge(actor=actor, version=1, values=judged, source="", on=TODAY, by=None)
    return map_


def page_of(client: Client, **asked: str) -> Any:
    return client.get(reverse("alerts"), asked).context["page"]


def told_across() -> list[tuple[str, str, str]]:
    found = alerts_across(Account.objects.all(), TODAY)
    return sorted((one.told.id, one.told.title, one.told.url) for one in found.standing)


def test_of_every_map_the_same_alerts_stand_as_on_its_own_page(
    drawn: DecisionMap, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    """Counterparts, lines of who has left and vacant posts count; what was put aside does not."""
    smirnov = Actor.objects.get(contact__name="Smirnov")
    smirnov = edit_counterpart(actor=smirnov, version=1, changes={"backup": cast.boris})
    has_left(actor=smirnov, version=smirnov.version, on=TODAY)
    other = with_map(
        new_account("Acme", kam=cast.viktor), "Berg", "Dahl", trajectory="rising", trajectory_since="2026-01-01"
    )
    begin_map(account=other.account, title="Nobody on it yet")
    before = watched(read_map(drawn, TODAY, may_judge=True), TODAY).open
    put_aside(map_=drawn, alert=before[0].id, reason="known", on=TODAY, until=TODAY.replace(day=30), by=cast.anna)
    expected = [
        (told.id, told.title, told.url)
        for map_ in DecisionMap.objects.all()
        for told in watched(read_map(map_, TODAY, may_judge=True), TODAY).open
    ]
    assert len(expected) > 8 and any("has left" in title for _id, title, _url in expected)
    assert told_across() == sorted(expected)


def test_nothing_is_told_of_a_closed_client(new_account: Callable[..., Account], cast: SimpleNamespace) -> None:
    with_map(new_account("Acme", kam=cast.anna, status="closed"), "Berg")
    assert told_across() == []


def test_many_maps_take_as_many_statements_as_one(new_account: Callable[..., Account], cast: SimpleNamespace) -> None:
    counts = []
    for n in range(3):
        with_map(new_account(f"Client {n}", kam=cast.anna), "Berg", "Dahl", attitude="enemy")
        with CaptureQueriesContext(connection) as queries:
            [one.told for one in alerts_across(Account.objects.all(), TODAY).standing]
        counts.append(len(queries))
    assert counts == [2, 2, 2]


def test_who_may_edit_no_account_any_more_is_told_of_none(
    new_account: Callable[..., Account], cast: SimpleNamespace, signed_in: SignIn
) -> None:
    """Their accounts stay theirs until somebody else is named; what is judged of people is not theirs to read."""
    with_map(new_account("North", kam=cast.anna), "Berg", attitude="enemy")
    anna = signed_in(cast.anna)
    assert page_of(anna)
    User.objects.filter(pk=cast.anna.pk).update(role=Role.COLLEAGUE)
    assert not page_of(anna)


def test_the_page_shows_each_reader_the_clients_they_answer_for(
    new_account: Callable[..., Account], cast: SimpleNamespace, signed_in: SignIn
) -> None:
    """A member of the account's team looks at the map itself; a reader without edit right is told nothing at all."""
    accounts = {name: new_account(name, kam=kam) for name, kam in (("North", cast.anna), ("South", cast.viktor))}
    for account in accounts.values():
        with_map(account, "Berg", attitude="enemy")
    add_member(account=accounts["North"], user=cast.irina, function="finance", can_edit=False)
    add_member(account=accounts["North"], user=cast.viktor, function="sales", can_edit=True)
    seen = {
        name: sorted(
            {one.of.account.trade_name for one in signed_in(getattr(cast, name)).get(reverse("alerts")).context["page"]}
        )
        for name in ("anna", "boris", "viktor", "leonid", "sofia", "ada", "irina")
    }
    assert seen == {
        "anna": ["North"],
        "boris": [],
        "viktor": ["South"],
        "leonid": ["North"],
        "sofia": ["South"],
        "ada": ["North", "South"],
        "irina": [],
    }


def test_the_page_is_narrowed_by_kind_and_manager_and_leads_to_what_to_do(
    new_account: Callable[..., Account], cast: SimpleNamespace, signed_in: SignIn
) -> None:
    for name, kam in (("Acme", cast.anna), ("Bolt", cast.boris)):
        with_map(new_account(name, kam=kam), "Berg", "Dahl", attitude="enemy")
    leonid = signed_in(cast.leonid)

    def shown(**asked: str) -> list[tuple[str, str]]:
        return [(one.of.account.trade_name, str(one.alert.kind)) for one in page_of(leonid, **asked)]

    against = [(name, "anti_sponsor_without_plan") for name in ("Acme", "Acme", "Bolt", "Bolt")]
    assert shown(kind="anti_sponsor_without_plan") == against
    assert {name for name, _kind in shown(kam=str(cast.boris.pk))} == {"Bolt"}
    assert shown(kind="no_sponsor", kam=str(cast.anna.pk)) == [("Acme", "no_sponsor")]
    for odd in ({"kind": "x"}, {"kam": "x"}, {"kam": "9" * 30}, {"page": "x"}, {"page": "99"}):
        assert len(shown(**odd)) == len(shown())
    page = leonid.get(reverse("alerts"), {"kind": "anti_sponsor_without_plan"}).content.decode()
    judged = reverse("actor_judge", args=[1, 1, 1]).split("1")[0]
    assert "Berg is against us, and there is no counter-plan" in page and f'href="{judged}' in page


def test_fifty_alerts_make_a_page(
    new_account: Callable[..., Account], cast: SimpleNamespace, signed_in: SignIn
) -> None:
    with_map(new_account("Acme", kam=cast.anna), *(f"Person {n}" for n in range(55)), attitude="enemy")
    kind = {"kind": "anti_sponsor_without_plan"}
    pages = [page_of(signed_in(cast.anna), page=str(n), **kind) for n in (1, 2)]
    assert [(len(page), str(page)) for page in pages] == [(50, "1–50 of 55"), (5, "51–55 of 55")]
