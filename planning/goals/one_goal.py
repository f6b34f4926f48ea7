"""A goal as its page shows it: what it mirrors, how far it is, what leads there; and all goals of a plan in a list."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kam_portal.foundation.charts.course import Course, course_of
from planning.goals.map_checking import MapCheck, checks_of_plan
from planning.goals.mirroring import ClientGoal
from planning.goals.progress import Aim, Progress, Read, Standing, progress_of, way_gone
from planning.models import Action, Communication, Goal, Opportunity, Plan, Reading

# Of the drawing, in its own pixels.
WIDTH, HEIGHT = 420, 150
STANDINGS: dict[Standing, tuple[str | Promise, str]] = {
    Standing.UNKNOWN: (_("not known yet"), ""),
    Standing.REACHED: (_("reached"), "good"),
    Standing.ON_THE_WAY: (_("on the way"), "info"),
    Standing.BEHIND: (_("behind the time"), "warn"),
    Standing.AWAY: (_("going the wrong way"), "bad"),
    Standing.MISSED: (_("not reached in time"), "bad"),
}


@dataclass(frozen=True)
class GoalShown:
    """A goal with how far it is; `check` is what the map says."""

    goal: Goal
    progress: Progress
    check: MapCheck | None = None

    @property
    def theirs(self) -> ClientGoal | None:
        return ClientGoal(self.goal.client_goal) if self.goal.client_goal else None

    @property
    def now(self) -> Decimal | None:
        return self.progress.now.value if self.progress.now else None

    @property
    def standing(self) -> str:
        return str(STANDINGS[self.progress.standing][0])

    @property
    def tone(self) -> str:
        return STANDINGS[self.progress.standing][1]


@dataclass(frozen=True)
class ReadingShown:
    """A reading with the part of the way it had come, in whole percent; None where that cannot be said."""

    reading: Reading
    percent: Decimal | None


@dataclass(frozen=True)
class GoalPage:
    shown: GoalShown
    readings: Sequence[ReadingShown]
    course: Course | None
    actions: Sequence[Action]
    opportunities: Sequence[Opportunity]
    communications: Sequence[Communication]


def aim_of(goal: Goal) -> Aim:
    """The plan must come along with the goal."""
    return Aim(
        baseline=goal.baseline,
        target=goal.target,
        starts_on=goal.plan.starts_on,
        due_on=goal.due_on,
        in_words=goal.kind == Goal.Kind.QUALITATIVE,
    )


def shown_of(goal: Goal, readings: Iterable[Reading], at: datetime.date, check: MapCheck | None = None) -> GoalShown:
    read = [Read(each.on, each.value, each.is_reached) for each in readings]
    return GoalShown(goal, progress_of(aim_of(goal), read, at), check)


def goals_page(plan: Plan, at: datetime.date, *, may_judge: bool) -> list[GoalShown]:
    """All goals of a plan, held against the map: the same statements, however many there are."""
    found = list(Goal.objects.filter(plan=plan).select_related("client_goal").prefetch_related("readings"))
    checks = checks_of_plan(plan, {goal.pk for goal in found}, at, may_judge=may_judge)
    for goal in found:
        goal.plan = plan
    return [shown_of(goal, goal.readings.all(), at, checks[goal.pk]) for goal in found]


def goal_page(goal: Goal, at: datetime.date) -> GoalPage:
    readings = list(goal.readings.select_related("by"))
    aim, of_goal = aim_of(goal), {"plan": goal.plan, "goal": goal}
    rows = [ReadingShown(each, _percent(aim, each.value)) for each in readings]
    return GoalPage(
        shown_of(goal, readings, at),
        rows,
        _course(goal, readings, at),
        list(Action.objects.filter(**of_goal).select_related("owner")),
        list(Opportunity.objects.filter(**of_goal)),
        list(Communication.objects.filter(**of_goal).select_related("owner")),
    )


def _percent(aim: Aim, value: Decimal | None) -> Decimal | None:
    share = None if value is None else way_gone(aim, value)
    return None if share is None else (share * 100).quantize(Decimal(1))


def _course(goal: Goal, readings: Sequence[Reading], at: datetime.date) -> Course | None:
    """Drawn from the first value on; before it there is nothing to see."""
    values = [(each.on, each.value) for each in readings if each.value is not None]
    if not values:
        return None
    return course_of(
        values,
        first=goal.plan.starts_on,
        last=goal.due_on or goal.plan.ends_on,
        target=goal.target,
        baseline=goal.baseline,
        today=at,
        width=WIDTH,
        height=HEIGHT,
    )
