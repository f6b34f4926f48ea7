"""The look of the house on slides: 16 to 9, its colours as those of the theme, text that XML knows."""

from __future__ import annotations

import datetime
import re
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu, Inches

from kam_portal.foundation.charts.svg import NOT_XML
from kam_portal.foundation.tabular.writing import defused

WIDTH, HEIGHT = 13.333, 7.5
# Left and right of everything; where titles, what stands below them and the foot begin.
MARGIN, TITLE_TOP, BODY_TOP, FOOT_TOP = 0.6, 0.4, 1.35, 7.0
TITLE_HEIGHT, BODY_HEIGHT, BODY_WIDTH = 0.8, 5.5, WIDTH - 2 * MARGIN

INK, MUTED, LINE = RGBColor(0x17, 0x21, 0x2B), RGBColor(0x5D, 0x6B, 0x79), RGBColor(0xDF, 0xE4, 0xEA)
ACCENT, PAPER = RGBColor(0x0B, 0x64, 0x72), RGBColor(0xFF, 0xFF, 0xFF)
# Accent, middle, light, and three beside them for what must not be mistaken.
THEME = {
    "dk2": "17212B",
    "lt2": "F4F6F8",
    "accent1": "0B6472",
    "accent2": "5F9FA8",
    "accent3": "B5D3D7",
    "accent4": "8A5A00",
    "accent5": "5D6B79",
    "accent6": "2F7D4F",
    "hlink": "0B6472",
}
# A picture of it, and which program saved it.
OF_THE_TEMPLATE = (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
LANGUAGES = {"en": MSO_LANGUAGE_ID.ENGLISH_US, "ru": MSO_LANGUAGE_ID.RUSSIAN}


def seen(text: str) -> str:
    """The text without what XML does not know, its lines ended as Python ends them."""
    return NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def in_chart(text: str) -> str:
    """A chart keeps its words in a workbook of its own: there nothing of them is a formula."""
    return defused(seen(text))


def blank_deck(*, title: str, author: str, on: datetime.date) -> Any:
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    # The template is 4 to 3: its places grow with the slide.
    for page in (deck.slide_master, *deck.slide_layouts):
        for shape in page.placeholders:
            shape.left, shape.width = Emu(int(shape.left * WIDTH / 10)), Emu(int(shape.width * WIDTH / 10))
    _colour(deck)
    _sign(deck, title, author, on)
    return deck


def _sign(deck: Any, title: str, author: str, on: datetime.date) -> None:
    """In place of what the template says of those who made it."""
    known = deck.core_properties
    known.title, known.author, known.last_modified_by = seen(title), seen(author), seen(author)
    known.comments = ""
    known.created = known.modified = datetime.datetime.combine(on, datetime.time(12))
    package = deck.part.package
    for number, relation in list(package._rels.items()):
        if relation.reltype in OF_THE_TEMPLATE:
            package.drop_rel(number)


def _colour(deck: Any) -> None:
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode()
    for name, colour in THEME.items():
        text = re.sub(rf'(<a:{name}><a:srgbClr val=")[0-9A-F]{{6}}', rf"\g<1>{colour}", text)
    theme.blob = text.encode()
