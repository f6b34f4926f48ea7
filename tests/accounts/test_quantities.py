"""Quantities from sales rows: exact, and missing wherever something is not known."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.kaism import Band, check_bands
from accounts.models import Measure
from accounts.selection import quantities
from accounts.selection.quantities import SalesYear, quantity

D = Decimal
EUR, USD = "EUR", "USD"
amounts = st.none() | st.decimals(min_value=-(10**13), max_value=10**13, places=2)
years = st.none() | st.builds(SalesYear, st.sampled_from([EUR, USD]), amounts, amounts, amounts)
measures = st.sampled_from(list(Measure))


def year(sales: str | None, margin: str | None = None, cost: str | None = None, currency: str = EUR) -> SalesYear:
    return SalesYear(currency, *(None if figure is None else D(figure) for figure in (sales, margin, cost)))


@pytest.mark.parametrize(
    ("measure", "now", "before", "expected"),
    [
        ("sales", year("1500"), None, "1500"),
        ("sales", year("0"), None, "0"),
        ("sales", year("-20"), None, "-20"),
        ("sales", year(None), None, None),
        ("sales", year("1500", currency=USD), None, None),
        ("sales", None, year("1500"), None),
        ("growth", year("150"), year("120"), "25"),
        ("growth", year("90"), year("120"), "-25"),
        ("growth", year("0"), year("120"), "-100"),
        ("growth", year("-12"), year("120"), "-110"),
        ("growth", year("150", currency=USD), year("120", currency=USD), "25"),
        ("growth", year("150"), year("120", currency=USD), None),
        ("growth", year("150"), year("0"), None),
        ("growth", year("150"), year("-120"), None),
        ("growth", year("150"), year(None), None),
        ("growth", year("150"), None, None),
        ("growth", year(None), year("120"), None),
        ("growth", None, year("120"), None),
        ("margin", year("200", margin="30"), None, "15"),
        ("margin", year("200", margin="0"), None, "0"),
        ("margin", year("200", margin="-30", currency=USD), None, "-15"),
        ("margin", year("200"), None, None),
        ("margin", year("0", margin="30"), None, None),
        ("margin", year("-5", margin="30"), None, None),
        ("margin", year(None, margin="30"), None, None),
        ("cost", year("200", cost="30"), None, "15"),
        ("cost", year("200", cost="0"), None, "0"),
        ("cost", year("200", margin="30"), None, None),
        ("cost", year("0", cost="30"), None, None),
    ],
)
def test_a_quantity_is_known_or_missing(
    measure: str, now: SalesYear | None, before: SalesYear | None, expected: str | None
) -> None:
    found = quantity(measure, EUR, now, before)
    assert found == (None if expected is None else D(expected))


def test_the_measures_are_those_of_the_factors() -> None:
    assert set(Measure.values) == {
        quantities.SALES,
        quantities.GROWTH,
        quantities.MARGIN,
        quantities.COST_TO_SERVE,
    }


def exactly(measure: str, now: SalesYear | None, before: SalesYear | None) -> Fraction | None:
    """The quantity by fractions, straight from the definition."""
    if now is None or now.sales is None:
        return None
    sales = Fraction(now.sales)
    if measure == Measure.SALES:
        return sales if now.currency == EUR else None
    if measure == Measure.GROWTH:
        if before is None or before.sales is None or before.sales <= 0 or before.currency != now.currency:
            return None
        return (sales - Fraction(before.sales)) / Fraction(before.sales) * 100
    part = now.margin if measure == Measure.MARGIN else now.cost_to_serve
    return None if part is None or sales <= 0 else Fraction(part) / sales * 100


@given(measures, years, years)
def test_a_quantity_is_the_exact_one_cut_after_four_places(
    measure: str, now: SalesYear | None, before: SalesYear | None
) -> None:
    exact, found = exactly(measure, now, before), quantity(measure, EUR, now, before)
    assert (found is None) == (exact is None)
    if found is not None and exact is not None:
        assert Fraction(found) == Fraction(floor(exact * 10_000), 10_000)


@given(measures, years, years, st.lists(st.decimals(-200, 200, places=2), min_size=1, max_size=5, unique=True))
def test_cutting_puts_nothing_into_another_band(
    measure: str, now: SalesYear | None, before: SalesYear | None, edges: list[Decimal]
) -> None:
    exact, found = exactly(measure, now, before), quantity(measure, EUR, now, before)
    if found is None or exact is None:
        return
    rising = sorted(edges)
    ends = [None, *rising, None]
    table = check_bands(Band(low, high, D(n)) for n, (low, high) in enumerate(zip(ends, ends[1:], strict=False)))
    assert table.band_of(found).score == sum(exact >= Fraction(edge) for edge in rising)


def test_a_growth_just_below_an_edge_stays_below_it() -> None:
    assert quantity("growth", EUR, year("10999999999999.99"), year("10000000000000")) == D("9.9999")


@given(st.decimals(min_value=D("0.01"), max_value=10**13, places=2))
def test_the_widest_quantity_fits_its_column(sales: Decimal) -> None:
    """24 digits, 4 of them behind the point."""
    found = quantity("growth", EUR, SalesYear(EUR, sales), SalesYear(EUR, D("0.01")))
    assert found is not None
    assert abs(found) < 10**20
