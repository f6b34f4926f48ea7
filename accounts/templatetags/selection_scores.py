"""Scores and bands in words."""

from decimal import Decimal

from django import template

from accounts.models import BandScore
from accounts.selection.answers import points_in_words
from accounts.selection.model_words import hit_in_words

register = template.Library()


@register.filter
def points(value: Decimal | None) -> str:
    """7, 7.5, or “?” for what is not known."""
    return points_in_words(value)


@register.filter
def band_in_words(band: BandScore) -> str:
    """The half-open interval a quantity fell into, with its unit."""
    return hit_in_words(band)
