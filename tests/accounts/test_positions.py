"""From what was said to where an account stands: missing, estimates, coverage, the client's weights, scales, flips."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.kaism import FactorScore, Quadrant, Rating, Scale, Thresholds
from accounts.models.rounds import FIGURES, StrengthState
from accounts.selection import positions
from accounts.selection.positions import Comparison, Position, Rules, position_of

FILE = Path(__file__).resolve().parents[3] / "shared" / "golden" / "kaism.json"
GOLDEN: dict[str, Any] = json.loads(FILE.read_text()) if FILE.exists() else {"totals": []}
needs_golden = pytest.mark.skipif(not FILE.exists(), reason="the shared golden folder is not beside the project")

D = Decimal
TEN, FIVE = Scale(), Scale(D(1), D(5))
SEVENTY_FIVE = D(75)
# We are at 8, the best competitor at 6: R is 6, high.
STRONG = Comparison((D(100),), (D(8),), {"Rival": (D(6),)})


def rules(*weights: str, scale: Scale = TEN, thresholds: Thresholds | None = None, needed: str = "75") -> Rules:
    middle = Thresholds(scale.middle, scale.middle)
    return Rules(tuple(D(weight) for weight in weights), scale, thresholds or middle, D(needed))


def said(*scores: str | None) -> list[FactorScore]:
    return [() if score is None else D(score) for score in scores]


def compared(weights: list[str], own: list[str | None], **competitors: list[str | None]) -> Comparison:
    def scores(values: list[str | None]) -> tuple[Decimal | None, ...]:
        return tuple(None if value is None else D(value) for value in values)

    columns = {name: scores(values) for name, values in competitors.items()}
    return Comparison(tuple(D(weight) for weight in weights), scores(own), columns)


def test_the_columns_are_the_figures_of_a_candidate() -> None:
    written_by_placing = {"value", "value_currency", "placed_at"}
    assert set(position_of(said("5"), STRONG, rules("100")).columns()) == set(FIGURES) - written_by_placing


def test_the_states_are_those_of_a_candidate() -> None:
    names = [positions.UNKNOWN, positions.WEIGHTS, positions.ABSOLUTE, positions.PROVISIONAL, positions.PLACED]
    assert names == list(StrengthState.values)


@pytest.mark.parametrize(
    ("score", "own", "expected"),
    [
        ("5", "6", "key_account"),
        ("5", "5.9", "key_development"),
        ("4.9", "6", "maintenance"),
        ("4", "4", "opportunistic"),
    ],
)
def test_a_value_on_the_threshold_is_high(score: str, own: str, expected: str) -> None:
    comparison = compared(["100"], [own], Rival=["6"])
    assert position_of(said(score), comparison, rules("100")).quadrant == expected


@pytest.mark.parametrize(("weights", "provisional"), [(("75", "25"), False), (("74.99", "25.01"), True)])
def test_exactly_the_coverage_needed_is_enough(weights: tuple[str, str], provisional: bool) -> None:
    found = position_of(said("8", None), STRONG, rules(*weights))
    assert (found.total.coverage, found.total.provisional) == (D(weights[0]), provisional)
    assert found.quadrant == ("" if provisional else "key_account")


def test_missing_is_a_range_and_never_zero() -> None:
    found = position_of(said("8", None), STRONG, rules("60", "40")).columns()
    assert found["attractiveness"] == D(8)
    assert (found["attractiveness_low"], found["attractiveness_high"]) == (D("4.8"), D("8.8"))
    assert (found["factor_scores"], found["flips"], found["quadrant"]) == ([D(8), None], [], "")


def test_nothing_said_is_no_value_at_all() -> None:
    found = position_of(said(None, None), STRONG, rules("60", "40")).columns()
    assert (found["attractiveness"], found["coverage"], found["provisional"]) == (None, 0, True)


def test_four_sellers_do_not_outvote_one_financier() -> None:
    ratings = (*(Rating(n, "sales", D(8)) for n in range(4)), Rating(9, "finance", D(4)), Rating(10, "marketing", D(6)))
    assert position_of([ratings], STRONG, rules("100")).total.value == D(6)


@needs_golden
def test_the_golden_raters_mean_six() -> None:
    row = GOLDEN["consensus"]
    ratings = [(function, score) for function in ("sales", "finance", "marketing") for score in row[function]]
    together = tuple(Rating(n, function, D(score)) for n, (function, score) in enumerate(ratings))
    assert position_of([together], STRONG, rules("100")).total.value == D(row["function_mean"])


@needs_golden
def test_the_golden_totals_are_met() -> None:
    for row in GOLDEN["totals"]:
        scale = Scale(D(row["scale"][0]), D(row["scale"][1]))
        scores = [() if score is None else D(score) for score in row["scores"]]
        found = position_of(scores, STRONG, rules(*row["weights"], scale=scale)).total.value
        assert found is not None
        assert (row["id"], found.quantize(D("0.0001"))) == (row["id"], D(row["expected_normalised"]))


@needs_golden
def test_the_golden_relative_strength_is_met() -> None:
    """Totals of one criterion are its scores."""
    row = GOLDEN["W4_relative"]
    found = position_of(said("5"), compared(["100"], [row["own"]], Best=[row["best"]]), rules("100")).columns()
    assert (found["strength"], found["own_total"], found["rival_total"]) == (
        D(row["R_0_10"]),
        D(row["own"]),
        D(row["best"]),
    )


def test_the_best_competitor_is_the_highest_total_not_the_best_of_each_criterion() -> None:
    found = position_of(said("8"), compared(["50", "50"], ["6", "6"], Ace=["10", "0"], Even=["6", "7"]), rules("100"))
    assert (found.columns()["rival"], found.axis.value, found.quadrant) == ("Even", D("4.75"), "key_development")


@pytest.mark.parametrize(
    ("comparison", "state"),
    [
        (Comparison(), "unknown"),
        (compared(["100"], [None], Rival=["5"]), "unknown"),
        (compared(["60", "30"], ["5", "5"], Rival=["5", "5"]), "weights"),
        (compared(["60", "40.01"], ["5", "5"], Rival=["5", "5"]), "weights"),
        (compared(["60", "40"], ["5", "5"]), "absolute"),
        (compared(["60", "40"], ["5", "5"], Rival=[None, None]), "absolute"),
        (compared(["75", "25"], ["5", None]), "absolute"),
        (compared(["74.99", "25.01"], ["5", None]), "provisional"),
        (compared(["10", "90"], ["5", None], Rival=[None, None]), "provisional"),
        (compared(["60", "40"], ["5", None], Rival=["5", "5"]), "provisional"),
        (compared(["60", "40"], ["5", "5"], Rival=["5", None]), "provisional"),
        (compared(["75", "25"], ["5", None], Rival=["5", None]), "placed"),
    ],
)
def test_only_known_relative_strength_is_plotted(comparison: Comparison, state: str) -> None:
    found = position_of(said("8"), comparison, rules("100"))
    assert found.strength_state == state
    assert (found.axis.value is not None, found.quadrant != "", found.near_strength) == ((state == "placed",) * 3)


def test_unknown_strength_may_lie_anywhere() -> None:
    found = position_of(said("8"), Comparison(), rules("100")).columns()
    assert (found["strength"], found["strength_low"], found["strength_high"]) == (None, D(0), D(10))
    assert (found["own_total"], found["rival_total"], found["rival"]) == (None, None, "")


def test_absolute_only_keeps_our_total() -> None:
    found = position_of(said("8"), compared(["100"], ["7"]), rules("100")).columns()
    assert (found["own_total"], found["rival_total"], found["strength"]) == (D(7), None, None)


@pytest.mark.parametrize(
    ("own", "rival", "expected"), [("6", "6", "3"), ("10", "0", "5"), ("0", "10", "1"), ("8", "6", "3.4")]
)
def test_a_model_of_one_to_five_shows_strength_on_its_own_scale(own: str, rival: str, expected: str) -> None:
    found = position_of(said("3"), compared(["100"], [own], Rival=[rival]), rules("100", scale=FIVE))
    assert found.axis.value == D(expected)
    assert found.quadrant == ("key_account" if D(expected) >= 3 else "key_development")


def test_near_is_within_the_borderline_of_the_model() -> None:
    near, far = (position_of(said(score), STRONG, rules("100")) for score in ("5.25", "5.26"))
    assert (near.near_attractiveness, far.near_attractiveness, near.near_strength) == (True, False, False)


def test_flips_are_written_with_what_the_account_would_become() -> None:
    """On (7, 2.9) with halves the account is at 4.95; more of the first, or no Ben, and it is high."""
    ratings = (Rating(5, "sales", D("1.8")), Rating(8, "sales", D(4)))
    found = position_of([D(7), ratings], STRONG, rules("50", "50"))
    assert found.quadrant == "maintenance"
    assert found.flips == [
        ["weight", 0, "0.1", "key_account"],
        ["weight", 1, "-0.1", "key_account"],
        ["rater", 5, "key_account"],
    ]
    assert json.loads(json.dumps(found.flips)) == found.flips


def test_leaving_out_the_only_rater_may_leave_no_place() -> None:
    found = position_of([D(7), (Rating(5, "sales", D(4)),)], STRONG, rules("50", "50"))
    assert (found.quadrant, found.flips) == ("key_account", [["rater", 5, ""]])


scores = st.none() | st.integers(0, 10).map(D)
ratings_given = st.lists(st.tuples(st.sampled_from(["sales", "finance", "marketing"]), st.integers(0, 10)), max_size=4)
factor = scores.map(lambda s: () if s is None else s) | ratings_given.map(
    lambda given: tuple(Rating(n, function, D(score)) for n, (function, score) in enumerate(given))
)
criteria = st.lists(scores, min_size=2, max_size=2)
comparisons = st.builds(
    lambda own, rivals: Comparison((D(60), D(40)), tuple(own), {f"R{n}": tuple(r) for n, r in enumerate(rivals)}),
    criteria,
    st.lists(criteria, max_size=3),
)
everything = st.tuples(factor, factor, factor)
FOR_ALL = rules("40", "35", "25")


@given(everything, comparisons)
def test_a_value_lies_between_its_ends(factors: tuple[FactorScore, ...], comparison: Comparison) -> None:
    found = position_of(factors, comparison, FOR_ALL)
    for reading in (found.total, found.axis):
        assert D(0) <= reading.lowest <= reading.highest <= D(10)
        if reading.value is not None and reading is found.axis:
            assert reading.lowest <= reading.value <= reading.highest


@given(everything, comparisons)
def test_only_who_has_a_quadrant_can_flip_or_gets_one_by_leaving_out(
    factors: tuple[FactorScore, ...], comparison: Comparison
) -> None:
    found = position_of(factors, comparison, FOR_ALL)
    assert (found.quadrant != "") == (found.strength_state == "placed" and not found.total.provisional)
    assert all(after != found.quadrant and after in {"", *Quadrant} for *_change, after in found.flips)
    if found.strength_state != "placed":
        assert found.flips == []


def naive(factors: tuple[FactorScore, ...], comparison: Comparison, weights: list[Decimal], without: int | None) -> str:
    """The quadrant of a run from the start with these weights (not to 100: totals normalise) and without a rater."""
    left = [f if isinstance(f, Decimal) else tuple(r for r in f if r.rater != without) for f in factors]
    run: Position = position_of(left, comparison, Rules(tuple(weights), TEN, Thresholds(), SEVENTY_FIVE))
    return run.quadrant


@given(everything, comparisons)
def test_flips_are_what_running_again_finds(factors: tuple[FactorScore, ...], comparison: Comparison) -> None:
    found = position_of(factors, comparison, FOR_ALL)
    expected: list[list[Any]] = []
    for at, _weight in enumerate(FOR_ALL.weights):
        for share in ("0.1", "-0.1"):
            moved = [w * (1 + D(share)) if n == at else w for n, w in enumerate(FOR_ALL.weights)]
            if (after := naive(factors, comparison, moved, None)) != found.quadrant:
                expected.append(["weight", at, share, after])
    raters = dict.fromkeys(r.rater for f in factors if not isinstance(f, Decimal) for r in f)
    for rater in raters:
        after = naive(factors, comparison, list(FOR_ALL.weights), rater)  # type: ignore[arg-type]
        if after != found.quadrant:
            expected.append(["rater", rater, after])
    assert found.flips == expected
