"""What templates need to look alike: icons, the entries of the bar."""

from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kam_portal.foundation.charts.amounts import exact_amount

register = template.Library()

# Our words for the pictures of the icon set that comes with the Bootstrap wheel.
PICTURES = {
    "add": "solid/plus",
    "arrow-right": "solid/arrow-right",
    "back": "solid/arrow-left",
    "bad": "solid/circle-exclamation",
    "bell": "regular/bell",
    "building": "regular/building",
    "calendar": "regular/calendar",
    "caret": "solid/chevron-down",
    "check": "solid/check",
    "clock": "regular/clock",
    "clipboard": "regular/clipboard",
    "clip": "solid/paperclip",
    "comment": "regular/comment",
    "diary": "regular/comments",
    "down": "solid/arrow-down",
    "download": "solid/arrow-down-long",
    "edit": "regular/pen-to-square",
    "envelope": "regular/envelope",
    "eye": "regular/eye",
    "file": "regular/file-lines",
    "flag": "regular/flag",
    "frown": "regular/face-frown",
    "good": "regular/circle-check",
    "grid": "solid/table-cells-large",
    "history": "solid/clock-rotate-left",
    "info": "solid/circle-info",
    "key": "solid/star",
    "lock": "solid/lock",
    "menu": "solid/bars",
    "neutral": "regular/face-meh",
    "nudge": "regular/paper-plane",
    "people": "solid/user-group",
    "person": "regular/user",
    "print": "solid/print",
    "question": "regular/circle-question",
    "remove": "regular/trash-can",
    "return": "solid/rotate-left",
    "search": "solid/magnifying-glass",
    "sign": "solid/signature",
    "smile": "regular/face-smile",
    "star": "regular/star",
    "up": "solid/arrow-up",
    "upload": "solid/arrow-up-from-bracket",
    "warn": "solid/triangle-exclamation",
}


@cache
def picture(name: str) -> str:
    """The drawing inside the icon's <svg>, with its view box; KeyError for a name that is not ours."""
    source = (files("fontawesome") / "static/fontawesome/svgs" / f"{PICTURES[name]}.svg").read_text()
    box = source.split('viewBox="', 1)[1].split('"', 1)[0]
    paths = source[source.index("<path") : source.rindex("</svg>")]
    return f'<svg class="icon icon-{name}" viewBox="{box}" aria-hidden="true" focusable="false">{paths}</svg>'


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture beside a word; it says nothing to a screen reader."""
    return mark_safe(picture(name))  # noqa: S308 - a file of the wheel, chosen from our own table


@register.filter
def exact(value: Decimal | None) -> str:
    """All of a number, without the noughts that end it behind its mark; "" for none."""
    return "" if value is None else exact_amount(value)


@register.simple_tag(takes_context=True)
def bar_link(context: dict[str, Any], name: str, label: str) -> SafeString:
    """An entry of the bar, marked when the reader is on its pages; nothing while the page does not exist."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return SafeString("")
    here = _path(context)
    return _link(address, label, current=here == address if address == "/" else here.startswith(address))


@register.simple_tag(takes_context=True)
def exact_link(context: dict[str, Any], name: str, label: str) -> SafeString:
    """An entry of a row of tabs, marked on exactly its page."""
    address = reverse(name)
    return _link(address, label, current=_path(context) == address)


def _path(context: dict[str, Any]) -> str:
    request = context.get("request")
    return request.path if request else ""


def _link(address: str, label: str, *, current: bool) -> SafeString:
    mark = mark_safe(' aria-current="page"') if current else ""  # noqa: S308 - our own words
    return format_html('<a href="{}"{}>{}</a>', address, mark, label)
