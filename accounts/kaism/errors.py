"""What the arithmetic of account selection refuses: types with data, which the callers put in words.

"Position" is always the place of a factor in the sequence given, counted from 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.kaism.bands import Fault


class KaismError(ValueError):
    """Anything refused here. Never raised itself, only its kinds below."""


@dataclass(eq=False)
class ScaleEmpty(KaismError):
    """The scale does not rise: `low` is not below `high`, one is no finite number, or `step` is not above 0."""

    low: Decimal
    high: Decimal
    step: Decimal


@dataclass(eq=False)
class NoWeights(KaismError):
    """A model without a factor."""


@dataclass(eq=False)
class WeightNotPositive(KaismError):
    position: int
    weight: Decimal


@dataclass(eq=False)
class WeightsNotHundred(KaismError):
    """The weights, in %, sum to `total` instead of exactly 100."""

    total: Decimal


@dataclass(eq=False)
class LengthsDiffer(KaismError):
    """Not one score (or None) for each weight."""

    weights: int
    scores: int


@dataclass(eq=False)
class ScoreOutsideScale(KaismError):
    position: int
    score: Decimal
    low: Decimal
    high: Decimal


@dataclass(eq=False)
class BandsBroken(KaismError):
    """The bands leave gaps, overlap or miss the scale; every fault is named."""

    faults: tuple[Fault, ...]


@dataclass(eq=False)
class NotAQuantity(KaismError):
    """A raw value that no band can hold: not a number, or infinite."""

    raw: Decimal
