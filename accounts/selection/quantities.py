"""What bands score: the quantities of an account from its sales rows. Pure and exact; missing is not zero."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

SALES, GROWTH, MARGIN, COST_TO_SERVE = "sales", "growth", "margin", "cost"
ZERO = Decimal(0)
# Of a percent. Edges of bands have two places, so a quantity cut after four lies in the band of the uncut one.
PLACES = 4


@dataclass(frozen=True, slots=True)
class SalesYear:
    """The sales row of one account and year; None is not known."""

    currency: str
    sales: Decimal | None
    margin: Decimal | None = None
    cost_to_serve: Decimal | None = None


def quantity(measure: str, currency: str, year: SalesYear | None, before: SalesYear | None) -> Decimal | None:
    """The quantity of a measure (a value of Measure) in the year, or None when it is not known.

    Turnover counts in the factor's currency only; growth wants both years in one currency and a turnover above zero
    the year before; margin and cost to serve want a turnover above zero [ours: a share of less says nothing].
    """
    if year is None:
        return None
    if measure == SALES:
        return year.sales if year.currency == currency else None
    if measure == GROWTH:
        return growth(year, before)
    return percent(year.margin if measure == MARGIN else year.cost_to_serve, year.sales)


def growth(year: SalesYear, before: SalesYear | None) -> Decimal | None:
    """By how many % of the turnover of the year before it grew; below zero where it shrank."""
    if before is None or before.currency != year.currency or year.sales is None or before.sales is None:
        return None
    return percent(year.sales - before.sales, before.sales)


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """part/whole in %, cut downwards after four places; in whole cents, so that nothing is rounded on the way."""
    if part is None or whole is None or whole <= ZERO:
        return None
    return Decimal(cents(part) * 100 * 10**PLACES // cents(whole)).scaleb(-PLACES)


def cents(amount: Decimal) -> int:
    return int(amount.scaleb(2))
