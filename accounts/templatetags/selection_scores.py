"""Scores and bands in words."""

from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import BandScore
from accounts.selection.answers import points_in_words

register = template.Library()


@register.filter
def points(value: Decimal | None) -> str:
    """7, 7.5, or “?” for what is not known."""
    return points_in_words(value)


@register.filter
def band_in_words(band: BandScore) -> str:
    """The half-open interval a quantity fell into."""
    low, high = _amount(band.band_low), _amount(band.band_high)
    if band.band_low is None:
        return _("below %(high)s") % {"high": high} if band.band_high is not None else _("any amount")
    if band.band_high is None:
        return _("from %(low)s") % {"low": low}
    return _("from %(low)s up to %(high)s") % {"low": low, "high": high}


def _amount(edge: Decimal | None) -> str:
    if edge is None:
        return ""
    whole = edge == edge.to_integral_value()
    return str(formats.number_format(edge, decimal_pos=0 if whole else 2, use_l10n=True, force_grouping=True))
