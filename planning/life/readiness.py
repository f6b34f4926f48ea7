"""What keeps a plan from being submitted (method.md, section 5.6). Pure: plain rows in, values out; words are made in
lacks.py.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


class Lacking(enum.StrEnum):
    """What is missing, in the order in which it is told."""

    GOALS = "goals"
    CLIENT_GOAL = "client_goal"
    MEASURE = "measure"
    TARGET = "target"
    DATE = "date"
    P = "p"
    OWNER = "owner"
    DUE = "due"
    CHANGE = "change"


@dataclass(frozen=True)
class PlannedGoal:
    id: int
    has_client_goal: bool
    has_measure: bool
    has_date: bool
    is_measured: bool
    has_target: bool


@dataclass(frozen=True)
class PlannedAction:
    """An open one: what was done or dropped lacks nothing any more."""

    id: int
    has_owner: bool
    has_due: bool


@dataclass(frozen=True)
class Lack:
    """One thing that is missing; `which` is the P, the id of the goal or action that lacks it, or of the decision to
    change what was carried.
    """

    what: Lacking
    which: str | int = ""


def lacks(
    ps: Mapping[str, bool],
    goals: Iterable[PlannedGoal],
    actions: Iterable[PlannedAction],
    to_change: Iterable[int] = (),
) -> list[Lack]:
    """All that is missing; nothing when the plan may be submitted.

    `ps` says of every P whether it is empty; `to_change` are the decisions to change an item carried from the plan
    before that nobody has followed yet.
    """
    goals = list(goals)
    found = [] if goals else [Lack(Lacking.GOALS)]
    found += [lack for goal in goals for lack in _of_goal(goal)]
    found += [Lack(Lacking.P, p) for p, is_empty in ps.items() if is_empty]
    found += [lack for action in actions for lack in _of_action(action)]
    found += [Lack(Lacking.CHANGE, decision) for decision in to_change]
    return found


def _of_goal(goal: PlannedGoal) -> Iterator[Lack]:
    if not goal.has_client_goal:
        yield Lack(Lacking.CLIENT_GOAL, goal.id)
    if not goal.has_measure:
        yield Lack(Lacking.MEASURE, goal.id)
    if goal.is_measured and not goal.has_target:
        yield Lack(Lacking.TARGET, goal.id)
    if not goal.has_date:
        yield Lack(Lacking.DATE, goal.id)


def _of_action(action: PlannedAction) -> Iterator[Lack]:
    if not action.has_owner:
        yield Lack(Lacking.OWNER, action.id)
    if not action.has_due:
        yield Lack(Lacking.DUE, action.id)
