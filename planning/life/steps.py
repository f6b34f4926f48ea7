"""The steps a plan went, as its page of versions tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planning.models import Plan, PlanStep


@dataclass(frozen=True)
class ToldStep:
    """`is_own`: approved by the one who had submitted it. A lead may, and it is said."""

    step: PlanStep
    is_own: bool


def told_steps(plan: Plan) -> Sequence[ToldStep]:
    """The latest first."""
    steps = list(plan.steps.select_related("by"))
    before = [*steps[1:], None]
    # A draft has gone no step yet.
    return [ToldStep(step, _is_own(step, earlier)) for step, earlier in zip(steps, before, strict=False)]


def _is_own(step: PlanStep, earlier: PlanStep | None) -> bool:
    return step.is_approval and earlier is not None and earlier.by_id == step.by_id
