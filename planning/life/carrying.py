"""Into the next period, item by item: what is kept, what is carried to be changed, what is dropped and why.

Only what is still open is asked about, and nothing is decided beforehand. A date goes along only where it lies in the
new period; readiness asks for the others.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kam_portal.foundation.people.models import User
from planning.life.months import Shifted, months_between
from planning.life.open_items import Key, open_items
from planning.life.stating import close
from planning.life.whole import read_whole
from planning.models import (
    Action,
    CarryDecision,
    Communication,
    Goal,
    GoalPerson,
    Listener,
    Opportunity,
    Plan,
    PlanState,
    Reading,
    Resource,
    Strategy,
    WorkDone,
)
from planning.plans import begin_plan, hold

NEVER_APPROVED = gettext_lazy(
    "This plan was never approved, so nothing is carried from it. Change its period, or begin another plan."
)
Kind, Choice = CarryDecision.Kind, CarryDecision.Choice


@dataclass(frozen=True)
class Decided:
    """What is to become of one item."""

    choice: str
    reason: str = ""


MODELS: Mapping[str, type[models.Model]] = {
    Kind.GOAL: Goal,
    Kind.STRATEGY: Strategy,
    Kind.OPPORTUNITY: Opportunity,
    Kind.ACTION: Action,
    Kind.COMMUNICATION: Communication,
    Kind.RESOURCE: Resource,
}
# What goes along with a kept item, as it is; days, people and what it refers to are treated below.
COPIED: Mapping[str, tuple[str, ...]] = {
    Kind.GOAL: ("title", "client_goal_id", "kind", "measure", "unit", "baseline", "target", "map_id", "note"),
    Kind.OPPORTUNITY: (
        *("title", "kind", "time", "money", "people", "benefit", "value_1", "value_3", "value_5", "probability"),
        *("stage", "note"),
    ),
    Kind.ACTION: ("title", "p", "owner_id", "status", "cost_planned", "note"),
    Kind.COMMUNICATION: ("message", "subject", "tool", "owner_id"),
    Kind.RESOURCE: ("kind", "title", "planned", "note"),
}
# What of ours is referred to, where it is carried as well.
REFERS: Mapping[str, tuple[str, ...]] = {
    Kind.OPPORTUNITY: ("goal",),
    Kind.ACTION: ("goal", "opportunity"),
    Kind.COMMUNICATION: ("goal",),
}
KIND_OF: Mapping[str, str] = {"goal": Kind.GOAL, "opportunity": Kind.OPPORTUNITY}
DAYS: Mapping[str, tuple[str, ...]] = {
    Kind.GOAL: ("due_on",),
    Kind.ACTION: ("starts_on", "due_on"),
    Kind.COMMUNICATION: ("on",),
}


@transaction.atomic
def carry_over(
    *,
    plan: Plan,
    title: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    decided: Mapping[Key, Decided],
    shift: bool,
    by: User,
    at: datetime.datetime,
    aim: str = "",
    lessons: str = "",
) -> Plan:
    """A draft of the next period with what was kept of `plan`; closes that one where `lessons` are told.

    With `shift` every day moves by the months between the two beginnings. Raises ValidationError when the plan was
    never approved, carried already, or changed since its items were shown, and like begin_plan and close.
    """
    stored = _to_carry(plan, decided)
    carried = _begun_from(stored, title=title, starts_on=starts_on, ends_on=ends_on, aim=aim)
    _write_down(decided, before=stored, plan=carried, by=by)
    months = months_between(stored.starts_on, starts_on) if shift else 0
    kept = {key for key, each in decided.items() if each.choice != Choice.DROP}
    _Carrier(carried, kept, Shifted(months, starts_on, ends_on)).carry()
    if lessons:
        close(plan=stored, lessons=lessons, by=by, at=at)
    return carried


def carried_already(later: Plan) -> str:
    if later.state == PlanState.DRAFT and not later.approved_version:
        sentence = _("This plan was carried into “%(title)s” already. Work on there, or remove that draft first.")
    else:
        sentence = _("This plan was carried into “%(title)s” already. Work on there.")
    return sentence % {"title": later.title}


def _to_carry(plan: Plan, decided: Mapping[Key, Decided]) -> Plan:
    """The plan under its lock, when it may be carried and its items are those that were decided on."""
    stored = Plan.objects.select_for_update(of=("self",), no_key=True).select_related("account").get(pk=plan.pk)
    later = stored.carried_to.first()
    if later is not None:
        raise ValidationError(carried_already(later))
    if not stored.approved_version:
        raise ValidationError(NEVER_APPROVED)
    if {item.key for item in open_items(read_whole(stored))} != set(decided):
        raise ValidationError(_("The plan was changed while you decided. Look at its items again."))
    return stored


def _begun_from(stored: Plan, **values: Any) -> Plan:
    carried = begin_plan(account=stored.account, currency=stored.currency, **values)
    carried.carried_from = stored
    carried.version += 1
    carried.save(update_fields=["carried_from", "version"])
    return carried


def _write_down(decided: Mapping[Key, Decided], *, before: Plan, plan: Plan, by: User) -> None:
    CarryDecision.objects.bulk_create(
        CarryDecision(
            account=plan.account,
            plan=plan,
            before=before,
            kind=kind,
            item=pk,
            choice=each.choice,
            reason=each.reason if each.choice == Choice.DROP else "",
            by=by,
        )
        for (kind, pk), each in decided.items()
    )


class _Carrier:
    """Copies kept items into the new plan, goals first: what refers to one finds it there."""

    def __init__(self, plan: Plan, kept: set[Key], days: Shifted) -> None:
        self.plan, self.kept, self.days = plan, kept, days
        self.new: dict[str, dict[int, Any]] = {}

    def carry(self) -> None:
        for row in self._kept(Kind.STRATEGY):
            self._carry_strategy(row)
        for kind in COPIED:
            self.new[kind] = {row.pk: self._copy(kind, row) for row in self._kept(kind)}
        self._waiting()
        self._people(GoalPerson, "goal", Kind.GOAL)
        self._people(Listener, "communication", Kind.COMMUNICATION)
        self._last_readings()
        self._work_done()

    def _kept(self, kind: str) -> Iterator[Any]:
        numbers = [pk for of, pk in self.kept if of == kind]
        return MODELS[kind]._default_manager.filter(pk__in=numbers).order_by("pk").iterator()

    def _carry_strategy(self, row: Strategy) -> None:
        own = Strategy.objects.get(plan=self.plan, p=row.p)
        for name in ("strategy", "no_change_because", "discount", "contract_value", "payment_days"):
            setattr(own, name, getattr(row, name))
        own.save()

    def _copy(self, kind: str, row: Any) -> Any:
        values = {name: getattr(row, name) for name in COPIED[kind]}
        values |= self.days.of({name: getattr(row, name) for name in DAYS.get(kind, ())})
        for name in REFERS.get(kind, ()):
            values[name] = self.new[KIND_OF[name]].get(getattr(row, f"{name}_id"))
        if kind != Kind.RESOURCE:
            values["carried_from"] = row
        return MODELS[kind]._default_manager.create(account=self.plan.account, plan=self.plan, **values)

    def _waiting(self) -> None:
        """An action waits on for what was carried with it."""
        actions = self.new[Kind.ACTION]
        for action in actions.values():
            waited_for = actions.get(action.carried_from.waits_for_id)
            if waited_for is not None:
                action.waits_for = waited_for
                action.save(update_fields=["waits_for"])

    def _people(self, model: type[models.Model], relation: str, kind: str) -> None:
        new = self.new[kind]
        found = model._default_manager.filter(**{f"{relation}__in": list(new)}).values_list(relation, "contact_id")
        model._default_manager.bulk_create(model(**{relation: new[pk], "contact_id": who}) for pk, who in found)

    def _last_readings(self) -> None:
        """How far a goal was is known in the new plan, too, as of its day."""
        goals = self.new[Kind.GOAL]
        latest = Reading.objects.filter(goal__in=list(goals)).latest_of_goals()
        Reading.objects.bulk_create(
            Reading(
                account=self.plan.account,
                goal=goals[each.goal_id],
                on=each.on,
                value=each.value,
                note=each.note,
                by_id=each.by_id,
            )
            for each in latest
        )

    def _work_done(self) -> None:
        """An opportunity keeps its stage, and so what was done at it."""
        chances = self.new[Kind.OPPORTUNITY]
        WorkDone.objects.bulk_create(
            WorkDone(
                account=self.plan.account,
                opportunity=chances[each.opportunity_id],
                work_id=each.work_id,
                on=each.on,
                by_id=each.by_id,
            )
            for each in WorkDone.objects.filter(opportunity__in=list(chances))
        )


@transaction.atomic
def settle(*, decision: CarryDecision) -> None:
    """What was carried to be changed stays as it is after all. Raises ValidationError for a closed plan."""
    hold(decision.plan)
    CarryDecision.objects.filter(pk=decision.pk, choice=Choice.CHANGE).update(choice=Choice.KEEP)
