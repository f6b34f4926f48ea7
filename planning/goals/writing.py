"""Goals of a plan: set, changed and taken back. Whom of the client a goal names belongs to its versioned text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from kam_portal.foundation.history.versions import save_versioned
from planning.discussion.asking_first import refuse_open_comments
from planning.models import Goal, GoalPerson, Plan
from planning.people_along import Along, hold_people, save_with_people
from planning.period import refuse_outside
from planning.plans import hold

# The dossier's table that a client's goals stand in.
CLIENT_GOALS = "goals"
PEOPLE = "people"
ALONG = Along(PEOPLE, GoalPerson, of="goal", who="contact_id")
NUMBERS = ("unit", "baseline", "target")
NO_NUMBERS = _("A goal told in words has no numbers. Empty this, or choose that the goal is measured by a number.")
FOREIGN = _("This belongs to another client. Choose one of this client’s.")
READ_OTHERWISE = _("Its readings were made for the other kind. Remove them first, or add another goal.")


@transaction.atomic
def add_goal(*, plan: Plan, title: str, people: Iterable[Contact] = (), **values: Any) -> Goal:
    """`values` are further columns of the goal. Raises ValidationError, by its fields, for what does not fit."""
    plan = hold(plan)
    goal = Goal(account_id=plan.account_id, plan=plan, title=title, **values)
    named = list(people)
    _check(goal, named)
    goal.save()
    ALONG.put(goal, {person.pk for person in named})
    hold_people()
    return goal


@transaction.atomic
def edit_goal(*, goal: Goal, version: int, changes: Mapping[str, Any]) -> Goal:
    """Change columns and "people". Raises StaleEdit, people among its differences, when somebody saved in between."""
    plan = hold(goal.plan)
    stored = Goal.objects.get(pk=goal.pk, plan=plan)
    changes = {PEOPLE: list(stored.people.all()), **changes}
    if stored.version == version:
        was, stored.plan = stored.kind, plan
        for name in changes.keys() - {PEOPLE}:
            setattr(stored, name, changes[name])
        _check(stored, changes[PEOPLE])
        if stored.kind != was and stored.readings.exists():
            raise ValidationError({"kind": READ_OTHERWISE})
    saved, _new = save_with_people(instance=stored, version=version, changes=changes, along=ALONG)
    return saved


@transaction.atomic
def remove_goal(*, goal: Goal, version: int) -> None:
    """Its readings go along; actions, opportunities and communications stay without it.

    Raises StaleEdit, and ValidationError while comments on it are open.
    """
    plan = hold(goal.plan)
    stored = save_versioned(instance=Goal.objects.get(pk=goal.pk, plan=plan), version=version, changes={})
    refuse_open_comments(stored)
    stored.delete()


def _check(goal: Goal, people: Collection[Contact]) -> None:
    """Raise ValidationError for what lies outside the plan or belongs to somebody else, whoever calls."""
    refuse_outside(goal.plan, due_on=goal.due_on)
    if goal.kind == Goal.Kind.QUALITATIVE:
        filled = [name for name in NUMBERS if getattr(goal, name) not in (None, "")]
        if filled:
            raise ValidationError(dict.fromkeys(filled, NO_NUMBERS))
    theirs = goal.client_goal
    if theirs is not None and (theirs.account_id, theirs.table) != (goal.account_id, CLIENT_GOALS):
        raise ValidationError({"client_goal": FOREIGN})
    if goal.map is not None and goal.map.account_id != goal.account_id:
        raise ValidationError({"map": FOREIGN})
    if any(person.account_id != goal.account_id for person in people):
        raise ValidationError({PEOPLE: FOREIGN})
