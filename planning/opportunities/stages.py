"""The client's way to a decision, and when in it our work lies: before, during or after the sale. Pure.

The stages are method.md's, section 5.8; which of them are before, during and after the sale is ours.
"""

from __future__ import annotations

from enum import StrEnum

ORDER = ("need", "search", "evaluation", "selection", "implementation", "review")


class Phase(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


PHASES = dict(zip(ORDER, [phase for phase in Phase for _twice in range(2)], strict=True))


def phase_of(stage: str) -> Phase:
    return PHASES[stage]


def after(stage: str) -> str | None:
    """The stage that follows; None after the last."""
    return dict(zip(ORDER, ORDER[1:], strict=False)).get(stage)


def before(stage: str) -> str | None:
    """The stage that was before; None before the first."""
    return dict(zip(ORDER[1:], ORDER, strict=False)).get(stage)


def is_reached(stage: str, now: str) -> bool:
    """Whether a client who stands at `now` has come to `stage`."""
    return ORDER.index(stage) <= ORDER.index(now)
