"""Amounts in the narrow places of a picture."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats
from django.utils.translation import gettext as _

THOUSAND, MILLION = Decimal(1_000), Decimal(1_000_000)


def short_amount(value: Decimal | None) -> str:
    """An amount for a narrow place: 950, 12 k, 3.4 m; a dash for what is not known."""
    if value is None:
        return "–"
    if abs(value) >= MILLION:
        return _("%(amount)s m") % {"amount": _scaled(value / MILLION)}
    if abs(value) >= THOUSAND:
        return _("%(amount)s k") % {"amount": _scaled(value / THOUSAND)}
    return formats.number_format(value, decimal_pos=0, use_l10n=True)


def exact_amount(value: Decimal) -> str:
    """All of an amount, without the noughts that end it behind its mark: 10, 12.5, 1,000,000."""
    return formats.number_format(Decimal(f"{value.normalize():f}"), use_l10n=True, force_grouping=True)


def _scaled(value: Decimal) -> str:
    places = 1 if abs(value) < 10 else 0
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return formats.number_format(rounded, decimal_pos=places, use_l10n=True)
