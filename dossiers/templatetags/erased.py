"""On which days something was erased from a signed review."""

from __future__ import annotations

import datetime

from django import template

from dossiers.models import Review
from dossiers.reviews import erasing

register = template.Library()


@register.filter
def days_erased(review: Review) -> list[datetime.date]:
    return erasing.days_erased(review)
