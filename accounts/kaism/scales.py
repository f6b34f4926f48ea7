"""The scale of scores, and how figures are settled and shown (method.md, section 2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Protocol

from accounts.kaism.errors import ScaleEmpty, ScoreOutsideScale

HUNDRED = Decimal(100)
HUNDREDTH = Decimal("0.01")
GRAIN = Decimal("1e-20")
ROOMY = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Scale:
    """Scores run from `low` to `high`, both included, by `step` (0.5 where half points are on). Raises ScaleEmpty."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(10)
    step: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        finite = self.low.is_finite() and self.high.is_finite() and self.step.is_finite()
        if not finite or self.low >= self.high or self.step <= 0:
            raise ScaleEmpty(self.low, self.high, self.step)

    @property
    def middle(self) -> Decimal:
        """Parity on the axis of relative strength: 5 of 0-10, 3 of 1-5."""
        return (self.low + self.high) / 2

    def check(self, position: int, score: Decimal) -> None:
        """Raises ScoreOutsideScale; scores between two steps pass, for means of raters are scores too."""
        if not score.is_finite() or not self.low <= score <= self.high:
            raise ScoreOutsideScale(position, score, self.low, self.high)


TEN = Scale()


class Reading(Protocol):
    """A position on one axis: the value (None while unknown) and the ends between which it must lie in the end."""

    @property
    def value(self) -> Decimal | None: ...
    @property
    def lowest(self) -> Decimal: ...
    @property
    def highest(self) -> Decimal: ...
    @property
    def provisional(self) -> bool: ...


def settled(value: Decimal) -> Decimal:
    """The value without the dust of division [ours], so that thresholds are compared with what is meant.

    Four functions with means 8/3, 26/3, 13/3 and 13/3 mean exactly 5, but 28 digits of Decimal make 4.999...8 of
    them, which is below 5. Rounding to 20 places mends that and can lift nothing else: sums of scores and weights with
    two decimals and a hundred raters never come that close to a threshold without being on it.
    """
    return value.quantize(GRAIN, context=ROOMY)


def shown(value: Decimal) -> Decimal:
    """For display only: 2 places, half up [KAM]. Never compare what this returns."""
    return value.quantize(HUNDREDTH, rounding=ROUND_HALF_UP, context=ROOMY)
