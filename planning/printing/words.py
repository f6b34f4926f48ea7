"""Small words of a printed plan: days, figures with their units."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats

from kam_portal.foundation.charts.amounts import exact_amount

NOTHING = "—"
NO_BREAK = "\u00a0"
# Of figures that were divided.
PLACES = Decimal("0.01")


def day(date: datetime.date | None) -> str:
    """Never broken over two lines."""
    return formats.date_format(date, "SHORT_DATE_FORMAT").replace(" ", NO_BREAK) if date else NOTHING


def period(start: datetime.date, end: datetime.date) -> str:
    return f"{day(start)} – {day(end)}"


def figure(value: Decimal | int | None) -> str:
    """At most two places, and as short as it can be: 1.67, 12 rather than 12.00."""
    return NOTHING if value is None else exact_amount(Decimal(value).quantize(PLACES, ROUND_HALF_UP))


def with_unit(value: Decimal | None, unit: str) -> str:
    return figure(value) if value is None or not unit else f"{figure(value)}{NO_BREAK}{unit}"


def money(value: Decimal | None, currency: str) -> str:
    return with_unit(value, currency)
