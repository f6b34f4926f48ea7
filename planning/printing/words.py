"""Small words of a printed plan: days, figures with their units."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils import formats

from kam_portal.foundation.charts.amounts import exact_amount

NOTHING = "—"


def day(date: datetime.date | None) -> str:
    return formats.date_format(date, "SHORT_DATE_FORMAT") if date else NOTHING


def period(start: datetime.date, end: datetime.date) -> str:
    return f"{day(start)} – {day(end)}"


def figure(value: Decimal | int | None) -> str:
    """As short as it is exact: 12 rather than 12.00."""
    return NOTHING if value is None else exact_amount(Decimal(value))


def with_unit(value: Decimal | None, unit: str) -> str:
    return figure(value) if value is None or not unit else f"{figure(value)}\u00a0{unit}"


def money(value: Decimal | None, currency: str) -> str:
    return with_unit(value, currency)
