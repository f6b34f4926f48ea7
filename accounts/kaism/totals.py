"""Weighted totals in which missing is not zero (method.md, section 2). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.kaism.errors import LengthsDiffer, NoWeights, WeightNotPositive, WeightsNotHundred
from accounts.kaism.scales import HUNDRED, TEN, Scale, settled

ZERO = Decimal(0)
COVERAGE_NEEDED = Decimal(75)

Scores = Sequence[Decimal | None]


@dataclass(frozen=True, slots=True)
class Total:
    """A weighted total in points of the scale; compare these unrounded, show them through `shown`.

    value: the mean over the factors that have a score, None when none has.
    coverage: answered weight in % of all weight.
    lowest, highest: the total with everything missing scored at the bottom and at the top of the scale.
    provisional: coverage is below what is needed, so there is a range and no point.
    """

    value: Decimal | None
    coverage: Decimal
    lowest: Decimal
    highest: Decimal
    provisional: bool


def check_weights(weights: Sequence[Decimal]) -> None:
    """Weights of a model, in %, are positive and sum to exactly 100 [KAM].

    Raises NoWeights, WeightNotPositive, WeightsNotHundred (published tables do get this wrong).
    """
    if not weights:
        raise NoWeights
    check_positive(weights)
    if (total := sum(weights, ZERO)) != HUNDRED:
        raise WeightsNotHundred(total)


def check_positive(weights: Sequence[Decimal]) -> None:
    """Raises WeightNotPositive for the first weight that is zero, negative or no finite number."""
    for position, weight in enumerate(weights):
        if not weight.is_finite() or weight <= ZERO:
            raise WeightNotPositive(position, weight)


def weighted_total(
    weights: Sequence[Decimal], scores: Scores, *, scale: Scale = TEN, coverage_needed: Decimal = COVERAGE_NEEDED
) -> Total:
    """sum(w*s)/sum(w) over the factors with a score [KAM]; `scores[i]` belongs to `weights[i]`, None is not scored.

    Any positive weights do, for they are normalised; whether they sum to 100 is asked by `check_weights`.
    No factors at all (a client whose criteria nobody knows) read as nothing scored.
    Raises LengthsDiffer, WeightNotPositive, ScoreOutsideScale.
    """
    check_scores(weights, scores, scale)
    every = sum(weights, ZERO)
    points, answered = tally(weights, scores)
    if not every:
        return Total(None, ZERO, scale.low, scale.high, provisional=True)
    missing = every - answered
    return Total(
        value=settled(points / answered) if answered else None,
        coverage=settled(answered * HUNDRED / every),
        lowest=settled((points + missing * scale.low) / every),
        highest=settled((points + missing * scale.high) / every),
        provisional=falls_short(answered, every, coverage_needed),
    )


def check_scores(weights: Sequence[Decimal], scores: Scores, scale: Scale) -> None:
    """Raises LengthsDiffer, WeightNotPositive, ScoreOutsideScale."""
    if len(weights) != len(scores):
        raise LengthsDiffer(len(weights), len(scores))
    check_positive(weights)
    for position, score in enumerate(scores):
        if score is not None:
            scale.check(position, score)


def tally(weights: Sequence[Decimal], scores: Scores) -> tuple[Decimal, Decimal]:
    """(sum of weight * score, sum of weights) over what is scored."""
    points = answered = ZERO
    for weight, score in zip(weights, scores, strict=True):
        if score is not None:
            points += weight * score
            answered += weight
    return points, answered


def falls_short(answered: Decimal, every: Decimal, coverage_needed: Decimal) -> bool:
    """Provisional: nothing answered, or coverage below the % needed (75 [ours]); exactly the % needed is enough."""
    return not answered or answered * HUNDRED < coverage_needed * every
