"""A plan on one screen: what of it is shown there, and what its reader does next."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import Tie
from kam_portal.foundation.charts.amounts import exact_amount
from planning.actions.due import is_late
from planning.four_ps.authority import terms_in_words, terms_of_row
from planning.goals.map_checking import MapCheck
from planning.goals.progress import Standing
from planning.life.carried import Dropped, ToChange, dropped_of, still_to_change
from planning.life.comparing import ItemChange
from planning.life.lacks import Missing, missing_in
from planning.life.reached import day_of, is_reached, progress_in
from planning.life.versions import fingerprint, snapshot_of
from planning.life.whole import Row, Whole
from planning.life.words import amount
from planning.models import Action, Opportunity, P, Plan, PlanState, PlanStep
from planning.opportunities.worth import HORIZON, expected, weight
from planning.pages import communication_address
from planning.querysets import OPEN
from planning.resources.sums import MONEY, PEOPLE, TIME

# [ours] What fits beside the rest on one screen and one sheet; the others are a click away.
GOALS_SHOWN, ACTIONS_SHOWN, CHANCES_SHOWN, TOLD_SHOWN = 8, 7, 5, 4


@dataclass(frozen=True)
class GoalLine:
    id: int
    title: str
    url: str
    client_goal: str
    measure: str
    unit: str
    baseline: str
    now: str
    target: str
    # Of the way from baseline to target, in percent; None where it cannot be told.
    share: int | None
    due_on: datetime.date | None
    is_late: bool
    is_reached: bool
    # What it lacks on the decision map, for who may read judgements.
    lacks: str


@dataclass(frozen=True)
class PCell:
    p: str
    title: str
    text: str
    is_change: bool
    terms: str
    # Who must say yes to the terms, where they are beyond the manager's range of authority.
    needs: str
    url: str


@dataclass(frozen=True)
class Dated:
    """An action or a communication: what, who, when."""

    title: str
    url: str
    who: str
    on: datetime.date | None
    is_late: bool


@dataclass(frozen=True)
class Chance:
    title: str
    url: str
    probability: int | None
    # By its probability, in so many years as the page says.
    expected: str


@dataclass(frozen=True)
class Means:
    title: str
    planned: str
    used: str


@dataclass(frozen=True)
class PlanPage:
    goals: Sequence[GoalLine]
    goal_count: int
    reached: int
    ps: Sequence[PCell]
    actions: Sequence[Dated]
    open_actions: int
    late_actions: int
    done_actions: int
    chances: Sequence[Chance]
    # In how many years they are expected to bring it.
    years: int
    open_chances: int
    told: Sequence[Dated]
    untold: int
    means: Sequence[Means]
    comments: Sequence[Any]
    open_comments: int
    missing: Sequence[Missing]
    changed: int
    # For the button of approval: what its reader has read.
    seen: str
    last_step: PlanStep | None
    to_change: Sequence[ToChange]
    dropped: Sequence[Dropped]
    # The plan that this one was carried into.
    later: Plan | None


def plan_page(
    plan: Plan,
    whole: Whole,
    tie: Tie,
    today: datetime.date,
    *,
    checks: Mapping[int, MapCheck],
    changes: Sequence[ItemChange],
    needs: str,
) -> PlanPage:
    """`checks` are those of the goals it shows on the map, `changes` those since its approval; `needs` says who
    approves the terms of its price.
    """
    lacks = {number: ", ".join(warning.title for warning in check.warnings) for number, check in checks.items()}
    open_actions = [row for row in whole["actions"] if row["status"] in OPEN]
    runs = plan.is_running
    untold = [row for row in whole["communications"] if row["told_on"] is None]
    chances = [row for row in whole["opportunities"] if row["outcome"] == Opportunity.Outcome.OPEN]
    to_change = [] if plan.is_closed else still_to_change(plan, whole)
    approves = tie.may_lead and plan.state == PlanState.DISCUSSION
    return PlanPage(
        goals=_goals(plan, whole, today, lacks),
        goal_count=len(whole["goals"]),
        reached=sum(is_reached(row, whole.latest.get(row["id"])) for row in whole["goals"]),
        ps=[_p(plan, row, needs if row["p"] == P.PRICE else "") for row in whole["strategies"]],
        actions=_next_actions(plan, open_actions, today),
        open_actions=len(open_actions),
        late_actions=sum(is_late(day_of(row["due_on"]), today, runs=runs) for row in open_actions),
        done_actions=sum(row["status"] == Action.Status.DONE for row in whole["actions"]),
        chances=[_chance(plan, row) for row in sorted(chances, key=_weight)[:CHANCES_SHOWN]],
        years=HORIZON,
        open_chances=len(chances),
        told=_next_told(plan, untold, today),
        untold=len(untold),
        means=_means(plan, whole),
        comments=whole.comments,
        open_comments=whole.open_comments,
        missing=[] if plan.is_closed else missing_in(plan.pk, whole, to_change),
        changed=len(changes),
        seen=fingerprint(snapshot_of(whole)) if approves else "",
        last_step=plan.steps.select_related("by").first(),
        to_change=to_change,
        dropped=dropped_of(plan, whole) if plan.is_running or plan.is_closed else (),
        later=plan.carried_to.first() if plan.approved_version else None,
    )


def goals_shown(whole: Whole) -> Sequence[Row]:
    return whole["goals"][:GOALS_SHOWN]


def _goals(plan: Plan, whole: Whole, today: datetime.date, lacks: Mapping[int, str]) -> list[GoalLine]:
    shown = goals_shown(whole)
    return [_goal(plan, row, whole.latest.get(row["id"]), today, lacks.get(row["id"], "")) for row in shown]


def _next_actions(plan: Plan, rows: Sequence[Row], today: datetime.date) -> list[Dated]:
    runs = plan.is_running
    return [
        _dated(row, row["title"], row["due_on"], reverse("action", args=[plan.pk, row["id"]]), today, runs=runs)
        for row in rows[:ACTIONS_SHOWN]
    ]


def _next_told(plan: Plan, rows: Sequence[Row], today: datetime.date) -> list[Dated]:
    runs = plan.is_running
    return [
        _dated(row, row["message"], row["on"], communication_address(plan.pk, row["id"]), today, runs=runs)
        for row in rows[:TOLD_SHOWN]
    ]


def _goal(plan: Plan, row: Row, latest: Row | None, today: datetime.date, lacks: str) -> GoalLine:
    now = latest["value"] if latest else None
    progress = progress_in(row, latest, plan.starts_on, today)
    return GoalLine(
        id=row["id"],
        title=row["title"],
        url=reverse("goal", args=[plan.pk, row["id"]]),
        client_goal=row["client_goal"],
        measure=row["measure"],
        unit=row["unit"],
        baseline=_figure(row["baseline"]),
        now=_figure(now) if now is not None else (latest["note"] if latest else ""),
        target=_figure(row["target"]),
        share=None if progress.percent is None else progress.drawn,
        due_on=day_of(row["due_on"]),
        is_late=progress.standing is Standing.MISSED,
        is_reached=progress.standing is Standing.REACHED,
        lacks="" if progress.standing is Standing.REACHED else lacks,
    )


def _p(plan: Plan, row: Row, needs: str) -> PCell:
    terms = terms_in_words(terms_of_row(row, plan.currency))
    return PCell(
        p=row["p"],
        title=str(P(row["p"]).label),
        text=row["strategy"] or row["no_change_because"],
        is_change=bool(row["strategy"]),
        terms=terms,
        needs=needs if terms else "",
        url=reverse("strategy_edit", args=[plan.pk, row["p"]]),
    )


def _dated(row: Row, title: str, on: str | None, url: str, today: datetime.date, *, runs: bool) -> Dated:
    day = day_of(on)
    return Dated(title, url, row["owner"] or "", day, is_late(day, today, runs=runs))


def _weight(row: Row) -> Any:
    return weight(_expected(row), row["benefit"])


def _expected(row: Row) -> Decimal | None:
    value = row[f"value_{HORIZON}"]
    return expected(None if value is None else Decimal(value), row["probability"])


def _chance(plan: Plan, row: Row) -> Chance:
    url = reverse("opportunity", args=[plan.pk, row["id"]])
    return Chance(row["title"], url, row["probability"], _sum(_expected(row)))


def _means(plan: Plan, whole: Whole) -> list[Means]:
    """People, time and money, each planned and used; money with what actions cost."""
    titles = {
        PEOPLE: pgettext("resource", "People"),
        TIME: _("Time, days"),
        MONEY: _("Money, %(currency)s") % {"currency": plan.currency},
    }
    standing = [each for each in whole.resources() if each.is_known]
    return [Means(titles[each.kind], _sum(each.planned), _sum(each.used)) for each in standing]


def _sum(value: Decimal | None) -> str:
    return "" if value is None else amount(value)


def _figure(value: str | None) -> str:
    """What a goal measures is no money: 4.5 and not 4.50."""
    return "" if value is None else exact_amount(Decimal(value))
