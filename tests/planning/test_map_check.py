"""A goal held against the decision map: what is judged is told to who may read it, in a fixed number of statements."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.assigning import add_member
from accounts.models import Account, Contact
from decision_map.drawing import begin_map
from decision_map.judging import judge
from decision_map.measures import Attitude, ClientMap, Role
from decision_map.models import Actor
from decision_map.newcomers import Newcomer, add_newcomers
from decision_map.seating import has_left
from dossiers.diary.writing import write_entry
from kam_portal.foundation.people.models import User
from planning.goals.map_checking import Somebody, checks_of, warning_of
from planning.goals.map_rules import RECENT, Found, Lack, held_against
from planning.goals.writing import add_goal
from planning.models import Action, Goal
from planning.printing.contents import Asked
from planning.printing.pdf import contents_of
from tests.conftest import TODAY
from tests.decision_map.client import HEALTHY, IVANOVA, PETROV, changed, days_ago
from tests.planning.edit_forms import plan_of

SAID_BY_NOBODY: dict[str, Any] = {"source": "", "on": TODAY, "by": None}
SignIn = Callable[[User], Client]


def lacks(known: ClientMap, *, ahead: int | None = None, among: set[str] | None = None) -> list[Lack]:
    next_on = None if ahead is None else TODAY + datetime.timedelta(days=ahead)
    return list(held_against(known, among=among, next_on=next_on, at=TODAY).lacks)


def test_a_healthy_map_lacks_nothing_and_names_who_is_who() -> None:
    found = held_against(HEALTHY, among=None, next_on=TODAY, at=TODAY)
    assert (found.decide, found.support, found.oppose) == (("ivanova",), ("ivanova",), ("sidorov",))
    assert (found.lacks, found.last_contact) == ((), days_ago(10))


def test_of_its_own_people_alone_a_goal_may_lack_a_sponsor() -> None:
    assert lacks(HEALTHY, among={PETROV.id}) == [Lack.NO_SPONSOR]
    assert lacks(HEALTHY.after_leaving(IVANOVA.id)) == [Lack.NO_SPONSOR]


def test_a_decision_maker_nobody_met_is_told() -> None:
    unmet = changed("ivanova", last_contact=None)
    assert lacks(unmet, ahead=5) == [Lack.NEVER_MET]


def test_a_contact_is_old_when_it_lies_further_back_than_the_next_date_ahead_and_is_not_recent() -> None:
    old = changed("ivanova", last_contact=days_ago(40))
    assert [lacks(old, ahead=ahead) for ahead in (39, 40, -1)] == [[Lack.OLD_CONTACT], [], []]
    assert lacks(old) == []
    assert [lacks(changed("ivanova", last_contact=days_ago(days)), ahead=0) for days in (RECENT, RECENT + 1)] == [
        [],
        [Lack.OLD_CONTACT],
    ]
    nobody_decides = changed("ivanova", roles=frozenset(), last_contact=days_ago(50))
    assert lacks(nobody_decides, ahead=45) == []
    assert lacks(nobody_decides, ahead=39) == [Lack.OLD_CONTACT]


def test_everybody_who_decides_is_asked_of_alone_and_support_needs_no_sponsor() -> None:
    two = changed("petrov", roles=frozenset({Role.DECISION_MAKER}), attitude=Attitude.SUPPORTER)
    found = held_against(two, among=None, next_on=TODAY + datetime.timedelta(days=39), at=TODAY)
    assert (found.decide, found.support, found.sponsors, found.late) == (
        ("ivanova", "petrov"),
        ("ivanova", "petrov"),
        ("ivanova",),
        ("petrov",),
    )


def test_every_warning_is_said_in_the_words_of_the_method_and_names_whom_it_is_about() -> None:
    held, faces = (
        Found(unmet=("a",), late=("b",)),
        {"a": Somebody("Petrov", None), "b": Somebody("Orlov", days_ago(90))},
    )
    told = [warning_of(lack, held, faces) for lack in (Lack.NO_SPONSOR, Lack.NEVER_MET, Lack.OLD_CONTACT)]
    assert [(warning.title, [person.name for person in warning.people]) for warning in told] == [
        ("no sponsor", []),
        ("decision maker never met", ["Petrov"]),
        ("contact older than the next date", ["Orlov"]),
    ]


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    """Petrov decides and was met in spring, Orlov is a mentor, Lunin is against us and was met yesterday."""
    account = new_account("Halvorsen", kam=cast.anna)
    map_ = begin_map(account=account, title="All of it")
    newcomers = [Newcomer(1, "Petrov", "CEO"), Newcomer(2, "Orlov", "CFO"), Newcomer(3, "Lunin", "Buyer")]
    judged = ({"roles": "decision_maker"}, {"attitude": "mentor"}, {"attitude": "enemy"})
    for actor, values in zip(add_newcomers(map_=map_, newcomers=newcomers, on=TODAY), judged, strict=True):
        assert isinstance(actor, Actor)
        judge(actor=actor, version=1, values=values, source="", on=TODAY, by=cast.anna)
    for name, days in (("Petrov", 200), ("Lunin", 1)):
        met = Contact.objects.get(account=account, name=name)
        write_entry(account=account, by=cast.anna, on=days_ago(days), summary="Met", kind="meeting", theirs=[met])
    return account


@pytest.mark.django_db
def test_what_is_judged_is_told_only_to_who_may_read_it(account: Account) -> None:
    plan = plan_of(account)
    goal = add_goal(plan=plan, title="Pilot", due_on=TODAY + datetime.timedelta(days=100))
    Action.objects.create(account=account, plan=plan, goal=goal, title="Call", due_on=TODAY)
    Action.objects.create(account=account, plan=plan, goal=goal, title="Past", due_on=days_ago(3))
    [check] = checks_of([goal], TODAY, True).values()
    told = [[person.name for person in people] for people in (check.decide, check.support, check.oppose, check.met)]
    assert told == [["Petrov"], ["Orlov"], ["Lunin"], ["Lunin", "Petrov"]]
    assert [(w.title, [p.name for p in w.people]) for w in check.warnings] == [
        ("no sponsor", []),
        ("contact older than the next date", ["Petrov"]),
    ]
    assert (check.next_on, check.last_contact) == (TODAY, days_ago(1))
    [check] = checks_of([goal], TODAY, False).values()
    assert (check.decide, check.support, check.oppose, check.warnings) == ([], [], [], [])
    assert [person.name for person in check.met] == ["Lunin", "Petrov"]


@pytest.mark.django_db
def test_the_goals_own_people_and_map_go_before_the_map_that_is_opened_first(
    account: Account, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    plan, stranger = plan_of(account), Contact.objects.create(account=account, name="Nobody’s box")
    lunin = Contact.objects.get(name="Lunin")
    named = add_goal(plan=plan, title="Named", people=[lunin, stranger])
    apart = add_goal(plan=plan, title="Apart", map=begin_map(account=account, title="Plant"))
    without = add_goal(plan=plan_of(new_account("No map", kam=cast.anna)), title="Without")
    found = checks_of([named, apart, without], TODAY, True)
    assert [person.name for person in found[named.pk].people] == ["Lunin", "Nobody’s box"]
    assert [[w.title for w in found[goal.pk].warnings] for goal in (named, apart, without)] == [
        ["no sponsor"],
        ["no sponsor"],
        ["no map"],
    ]
    assert (found[named.pk].decide, found[apart.pk].people) == ([], [])


@pytest.mark.django_db
def test_whoever_has_left_stays_named_by_a_goal_in_words_and_it_is_said(account: Account, signed_in: SignIn) -> None:
    left = Actor.objects.get(contact__name="Lunin")
    has_left(actor=left, version=left.version, on=TODAY)
    goal = add_goal(plan=plan_of(account), title="Trust", kind="qualitative", people=[_called("Orlov"), left.contact])
    page = signed_in(account.kam).get(goal.get_absolute_url())  # type: ignore[arg-type]
    assert [(named.contact.name, named.has_left) for named in page.context["named"]] == [
        ("Lunin", True),
        ("Orlov", False),
    ]


@pytest.mark.django_db
def test_thirty_goals_take_the_statements_of_one(account: Account) -> None:
    plan = plan_of(account)
    people = list(Contact.objects.filter(account=account))
    goals = [add_goal(plan=plan, title=f"Goal {n}", people=people[: n % 3]) for n in range(30)]
    counts = []
    for asked in (goals[:1], goals):
        with CaptureQueriesContext(
            connection,
        ) as statements:
            checks_of(asked, TODAY, True)
        counts.append(len(statements))
    assert counts == [3, 3]


@pytest.mark.django_db
def test_if_somebody_leaves_the_goals_that_count_on_them_are_named(account: Account, signed_in: SignIn) -> None:
    plan, actor = plan_of(account), Actor.objects.get(contact__name="Petrov")
    for title, people in (("Named", [actor.contact]), ("Everybody’s", []), ("Another’s", ["Orlov"])):
        add_goal(plan=plan, title=title, people=[p if isinstance(p, Contact) else _called(p) for p in people])
    address = f"/accounts/{account.pk}/map/{actor.map_id}/people/{actor.pk}/leaves/"
    page = signed_in(account.kam).get(address).context["page"]  # type: ignore[arg-type]
    [noted] = page.noted
    assert [(note.title, list(note.losses)) for note in noted.notes] == [
        ("Named", ["it names this person", "nobody would decide"]),
        ("Everybody’s", ["nobody would decide"]),
    ]


@pytest.mark.django_db
def test_a_member_who_reads_sees_who_was_met_and_no_judgement(
    account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    add_member(account=account, user=cast.boris, function="sales", can_edit=False)
    judge(
        actor=Actor.objects.get(contact__name="Petrov"),
        version=2,
        values={"influence": "inner_circle"},
        **SAID_BY_NOBODY,
    )
    plan = plan_of(account)
    goal = add_goal(plan=plan, title="Pilot")
    reader, editor = signed_in(cast.boris), signed_in(cast.anna)
    for address in (goal.get_absolute_url(), f"/plans/{plan.pk}/goals/", plan.get_absolute_url()):
        said = ["no sponsor" in client.get(address).content.decode() for client in (reader, editor)]
        assert (address, said) == (address, [False, True])
    # Who hears nothing stands by name; by influence for who may read it.
    talks = [client.get(f"/plans/{plan.pk}/communications/").context["programme"].silent for client in (reader, editor)]
    assert [[each.contact.name for each in silent] for silent in talks] == [
        ["Lunin", "Orlov", "Petrov"],
        ["Petrov", "Lunin", "Orlov"],
    ]
    printed = [contents_of(Asked(account, plan, user, TODAY), with_map=True) for user in (cast.boris, cast.anna)]
    [checks] = zip(*([goal.check for goal in contents.goals] for contents in printed), strict=True)
    assert [(check.may_judge, [one.title for one in check.warnings]) for check in checks if check] == [
        (False, []),
        (True, ["no sponsor"]),
    ]


def _called(name: str) -> Contact:
    return Contact.objects.get(name=name)


def test_goals_are_checked_without_a_statement_where_there_are_none() -> None:
    assert checks_of(list[Goal](), TODAY, True) == {}
