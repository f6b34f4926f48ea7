"""Small words of a printed plan: days, figures with their units."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils import formats

NOTHING = "—"


def day(date: datetime.date | None) -> str:
    return formats.date_format(date, "SHORT_DATE_FORMAT") if date else NOTHING


def period(start: datetime.date, end: datetime.date) -> str:
    return f"{day(start)} – {day(end)}"


def figure(value: Decimal | int | None) -> str:
    """As short as it is exact: 12 rather than 12.00."""
    if value is None:
        return NOTHING
    plain = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    return formats.number_format(Decimal(plain), use_l10n=True, force_grouping=True)


def with_unit(value: Decimal | None, unit: str) -> str:
    return figure(value) if value is None or not unit else f"{figure(value)}\u00a0{unit}"


def money(value: Decimal | None, currency: str) -> str:
    return with_unit(value, currency)
