"""Worked examples that others published, right and wrong, met as what they are (kaism.json of the shared folder)."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from accounts.kaism import (
    Quadrant,
    Scale,
    Thresholds,
    WeightsNotHundred,
    check_weights,
    consensus,
    quadrant,
    quadrant_at,
    relative_strength,
    shown,
    weighted_total,
)
from tests.accounts.readings import known

FILE = Path(__file__).resolve().parents[3] / "shared" / "golden" / "kaism.json"
GOLDEN: dict[str, Any] = json.loads(FILE.read_text()) if FILE.exists() else {"totals": []}
FOUR_PLACES = Decimal("0.0001")
NAMES = {"key": Quadrant.KEY_ACCOUNT} | {found.value: found for found in Quadrant}

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the shared golden folder is not beside the project")
every_row = pytest.mark.parametrize("row", GOLDEN["totals"], ids=[row["id"] for row in GOLDEN["totals"]])


def decimals(values: list[Any]) -> list[Decimal]:
    return [Decimal(value) for value in values]


def total_of(row: dict[str, Any]) -> Decimal:
    low, high = decimals(row["scale"])
    total = weighted_total(decimals(row["weights"]), decimals(row["scores"]), scale=Scale(low, high))
    assert total.value is not None
    return total.value


def two_firms(own: str, best: str) -> Any:
    return relative_strength(known(Decimal(own)), {"Rival": known(Decimal(best))})


@every_row
def test_the_total_is_the_recomputed_one(row: dict[str, Any]) -> None:
    assert total_of(row).quantize(FOUR_PLACES) == Decimal(row["expected_normalised"])


@every_row
def test_the_raw_sum_is_the_total_times_the_weights(row: dict[str, Any]) -> None:
    assert total_of(row).quantize(Decimal("1e-15")) * Decimal(row["weights_sum"]) == pytest.approx(
        Decimal(row["expected_raw_sum"]), abs=Decimal("1e-12")
    )


@every_row
def test_a_figure_printed_right_is_ours_and_one_printed_wrong_is_not(row: dict[str, Any]) -> None:
    ours = shown(total_of(row) * Decimal(row["weights_sum"]))
    assert (ours == Decimal(row["published_total"])) is row["published_ok"]


@every_row
def test_weights_pass_in_percent_exactly_where_they_sum_to_one(row: dict[str, Any]) -> None:
    percent = [weight * 100 for weight in decimals(row["weights"])]
    if "must_reject" not in row:
        assert check_weights(percent) is None
        return
    with pytest.raises(WeightsNotHundred) as refusal:
        check_weights(percent)
    assert refusal.value.total == Decimal(row["weights_sum"]) * 100


def coffee_house() -> dict[str, tuple[Decimal, Decimal]]:
    """product -> (attractiveness, strength), from the rows of W2."""
    totals = {row["id"]: total_of(row) for row in GOLDEN["totals"]}
    return {
        product: (totals[f"W2-attractiveness-{product}"], totals[f"W2-strength-{product}"])
        for product in ("coffee", "tazo", "sandwich")
    }


def placed(thresholds: Thresholds) -> dict[str, Quadrant]:
    return {product: quadrant_at(high, strong, thresholds) for product, (high, strong) in coffee_house().items()}


def expected(name: str) -> dict[str, Quadrant]:
    return {product: NAMES[found] for product, found in GOLDEN["W2_quadrants"][name].items()}


def test_a_fixed_threshold_places_the_coffee_house() -> None:
    assert placed(Thresholds(Decimal("5.5"), Decimal("5.5"))) == expected("midpoint_5.5")


def test_the_mean_of_the_set_as_threshold_places_it_otherwise() -> None:
    means = [shown_to_four(sum(axis) / 3) for axis in zip(*coffee_house().values(), strict=True)]
    assert means == decimals(GOLDEN["W2_quadrants"]["means"])
    assert placed(Thresholds(*means)) == expected("portfolio_mean")
    assert expected("portfolio_mean") != expected("midpoint_5.5")


def shown_to_four(value: Decimal) -> Decimal:
    return value.quantize(FOUR_PLACES)


def test_two_thresholds_an_axis_give_the_nine_boxes() -> None:
    def level(value: Decimal) -> str:
        upper, lower = (
            quadrant_at(value, Decimal(0), Thresholds(Decimal(at))) is Quadrant.KEY_DEVELOPMENT for at in ("6.7", "3.3")
        )
        return "high" if upper else "medium" if lower else "low"

    boxes = {product: [level(high), level(strong)] for product, (high, strong) in coffee_house().items()}
    assert boxes == GOLDEN["W2_quadrants"]["nine_box_3.3_6.7"]


def test_relative_strength_of_w4_on_the_axis_from_0_to_10() -> None:
    row = GOLDEN["W4_relative"]
    found = two_firms(row["own"], row["best"])
    assert (found.ratio.quantize(FOUR_PLACES), found.difference, found.value) == (
        Decimal(row["ratio"]),
        Decimal(row["difference"]),
        Decimal(row["R_0_10"]),
    )


def test_relative_strength_of_w8() -> None:
    row = GOLDEN["W8_relative"]
    found = two_firms(row["own"], row["best"])
    assert (found.ratio.quantize(FOUR_PLACES), found.difference) == (Decimal(row["ratio"]), Decimal(row["difference"]))


def test_the_best_competitor_of_w4_and_w8_comes_from_their_rows() -> None:
    totals = {row["id"]: total_of(row) for row in GOLDEN["totals"]}
    rivals4 = {f"Rival{n}": known(totals[f"W4-Rival{n}"]) for n in (1, 2, 3, 4)}
    rivals8 = {name: known(totals[f"W8-{name}"]) for name in ("BK", "Wendys")}
    assert relative_strength(known(totals["W4-ABC"]), rivals4).competitor == "Rival1"
    assert relative_strength(known(totals["W8-own"]), rivals8).competitor == "BK"


def test_functions_have_one_voice_each() -> None:
    given = {name: decimals(GOLDEN["consensus"][name]) for name in ("sales", "finance", "marketing")}
    pooled = consensus({"everyone": [score for scores in given.values() for score in scores]})
    assert consensus(given).value == Decimal(GOLDEN["consensus"]["function_mean"])
    assert pooled.value == Decimal(GOLDEN["consensus"]["pooled_mean"])


def test_a_quadrant_of_readings_agrees_with_that_of_points() -> None:
    fixed = Thresholds(Decimal("5.5"), Decimal("5.5"))
    assert {p: quadrant(known(a), known(s), fixed) for p, (a, s) in coffee_house().items()} == placed(fixed)
