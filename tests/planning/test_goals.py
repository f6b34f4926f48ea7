"""Goals, their readings and the four Ps: by the verbs and on the pages."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.assigning import add_member
from accounts.granting import grant
from accounts.models import Account, Contact
from dossiers.description import TABLES
from dossiers.rows import add_row
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from planning.four_ps.questions import QUESTIONS
from planning.four_ps.writing import edit_strategy
from planning.goals.readings import add_reading, edit_reading
from planning.goals.writing import add_goal, edit_goal, remove_goal
from planning.models import Action, Goal, GoalPerson, P, Plan, Reading
from tests.conftest import TODAY
from tests.planning.edit_forms import plan_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def plan(account: Account) -> Plan:
    return plan_of(account)


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: SignIn) -> Client:
    return signed_in(cast.anna)


def refused(verb: Callable[..., Any], **values: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        verb(**values)
    found = error.value
    return found.message_dict if hasattr(found, "error_dict") else {"": found.messages}


def test_a_goal_lies_in_its_plan_and_names_only_what_is_the_clients(
    plan: Plan, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    other = new_account("Other", kam=cast.viktor)
    stranger = Contact.objects.create(account=other, name="Stranger")
    foreign = add_row(account=other, table=TABLES["goals"], values={"name": "Grow"}, on=TODAY, by=None)
    market = add_row(account=plan.account, table=TABLES["market"], values={"name": "Steel"}, on=TODAY, by=None)
    early = refused(add_goal, plan=plan, title="X", due_on=TODAY - datetime.timedelta(days=1))
    assert early == {
        "due_on": [
            "21 Nov 2026 is outside the plan, which runs from 22 Nov 2026 until 22 Nov 2027. Choose a day in between."
        ]
    }
    assert set(refused(add_goal, plan=plan, title="X", people=[stranger])) == {"people"}
    assert set(refused(add_goal, plan=plan, title="X", client_goal=foreign)) == {"client_goal"}
    assert set(refused(add_goal, plan=plan, title="X", client_goal=market)) == {"client_goal"}
    assert set(refused(add_goal, plan=plan, title="X", kind="qualitative", target=Decimal(5), unit="%")) == {
        "unit",
        "target",
    }
    assert not Goal.objects.exists()
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    assert "closed" in refused(add_goal, plan=plan, title="X")[""][0]


@pytest.mark.django_db(transaction=True)
def test_two_who_edit_a_goal_are_shown_each_others_people(plan: Plan) -> None:
    kari, lars, nils = (Contact.objects.create(account=plan.account, name=name) for name in ("Kari", "Lars", "Nils"))
    goal = add_goal(plan=plan, title="Pilot", people=[kari])
    edit_goal(goal=goal, version=1, changes={"people": [kari, lars]})
    with pytest.raises(StaleEdit) as stale:
        edit_goal(goal=goal, version=1, changes={"people": [nils], "title": "Pilot"})
    [found] = stale.value.differences
    assert (found.field, found.before, found.theirs, found.mine) == (
        "people",
        [kari.pk],
        sorted([kari.pk, lars.pk]),
        [nils.pk],
    )
    stored = edit_goal(goal=goal, version=2, changes={"people": [nils]})
    assert (stored.version, list(stored.people.all())) == (3, [nils])
    assert edit_goal(goal=goal, version=3, changes={"people": [nils], "title": "Pilot"}).version == 3


def test_a_removed_goal_leaves_its_actions_behind(plan: Plan) -> None:
    goal = add_goal(plan=plan, title="Pilot", people=[Contact.objects.create(account=plan.account, name="Kari")])
    action = Action.objects.create(account=plan.account, plan=plan, goal=goal, title="Call")
    add_reading(goal=goal, on=TODAY, value=Decimal(0), today=TODAY, by=None)
    remove_goal(goal=goal, version=1)
    action.refresh_from_db()
    assert (action.goal, Reading.objects.count(), GoalPerson.objects.count()) == (None, 0, 0)


def test_a_goal_has_one_reading_a_day_of_its_kind_and_none_ahead(plan: Plan, cast: SimpleNamespace) -> None:
    measured, words = add_goal(plan=plan, title="A"), add_goal(plan=plan, title="B", kind="qualitative")
    of_it = {"today": TODAY, "by": cast.anna, "on": TODAY}
    reading = add_reading(goal=measured, value=Decimal(0), **of_it)
    assert set(refused(add_reading, goal=measured, value=Decimal(1), **of_it)) == {"on"}
    tomorrow = of_it | {"on": TODAY + datetime.timedelta(days=1)}
    assert set(refused(add_reading, goal=measured, value=Decimal(1), **tomorrow)) == {"on"}
    assert set(refused(add_reading, goal=measured, note="good", **of_it)) == {"value"}
    assert set(refused(add_reading, goal=words, value=Decimal(1), note="good", **of_it)) == {"value"}
    assert set(refused(add_reading, goal=words, **of_it)) == {"note"}
    changes = {"value": None, "note": ""}
    wrong = refused(edit_reading, reading=reading, version=1, changes=changes, today=TODAY, by=cast.anna)
    assert set(wrong) == {"value"}
    assert set(refused(edit_goal, goal=measured, version=1, changes={"kind": "qualitative"})) == {"kind"}
    edit_reading(reading=reading, version=1, changes={"value": Decimal(3)}, today=TODAY, by=cast.leonid)
    reading.refresh_from_db()
    assert (reading.value, reading.by, reading.version) == (3, cast.leonid, 2)


def test_the_clients_goal_is_mirrored_with_its_measure_and_day(plan: Plan, anna: Client) -> None:
    values = {"name": "Mail delivery", "measure": "orders by mail", "until": "2027-06-30", "owner": "Kari"}
    row = add_row(account=plan.account, table=TABLES["goals"], values=values, on=TODAY, by=None)
    begun = anna.get(f"/plans/{plan.pk}/goals/")
    assert [theirs.title for theirs in begun.context["to_mirror"]] == ["Mail delivery"]
    form = anna.get(f"/plans/{plan.pk}/goals/new/?mirrors={row.pk}").context["form"]
    assert {name: form.initial[name] for name in ("client_goal", "measure", "due_on")} == {
        "client_goal": row.pk,
        "measure": "orders by mail",
        "due_on": datetime.date(2027, 6, 30),
    }
    for nonsense in ("x", "9" * 30, "0", "²"):
        assert anna.get(f"/plans/{plan.pk}/goals/new/", {"mirrors": nonsense}).context["form"].initial == {}
    sent = {"title": "10 % by mail", "kind": "measured", "client_goal": row.pk, "due_on": "2027-06-30", "unit": "%"}
    answer = anna.post(f"/plans/{plan.pk}/goals/new/", {**sent, "baseline": "0", "target": "10,5"}, follow=True)
    goal = Goal.objects.get()
    assert (goal.client_goal, goal.target, goal.baseline) == (row, Decimal("10.5"), 0)
    assert "Mail delivery" in answer.content.decode()
    assert anna.get(f"/plans/{plan.pk}/goals/").context["to_mirror"] == []


def test_a_reading_is_noted_in_one_line_on_the_page_of_its_goal(plan: Plan, anna: Client) -> None:
    goal = add_goal(plan=plan, title="Pilot", unit="%", baseline=Decimal(0), target=Decimal(10))
    today = anna.get(goal.get_absolute_url()).context["form"].initial["on"]
    assert anna.get(goal.get_absolute_url()).context["page"].course is None
    for day, value in ((today - datetime.timedelta(days=9), "5 %"), (today, "12,5")):
        anna.post(f"{goal.get_absolute_url()}readings/new/", {"on": day.isoformat(), "value": value})
    page = anna.get(goal.get_absolute_url()).context["page"]
    assert [(row.reading.value, row.percent) for row in page.readings] == [(Decimal("12.5"), 125), (5, 50)]
    assert (page.shown.progress.percent, page.shown.standing, page.shown.progress.drawn) == (125, "reached", 100)
    assert len(page.course.points) == 2


def test_a_list_of_goals_takes_the_same_statements_for_one_and_for_three(plan: Plan, anna: Client) -> None:
    counts = []
    for more in (1, 2):
        for number in range(more):
            row = add_row(account=plan.account, table=TABLES["goals"], values={"name": "Grow"}, on=TODAY, by=None)
            goal = add_goal(plan=plan, title=f"Goal {number}", client_goal=row)
            add_reading(goal=goal, on=TODAY, value=Decimal(1), today=TODAY, by=None)
        with CaptureQueriesContext(connection) as statements:
            assert anna.get(f"/plans/{plan.pk}/goals/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_p_has_a_strategy_or_a_reason_why_nothing_changes(plan: Plan) -> None:
    product = plan.strategies.get(p="product")
    both = {"strategy": "Thicker paper", "no_change_because": "it sells"}
    assert set(refused(edit_strategy, strategy=product, version=1, changes=both)) == {"no_change_because"}
    assert "price alone" in refused(edit_strategy, strategy=product, version=1, changes={"discount": Decimal(5)})[""][0]
    assert edit_strategy(strategy=product, version=1, changes={"no_change_because": "it sells"}).version == 2
    assert edit_strategy(strategy=product, version=2, changes={"no_change_because": ""}).is_empty


def test_every_p_is_edited_beside_the_questions_of_the_method(plan: Plan, anna: Client) -> None:
    asked = {p: [str(question) for question in QUESTIONS[p]] for p in P}
    pages = {p: anna.get(f"/plans/{plan.pk}/strategy/{p}/edit/").content.decode() for p in P}
    assert {p: [question for question in asked[p] if question in pages[p]] for p in P} == asked
    assert min(map(len, asked.values())) >= 3 and "lower price leave competitors" in pages[P.PRICE]
    assert asked[P.PRICE][0] not in pages[P.PLACE]


def test_what_the_price_offers_is_held_against_the_managers_range(
    plan: Plan, anna: Client, cast: SimpleNamespace, signed_in: Callable[..., Client]
) -> None:
    address = f"/plans/{plan.pk}/strategy/price/edit/"
    sent = {"strategy": "Buy more, pay less", "discount": "12,5 %", "payment_days": "45", "version": 1}
    assert anna.get(f"/plans/{plan.pk}/strategy/people/edit/").status_code == 404
    assert "The company grants no ranges yet" in anna.get(address).content.decode()
    day = plan.starts_on - datetime.timedelta(days=30)
    grant(manager=cast.boris, valid_from=day, by=cast.ada, discount=Decimal(99))
    assert "Nothing is granted to Anna" in anna.get(address).content.decode()
    answer = anna.post(address, sent, follow=True).content.decode()
    assert "What you mean to offer needs approval by an admin." in answer
    grant(manager=cast.anna, valid_from=day, by=cast.ada, discount=Decimal(10), payment_days=60)
    grant(manager=cast.leonid, valid_from=day, by=cast.ada, discount=Decimal(20))
    shown = anna.get(address).context["authority"]
    assert [(term.title, term.planned, term.granted, term.needs) for term in shown.terms] == [
        ("Discount", "12.5\u00a0%", "10\u00a0%", f"needs approval by {cast.leonid.full_name}"),
        ("Payment", "45 days", "60 days", ""),
    ]
    # Whoever reads the plan alone reads what needs whose word, and not up to what.
    add_member(account=plan.account, user=cast.irina, function="finance", can_edit=False)
    page = signed_in(cast.irina).get(f"/plans/{plan.pk}/strategy/price/").content.decode()
    assert f"needs approval by {cast.leonid.full_name}" in page and "limit 10" not in page and "60 days" not in page
    action = Action.objects.create(
        account=plan.account, plan=plan, p="price", title="New list", goal=add_goal(plan=plan, title="G")
    )
    assert anna.get(address).context["tactics"] == [action]
