"""Where one account stands: from scores and comparison to the figures of a candidate. Pure.

Names of the figures are those of the columns of `Candidate`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from accounts.kaism import (
    TEN,
    Case,
    FactorScore,
    Flip,
    Rating,
    Scale,
    Strength,
    Thresholds,
    Total,
    WeightMoved,
    consensus,
    place,
    sensitivity,
    strength_on_criteria,
    weighted_total,
)
from accounts.kaism.scales import HUNDRED, settled

UNKNOWN, WEIGHTS, ABSOLUTE, PROVISIONAL, PLACED = "unknown", "weights", "absolute", "provisional", "placed"


@dataclass(frozen=True)
class Rules:
    """What a published model says: the same for every account of a round."""

    weights: tuple[Decimal, ...]
    scale: Scale
    thresholds: Thresholds
    coverage_needed: Decimal


@dataclass(frozen=True)
class Comparison:
    """The client's criteria: weights, our scores, and each competitor's, in the order of the weights; all on 0-10."""

    weights: tuple[Decimal, ...] = ()
    own: tuple[Decimal | None, ...] = ()
    competitors: Mapping[str, tuple[Decimal | None, ...]] = field(default_factory=dict)

    @cached_property
    def state(self) -> str:
        """One of the values of StrengthState, as far as it can be told without the coverage."""
        if all(score is None for score in self.own):
            return UNKNOWN
        return WEIGHTS if sum(self.weights, Decimal(0)) != HUNDRED else PLACED


@dataclass(frozen=True)
class Axis:
    """A reading of the horizontal axis in points of the model's scale."""

    value: Decimal | None
    lowest: Decimal
    highest: Decimal
    provisional: bool


@dataclass(frozen=True)
class Position:
    """All figures of one candidate."""

    factor_scores: list[Decimal | None]
    total: Total
    strength: Strength | None
    axis: Axis
    strength_state: str
    quadrant: str
    near_attractiveness: bool
    near_strength: bool
    flips: list[list[Any]]

    def columns(self) -> dict[str, Any]:
        own, rival = (self.strength.own.value, self.strength.rival) if self.strength else (None, None)
        return {
            "factor_scores": self.factor_scores,
            "attractiveness": self.total.value,
            "attractiveness_low": self.total.lowest,
            "attractiveness_high": self.total.highest,
            "coverage": self.total.coverage,
            "provisional": self.total.provisional,
            "strength": self.axis.value,
            "strength_low": self.axis.lowest,
            "strength_high": self.axis.highest,
            "own_total": own,
            "rival_total": rival.value if rival else None,
            "rival": (self.strength.competitor or "") if self.strength else "",
            "strength_state": self.strength_state,
            "quadrant": self.quadrant,
            "near_attractiveness": self.near_attractiveness,
            "near_strength": self.near_strength,
            "flips": self.flips,
        }


def score_of_factor(said: FactorScore) -> Decimal | None:
    """The effective score: agreed or given by a band, else the consensus of the ratings [KAM]; None is not scored."""
    if isinstance(said, Decimal):
        return said
    by_function: dict[str, list[Decimal | None]] = {}
    for rating in said:
        by_function.setdefault(rating.function, []).append(rating.score)
    value = consensus(by_function).value
    return settled(value) if value is not None else None


def position_of(said: Sequence[FactorScore], comparison: Comparison, rules: Rules) -> Position:
    """`said`: what is known of each factor in the order of the weights."""
    scores = [score_of_factor(factor) for factor in said]
    total = weighted_total(rules.weights, scores, scale=rules.scale, coverage_needed=rules.coverage_needed)
    strength, state = strength_of(comparison, rules)
    axis = axis_of(strength, state, rules.scale)
    where = place(total, axis, rules.thresholds)
    return Position(
        factor_scores=scores,
        total=total,
        strength=strength,
        axis=axis,
        strength_state=state,
        quadrant=where.quadrant.value if where.quadrant else "",
        near_attractiveness=where.near_attractiveness,
        near_strength=where.near_strength,
        flips=flips_of(said, axis, rules),
    )


def strength_of(comparison: Comparison, rules: Rules) -> tuple[Strength | None, str]:
    """How we stand on the client's criteria, and how far that is known.

    [ours] The coverage needed is asked of our own scores first: a thin reading of us is provisional, and keeps a round
    from being published, whether or not a competitor was assessed beside it.
    """
    if comparison.state != PLACED:
        return None, comparison.state
    found = strength_on_criteria(
        comparison.weights,
        comparison.own,
        comparison.competitors,
        coverage_needed=rules.coverage_needed,
    )
    if found.own.provisional:
        return found, PROVISIONAL
    if found.absolute_only:
        return found, ABSOLUTE
    return found, PROVISIONAL if found.provisional else PLACED


def axis_of(strength: Strength | None, state: str, scale: Scale) -> Axis:
    """R on the model's own scale: criteria are always scored 0-10, a 1-5 model shows them on 1-5 [ours]."""
    if strength is None:
        return Axis(None, scale.low, scale.high, True)
    value = strength.value if state == PLACED else None
    return Axis(
        None if value is None else on_scale(value, scale),
        on_scale(strength.lowest, scale),
        on_scale(strength.highest, scale),
        state != PLACED,
    )


def on_scale(value: Decimal, scale: Scale) -> Decimal:
    return settled(scale.low + (value - TEN.low) * (scale.high - scale.low) / (TEN.high - TEN.low))


def flips_of(said: Sequence[FactorScore], axis: Axis, rules: Rules) -> list[list[Any]]:
    """What turns the account, ready for JSON: ["weight", position, "0.1"] or ["rater", id]; empty when nothing does."""
    case = Case("", tuple(said), axis)
    found = sensitivity(rules.weights, [case], rules.thresholds, coverage_needed=rules.coverage_needed)
    return [as_json(flip) for flip in found]


def as_json(flip: Flip) -> list[Any]:
    after = flip.after.value if flip.after else ""
    if isinstance(flip.change, WeightMoved):
        return ["weight", flip.change.position, str(flip.change.share), after]
    return ["rater", flip.change.rater, after]


def ratings_of(given: Sequence[tuple[Hashable, str, Decimal]]) -> FactorScore:
    """(rater, function, score) of those who scored."""
    return tuple(Rating(rater, function, score) for rater, function, score in given)
