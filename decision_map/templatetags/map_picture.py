"""The picture of a map for templates of its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from decision_map.pictures.page import PicturePage, page_of
from decision_map.reading import MapShown

register = template.Library()


@register.simple_tag(takes_context=True)
def map_picture(context: dict[str, Any], shown: MapShown) -> PicturePage:
    """As the address of the page asks for it, on this day."""
    return page_of(shown, context["request"].GET.dict(), timezone.localdate())
