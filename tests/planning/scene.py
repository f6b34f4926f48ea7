"""A plan with something in every room of it, each text a given word: for the access table, canaries and smuggling."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

from accounts.models import Account, Authority, Contact
from dossiers.models import TableRow
from planning.models import (
    Action,
    CarryDecision,
    Comment,
    Communication,
    Goal,
    GoalPerson,
    Listener,
    Mention,
    Opportunity,
    Plan,
    PlanStep,
    PlanVersion,
    Product,
    Reading,
    Resource,
    Shift,
    Space,
    StageWork,
    Strategy,
    WorkDone,
)
from planning.plans import begin_plan
from tests.conftest import TODAY

NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)


def planned(account: Account, contact: Contact, cast: SimpleNamespace, *, word: str) -> dict[str, Any]:
    """The numbers of what was made, by the names that rows of the access table use."""
    plan = begin_plan(
        account=account,
        title=word,
        starts_on=TODAY.replace(month=1, day=1),
        ends_on=TODAY + datetime.timedelta(days=400),
        currency="EUR",
        aim=word,
    )
    Strategy.objects.filter(plan=plan).update(strategy=word)
    own: dict[str, Any] = {"account": account, "plan": plan}
    client_goal = TableRow.objects.create(account=account, table="goals", values={"name": word}, text=word)
    goal = Goal.objects.create(**own, title=word, client_goal=client_goal, measure=word, unit=word, note=word)
    GoalPerson.objects.create(goal=goal, contact=contact)
    reading = Reading.objects.create(account=account, goal=goal, on=TODAY, value=5, note=word, by=cast.anna)
    chance = Opportunity.objects.create(**own, title=word, kind="use", goal=goal, note=word)
    action = Action.objects.create(
        **own, title=word, goal=goal, opportunity=chance, owner=cast.anna, due_on=TODAY, note=word
    )
    waiting = Action.objects.create(**own, title=f"{word} 2", due_on=TODAY, waits_for=action)
    told = Communication.objects.create(
        **own, message=word, subject="product", tool="seminar", on=TODAY, owner=cast.anna, goal=goal, result=word
    )
    Listener.objects.create(communication=told, contact=contact)
    comment = Comment.objects.create(**own, text=word, at=NOW, by=cast.anna)
    Mention.objects.create(comment=comment, user=cast.leonid)
    PlanStep.objects.create(**own, was="discussion", became="draft", reason=word, at=NOW, by=cast.leonid)
    return {
        "plan": plan.pk,
        "goal": goal.pk,
        "client_goal": client_goal.pk,
        "reading": reading.pk,
        "opportunity": chance.pk,
        "action": action.pk,
        "waiting_action": waiting.pk,
        "communication": told.pk,
        "comment": comment.pk,
        "p": "price",
        "resource": Resource.objects.create(**own, kind="money", title=word, note=word, planned=5).pk,
        "shift": Shift.objects.create(**own, moved={}, by=cast.anna, at=NOW).pk,
        "carry_decision": CarryDecision.objects.create(
            account=account, plan=plan, before=plan, kind="action", item=action.pk, choice="change", reason=word
        ).pk,
        "plan_version": _approved(plan, word, cast).number,
        **_of_the_company(account, chance, cast, word),
    }


def _approved(plan: Plan, word: str, cast: SimpleNamespace) -> PlanVersion:
    """A version of it was approved, and it is discussed again."""
    Plan.objects.filter(pk=plan.pk).update(approved_version=1, state="discussion")
    return PlanVersion.objects.create(
        account=plan.account,
        plan=plan,
        number=1,
        snapshot={"plan": {"aim": word}},
        approved_at=NOW,
        approved_by=cast.leonid,
    )


def _of_the_company(account: Account, chance: Opportunity, cast: SimpleNamespace, word: str) -> dict[str, Any]:
    """What a company says once, and what of it stands at the client."""
    product = Product.objects.create(name="Pumps")
    work = StageWork.objects.create(stage="need", text_en="Ask about the need", text_ru="Спросить о потребности")
    unit = TableRow.objects.create(account=account, table="units", values={"name": word}, text=word)
    WorkDone.objects.create(account=account, opportunity=chance, work=work, on=TODAY, by=cast.anna)
    space = Space.objects.create(
        account=account, unit=unit, product=product, state="competitor", competitor=word, note=word, source=word
    )
    authority = Authority.objects.create(
        manager=cast.anna, general="Warranty of two years", discount=10, valid_from=TODAY, granted_by=cast.leonid
    )
    return {
        "product": product.pk,
        "stage_work": work.pk,
        "unit": unit.pk,
        "space": space.pk,
        "authority": authority.pk,
    }
