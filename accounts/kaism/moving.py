"""What would move a total over a threshold (method.md, section 2). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from accounts.kaism.scales import TEN, Scale, settled
from accounts.kaism.totals import Scores, check_scores, tally


@dataclass(frozen=True, slots=True)
class Move:
    """One factor alone, all others as they are.

    position: of the factor. score: as it stands, None when not scored. upwards: the total is below the threshold now.
    limit: the exact score that puts the total on the threshold, wherever it lies; the way up needs at least it, the
    way down less than it. needed: the nearest score of the scale that crosses, None when the scale does not reach.
    """

    position: int
    score: Decimal | None
    upwards: bool
    limit: Decimal
    needed: Decimal | None


def what_would_move(
    weights: Sequence[Decimal], scores: Scores, threshold: Decimal, *, scale: Scale = TEN
) -> tuple[Move, ...]:
    """For each factor the score it would need for the total to cross the threshold; nothing when nothing is scored.

    On the threshold is high, so the way down needs less than the limit. A factor not scored yet is taken as joining
    in. Coverage is not looked at: a provisional total crosses too. For strength give the client's criteria, our
    scores and `own_total_needed` as the threshold. Raises LengthsDiffer, WeightNotPositive, ScoreOutsideScale.
    """
    check_scores(weights, scores, scale)
    points, answered = tally(weights, scores)
    if not answered:
        return ()
    upwards = settled(points / answered) < threshold
    moves = []
    for position, (weight, score) in enumerate(zip(weights, scores, strict=True)):
        others = points if score is None else points - weight * score
        together = answered + weight if score is None else answered
        limit = settled((threshold * together - others) / weight)
        moves.append(Move(position, score, upwards, limit, nearest(limit, upwards, scale)))
    return tuple(moves)


def nearest(limit: Decimal, upwards: bool, scale: Scale) -> Decimal | None:
    """The lowest score of the scale at or above the limit, or the highest one below it."""
    at_or_above = ((limit - scale.low) / scale.step).to_integral_value(rounding=ROUND_CEILING)
    score = scale.low + (at_or_above if upwards else at_or_above - 1) * scale.step
    return score if scale.low <= score <= scale.high else None
