"""A plan read to be printed, in a fixed number of statements: the whole of it, for us."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.access import tie_between
from decision_map.access import may_read_judgements
from planning.actions.due import is_late
from planning.four_ps.authority import authority_asked
from planning.goals.map_checking import MapCheck, checks_of
from planning.goals.one_goal import shown_of
from planning.life.comparing import ItemChange
from planning.life.versions import changed_since_approval
from planning.life.whole import read_whole
from planning.models import Action, Communication, Goal, Opportunity, P, Plan, Resource, Strategy
from planning.opportunities.rows import WORTHS, expected_of
from planning.opportunities.worth import class_of, effort_of
from planning.printing.contents import (
    ActionTold,
    Asked,
    ChanceTold,
    CommunicationTold,
    Contents,
    GoalTold,
    ReadingTold,
    ResourceTold,
    StrategyTold,
)
from planning.resources.sums import MONEY


def gather(asked: Asked, *, with_map: bool = False) -> Contents:
    """The whole of it, as we read it ourselves; `with_map` holds the goals against the decision map."""
    plan, goals = asked.plan, list(_goals(asked.plan))
    checks = _checks(goals, asked) if with_map else {}
    whole = read_whole(plan)
    changes = changed_since_approval(plan, whole) if plan.is_running else []
    authority = authority_asked(plan, whole, changes, asked.on)
    approved = {goal.pk for goal in goals} - _new_goals(changes) if plan.is_running else set()
    actions = [_action(row, asked, approved) for row in _actions(plan)]
    return Contents(
        asked=asked,
        goals=[_goal(row, asked, checks.get(row.pk), was_approved=row.pk in approved) for row in goals],
        actions=actions,
        title=plan.title,
        aim=plan.aim,
        state=str(plan.get_state_display()),
        currency=plan.currency,
        version=plan.approved_version,
        strategies=_strategies(plan, actions, authority.needs if authority else ""),
        chances=[_chance(row) for row in Opportunity.objects.filter(plan=plan).order_by("pk")],
        resources=[_resource(row) for row in Resource.objects.filter(plan=plan).order_by("kind", "pk")],
        communications=[_communication(row) for row in _communications(plan)],
        changed=len(changes),
        money=next(each for each in whole.resources() if each.kind == MONEY),
    )


def _new_goals(changes: Iterable[ItemChange]) -> set[int]:
    return {change.item["id"] for change in changes if change.kind == "goals" and change.before is None}


def _goals(plan: Plan) -> Any:
    goals = Goal.objects.filter(plan=plan).select_related("client_goal").order_by("pk")
    return goals.prefetch_related("readings__by", "people")


def _actions(plan: Plan) -> Any:
    related = ("owner", "goal", "opportunity", "waits_for")
    return Action.objects.filter(plan=plan).select_related(*related)


def _communications(plan: Plan) -> Any:
    rows = Communication.objects.filter(plan=plan).select_related("owner", "goal").order_by("on", "pk")
    return rows.prefetch_related("audience")


def _checks(goals: Sequence[Goal], asked: Asked) -> Mapping[int, MapCheck]:
    tie = tie_between(asked.reader, asked.account, asked.on)
    return checks_of(goals, asked.on, tie is not None and may_read_judgements(tie))


def _goal(goal: Goal, asked: Asked, check: MapCheck | None, *, was_approved: bool) -> GoalTold:
    readings = sorted(goal.readings.all(), key=lambda reading: reading.on)
    goal.plan = asked.plan
    return GoalTold(
        title=goal.title,
        client_goal=str(goal.client_goal or ""),
        measure=goal.measure,
        unit=goal.unit,
        target=goal.target,
        due_on=goal.due_on,
        baseline=goal.baseline,
        progress=shown_of(goal, readings, asked.on).progress,
        readings=[_reading(reading) for reading in readings],
        people=[contact.name for contact in goal.people.all()],
        note=goal.note,
        check=check,
        in_words=goal.kind == Goal.Kind.QUALITATIVE,
        was_approved=was_approved,
    )


def _reading(row: Any) -> ReadingTold:
    return ReadingTold(row.on, row.value, row.note, row.is_reached, row.by.full_name if row.by else "")


def _action(row: Action, asked: Asked, approved: Collection[int]) -> ActionTold:
    return ActionTold(
        title=row.title,
        due_on=row.due_on,
        status=str(row.get_status_display()),
        is_open=row.is_open,
        goal=row.goal.title if row.goal else "",
        opportunity=row.opportunity.title if row.opportunity else "",
        mirrors=bool(row.goal and row.goal.client_goal_id and row.goal.pk in approved),
        p=row.p,
        owner=row.owner.full_name if row.owner else "",
        starts_on=row.starts_on,
        cost_planned=row.cost_planned,
        cost_used=row.cost_used,
        waits_for=row.waits_for.title if row.waits_for else "",
        note=row.note,
        is_dropped=row.status == Action.Status.DROPPED,
        is_late=row.is_open and is_late(row.due_on, asked.on, runs=asked.plan.is_running),
    )


def _strategies(plan: Plan, actions: Sequence[ActionTold], needs: str) -> list[StrategyTold]:
    """`needs`: who must say yes to the price."""
    stored: Mapping[str, Strategy] = {row.p: row for row in Strategy.objects.filter(plan=plan)}
    found = [_strategy(P(p), stored.get(p), [each.title for each in actions if each.p == p]) for p in P.values]
    return [replace(row, needs=needs) if row.p == P.PRICE else row for row in found]


def _strategy(p: P, row: Strategy | None, tactics: Sequence[str]) -> StrategyTold:
    found = row or Strategy(p=p)
    return StrategyTold(
        p=p.value,
        title=str(p.label),
        strategy=found.strategy,
        no_change_because=found.no_change_because,
        discount=found.discount,
        contract_value=found.contract_value,
        payment_days=found.payment_days,
        tactics=tactics,
    )


def _chance(row: Opportunity) -> ChanceTold:
    effort = effort_of(row.time, row.money, row.people)
    worth = class_of(effort, row.benefit)
    years = 1 if row.value_3 is None else 3
    return ChanceTold(
        title=row.title,
        kind=str(row.get_kind_display()),
        effort=effort.value,
        benefit=row.benefit,
        worth=str(WORTHS[worth]) if worth else _("not rated"),
        values=(row.value_1, row.value_3, row.value_5),
        probability=row.probability,
        expected=expected_of(row, years),
        years=years,
        stage=str(row.get_stage_display()),
        outcome=str(row.get_outcome_display()),
        is_open=row.outcome == Opportunity.Outcome.OPEN,
        note=row.note,
    )


def _resource(row: Resource) -> ResourceTold:
    is_money = row.kind == Resource.Kind.MONEY
    kind = _("Time, days") if row.kind == Resource.Kind.TIME else str(row.get_kind_display())
    return ResourceTold(kind, row.title, row.planned, row.used, is_money, row.note)


def _communication(row: Communication) -> CommunicationTold:
    return CommunicationTold(
        message=row.message,
        subject=str(row.get_subject_display()),
        tool=str(row.get_tool_display()),
        on=row.on,
        owner=row.owner.full_name if row.owner else "",
        audience=[contact.name for contact in row.audience.all()],
        goal=row.goal.title if row.goal else "",
        told_on=row.told_on,
        result=row.result,
    )
