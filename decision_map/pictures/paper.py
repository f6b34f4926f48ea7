"""The map on sheets of paper, each whole in itself; what templates/typst/decision_map.typ reads."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Account
from decision_map.layout import A3, A4, Key, Paper, Sheet, sheets
from decision_map.pictures.drawing import SHEET, Drawn, drawn, posts_of, sheet_svg, svg_of, ties_of
from decision_map.pictures.faces import Scene
from decision_map.pictures.legend import SIGN_HEIGHT, legend_svg, rows_of_legend
from decision_map.reading import MapShown
from decision_map.sentences import of_line
from kam_portal.foundation.documents.typesetting import breakable, language, typeset
from kam_portal.foundation.people.models import User

PAPERS = {"a4": A4, "a3": A3}
# Letters of a title on one line, and without a break.
LONGEST_TITLE, LONGEST_RUN = 90, 40
# The legend is drawn in pixels of which so many are a millimetre.
LEGEND_PIXELS = 4.2
# For so many rows of it the strip above the picture has room.
LEGEND_ROWS = 2
POINTS_A_PIXEL = 0.75
# Pixels of a PNG a pixel of the screen, and of all of it.
SHARPNESS, MOST_PIXELS = 2.0, 20_000_000


def pdf_data(scene: Scene, paper: str, *, account: Account, reader: User) -> dict[str, Any]:
    """For templates/typst/decision_map.typ."""
    found, room = drawn(scene), PAPERS[paper]
    parts = sheets_of(found, below_legend(room, scene.shown))
    title = Truncator(f"{account.trade_name} · {scene.shown.map.title}").chars(LONGEST_TITLE)
    return {
        "language": language(),
        "paper": paper,
        "title": breakable(title, LONGEST_RUN),
        "line": line_of(account, reader, scene),
        "legend": legend_svg(SHEET, room.width * LEGEND_PIXELS, scene.shown),
        "sheets": [
            {"svg": sheet_of(found, sheet, title), "width": f"{sheet.picture.width * sheet.scale:.2f}"}
            for sheet in parts
        ],
        "lines": [breakable(line, LONGEST_RUN) for line in dict.fromkeys(lines_between(found, parts))],
        "words": {
            "sheet": _("Sheet"),
            "of": pgettext("page 3 of 9", "of"),
            "between": _("Lines between sheets"),
        },
    }


def below_legend(paper: Paper, shown: MapShown) -> Paper:
    """What title and legend leave of a sheet: the words are longer in one language than in another."""
    more = rows_of_legend(paper.width * LEGEND_PIXELS, shown) - LEGEND_ROWS
    return paper._replace(height=paper.height - max(more, 0) * SIGN_HEIGHT / LEGEND_PIXELS)


def png_of(found: Drawn, title: str) -> bytes:
    """Twice as sharp as on the screen, and less where the picture would take more room than a server has to spare."""
    width, height = found.picture.width, found.picture.height
    sharpness = min(SHARPNESS, math.sqrt(MOST_PIXELS / max(width * height, 1)))
    data = {
        "language": language(),
        "title": title,
        "svg": svg_of(found, title, styled=True),
        "width": f"{width * POINTS_A_PIXEL:.2f}",
    }
    return typeset("decision_map_picture", data, form="png", ppi=sharpness * 72 / POINTS_A_PIXEL)


def sheets_of(found: Drawn, paper: Paper) -> Sequence[Sheet]:
    return sheets(posts_of(found.scene, found.faces), ties_of(found.scene), paper)


def sheet_of(found: Drawn, sheet: Sheet, title: str) -> str:
    notes: dict[Key, str] = {}
    for key, number in sheet.goes_on.items():
        notes[key] = _("goes on: sheet %(n)d") % {"n": number}
    for key, number in sheet.came_from.items():
        notes[key] = _("begins on sheet %(n)d") % {"n": number}
    return sheet_svg(found, sheet.picture, title, styled=True, notes=notes)


def lines_between(found: Drawn, parts: Sequence[Sheet]) -> Iterator[str]:
    """Sentences of the lines that no sheet can draw, with the two sheets."""
    sentences = {shown.line.pk: of_line(shown) for shown in found.scene.shown.lines}
    for sheet in parts:
        for tie, other in sheet.elsewhere:
            ends = sorted((sheet.number, other))
            words = {"line": sentences[int(tie.id)], "one": ends[0], "other": ends[1]}
            yield _("%(line)s (sheets %(one)d and %(other)d)") % words


def line_of(account: Account, reader: User, scene: Scene) -> str:
    """What stands at the foot of every sheet."""
    if scene.for_client:
        return _("Prepared for %(client)s") % {"client": Truncator(account.trade_name).chars(LONGEST_TITLE)}
    words = {"name": reader.full_name, "day": date_format(scene.on)}
    return _("Confidential: internal, for the account team. Printed by %(name)s on %(day)s") % words
