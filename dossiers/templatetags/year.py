"""The months of a strip: the same for every client on a day, and so drawn once a process and language."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dossiers.ahead.strips import Picture
from kam_portal.foundation.charts.year import Month

register = template.Library()


@register.simple_tag
def months(picture: Picture) -> SafeString:
    return _drawn(picture.strip.months, picture.axis, get_language())


@lru_cache(maxsize=16)
def _drawn(of_the_year: tuple[Month, ...], axis: int, language: str) -> SafeString:
    """`language` is the reader's, in which the template names the months."""
    return render_to_string("svg/year_months.svg", {"months": of_the_year, "axis": axis})
