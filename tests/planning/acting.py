"""A plan with actions, as the tests of actions need it."""

from __future__ import annotations

import datetime
from typing import Any

from accounts.models import Account
from planning.actions.writing import add_action
from planning.models import Action, Plan
from planning.plans import begin_plan

FIRST, LAST = datetime.date(2026, 1, 1), datetime.date(2027, 12, 31)


def plan_for(account: Account, *, title: str = "2027", runs: bool = True) -> Plan:
    plan = begin_plan(account=account, title=title, starts_on=FIRST, ends_on=LAST, currency="EUR")
    if runs:
        Plan.objects.filter(pk=plan.pk).update(approved_version=1, state="approved")
        plan.refresh_from_db()
    return plan


def day(month: int, number: int, year: int = 2026) -> datetime.date:
    return datetime.date(year, month, number)


def chain(plan: Plan, **first: Any) -> tuple[Action, Action, Action]:
    """A survey until 1 December; an offer waits for it, an answer for the offer."""
    survey = add_action(plan=plan, title="Survey", due_on=day(12, 1), **first)
    offer = add_action(plan=plan, title="Offer", starts_on=day(12, 2), due_on=day(12, 10), waits_for=survey)
    return survey, offer, add_action(plan=plan, title="Answer", due_on=day(12, 20), waits_for=offer)


def days_of(*actions: Action) -> list[tuple[str | None, str | None]]:
    """Beginning and due date of each, as stored."""
    rows = Action.objects.in_bulk([action.pk for action in actions])
    found = (rows[action.pk] for action in actions)
    return [(_written(each.starts_on), _written(each.due_on)) for each in found]


def _written(on: datetime.date | None) -> str | None:
    return f"{on:%d.%m}" if on else None
