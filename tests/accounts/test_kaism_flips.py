"""Sensitivity against a naive run of every variant from the start."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.kaism import (
    Case,
    Change,
    FactorScore,
    Flip,
    LengthsDiffer,
    Quadrant,
    RaterLeftOut,
    Rating,
    Thresholds,
    Total,
    WeightMoved,
    WeightNotPositive,
    consensus,
    quadrant,
    sensitivity,
    weighted_total,
)
from tests.accounts.readings import known

D = Decimal
UP, DOWN = D("0.1"), D("-0.1")
Portfolio = tuple[list[Decimal], list[Case], Thresholds]
FUNCTION_OF = {"ann": "sales", "ben": "sales", "eva": "finance", "tom": "marketing", "zoe": "sales"}
THIN = Total(D(8), D(50), D(4), D(9), provisional=True)


def agreed(factors: tuple[FactorScore, ...], without: str | None = None) -> list[Decimal | None]:
    return [factor if isinstance(factor, Decimal) else consensus_of(factor, without) for factor in factors]


def consensus_of(ratings: tuple[Rating, ...], without: str | None) -> Decimal | None:
    given_ratings: dict[str, list[Decimal | None]] = {}
    for rating in ratings:
        if rating.rater != without:
            given_ratings.setdefault(rating.function, []).append(rating.score)
    return consensus(given_ratings).value


def run(weights: list[Decimal], case: Case, thresholds: Thresholds, without: str | None = None) -> Quadrant | None:
    return quadrant(weighted_total(weights, agreed(case.factors, without)), case.strength, thresholds)


def variants(weights: list[Decimal], case: Case) -> Iterator[tuple[Change, list[Decimal], str | None]]:
    """Every change with the weights that then hold (the total normalises them), and who is left out."""
    for at in range(len(weights)):
        for share in (UP, DOWN):
            moved = [weight * (1 + share) if n == at else weight for n, weight in enumerate(weights)]
            yield WeightMoved(at, share), moved, None
    ratings = [rating for factor in case.factors if not isinstance(factor, Decimal) for rating in factor]
    for rater in dict.fromkeys(rating.rater for rating in ratings):
        yield RaterLeftOut(rater), weights, str(rater)


def naive(weights: list[Decimal], cases: list[Case], thresholds: Thresholds) -> list[Flip]:
    found = []
    for case in cases:
        before = run(weights, case, thresholds)
        for change, moved, without in variants(weights, case):
            after = run(moved, case, thresholds, without)
            if after is not before:
                found.append(Flip(case.account, change, before, after))
    return found


def ratings(**scores: str) -> tuple[Rating, ...]:
    return tuple(Rating(rater, FUNCTION_OF[rater], D(score)) for rater, score in scores.items())


def test_weights_and_raters_that_turn_an_account_are_named() -> None:
    close = Case("close", (D(7), ratings(ann="2", ben="4")), known(D(8)))
    sure = Case("sure", (D(9), ratings(ann="9", ben="9")), known(D(2)))
    assert sensitivity([D(50), D(50)], [close, sure], Thresholds()) == (
        Flip("close", WeightMoved(0, DOWN), Quadrant.KEY_ACCOUNT, Quadrant.MAINTENANCE),
        Flip("close", WeightMoved(1, UP), Quadrant.KEY_ACCOUNT, Quadrant.MAINTENANCE),
        Flip("close", RaterLeftOut("ben"), Quadrant.KEY_ACCOUNT, Quadrant.MAINTENANCE),
    )


def test_leaving_out_the_only_voice_of_a_function_leaves_its_function_out() -> None:
    case = Case("a", (ratings(ann="4", ben="4", eva="8"),), known(D(2)))
    assert sensitivity([D(100)], [case], Thresholds()) == (
        Flip("a", RaterLeftOut("eva"), Quadrant.KEY_DEVELOPMENT, Quadrant.OPPORTUNISTIC),
    )


def test_leaving_out_the_only_rater_may_leave_no_quadrant() -> None:
    case = Case("a", (ratings(eva="8"), D(8)), known(D(8)))
    assert sensitivity([D(30), D(70)], [case], Thresholds()) == (
        Flip("a", RaterLeftOut("eva"), Quadrant.KEY_ACCOUNT, None),
    )


def test_a_missing_factor_that_gains_weight_may_make_it_provisional() -> None:
    case = Case("a", ((), D(8)), known(D(8)))
    assert sensitivity([D(25), D(75)], [case], Thresholds()) == (
        Flip("a", WeightMoved(0, UP), Quadrant.KEY_ACCOUNT, None),
        Flip("a", WeightMoved(1, DOWN), Quadrant.KEY_ACCOUNT, None),
    )


def test_a_total_left_exactly_on_the_threshold_does_not_fall_over_the_dust_of_division() -> None:
    scores = {"a": "4 9 8", "b": "4 2 7", "c": "3 4 9", "d": "5 2 3", "e": "9"}
    factor = [
        Rating(f"{f}{n}", f, D(s)) for f, given_scores in scores.items() for n, s in enumerate(given_scores.split())
    ]
    flips = sensitivity([D(100)], [Case("a", (tuple(factor),), known(D(8)))], Thresholds())
    assert [flip for flip in flips if flip.change == RaterLeftOut("e0")] == []


def test_an_agreed_score_is_moved_by_no_rater() -> None:
    open_case = Case("open", (ratings(ann="9", eva="1"),), known(D(8)))
    closed = Case("closed", (D(5),), known(D(8)))
    assert [flip.account for flip in sensitivity([D(100)], [open_case, closed], Thresholds())] == ["open"]


def test_an_account_whose_strength_is_not_placed_flips_nowhere() -> None:
    assert sensitivity([D(100)], [Case("a", (ratings(ann="9", eva="1"),), THIN)], Thresholds()) == ()


def test_bad_weights_and_lengths_are_refused() -> None:
    with pytest.raises(WeightNotPositive):
        sensitivity([D(0)], [], Thresholds())
    with pytest.raises(LengthsDiffer):
        sensitivity([D(100)], [Case("a", (), known(D(5)))], Thresholds())


raw = st.integers(6, 18).map(lambda n: D(n) / 2)
rated = st.dictionaries(st.sampled_from(sorted(FUNCTION_OF)), raw, max_size=5).map(
    lambda scores: tuple(Rating(rater, FUNCTION_OF[rater], score) for rater, score in scores.items())
)
strengths = st.one_of(raw.map(known), st.just(THIN))


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    weights = draw(st.lists(st.decimals(1, 60, places=1), min_size=1, max_size=4))
    factors = st.tuples(*[raw | rated for _ in weights])
    cases = [Case(n, draw(factors), draw(strengths)) for n in range(draw(st.integers(1, 3)))]
    return weights, cases, Thresholds(draw(st.sampled_from([D(5), D("5.5"), D(6), D(7)])))


@given(portfolios())
def test_it_agrees_with_a_naive_run_of_every_variant(
    given_portfolio: tuple[list[Decimal], list[Case], Thresholds],
) -> None:
    weights, cases, thresholds = given_portfolio
    assert list(sensitivity(weights, cases, thresholds)) == naive(weights, cases, thresholds)


@given(portfolios(), st.sampled_from([D("0.01"), D(3), D("12.5")]))
def test_the_scale_of_the_weights_does_not_matter(given_portfolio: Portfolio, by: Decimal) -> None:
    weights, cases, thresholds = given_portfolio
    assert sensitivity([w * by for w in weights], cases, thresholds) == sensitivity(weights, cases, thresholds)
