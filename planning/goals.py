"""Goals of a plan: set, changed and taken back. Whom of the client a goal names belongs to its versioned text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from kam_portal.foundation.history.versions import StaleEdit, column_of, compare, save_versioned, values_at_version
from planning.models import Goal, GoalPerson, Plan
from planning.period import refuse_outside
from planning.plans import hold

# The dossier's table that a client's goals stand in.
CLIENT_GOALS = "goals"
PEOPLE = "people"
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
    GoalPerson.objects.bulk_create([GoalPerson(goal=goal, contact=person) for person in named])
    connection.check_constraints()
    return goal


@transaction.atomic
def edit_goal(*, goal: Goal, version: int, changes: Mapping[str, Any]) -> Goal:
    """Change columns and "people". Raises StaleEdit, people among its differences, when somebody saved in between."""
    plan = hold(goal.plan)
    stored = Goal.objects.select_for_update(of=("self",), no_key=True).get(pk=goal.pk, plan=plan)
    plain = {name: value for name, value in changes.items() if name != PEOPLE}
    named = list(changes[PEOPLE]) if PEOPLE in changes else list(stored.people.all())
    now = {name: getattr(stored, column_of(Goal, name)) for name in plain} | {PEOPLE: _ids(stored)}
    mine = {name: getattr(value, "pk", value) for name, value in plain.items()}
    mine[PEOPLE] = sorted(person.pk for person in named)
    if stored.version != version:
        before = _before(stored, version, list(plain), now[PEOPLE])
        raise StaleEdit(version=stored.version, differences=compare(before, now, mine, list(changes)))
    if mine == now:
        return stored
    was = stored.kind
    for name, value in plain.items():
        setattr(stored, name, value)
    stored.plan = plan
    _check(stored, named)
    if stored.kind != was and stored.readings.exists():
        raise ValidationError({"kind": READ_OTHERWISE})
    stored.version += 1
    stored.save(update_fields=[*plain, "version"])
    _set_people(stored, now[PEOPLE], mine[PEOPLE])
    connection.check_constraints()
    return stored


@transaction.atomic
def remove_goal(*, goal: Goal, version: int) -> None:
    """Its readings go along; actions, opportunities and communications stay without it. Raises StaleEdit."""
    plan = hold(goal.plan)
    save_versioned(instance=Goal.objects.get(pk=goal.pk, plan=plan), version=version, changes={}).delete()


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


def _ids(goal: Goal) -> list[int]:
    return sorted(GoalPerson.objects.filter(goal=goal).values_list("contact_id", flat=True))


def _set_people(goal: Goal, stored: Collection[int], wanted: Collection[int]) -> None:
    GoalPerson.objects.filter(goal=goal, contact__in=set(stored) - set(wanted)).delete()
    GoalPerson.objects.bulk_create([GoalPerson(goal=goal, contact_id=pk) for pk in wanted if pk not in set(stored)])


def _before(goal: Goal, version: int, plain: list[str], now: Collection[int]) -> dict[str, Any]:
    """What somebody who opened the goal at `version` saw, from the recorded history."""
    attnames = {name: column_of(Goal, name) for name in plain}
    recorded = values_at_version(goal, version, list(attnames.values()))
    before = {name: recorded[attname] for name, attname in attnames.items() if attname in recorded}
    return before | {PEOPLE: _people_before(goal, version, now)}


def _people_before(goal: Goal, version: int, now: Collection[int]) -> list[int]:
    """The people at `version`: those of today with the later saves undone; one save's events share their instant."""
    saves = Goal.pgh_event_model.objects.filter(pgh_obj_id=goal.pk, version__gt=version)  # type: ignore[attr-defined]
    links = GoalPerson.pgh_event_model.objects.filter(goal=goal)  # type: ignore[attr-defined]
    people = set(now)
    later = links.filter(pgh_created_at__in=saves.values("pgh_created_at")).order_by("-pgh_id")
    for label, person in later.values_list("pgh_label", "contact_id"):
        if label == "insert":
            people.discard(person)
        else:
            people.add(person)
    return sorted(people)
