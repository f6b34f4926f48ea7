"""What the sweep plans: each floor registers in AppConfig.ready() how its words that are due come to be put down.

A planner is one statement or a few: it puts down what is in force at an instant and not yet said, and says how many
rows that were. A second pass plans nothing.
"""

from __future__ import annotations

import datetime
from typing import Protocol


class Planner(Protocol):
    def __call__(self, *, at: datetime.datetime) -> int: ...


_planners: list[Planner] = []


def register(planner: Planner) -> None:
    """A second registration of the same one changes nothing."""
    if planner not in _planners:
        _planners.append(planner)


def plan_all(*, at: datetime.datetime) -> int:
    """Every floor's words that are in force at the instant `at` and not yet said; returns how many were put down."""
    return sum(planner(at=at) for planner in _planners)
