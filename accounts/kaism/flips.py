"""Which accounts change their quadrant when a weight moves or a rater is left out (method.md, section 2). Pure.

Nothing is re-run: each variant changes one weight or one rater, so sums over the factors are corrected in place.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.kaism.errors import LengthsDiffer
from accounts.kaism.quadrants import QUADRANTS, Quadrant, Thresholds, is_high
from accounts.kaism.scales import Reading, settled
from accounts.kaism.totals import COVERAGE_NEEDED, ZERO, check_positive, falls_short

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's score of one factor; who did not score has no rating. A rater rates a factor once."""

    rater: Hashable
    function: str
    score: Decimal


# A score that no rater moves (agreed, or given by a band), or the ratings it is the consensus of; () is not scored.
FactorScore = Decimal | tuple[Rating, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One account: its scores factor by factor, in the order of the weights, and its strength, which stays."""

    account: Hashable
    factors: tuple[FactorScore, ...]
    strength: Reading


@dataclass(frozen=True, slots=True)
class WeightMoved:
    """The weight at `position` was raised (share > 0) or lowered by this share of itself, all renormalised."""

    position: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class RaterLeftOut:
    rater: Hashable


Change = WeightMoved | RaterLeftOut


@dataclass(frozen=True, slots=True)
class Flip:
    """Under this change the account leaves its quadrant; None is "provisional, in no quadrant"."""

    account: Hashable
    change: Change
    before: Quadrant | None
    after: Quadrant | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What is the same in every variant: the weights, their sum and the steps by which they move."""

    weights: Sequence[Decimal]
    every: Decimal
    threshold: Decimal
    coverage_needed: Decimal
    steps: tuple[tuple[WeightMoved, Decimal], ...]

    def is_high(self, points: Decimal, answered: Decimal, every: Decimal) -> bool | None:
        if falls_short(answered, every, self.coverage_needed):
            return None
        return settled(points / answered) >= self.threshold


@dataclass(slots=True)
class Sums:
    """Of one account: the consensus of each factor, sum of weight * score and sum of the weights scored."""

    scores: list[Decimal | None]
    points: Decimal = ZERO
    answered: Decimal = ZERO


def sensitivity(
    weights: Sequence[Decimal],
    cases: Iterable[Case],
    thresholds: Thresholds,
    *,
    coverage_needed: Decimal = COVERAGE_NEEDED,
    share: Decimal = TENTH,
) -> tuple[Flip, ...]:
    """Every flip: by account in the order given, first each weight up and down by `share` (10 %), then each rater out.

    Weights are those of the attractiveness factors. An account without a placed strength is in no quadrant before and
    after. Scores are taken as checked. Raises WeightNotPositive, LengthsDiffer.
    """
    check_positive(weights)
    moves = ((WeightMoved(at, s), weight * s) for at, weight in enumerate(weights) for s in (share, -share))
    rule = Rule(weights, sum(weights, ZERO), thresholds.attractiveness, coverage_needed, tuple(moves))
    return tuple(flip for case in cases for flip in flips_of(case, rule, is_high(case.strength, thresholds.strength)))


def flips_of(case: Case, rule: Rule, strong: bool | None) -> Iterator[Flip]:
    if len(case.factors) != len(rule.weights):
        raise LengthsDiffer(len(rule.weights), len(case.factors))
    if strong is None:
        return
    sums, without = sum_up(case, rule)
    high = rule.is_high(sums.points, sums.answered, rule.every)
    for change, now in (*weights_moved(sums, rule), *raters_left_out(sums, without, rule)):
        if now is not high:
            yield Flip(case.account, change, seat(high, strong), seat(now, strong))


def seat(high: bool | None, strong: bool) -> Quadrant | None:
    return None if high is None else QUADRANTS[high, strong]


def weights_moved(sums: Sums, rule: Rule) -> Iterator[tuple[Change, bool | None]]:
    for change, by in rule.steps:
        score = sums.scores[change.position]
        if score is None:
            yield change, rule.is_high(sums.points, sums.answered, rule.every + by)
        else:
            yield change, rule.is_high(sums.points + by * score, sums.answered + by, rule.every + by)


Without = dict[Hashable, list[tuple[int, Decimal | None]]]


def raters_left_out(sums: Sums, without: Without, rule: Rule) -> Iterator[tuple[Change, bool | None]]:
    for rater, changed in without.items():
        points, answered = sums.points, sums.answered
        for position, score in changed:
            weight, before = rule.weights[position], sums.scores[position] or ZERO
            if score is None:
                points, answered = points - weight * before, answered - weight
            else:
                points += weight * (score - before)
        yield RaterLeftOut(rater), rule.is_high(points, answered, rule.every)


def sum_up(case: Case, rule: Rule) -> tuple[Sums, Without]:
    """The sums of the account, and for each rater the (position, consensus without them) that would change."""
    sums, without = Sums([]), Without()
    for position, (weight, factor) in enumerate(zip(rule.weights, case.factors, strict=True)):
        score = factor if isinstance(factor, Decimal) else leave_each_out(position, factor, without)
        sums.scores.append(score)
        if score is not None:
            sums.points += weight * score
            sums.answered += weight
    return sums, without


def leave_each_out(position: int, ratings: tuple[Rating, ...], without: Without) -> Decimal | None:
    """The consensus of a factor; adds to `without` what it would be without each rater."""
    totals: dict[str, Decimal] = {}
    counts: dict[str, int] = {}
    for rating in ratings:
        totals[rating.function] = totals.get(rating.function, ZERO) + rating.score
        counts[rating.function] = counts.get(rating.function, 0) + 1
    means = {function: total / counts[function] for function, total in totals.items()}
    together, functions = sum(means.values(), ZERO), len(means)
    for rating in ratings:
        others = counts[rating.function] - 1
        rest, voices = together - means[rating.function], functions - 1
        if others:
            rest, voices = rest + (totals[rating.function] - rating.score) / others, functions
        without.setdefault(rating.rater, []).append((position, rest / voices if voices else None))
    return together / functions if functions else None
