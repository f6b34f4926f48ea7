"""Two people at one plan at the same moment: the second is told in words what the first has done, never by an error."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client

from accounts.assigning import assign
from accounts.models import Account
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from planning.actions.writing import add_action
from planning.left_behind import take_over
from planning.life.carrying import Decided, carry_over
from planning.life.open_items import open_items
from planning.life.stating import activate, approve, submit
from planning.life.whole import read_whole
from planning.models import Action, CarryDecision, Plan, Product, Space, Stage, StageWork, WorkDone
from planning.opportunities.writing import add_opportunity, remove_opportunity
from planning.plans import begin_plan, remove_plan
from planning.white_space.products import add_product, move_product
from planning.white_space.writing import UNWRITTEN, say_space
from tests.conftest import TODAY
from tests.planning.living import MORNING, NEW_YEAR, YEARS_END, approved_plan, ready_plan
from tests.waiting_for_locks import arriving_during

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]
Make = Callable[..., Account]


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Make) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


def said(answer: HttpResponse) -> str:
    """What the next page will tell."""
    assert answer.status_code == 302, answer.status_code
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))  # type: ignore[attr-defined]


def refusal_of(verb: Callable[[], Any]) -> Callable[[], str]:
    def refused() -> str:
        try:
            verb()
        except (ValidationError, StaleEdit) as refusal:
            return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else "stale"
        return "saved"

    return refused


def test_a_plan_takes_each_step_once_and_the_second_hears_who_took_it(
    account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    lead, plan = signed_in(cast.leonid), ready_plan(account, cast.anna)
    lead.raise_request_exception = False
    address = plan.get_absolute_url()
    with arriving_during(lambda: lead.post(f"{address}submit/")) as submitted:
        submit(plan=plan, by=cast.anna, at=MORNING)
    assert f"since {cast.anna.full_name} said so" in said(submitted[0])
    read = {"seen": lead.get(address).context["page"].seen}
    with arriving_during(lambda: lead.post(f"{address}approve/", read)) as approved:
        approve(plan=plan, by=cast.ada, at=MORNING)
    assert f"“approved” since {cast.ada.full_name} said so" in said(approved[0])
    later = approved_plan(account, cast.anna, cast.leonid, title="Later")
    with arriving_during(lambda: lead.post(f"{later.get_absolute_url()}activate/")) as activated:
        activate(plan=plan, by=cast.anna, at=MORNING)
    assert "Another plan of this client is active" in said(activated[0])
    assert (plan.steps.count(), plan.versions.count()) == (3, 1)
    decided = {item.key: Decided("keep", "") for item in open_items(read_whole(plan))}

    def carry(title: str) -> Plan:
        days = {"starts_on": NEW_YEAR.replace(year=2027), "ends_on": YEARS_END.replace(year=2027)}
        return carry_over(plan=plan, title=title, decided=decided, shift=True, by=cast.anna, at=MORNING, **days)

    with arriving_during(refusal_of(lambda: carry("Second"))) as carried:
        carry("First")
    assert "carried into “First” already" in carried[0]
    assert CarryDecision.objects.values("plan").distinct().count() == 1
    draft = begin_plan(account=account, title="Draft", starts_on=NEW_YEAR, ends_on=YEARS_END, currency="EUR")
    with arriving_during(lambda: lead.post(f"{draft.get_absolute_url()}submit/")) as gone:
        remove_plan(plan=draft, version=1, by=cast.anna)
    assert gone[0].status_code == 404


def test_what_stands_in_a_plan_and_beside_it_is_written_once(
    account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    anna = signed_in(cast.anna)
    plan = begin_plan(account=account, title="2026", starts_on=NEW_YEAR, ends_on=YEARS_END, currency="EUR")
    chance = add_opportunity(plan=plan, title="Series", kind="use")
    work = StageWork.objects.create(stage=Stage.values[0], text_en="Call", text_ru="Звонок", position=0)
    with arriving_during(lambda: anna.post(f"{chance.get_absolute_url()}work/{work.pk}/done/")) as ticked:
        remove_opportunity(opportunity=chance, version=1)
    assert said(ticked[0]) == "The opportunity was removed since you read it."
    assert (ticked[0]["Location"], WorkDone.objects.count()) == (f"/plans/{plan.pk}/opportunities/", 0)
    pumps, valves, service = (add_product(name=name) for name in ("Pumps", "Valves", "Service"))
    read = "-".join(str(each.pk) for each in (pumps, valves, service))
    with arriving_during(refusal_of(lambda: move_product(product=service, up=True, order=read))) as moved:
        move_product(product=pumps, up=False, order=read)
    assert "Somebody changed the order" in moved[0]
    assert [each.position for each in Product.objects.all()] == [0, 1, 2]
    assert list(Product.objects.all()) == [valves, pumps, service]

    def say(state: str) -> Space:
        changes = {"state": state}
        cell = {"account": account, "unit": None, "product": pumps}
        return say_space(**cell, version=UNWRITTEN, changes=changes, on=TODAY, by=cast.anna)  # type: ignore[arg-type]

    with arriving_during(refusal_of(lambda: say("competitor"))) as spoken:
        say("us")
    assert (spoken, Space.objects.get().state) == (["stale"], "us")


def test_what_was_left_behind_is_taken_over_once_and_never_for_a_manager_of_before(
    account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    lead = signed_in(cast.ada)
    plan = begin_plan(account=account, title="2026", starts_on=NEW_YEAR, ends_on=YEARS_END, currency="EUR")

    def handed() -> HttpResponse:
        return lead.post(f"{plan.get_absolute_url()}take-over/", {"manager": cast.anna.pk})

    first = add_action(plan=plan, title="Ask", owner=cast.boris)
    with arriving_during(handed) as second:
        take_over(plan=plan, manager=cast.anna.pk, on=TODAY)
    assert said(second[0]) == "Nothing was left to take over: somebody has done it already."
    later = add_action(plan=plan, title="Print", owner=cast.boris)
    with arriving_during(handed) as late:
        assign(account=account, manager=cast.viktor, on=TODAY, reason="", by=cast.ada)
    assert f"Meanwhile {cast.viktor.full_name} became the manager of this client" in said(late[0])
    found = Action.objects.in_bulk([first.pk, later.pk]).values()
    assert [(each.owner, each.version) for each in found] == [(cast.anna, 2), (cast.boris, 1)]
