"""Opportunities of a plan: forms, matrix with its table, stages with their checklist, outcome, and what they become."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from planning.models import Goal, Opportunity, Plan, Product, Space, StageWork, WorkDone
from planning.opportunities.checklist import checklist_of
from planning.opportunities.picture import beside_each_other, picture_of, spot_of
from planning.opportunities.rows import rows_of
from planning.opportunities.writing import (
    add_opportunity,
    begin_goal_of,
    edit_opportunity,
    move_stage,
    named_in_address,
    remove_opportunity,
)
from tests.conftest import TODAY
from tests.planning.edit_forms import plan_of

pytestmark = pytest.mark.django_db
D = Decimal
SignIn = Callable[[User], Client]
TYPED = {"title": "Spare parts", "kind": "use", "stage": "need"}


@pytest.fixture
def plan(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Plan:
    return plan_of(new_account("Halvorsen", kam=cast.anna))


@pytest.fixture
def foreign(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Plan:
    return plan_of(new_account("Elsewhere", kam=cast.viktor))


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: SignIn) -> Client:
    return signed_in(cast.anna)


def chance(plan: Plan, title: str = "Spare parts", **values: Any) -> Opportunity:
    return add_opportunity(plan=plan, title=title, kind=values.pop("kind", "use"), **values)


def at(name: str, plan: Plan, *more: Any) -> str:
    return reverse(name, args=[plan.pk, *(each.pk for each in more)])


def told(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_what_is_typed_becomes_an_opportunity_and_bad_input_a_sentence(plan: Plan, foreign: Plan, anna: Client) -> None:
    goal = Goal.objects.create(account=plan.account, plan=plan, title="Three yards")
    theirs = Goal.objects.create(account=foreign.account, plan=foreign, title="Secret")
    bad = {
        "time": "6",
        "benefit": "x",
        "value_1": "-5",
        "value_3": "1 000 000 000 000 000 000",
        "probability": "101",
        "goal": theirs.pk,
        "stage": "later",
        "kind": "",
    }
    refused = anna.post(at("opportunity_new", plan), TYPED | bad)
    assert (refused.status_code, set(refused.context["form"].errors)) == (200, set(bad))
    assert (b"Secret" in refused.content, Opportunity.objects.count()) == (False, 0)
    good = {
        "goal": goal.pk,
        "time": 1,
        "money": 2,
        "people": 1,
        "benefit": 5,
        "value_3": "90 000,50",
        "probability": 70,
    }
    smuggled = {"outcome": "won", "account": foreign.account_id, "plan": foreign.pk, "version": 9, "id": 1}
    answer = anna.post(at("opportunity_new", plan), TYPED | good | smuggled)
    made = Opportunity.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    found = (made.plan, made.goal, made.value_3, made.value_1, made.outcome, made.version)
    assert found == (plan, goal, D("90000.50"), None, "open", 1)
    page = anna.get(made.get_absolute_url()).content.decode()
    assert all(words in page for words in ("Quick win", "1.33", "63,000", "Three yards"))


def test_an_edit_that_was_overtaken_is_compared_and_nothing_else_of_it_changes(plan: Plan, anna: Client) -> None:
    made = chance(plan, note="one")
    edit_opportunity(opportunity=made, version=1, changes={"note": "two"})
    sent = {**TYPED, "note": "mine", "version": 1, "stage": "review", "outcome": "won"}
    assert anna.post(at("opportunity_edit", plan, made), sent).status_code == 409
    assert anna.post(at("opportunity_edit", plan, made), sent | {"version": 2}).status_code == 302
    made.refresh_from_db()
    assert (made.note, made.stage, made.outcome, made.version) == ("mine", "need", "open", 3)
    with pytest.raises(StaleEdit):
        remove_opportunity(opportunity=made, version=1)
    assert anna.post(at("opportunity_remove", plan, made), {"version": 3})["Location"] == at("opportunities", plan)
    assert not Opportunity.objects.exists()


def test_the_stage_moves_by_buttons_and_a_page_read_before_moves_nothing(plan: Plan, anna: Client) -> None:
    made = chance(plan)
    for version, stage in enumerate(("search", "evaluation", "selection", "implementation", "review"), start=1):
        answer = anna.post(at("opportunity_forward", plan, made), {"version": version})
        made.refresh_from_db()
        assert (answer.status_code, made.stage) == (302, stage)
    assert move_stage(opportunity=made, version=6, forward=True).version == 6
    stale = anna.post(at("opportunity_back", plan, made), {"version": 2})
    assert "Somebody changed this opportunity" in told(stale)[-1]
    anna.post(at("opportunity_back", plan, made), {"version": 6})
    made.refresh_from_db()
    assert (made.stage, made.version) == ("implementation", 7)


def test_the_second_of_two_clicks_finds_it_done_and_a_late_one_is_told(plan: Plan, anna: Client) -> None:
    made = chance(plan)
    for _twice in range(2):
        assert told(anna.post(at("opportunity_forward", plan, made), {"version": 1}))[-1].endswith("now: Search.")
    for _twice in range(2):
        assert told(anna.post(at("opportunity_back", plan, made), {"version": 2}))[-1].endswith("now: Need.")
    for _twice in range(2):
        assert told(anna.post(at("opportunity_won", plan, made), {"version": 3}))[-1].endswith("now: Won.")
    made.refresh_from_db()
    assert (made.stage, made.outcome, made.version) == ("need", "won", 4)
    for button, version in (("forward", 1), ("lost", 3), ("back", 9)):
        late = anna.post(at(f"opportunity_{button}", plan, made), {"version": version})
        assert "Somebody changed this opportunity" in told(late)[-1], button
    made.refresh_from_db()
    assert (made.stage, made.outcome, made.version) == ("need", "won", 4)


def test_an_outcome_is_decided_and_taken_back_and_a_closed_plan_stays(plan: Plan, anna: Client) -> None:
    made = chance(plan)
    buttons = {"won": "won", "reopened": "open", "lost": "lost", "dropped": "dropped"}
    for version, (button, outcome) in enumerate(buttons.items(), start=1):
        anna.post(at(f"opportunity_{button}", plan, made), {"version": version})
        made.refresh_from_db()
        assert made.outcome == outcome
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    refused = anna.post(at("opportunity_won", plan, made), {"version": 5})
    assert "This plan is closed" in told(refused)[-1]
    assert "This plan is closed" in str(anna.post(at("opportunity_new", plan), TYPED).context["form"].errors)
    assert (Opportunity.objects.get().outcome, Opportunity.objects.count()) == ("dropped", 1)
    assert b"It is won" not in anna.get(made.get_absolute_url()).content


def test_a_line_of_the_checklist_is_ticked_once_and_stays_where_it_was_done(plan: Plan, anna: Client) -> None:
    made, other = chance(plan), chance(plan, "Other")
    work = StageWork.objects.create(stage="search", text_en="Ask who is asked", text_ru="Спросить")
    for _twice in range(2):
        assert anna.post(at("work_done", plan, made, work))["Location"].endswith(f"#work-{work.pk}")
    done = WorkDone.objects.get()
    assert (done.opportunity, done.account, done.by and done.by.email) == (made, plan.account, "anna@nordvik.example")
    StageWork.objects.filter(pk=work.pk).update(is_asked=False)
    pages = [anna.get(each.get_absolute_url()).content.decode() for each in (made, other)]
    assert ["Ask who is asked" in page for page in pages] == [True, False]
    for _twice in range(2):
        anna.post(at("work_undo", plan, made, work))
    assert not WorkDone.objects.exists()
    assert anna.post(reverse("work_done", args=[plan.pk, made.pk, 99_999_999])).status_code == 404


def test_the_checklist_lies_before_during_and_after_the_sale_as_far_as_the_client_has_come(plan: Plan) -> None:
    made = chance(plan, stage="evaluation")
    found = [
        (str(phase), [(str(each.stage), each.now, each.reached) for each in stages])
        for phase, stages in checklist_of(made)
    ]
    assert found == [
        ("Before the sale", [("need", False, True), ("search", False, True)]),
        ("During the sale", [("evaluation", True, True), ("selection", False, False)]),
        ("After the sale", [("implementation", False, False), ("review", False, False)]),
    ]


def test_the_list_is_narrowed_sorted_and_summed_and_costs_the_same_for_more(plan: Plan, anna: Client) -> None:
    effort = {"time": 1, "money": 1, "people": 1, "benefit": 5}
    chance(plan, "Subscription", **effort, value_3=D(100), probability=50)
    address = at("opportunities", plan)
    anna.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        anna.get(address)
    won = chance(plan, "Quick service", kind="service", **effort, value_3=D(70), probability=10)
    Opportunity.objects.filter(pk=won.pk).update(outcome="won")
    lost = chance(plan, "Training", **effort, value_3=D(1000), probability=90)
    Opportunity.objects.filter(pk=lost.pk).update(outcome="lost")
    chance(plan, "Own store", kind="wider", time=5, money=None, people=5, benefit=1)
    with CaptureQueriesContext(connection) as four:
        page = anna.get(address)
    assert len(one) == len(four)
    sums = page.context["sums"][1]
    assert (sums.amount, sums.given, sums.of) == (D(120), 2, 3)
    drawn = {each.row.opportunity.title: each.kind for each in page.context["picture"].drawn}
    assert drawn == {"Subscription": "mark", "Quick service": "mark", "Own store": "mark hollow range"}

    def titles(asked: str) -> list[str]:
        return [row.opportunity.title for row in anna.get(f"{address}?{asked}").context["table"].rows]

    assert titles("sort=-expected3") == ["Training", "Quick service", "Subscription", "Own store"]
    assert titles("worth=quick_win&kind=use&outcome=open") == ["Subscription"]
    assert titles("worth=incomplete") == ["Own store"]
    assert titles("stage=review") == []
    assert titles("worth=nonsense&sort=nonsense&years=7&stage=%00") == [row.opportunity.title for row in rows_of(plan)]
    narrowed = anna.get(f"{address}?outcome=lost").context["picture"]
    assert {each.row.opportunity.title: each.kind for each in narrowed.drawn}["Training"] == "mark"


def test_bubbles_on_one_point_stand_side_by_side_and_none_leaves_its_class(plan: Plan) -> None:
    for number in range(14):
        chance(plan, f"{number}", time=2, money=3, people=3, benefit=2, value_3=D(number), probability=100)
    rows = rows_of(plan)
    spots = beside_each_other([spot_of(row, 3) for row in rows])
    assert len({(spot.x, spot.y) for spot in spots}) == 12
    assert all(spot.x and spot.x[1] < 3 and spot.y[1] < 3 for spot in spots)
    picture = picture_of(rows, 3, "EUR")
    radii = {each.row.key: each.mark.radius for each in picture.drawn}
    assert (picture.side_by_side, picture.missing, picture.largest) == (True, 0, D(13))
    assert radii[rows[12].key] / radii[rows[13].key] == pytest.approx((12 / 13) ** 0.5, abs=0.001)
    assert all(picture.frame.box.x < each.mark.x < picture.frame.box.right for each in picture.drawn)


def test_a_cell_of_the_white_space_fills_the_form_and_a_foreign_one_nothing(
    plan: Plan, foreign: Plan, anna: Client
) -> None:
    product = Product.objects.create(name="Pumps")
    cell = {"product": product, "state": "competitor", "competitor": "Fjordmatic", "potential": 500, "currency": "EUR"}
    mine = Space.objects.create(account=plan.account, contract_ends_on=TODAY, **cell)
    theirs = Space.objects.create(account=foreign.account, note="Secret", **cell)
    form = anna.get(f"{at('opportunity_new', plan)}?space={mine.pk}").context["form"]
    assert (form.initial["title"], form.initial["value_1"], form.initial["kind"]) == ("Pumps: Halvorsen", 500, "wider")
    assert "Fjordmatic; contract ends on 22 Nov 2026" in form.initial["note"]
    for number in (theirs.pk, "x", "9" * 30, "-1", ""):
        assert anna.get(f"{at('opportunity_new', plan)}?space={number}").context["form"].initial == {}


def test_rows_of_another_plan_are_missing_here_whatever_is_asked(plan: Plan, foreign: Plan, anna: Client) -> None:
    theirs, work = chance(foreign), StageWork.objects.create(stage="need", text_en="a", text_ru="б")
    for name in ("opportunity", "opportunity_edit", "opportunity_remove"):
        assert [anna.get(at(name, each, theirs)).status_code for each in (plan, foreign)] == [404, 404]
    for name in ("edit", "remove", "forward", "back", "won", "lost", "dropped", "reopened"):
        asked = [anna.post(at(f"opportunity_{name}", each, theirs), {"version": 1}) for each in (plan, foreign)]
        assert [answer.status_code for answer in asked] == [404, 404]
    assert anna.post(at("work_done", plan, theirs, work)).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.version, WorkDone.objects.count()) == (1, 0)


def test_an_opportunity_fills_the_forms_of_its_goal_and_of_its_action(plan: Plan, foreign: Plan, anna: Client) -> None:
    made, theirs = chance(plan), chance(foreign, "Secret")
    page = anna.get(made.get_absolute_url()).content.decode()
    goal_new, action_new = (f"{at(name, plan)}?opportunity={made.pk}" for name in ("goal_new", "action_new"))
    assert goal_new in page and action_new in page
    assert anna.get(goal_new).context["form"].initial["title"] == "Spare parts"
    filled = anna.get(action_new).context["form"].initial
    assert (filled["opportunity"], filled["title"]) == (made.pk, "Spare parts")
    foreign_one = f"{at('goal_new', plan)}?opportunity={theirs.pk}"
    typed = {"title": "Three yards", "kind": "measured"}
    assert [anna.post(address, typed).status_code for address in (foreign_one, goal_new)] == [302, 302]
    assert [goal.opportunities.count() for goal in Goal.objects.order_by("pk")] == [0, 1]
    made.refresh_from_db()
    assert (made.goal, made.version) == (Goal.objects.latest("pk"), 2)
    assert anna.get(made.get_absolute_url()).status_code == 200


def test_an_opportunity_serves_a_goal_of_its_own_plan_alone(plan: Plan, foreign: Plan) -> None:
    made = chance(plan)
    asked = [named_in_address(plan, number) for number in (str(made.pk), str(chance(foreign).pk), "x", "9" * 30)]
    assert asked == [made, None, None, None]
    goal = begin_goal_of(asked[0], lambda: Goal.objects.create(account=plan.account, plan=plan, title="Three yards"))
    assert list(goal.opportunities.values_list("pk", "version")) == [(made.pk, 2)]
    theirs = {"account": foreign.account, "plan": foreign, "title": "Secret"}
    with pytest.raises(ValidationError, match="another plan"):
        begin_goal_of(made, lambda: Goal.objects.create(**theirs))
    assert not Goal.objects.filter(plan=foreign).exists()
    assert begin_goal_of(None, lambda: Goal.objects.create(**theirs)).opportunities.count() == 0
