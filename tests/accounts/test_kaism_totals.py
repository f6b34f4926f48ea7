"""Weights, weighted totals and what raters say together: missing is not zero, four sellers are one voice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.kaism import (
    KaismError,
    LengthsDiffer,
    NoWeights,
    Scale,
    ScaleEmpty,
    ScoreOutsideScale,
    Total,
    WeightNotPositive,
    WeightsNotHundred,
    check_weights,
    consensus,
    shown,
    weighted_total,
)
from accounts.kaism.scales import settled

D = Decimal
weight = st.decimals("0.01", "60", places=2)
score = st.decimals(0, 10, places=1)
maybe = st.none() | score
pairs = st.lists(st.tuples(weight, maybe), min_size=1, max_size=8)
Pairs = list[tuple[Decimal, Decimal | None]]


def decimals(text: str) -> list[Decimal]:
    return [D(word) for word in text.split()]


def total_of(given_pairs: Pairs) -> Total:
    return weighted_total([w for w, _ in given_pairs], [s for _, s in given_pairs])


def exactly(given_pairs: Pairs) -> Fraction:
    scored = [(Fraction(w), Fraction(s)) for w, s in given_pairs if s is not None]
    return sum((w * s for w, s in scored), Fraction(0)) / sum(w for w, _ in scored)


# Published tables (kaism.json has their sources): weights, scores, the sum printed, the true sum, the true mean.
PUBLISHED = [
    (".33 .33 .34", "5 3 2", "3.32", "3.32", "3.3200"),
    (".10 .30 .15 .20 .10 .05 .10", "8 5 8 9 8 7 8", "7.25", "7.25", "7.2500"),
    (".10 .10 .10 .05 .05 .05 .10 .30 .15", "8 8 2 10 9 9 5 5 5", "5.95", "5.95", "5.9500"),
    (".10 .10 .10 .05 .05 .05 .10 .35 .15", "8 8 2 10 9 9 5 5 5", "6.20", "6.20", "5.9048"),
    (".10 .10 .10 .05 .05 .05 .10 .35 .15", "1 1 5 3 5 5 3 1 1", "2.10", "2.15", "2.0476"),
    (".10 .10 .10 .05 .05 .05 .10 .35 .15", "6 6 1 8 1 1 1 4 4", "2.90", "3.90", "3.7143"),
]


@pytest.mark.parametrize(("weights", "scores", "printed", "true", "mean"), PUBLISHED)
def test_published_totals_come_out_true_also_where_they_were_printed_wrong(
    weights: str, scores: str, printed: str, true: str, mean: str
) -> None:
    found = weighted_total(decimals(weights), list(decimals(scores))).value
    assert found is not None
    assert found.quantize(D("0.0001")) == D(mean)
    assert shown(found * sum(decimals(weights))) == D(true)
    assert (D(printed) == D(true)) is (printed not in ("2.10", "2.90"))


def test_weights_of_exactly_100_pass() -> None:
    assert check_weights(decimals("33.33 33.33 33.34")) is None


@pytest.mark.parametrize("weights", ["33.33 33.33 33.33", "10 10 10 5 5 5 10 35 15", "0.33 0.33 0.34", "100.01"])
def test_weights_of_anything_else_are_refused_with_their_sum(weights: str) -> None:
    with pytest.raises(WeightsNotHundred) as refusal:
        check_weights(decimals(weights))
    assert refusal.value.total == sum(decimals(weights))


@pytest.mark.parametrize("bad", ["0", "-5", "NaN", "Infinity"])
def test_a_weight_that_is_not_positive_is_named_by_its_position(bad: str) -> None:
    for refuse in (check_weights, lambda weights: weighted_total(weights, [None, None])):
        with pytest.raises(WeightNotPositive) as refusal:
            refuse([D(105), D(bad)])
        assert (refusal.value.position, str(refusal.value.weight)) == (1, bad)


def test_a_model_without_factors_is_refused_and_a_client_without_criteria_is_not_scored() -> None:
    with pytest.raises(NoWeights):
        check_weights([])
    assert weighted_total([], []) == Total(None, D(0), D(0), D(10), provisional=True)


@pytest.mark.parametrize("bad", ["-0.5", "10.5", "NaN", "Infinity"])
def test_a_score_outside_the_scale_is_refused(bad: str) -> None:
    with pytest.raises(ScoreOutsideScale) as refusal:
        weighted_total([D(50), D(50)], [None, D(bad)])
    assert (refusal.value.position, refusal.value.low, refusal.value.high) == (1, 0, 10)


def test_each_weight_has_a_score_or_none() -> None:
    with pytest.raises(LengthsDiffer) as refusal:
        weighted_total([D(50), D(50)], [D(5)])
    assert (refusal.value.weights, refusal.value.scores) == (2, 1)


@pytest.mark.parametrize("ends", [("5", "5"), ("10", "0"), ("0", "Infinity"), ("NaN", "5")])
def test_a_scale_rises(ends: tuple[str, str]) -> None:
    with pytest.raises(ScaleEmpty):
        Scale(D(ends[0]), D(ends[1]))


def test_every_refusal_is_one_family() -> None:
    kinds = [ScaleEmpty, NoWeights, WeightNotPositive, WeightsNotHundred, LengthsDiffer, ScoreOutsideScale]
    assert [issubclass(kind, KaismError) for kind in kinds] == [True] * 6


def test_missing_scores_leave_a_range_and_below_75_percent_it_is_provisional() -> None:
    found = weighted_total(decimals("40 30 30"), [D(8), None, D(6)])
    assert (shown(found.value or D(0)), found.coverage, found.lowest, found.highest, found.provisional) == (
        D("7.14"),
        70,
        5,
        8,
        True,
    )


@pytest.mark.parametrize(("missing", "provisional"), [("24.99", False), ("25", False), ("25.01", True)])
def test_exactly_the_coverage_needed_is_enough(missing: str, provisional: bool) -> None:
    found = weighted_total([D(missing), D(100) - D(missing)], [None, D(5)])
    assert found.provisional is provisional


def test_nothing_scored_has_no_value_and_the_whole_scale_as_range() -> None:
    found = weighted_total(decimals("50 50"), [None, None], scale=Scale(D(1), D(5)), coverage_needed=D(0))
    assert found == Total(None, D(0), D(1), D(5), provisional=True)


def test_half_is_rounded_up_and_only_for_the_eye() -> None:
    assert [shown(D(value)) for value in ("4.995", "4.994999", "-0.005", "2.675")] == decimals("5.00 4.99 -0.01 2.68")
    below = weighted_total(decimals("99.9 0.1"), decimals("5 0")).value
    assert below is not None
    assert (shown(below), below < 5) == (D("5.00"), True)


def test_function_means_that_end_nowhere_still_meet_the_threshold_they_mean() -> None:
    given_ratings = {"a": "2 3 3", "b": "9 9 8", "c": "4 4 5", "d": "4 4 5"}
    found = consensus({function: decimals(scores) for function, scores in given_ratings.items()})
    assert found.value is not None and found.value < 5
    assert weighted_total([D(100)], [found.value]).value == 5


@given(pairs.flatmap(lambda p: st.tuples(st.just(p), st.permutations(p))))
def test_the_order_of_factors_does_not_matter(both: tuple[Pairs, Pairs]) -> None:
    assert total_of(both[0]) == total_of(both[1])


@given(pairs, st.sampled_from(decimals("0.01 0.5 3 7 100")))
def test_scaling_all_weights_does_not_matter(given_pairs: Pairs, by: Decimal) -> None:
    assert total_of([(w * by, s) for w, s in given_pairs]) == total_of(given_pairs)


@given(pairs)
def test_the_total_agrees_with_exact_fractions_on_either_side_of_any_threshold(given_pairs: Pairs) -> None:
    found = total_of(given_pairs).value
    if found is None:
        assert [s for _, s in given_pairs if s is not None] == []
        return
    exact = exactly(given_pairs)
    for threshold in (D(5), D("3.25"), shown(found)):
        assert (found >= threshold) is (exact >= Fraction(threshold))


@given(pairs, weight)
def test_a_missing_score_is_not_a_zero(given_pairs: Pairs, extra: Decimal) -> None:
    missing, zero = total_of([*given_pairs, (extra, None)]), total_of([*given_pairs, (extra, D(0))])
    before = total_of(given_pairs).value
    assert missing.value == before
    assert missing.coverage < zero.coverage
    assert zero.value == 0 if not before else zero.value is not None and zero.value < before


@given(pairs, st.data())
def test_raising_a_score_never_lowers_a_total(given_pairs: Pairs, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(given_pairs) - 1))
    weight_there, low = given_pairs[at][0], data.draw(score)
    high = data.draw(st.decimals(low, 10, places=1))
    one, other = (total_of([*given_pairs[:at], (weight_there, value), *given_pairs[at + 1 :]]) for value in (low, high))
    assert one.value is not None and other.value is not None
    assert one.value <= other.value
    assert (one.lowest <= other.lowest, one.highest <= other.highest) == (True, True)


@given(pairs, st.data())
def test_the_total_and_every_completion_lie_within_the_range(given_pairs: Pairs, data: st.DataObject) -> None:
    found = total_of(given_pairs)
    whole = total_of([(w, s if s is not None else data.draw(score)) for w, s in given_pairs])
    assert whole.value is not None
    assert found.lowest <= whole.value <= found.highest
    if found.value is not None:
        assert found.lowest <= found.value <= found.highest
    assert (whole.lowest, whole.highest) == (whole.value, whole.value)


def test_four_sellers_do_not_outvote_one_financier() -> None:
    found = consensus({"sales": decimals("8 8 8 8"), "finance": [D(4)], "marketing": [D(6)]})
    assert (found.value, found.raters, found.spread, found.discuss) == (6, 6, 4, True)
    assert found.by_function == {"finance": 4, "marketing": 6, "sales": 8}


@pytest.mark.parametrize(("high", "discuss"), [("7.5", False), ("8", True), ("8.5", True)])
def test_a_spread_of_three_points_is_to_be_discussed(high: str, discuss: bool) -> None:
    assert consensus({"sales": [D(5), D(high)]}).discuss is discuss


def test_who_has_not_scored_has_no_voice() -> None:
    assert consensus({"sales": [D(8), None], "finance": [None], "legal": []}) == consensus({"sales": [D(8)]})
    assert consensus({"sales": [None]}) == consensus({})
    assert (consensus({}).value, consensus({}).spread, consensus({}).discuss) == (None, None, False)


ratings = st.dictionaries(st.sampled_from("abcde"), st.lists(score, min_size=1, max_size=5), min_size=1)


@given(ratings, st.integers(1, 6), score)
def test_cloning_a_rater_of_a_function_that_agrees_changes_nothing(
    given_ratings: dict[str, list[Decimal]], times: int, agreed: Decimal
) -> None:
    one, many = (consensus(given_ratings | {"z": [agreed] * n}) for n in (1, 1 + times))
    assert (one.value, one.by_function, one.spread) == (many.value, many.by_function, many.spread)


@given(ratings)
def test_the_consensus_agrees_with_exact_fractions(given_ratings: dict[str, list[Decimal]]) -> None:
    means = [sum(map(Fraction, scores), Fraction(0)) / len(scores) for scores in given_ratings.values()]
    exact, found = sum(means, Fraction(0)) / len(means), consensus(given_ratings).value
    assert found is not None
    assert settled(found) == settled(D(exact.numerator) / D(exact.denominator))


def test_floats_do_not_get_in() -> None:
    refused: Callable[[], Total] = lambda: weighted_total([D(100)], [0.5])  # type: ignore[list-item] # noqa: E731
    with pytest.raises((TypeError, AttributeError)):
        refused()
