"""A plan that lacks nothing, as the tests need it."""

from __future__ import annotations

import datetime
from typing import Any

from accounts.keeping import create_contact
from accounts.models import Account
from dossiers.models import TableRow
from kam_portal.foundation.people.models import User
from planning.life.stating import approve, submit
from planning.models import (
    Action,
    Communication,
    Goal,
    GoalPerson,
    Listener,
    Opportunity,
    Plan,
    Reading,
    Resource,
    Strategy,
)
from planning.plans import begin_plan
from tests.conftest import TODAY

MORNING = datetime.datetime(2026, 11, 20, 6, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
NEW_YEAR, YEARS_END = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)


def ready_plan(account: Account, owner: User, title: str = "2026") -> Plan:
    plan = begin_plan(
        account=account, title=title, starts_on=NEW_YEAR, ends_on=YEARS_END, currency="EUR", aim="Sell by mail"
    )
    own: dict[str, Any] = {"account": account, "plan": plan}
    Strategy.objects.filter(plan=plan).update(no_change_because="It works")
    Strategy.objects.filter(plan=plan, p="price").update(
        strategy="Discount", no_change_because="", discount=5, payment_days=30
    )
    theirs = TableRow.objects.create(account=account, table="goals", values={"name": "Pensioners"}, text="Pensioners")
    goal = Goal.objects.create(
        **own,
        title="Mail orders",
        client_goal=theirs,
        measure="Share",
        unit="%",
        baseline=0,
        target=10,
        due_on=YEARS_END,
    )
    who = create_contact(account=account, name=f"Olga {title}")
    GoalPerson.objects.create(goal=goal, contact=who)
    Reading.objects.create(account=account, goal=goal, on=TODAY, value=6, by=owner)
    chance = Opportunity.objects.create(**own, title="Series", kind="use", goal=goal, value_1=1000, probability=50)
    first = Action.objects.create(
        **own, title="Ask them", goal=goal, opportunity=chance, owner=owner, due_on=datetime.date(2026, 3, 1)
    )
    Action.objects.create(**own, title="Print", owner=owner, due_on=YEARS_END, waits_for=first, cost_planned=500)
    Action.objects.create(**own, title="Long done", status="done", done_on=NEW_YEAR)
    told = Communication.objects.create(
        **own, message="New series", subject="product", tool="seminar", on=datetime.date(2026, 5, 1), owner=owner
    )
    Listener.objects.create(communication=told, contact=who)
    Resource.objects.create(**own, kind="money", title="Stamps", planned=100)
    return plan


def approved_plan(account: Account, writer: User, lead: User, title: str = "2026") -> Plan:
    plan = submit(plan=ready_plan(account, writer, title), by=writer, at=MORNING)
    return approve(plan=plan, by=lead, at=MORNING + HOUR)
