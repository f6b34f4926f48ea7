"""Opportunities of a plan: written down, moved through the client's stages, decided, and served by a goal.

Every verb takes the lock of the plan first (plans.hold), which refuses a closed one with ValidationError.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from kam_portal.foundation.history.versions import save_versioned, values_at_version
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.models import User
from planning.models import Goal, Opportunity, Plan, StageWork, WorkDone
from planning.opportunities import stages
from planning.plans import hold, refuse_foreign


@transaction.atomic
def add_opportunity(*, plan: Plan, title: str, kind: str, **values: Any) -> Opportunity:
    """Raises ValidationError for a goal of another plan."""
    held = hold(plan)
    refuse_foreign(held, goal=values.get("goal"))
    return Opportunity.objects.create(account_id=held.account_id, plan=plan, title=title, kind=kind, **values)


@transaction.atomic
def edit_opportunity(*, opportunity: Opportunity, version: int, changes: Mapping[str, Any]) -> Opportunity:
    """Raises StaleEdit when somebody saved in between, ValidationError for a goal of another plan."""
    held = hold(opportunity.plan)
    refuse_foreign(held, goal=changes.get("goal"))
    return save_versioned(instance=opportunity, version=version, changes=changes)


@transaction.atomic
def remove_opportunity(*, opportunity: Opportunity, version: int) -> None:
    """Its actions stay. Raises StaleEdit when somebody saved in between."""
    hold(opportunity.plan)
    save_versioned(instance=opportunity, version=version, changes={}).delete()


def decide_outcome(*, opportunity: Opportunity, version: int, outcome: str) -> Opportunity:
    """Won, lost, dropped, or open again. The second time changes nothing.

    Raises StaleEdit when it was changed since `version` in any other way.
    """
    return _become(opportunity, version, "outcome", lambda _read: outcome)


def move_stage(*, opportunity: Opportunity, version: int, forward: bool) -> Opportunity:
    """One stage on from where it stood at `version`, or one back. At either end, and the second time, nothing moves.

    Raises StaleEdit when it was changed since `version` in any other way.
    """
    step = stages.after if forward else stages.before
    return _become(opportunity, version, "stage", lambda read: step(read) or read)


@transaction.atomic
def _become(opportunity: Opportunity, version: int, name: str, to: Callable[[str], str]) -> Opportunity:
    """What `name` becomes follows from what it was at `version`; where it is so already, nobody is told otherwise."""
    hold(opportunity.plan)
    stored = Opportunity.objects.select_for_update(of=("self",), no_key=True).get(pk=opportunity.pk)
    read = values_at_version(stored, version, [name])
    wanted = to(read.get(name, getattr(stored, name)))
    if read and getattr(stored, name) == wanted:
        return stored
    return save_versioned(instance=stored, version=version, changes={name: wanted})


@transaction.atomic
def do_work(*, opportunity: Opportunity, work: StageWork, on: datetime.date, by: User | None) -> WorkDone:
    """Tick a line of the checklist; ticked already it stays as it is.

    Raises Opportunity.DoesNotExist when somebody removed it since the page was read.
    """
    hold(opportunity.plan)
    stored = Opportunity.objects.get(pk=opportunity.pk)
    first = {"account_id": stored.account_id, "on": on, "by": by}
    return WorkDone.objects.get_or_create(opportunity=stored, work=work, defaults=first)[0]


@transaction.atomic
def undo_work(*, opportunity: Opportunity, work: StageWork) -> None:
    hold(opportunity.plan)
    WorkDone.objects.filter(opportunity=opportunity, work=work).delete()


@transaction.atomic
def serve_goal(*, opportunity: Opportunity, goal: Goal) -> Opportunity:
    """The opportunity becomes, or serves, this goal of the same plan; in the transaction that made the goal."""
    held = hold(opportunity.plan)
    refuse_foreign(held, goal=goal)
    stored = Opportunity.objects.select_for_update(of=("self",), no_key=True).get(pk=opportunity.pk)
    return save_versioned(instance=stored, version=stored.version, changes={"goal": goal})


def named_in_address(plan: Plan, number: str) -> Opportunity | None:
    """The opportunity of this plan that ?opportunity= names; None for anything else."""
    pk = number_in(number)
    found = Opportunity.objects.filter(plan=plan, pk=pk).first() if pk else None
    if found is not None:
        found.plan = plan
    return found


@transaction.atomic
def begin_goal_of(opportunity: Opportunity | None, begin: Callable[[], Goal]) -> Goal:
    """The goal that `begin` makes, served by the opportunity it was made from, where there is one."""
    goal = begin()
    if opportunity is not None:
        serve_goal(opportunity=opportunity, goal=goal)
    return goal
