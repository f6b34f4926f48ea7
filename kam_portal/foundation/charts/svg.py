"""What every picture needs on its way into SVG: text that XML knows, and the styles of a file that stands alone."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path

from django.conf import settings

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def xml_text(text: str) -> str:
    return escape(NOT_XML.sub("", text))


@cache
def style_of(sheet: str, *, until: str = "/* Page") -> str:
    """A picture's own part of the sheet of its page, with the light colours written out for other programs.

    `until` is the comment before which it ends, for who gets less of the picture.
    """
    sheets = Path(settings.BASE_DIR) / "static" / "css"
    tokens = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", _upto((sheets / "theme.css").read_text(), "@media")))
    own = (sheets / sheet).read_text().split("/* Picture */", 1)[1].split(until, 1)[0]
    return re.sub(r"var\((--[a-z-]+)\)", lambda found: tokens[found[1]], own).strip()


def _upto(text: str, end: str) -> str:
    return text.split(end, 1)[0]
