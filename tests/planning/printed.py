"""A plan with everything that may be printed, and words that a client must never read."""

from __future__ import annotations

import datetime
from decimal import Decimal
from types import SimpleNamespace

from accounts.keeping import create_contact
from accounts.models import Account
from dossiers.models import TableRow
from planning.models import Action, Comment, Communication, Goal, Opportunity, Plan, Reading, Resource, Strategy
from planning.plans import begin_plan
from planning.printing.contents import Asked
from tests.conftest import TODAY

# Every text that is ours holds it.
SECRET = "Nachtschatten"
NEXT_YEAR = datetime.date(2027, 6, 30)


def full_plan(account: Account, cast: SimpleNamespace) -> Plan:
    plan = begin_plan(
        account=account,
        title=f"{SECRET} 2027",
        starts_on=datetime.date(2026, 10, 1),
        ends_on=datetime.date(2027, 12, 31),
        currency="EUR",
        aim=f"{SECRET}: they buy everything from us.",
    )
    Plan.objects.filter(pk=plan.pk).update(approved_version=1, state="active")
    plan.refresh_from_db()
    Strategy.objects.filter(plan=plan).update(strategy=f"{SECRET} strategy")
    Strategy.objects.filter(plan=plan, p="price").update(discount=Decimal("7.5"), payment_days=61)
    _goals(account, plan, cast)
    own = {"account": account, "plan": plan}
    Resource.objects.create(**own, kind="money", title=f"{SECRET} budget", planned=41_417, used=41_418)
    told = Communication.objects.create(
        **own, message=f"{SECRET} message", subject="product", tool="seminar", result=f"{SECRET} result"
    )
    told.audience.add(create_contact(account=account, name=f"{SECRET} Weiss", title="Head"))
    at = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
    Comment.objects.create(**own, text=f"{SECRET} comment", at=at, by=cast.anna)
    return plan


def _goals(account: Account, plan: Plan, cast: SimpleNamespace) -> None:
    own = {"account": account, "plan": plan}
    theirs = TableRow.objects.create(
        account=account, table="goals", values={"name": "Books by mail", "owner": SECRET}, text="Books by mail"
    )
    goal = Goal.objects.create(
        **own,
        title="A series for pensioners",
        client_goal=theirs,
        measure="Share of mail orders",
        unit="%",
        baseline=Decimal("1.25"),
        target=10,
        due_on=NEXT_YEAR,
        note=SECRET,
    )
    Reading.objects.create(account=account, goal=goal, on=TODAY, value=Decimal("4.75"), note=SECRET, by=cast.anna)
    Goal.objects.create(**own, title=f"{SECRET} goal of ours alone", target=97, unit="things")
    chance = Opportunity.objects.create(
        **own, title=f"{SECRET} chance", kind="use", time=2, money=1, people=3, benefit=4, value_1=31_313,
        value_3=73_737, probability=43, goal=goal, note=SECRET,
    )  # fmt: skip
    work = {**own, "owner": cast.boris, "due_on": NEXT_YEAR, "cost_planned": 51_515, "note": SECRET}
    Action.objects.create(**work, title="Ask three hundred readers", goal=goal, starts_on=TODAY)
    for title, more in (
        ("about a chance", {"goal": goal, "opportunity": chance}),
        ("about the price", {"goal": goal, "p": "price"}),
        ("dropped", {"goal": goal, "status": "dropped"}),
        ("of no goal", {}),
    ):
        Action.objects.create(**work, title=f"{SECRET} {title}", **more)


def asked(plan: Plan, cast: SimpleNamespace, *, for_client: bool = False) -> Asked:
    return Asked(Account.objects.get(pk=plan.account_id), plan, cast.anna, TODAY, is_for_client=for_client)
