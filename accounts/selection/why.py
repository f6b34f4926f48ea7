"""Why an account stands where it stands in a round: every figure with where it comes from, and what would move it.

Whoever may not read the account's dossier learns the scores of the round and R, not the criteria, rivals or sales
behind them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.kaism import (
    TEN,
    Consensus,
    Quadrant,
    consensus,
    own_total_needed,
    possible_quadrants,
    quadrant_at,
    what_would_move,
)
from accounts.models import AgreedScore, BandScore, Candidate, Decision, Factor, Rater, Round, Score
from accounts.selection.comparison_standing import HALVES, Standing, standing_of
from accounts.selection.earlier import places_before, taken_part_in
from accounts.selection.positions import PLACED, Axis
from accounts.selection.proposing import Remark, proposal_for, with_earlier
from accounts.selection.words import QUADRANT_WORDS, QuadrantWords
from kam_portal.foundation.people.models import Function, User

WAYS_SHOWN = 5


@dataclass(frozen=True)
class FactorLine:
    """One factor: its effective score, the points it brings to the total, and what the score comes from."""

    factor: Factor
    score: Decimal | None
    contribution: Decimal | None
    agreed: AgreedScore | None
    band: BandScore | None
    said: Consensus

    @property
    def functions(self) -> list[tuple[str, Decimal]]:
        return [(str(Function(name).label), mean) for name, mean in self.said.by_function.items()]


@dataclass(frozen=True)
class Way:
    """One score that alone would carry the account over the threshold; `now` None: not scored yet."""

    name: str
    now: Decimal | None
    needed: Decimal
    upwards: bool


@dataclass(frozen=True)
class Turn:
    """A change that would flip the quadrant: a weight by some percent, or a rater left out."""

    factor: str
    percent: Decimal
    rater: str
    after: QuadrantWords | None

    @property
    def lighter(self) -> Decimal | None:
        return -self.percent if self.percent < 0 else None


@dataclass(frozen=True)
class Explanation:
    """Everything the page says. `standing` is None for who may not read the dossier."""

    candidate: Candidate
    words: QuadrantWords | None
    possible: Sequence[QuadrantWords]
    is_high: bool
    is_strong: bool
    factors: Sequence[FactorLine]
    standing: Standing | None
    attractiveness_ways: Sequence[Way]
    strength_ways: Sequence[Way]
    turns: Sequence[Turn]
    forecast: QuadrantWords | None
    decision: Decision | None
    earlier: Sequence[tuple[Round, QuadrantWords | None]]
    suggests_demotion: bool

    @property
    def reads(self) -> bool:
        return self.standing is not None

    @property
    def comparison_moved_on(self) -> bool:
        """The comparison was changed since the figures of the round were frozen."""
        if self.standing is None or self.candidate.own_total is None:
            return False
        return own_total_now(self.standing) != self.candidate.own_total


def explain(*, round_: Round, candidate: Candidate, user: User, reads: bool, names_raters: bool) -> Explanation:
    """A fixed number of statements. `names_raters`: for who takes part in the round."""
    model, factors = round_.model, list(round_.model.factors.all())
    standing = standing_of(candidate.account_id) if reads else None
    attractiveness, strength = _readings(candidate)
    possible = possible_quadrants(attractiveness, strength, model.thresholds) if attractiveness and strength else ()
    earlier = _earlier(candidate, round_, user, reads)
    thresholds = model.thresholds
    return Explanation(
        candidate=candidate,
        words=_words(candidate.quadrant),
        possible=[QUADRANT_WORDS[found] for found in possible],
        is_high=candidate.attractiveness is not None and candidate.attractiveness >= thresholds.attractiveness,
        is_strong=candidate.strength is not None and candidate.strength >= thresholds.strength,
        factors=_factor_lines(candidate, factors),
        standing=standing,
        attractiveness_ways=_attractiveness_ways(candidate, factors, round_),
        strength_ways=_strength_ways(candidate, standing, round_) if standing else [],
        turns=_turns(candidate, factors, names_raters=names_raters),
        forecast=_forecast(candidate, round_),
        decision=Decision.objects.filter(candidate=candidate).select_related("by").first(),
        earlier=[(each.round, _words(each.quadrant)) for each in earlier],
        suggests_demotion=_suggests_demotion(candidate, round_),
    )


def _words(quadrant: str) -> QuadrantWords | None:
    return QUADRANT_WORDS[Quadrant(quadrant)] if quadrant else None


def _readings(candidate: Candidate) -> tuple[Axis | None, Axis | None]:
    return (
        _axis(
            candidate.attractiveness,
            candidate.attractiveness_low,
            candidate.attractiveness_high,
            candidate.provisional,
        ),
        _axis(candidate.strength, candidate.strength_low, candidate.strength_high, candidate.strength_state != PLACED),
    )


def _axis(value: Decimal | None, low: Decimal | None, high: Decimal | None, provisional: bool) -> Axis | None:
    return None if low is None or high is None else Axis(value, low, high, provisional)


def _factor_lines(candidate: Candidate, factors: Sequence[Factor]) -> list[FactorLine]:
    agreed = {found.factor_id: found for found in AgreedScore.objects.filter(candidate=candidate).select_related("by")}
    bands = {found.factor_id: found for found in BandScore.objects.filter(candidate=candidate)}
    ratings: dict[int, dict[str, list[Decimal | None]]] = {}
    given = Score.objects.filter(candidate=candidate, value__isnull=False)
    for factor, function, value in given.values_list("factor", "rater__function", "value"):
        ratings.setdefault(factor, {}).setdefault(function, []).append(value)
    scores = candidate.factor_scores or [None] * len(factors)
    pairs = list(zip(factors, scores, strict=True))
    answered = sum((factor.weight for factor, score in pairs if score is not None), Decimal(0))
    return [
        FactorLine(
            factor=factor,
            score=score,
            contribution=None if score is None else factor.weight * score / answered,
            agreed=agreed.get(factor.pk),
            band=bands.get(factor.pk),
            said=consensus(ratings.get(factor.pk, {})),
        )
        for factor, score in pairs
    ]


def _attractiveness_ways(candidate: Candidate, factors: Sequence[Factor], round_: Round) -> list[Way]:
    if not candidate.factor_scores:
        return []
    model = round_.model
    weights = [factor.weight for factor in factors]
    moves = what_would_move(weights, candidate.factor_scores, model.thresholds.attractiveness, scale=model.scale)
    return _nearest(moves, [factor.name for factor in factors])


def _strength_ways(candidate: Candidate, standing: Standing, round_: Round) -> list[Way]:
    """Nothing where R is not known, or where the comparison has moved on since the round was frozen."""
    rival, own = candidate.rival_total, own_total_now(standing)
    if candidate.strength_state != PLACED or rival is None or own is None or own != candidate.own_total:
        return []
    scale, threshold = round_.model.scale, round_.model.thresholds.strength
    on_ten = TEN.low + (threshold - scale.low) * (TEN.high - TEN.low) / (scale.high - scale.low)
    moves = what_would_move(standing.weights, standing.own, own_total_needed(rival, on_ten), scale=HALVES)
    return _nearest(moves, [line.criterion.name for line in standing.lines])


def own_total_now(standing: Standing) -> Decimal | None:
    return standing.strength.own.value if standing.strength else None


def _nearest(moves: Sequence[Any], names: Sequence[str]) -> list[Way]:
    """The reachable ones; the shortest way first, what is not scored yet last."""
    found = [
        Way(names[move.position], move.score, move.needed, move.upwards) for move in moves if move.needed is not None
    ]
    found.sort(key=lambda way: (way.now is None, abs(way.needed - (way.now or 0))))
    return found[:WAYS_SHOWN]


def _turns(candidate: Candidate, factors: Sequence[Factor], *, names_raters: bool) -> list[Turn]:
    asked = [flip[1] for flip in candidate.flips if flip[0] == "rater"]
    raters = _rater_names(asked, names_raters) if asked else {}
    turns = []
    for flip in candidate.flips:
        after = _words(flip[-1])
        if flip[0] == "weight":
            turns.append(Turn(factors[flip[1]].name, Decimal(flip[2]) * 100, "", after))
        elif flip[1] in raters:
            turns.append(Turn("", Decimal(0), raters[flip[1]], after))
    return turns


def _rater_names(asked: Sequence[int], names_raters: bool) -> Mapping[int, str]:
    found = Rater.objects.filter(pk__in=asked).select_related("user")
    return {rater.pk: rater.user.full_name if names_raters else rater.get_function_display() for rater in found}


def _forecast(candidate: Candidate, round_: Round) -> QuadrantWords | None:
    if candidate.forecast_attractiveness is None or candidate.forecast_strength is None:
        return None
    where = quadrant_at(candidate.forecast_attractiveness, candidate.forecast_strength, round_.model.thresholds)
    return QUADRANT_WORDS[where]


def _earlier(candidate: Candidate, round_: Round, user: User, reads: bool) -> list[Candidate]:
    """The account in rounds published before this one, newest first; for who reads the account or took part in them."""
    rows = places_before(round_).filter(account=candidate.account_id)
    if not reads:
        rows = rows.filter(taken_part_in(user))
    return list(rows.select_related("round"))


def _suggests_demotion(candidate: Candidate, round_: Round) -> bool:
    """What the board is proposed too; nothing about an account that was left out."""
    row = with_earlier(Candidate.objects.filter(pk=candidate.pk, stays=True), round_).select_related("account").first()
    return row is not None and proposal_for(row).remark == Remark.TWO_ROUNDS
