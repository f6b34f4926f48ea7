"""Relative strength, quadrants, ranges, demotion, and what would move an account over a threshold."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.kaism import (
    Place,
    Quadrant,
    Scale,
    Strength,
    Thresholds,
    Total,
    demotion_suggested,
    is_lower,
    own_total_needed,
    place,
    possible_quadrants,
    quadrant,
    quadrant_at,
    relative_strength,
    strength_on_criteria,
    weighted_total,
    what_would_move,
)
from tests.accounts.readings import known

D = Decimal
KEY, DEVELOPMENT, MAINTENANCE, OPPORTUNISTIC = Quadrant
FIVE_POINTS = Scale(D(1), D(5))
FIFTY = [D(50), D(50)]
score = st.decimals(0, 10, places=1)
maybe = st.none() | score
weight = st.decimals("0.01", "60", places=2)
pairs = st.lists(st.tuples(weight, maybe), min_size=1, max_size=5)
Pairs = list[tuple[Decimal, Decimal | None]]


def decimals(text: str) -> list[Decimal | None]:
    return [None if word == "-" else D(word) for word in text.split()]


def total_of(given_pairs: Pairs) -> Total:
    return weighted_total([w for w, _ in given_pairs], [s for _, s in given_pairs])


def range_of(low: int, high: int) -> Total:
    return Total(D(low), D(50), D(low), D(high), provisional=True)


def test_the_best_competitor_is_the_highest_total_never_the_best_of_each_criterion() -> None:
    rivals = {"Even": decimals("7 7"), "Peak": decimals("10 2"), "Other": decimals("1 10")}
    found = strength_on_criteria(FIFTY, decimals("8 8"), rivals)
    assert (found.competitor, found.rival, found.difference, found.value) == ("Even", known(D(7)), 1, D("5.5"))


def test_the_published_table_gives_its_figures() -> None:
    rivals = {"Rival1": known(D("7.70")), "Rival2": known(D("6.85")), "Rival3": known(D("2.10"))}
    found = relative_strength(known(D("5.95")), rivals)
    assert found.ratio is not None
    assert (found.competitor, found.ratio.quantize(D("0.0001"))) == ("Rival1", D("0.7727"))
    assert (found.difference, found.value, found.provisional) == (D("-1.75"), D("4.125"), False)


@pytest.mark.parametrize("names", [("Beta", "Alpha", "Gamma"), ("Gamma", "Alpha", "Beta")])
def test_competitors_with_the_same_total_are_told_by_name(names: tuple[str, ...]) -> None:
    assert relative_strength(known(D(5)), {name: known(D(7)) for name in names}).competitor == "Alpha"


def test_parity_is_the_middle_of_the_scale_and_r_fills_it() -> None:
    def r(own: int, rival: int, scale: Scale) -> Decimal | None:
        return relative_strength(known(D(own)), {"R": known(D(rival))}, scale=scale).value

    assert [r(5, 5, Scale()), r(0, 10, Scale()), r(10, 0, Scale())] == [5, 0, 10]
    assert [r(4, 4, FIVE_POINTS), r(1, 5, FIVE_POINTS), r(5, 1, FIVE_POINTS)] == [3, 1, 5]


def test_a_competitor_of_zero_has_no_ratio() -> None:
    found = relative_strength(known(D(4)), {"Nil": known(D(0))})
    assert (found.ratio, found.difference, found.value) == (None, 4, 7)


def test_without_an_assessed_competitor_it_is_absolute_only() -> None:
    for rivals in ({}, {"Named": decimals("- -")}):
        found = strength_on_criteria(FIFTY, decimals("8 6"), rivals)
        assert (found.absolute_only, found.own.value, found.value, found.competitor) == (True, 7, None, None)
        assert (found.lowest, found.highest, found.provisional) == (D("3.5"), D("8.5"), True)


def test_a_competitor_without_us_is_no_comparison_and_not_absolute_either() -> None:
    found = strength_on_criteria(FIFTY, decimals("- -"), {"Rival": decimals("8 8")})
    assert (found.competitor, found.value, found.ratio, found.absolute_only) == ("Rival", None, None, False)
    assert (found.lowest, found.highest, found.provisional) == (1, 6, True)


@pytest.mark.parametrize(
    ("own", "rivals", "provisional"),
    [
        ("8 -", {"A": "7 7"}, True),  # we are thinly assessed
        ("8 8", {"A": "7 -"}, True),  # the best is
        ("8 8", {"A": "7 7", "B": "6 -"}, True),  # B may still reach 8
        ("8 8", {"A": "7 7", "B": "3 -"}, False),  # B can reach 6.5 at most
        ("8 8", {"A": "7 7", "B": "- -"}, False),  # B is not assessed
    ],
)
def test_strength_is_provisional_while_we_or_a_possible_best_are(
    own: str, rivals: dict[str, str], provisional: bool
) -> None:
    found = strength_on_criteria(FIFTY, decimals(own), {name: decimals(scores) for name, scores in rivals.items()})
    assert found.provisional is provisional


def test_the_ends_of_r_are_against_the_best_of_the_competitors_lowest_and_highest_totals() -> None:
    found = strength_on_criteria(FIFTY, decimals("6 8"), {"A": decimals("8 -"), "B": decimals("- 2")})
    assert (found.lowest, found.highest) == (D("5") + (7 - 9) / D(2), D("5") + (7 - 4) / D(2))


def test_a_client_whose_criteria_nobody_knows_can_stand_anywhere() -> None:
    found = strength_on_criteria([], [], {})
    assert (found.value, found.lowest, found.highest, found.absolute_only) == (None, 0, 10, False)


@given(pairs, st.lists(st.lists(maybe, min_size=5, max_size=5), max_size=3), st.data())
def test_every_completion_of_us_and_of_the_assessed_keeps_r_within_its_ends(
    ours: Pairs, theirs: list[list[Decimal | None]], data: st.DataObject
) -> None:
    weights, size = [w for w, _ in ours], len(ours)
    rivals = {str(n): scores[:size] for n, scores in enumerate(theirs) if any(s is not None for s in scores[:size])}
    found = strength_on_criteria(weights, [s for _, s in ours], rivals)
    fill = lambda scores: [data.draw(score) if s is None else s for s in scores]  # noqa: E731
    rivals = {name: fill(scores) for name, scores in rivals.items()} or {"any": [data.draw(score)] * size}
    whole = strength_on_criteria(weights, fill([s for _, s in ours]), rivals)
    assert whole.value is not None
    assert found.lowest <= whole.value <= found.highest
    assert found.value is None or found.lowest <= found.value <= found.highest


def test_a_value_on_the_threshold_is_high() -> None:
    at = [quadrant_at(D(a), D(s), Thresholds()) for a, s in product(("5", "4.99999"), repeat=2)]
    assert at == [KEY, DEVELOPMENT, MAINTENANCE, OPPORTUNISTIC]


def test_a_reading_on_the_threshold_is_high_too() -> None:
    at, below = known(D(5)), known(D("4.99"))
    assert [quadrant(a, s, Thresholds()) for a, s in product((at, below), repeat=2)] == list(Quadrant)
    assert [possible_quadrants(a, s, Thresholds()) for a, s in product((at, below), repeat=2)] == [
        (found,) for found in Quadrant
    ]


def test_figures_are_compared_unrounded() -> None:
    assert quadrant_at(D("4.999"), D("4.9999999"), Thresholds()) is OPPORTUNISTIC


def test_the_published_coffee_house_is_placed_by_fixed_thresholds_and_misplaced_by_its_own_mean() -> None:
    points = {"coffee": ("7.25", "8.00"), "tazo": ("6.15", "5.95"), "sandwich": ("5.80", "4.55")}
    fixed, mean = Thresholds(D("5.5"), D("5.5")), Thresholds(D("6.40"), D("6.1667"))
    assert [quadrant_at(D(a), D(s), fixed) for a, s in points.values()] == [KEY, KEY, DEVELOPMENT]
    assert [quadrant_at(D(a), D(s), mean) for a, s in points.values()] == [KEY, OPPORTUNISTIC, OPPORTUNISTIC]


def test_a_missing_or_provisional_reading_has_no_quadrant() -> None:
    unknown = Total(None, D(0), D(0), D(10), provisional=True)
    sure = known(D(8))
    assert quadrant(sure, sure, Thresholds()) is KEY
    for doubtful in (unknown, range_of(6, 9)):
        assert [quadrant(doubtful, sure, Thresholds()), quadrant(sure, doubtful, Thresholds())] == [None, None]


def test_a_range_names_every_quadrant_it_may_end_in() -> None:
    sure = known(D(8))
    assert possible_quadrants(range_of(4, 6), range_of(4, 6), Thresholds()) == tuple(Quadrant)
    assert possible_quadrants(range_of(4, 6), sure, Thresholds()) == (KEY, MAINTENANCE)
    assert possible_quadrants(range_of(6, 9), range_of(0, 5), Thresholds()) == (KEY, DEVELOPMENT)
    assert possible_quadrants(range_of(0, 4), range_of(0, 4), Thresholds()) == (OPPORTUNISTIC,)


@pytest.mark.parametrize(
    ("value", "near"), [("4.74", False), ("4.75", True), ("5", True), ("5.25", True), ("5.251", False)]
)
def test_within_a_quarter_point_of_a_threshold_is_borderline(value: str, near: bool) -> None:
    up, across = (
        place(*pair, Thresholds()) for pair in ((known(D(value)), known(D(9))), (known(D(9)), known(D(value))))
    )
    assert (up.near_attractiveness, up.near_strength, up.borderline) == (near, False, near)
    assert (across.near_attractiveness, across.near_strength, across.borderline) == (False, near, near)


def test_a_range_is_near_nothing() -> None:
    found = place(range_of(5, 5), known(D(9)), Thresholds())
    assert found == Place(None, (KEY,), near_attractiveness=False, near_strength=False)


@given(pairs, pairs, st.data())
def test_the_range_contains_the_quadrant_of_every_completion(one: Pairs, other: Pairs, data: st.DataObject) -> None:
    def whole(given_pairs: Pairs) -> Total:
        return total_of([(w, data.draw(score) if s is None else s) for w, s in given_pairs])

    possible = possible_quadrants(total_of(one), total_of(other), Thresholds())
    assert quadrant(whole(one), whole(other), Thresholds()) in possible
    now = quadrant(total_of(one), total_of(other), Thresholds())
    assert now is None or now in possible


def test_the_quadrants_are_ordered_by_what_they_get() -> None:
    assert [is_lower(new, held) for new in Quadrant for held in Quadrant] == [
        *(False, False, False, False),
        *(True, False, False, False),
        *(True, True, False, False),
        *(True, True, True, False),
    ]


@pytest.mark.parametrize(
    ("held", "rounds", "suggested"),
    [
        (KEY, [MAINTENANCE, DEVELOPMENT], True),
        (KEY, [MAINTENANCE], False),
        (KEY, [], False),
        (KEY, [MAINTENANCE, KEY, MAINTENANCE], False),
        (KEY, [KEY, MAINTENANCE, MAINTENANCE], False),
        (KEY, [MAINTENANCE, None, MAINTENANCE], False),
        (DEVELOPMENT, [OPPORTUNISTIC, MAINTENANCE], True),
        (DEVELOPMENT, [MAINTENANCE, KEY], False),
        (MAINTENANCE, [OPPORTUNISTIC, OPPORTUNISTIC], False),
    ],
)
def test_two_rounds_that_saw_it_lower_suggest_a_demotion(
    held: Quadrant, rounds: list[Quadrant | None], suggested: bool
) -> None:
    assert demotion_suggested(held, rounds) is suggested


def test_what_would_lift_a_total_over_the_threshold_factor_by_factor() -> None:
    weights, scores = [D(50), D(30), D(20)], decimals("4 5 3")
    found = [(m.position, m.upwards, m.limit, m.needed) for m in what_would_move(weights, scores, D(5))]
    assert found == [(0, True, D("5.8"), 6), (1, True, 8, 8), (2, True, D("7.5"), 8)]


def test_what_would_bring_it_down_is_below_the_limit_and_may_be_out_of_reach() -> None:
    weights, scores = [D(50), D(30), D(20)], decimals("7 5 5")
    found = what_would_move(weights, scores, D(5))
    assert [(m.upwards, m.limit, m.needed) for m in found] == [
        (False, 5, 4),
        (False, D(5) / 3 // D("1e-20") * D("1e-20") + D("1e-20"), 1),
        (False, 0, None),
    ]


def test_on_the_threshold_the_way_is_down() -> None:
    assert [(m.upwards, m.needed) for m in what_would_move(FIFTY, decimals("4 6"), D(5))] == [(False, 3), (False, 5)]


def test_half_points_and_other_scales_are_met() -> None:
    halves = what_would_move([D(50), D(50)], decimals("3 3"), D("3.2"), scale=Scale(D(1), D(5), D("0.5")))
    assert [(m.limit, m.needed) for m in halves] == [(D("3.4"), D("3.5"))] * 2
    far = what_would_move([D(50), D(50)], decimals("1 1"), D(4), scale=FIVE_POINTS)
    assert [(m.limit, m.needed) for m in far] == [(7, None)] * 2


def test_a_factor_not_scored_yet_may_lift_it_and_a_total_of_nothing_cannot_move() -> None:
    found = what_would_move([D(50), D(50)], decimals("4 -"), D(5))
    assert [(m.score, m.limit, m.needed) for m in found] == [(4, 5, 5), (None, 6, 6)]
    assert what_would_move([D(50), D(50)], decimals("- -"), D(5)) == ()


@given(pairs, st.sampled_from([D("3.2"), D(5), D("7.75"), D(10), D(0)]), st.sampled_from([D(1), D("0.5"), D(3)]))
def test_the_score_needed_crosses_and_the_one_before_it_does_not(
    given_pairs: Pairs, threshold: Decimal, step: Decimal
) -> None:
    scale, weights = Scale(step=step), [w for w, _ in given_pairs]
    scores = [s for _, s in given_pairs]
    ladder = [scale.low + n * step for n in range(int((scale.high - scale.low) / step) + 1)]

    def side(position: int, value: Decimal) -> bool:
        total = weighted_total(weights, [*scores[:position], value, *scores[position + 1 :]]).value
        assert total is not None
        return total >= threshold

    now = weighted_total(weights, scores).value
    for move in what_would_move(weights, scores, threshold, scale=scale):
        assert now is not None and move.upwards is (now < threshold)
        crossing = [value for value in ladder if side(move.position, value) is move.upwards]
        nearest = min(crossing, default=None) if move.upwards else max(crossing, default=None)
        assert move.needed == nearest


def test_the_own_total_needed_puts_r_on_its_threshold() -> None:
    for scale, rival, threshold in ((Scale(), D("6.2"), D("5.5")), (FIVE_POINTS, D("3.1"), D("2.75"))):
        needed = own_total_needed(rival, threshold, scale=scale)
        found: Strength = relative_strength(known(needed), {"R": known(rival)}, scale=scale)
        assert found.value == threshold
