"""Small words of a printed plan: how goals stand, what opportunities are worth, figures with their units."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from planning.progress import Standing
from planning.worth import Worth

NOTHING = "—"
STANDINGS: Mapping[Standing, str | Promise] = {
    Standing.UNKNOWN: _("not known"),
    Standing.REACHED: _("reached"),
    Standing.ON_THE_WAY: _("on the way"),
    Standing.BEHIND: _("behind"),
    Standing.AWAY: _("going the wrong way"),
    Standing.MISSED: _("its day has passed"),
}
WORTHS: Mapping[Worth, str | Promise] = {
    Worth.QUICK_WIN: _("quick win"),
    Worth.STRATEGIC: _("strategic project"),
    Worth.FILL_IN: _("fill-in"),
    Worth.DROP: _("drop"),
}


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
