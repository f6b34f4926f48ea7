"""The picture of the matrix as SVG: the frame by a template, the many marks by a loop that is quick about it.

The same drawing stands in the page, in the file, on paper and in the report. User text passes `escape`; characters
XML does not know are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Round
from accounts.models.rounds import StrengthState
from accounts.selection.density import words_of
from accounts.selection.describing import Sentences
from accounts.selection.matrix_rows import Row
from accounts.selection.picture import Picture
from kam_portal.foundation.charts.bubbles import ALL_NAMED_UP_TO, HIT, LETTERS, NAMED_UP_TO, RANGE_THICKNESS, Mark
from kam_portal.foundation.charts.labels import Box, Label, Line
from kam_portal.foundation.charts.svg import NOT_XML, style_of, xml_text

Address = Callable[[int], str]
# Where a mark of this account leads; anything with a number nobody has.
PLACEHOLDER = 987654321
SHEET = "matrix.css"


def addresses(round_: Round) -> Address:
    """The page that explains an account's place; safe in an attribute as it is."""
    before, after = escape(reverse("why", args=[round_.pk, PLACEHOLDER])).split(str(PLACEHOLDER), 1)
    return lambda account: f"{before}{account}{after}"


def svg_of(
    picture: Picture, title: str, *, address: Address | None = None, styled: bool = False, name: str = "matrix"
) -> SafeString:
    """`address`: marks are links. `styled`: a file of its own, with its styles inside and nothing outside.

    `name`: another one for each picture of a page.
    """
    return mark_safe(  # noqa: S308 - every text in it is escaped
        render_to_string(
            "svg/matrix.svg",
            {
                "picture": picture,
                "name": name,
                "title": NOT_XML.sub("", title),
                "marks": mark_safe("".join(marks_of(picture, address))),  # noqa: S308 - escaped by marks_of
                "cells": mark_safe("".join(cells_of(picture))),  # noqa: S308 - numbers and our own words
                "names": mark_safe("".join(names_of(picture))),  # noqa: S308 - escaped by names_of
                "style": mark_safe(f"<style>{style_of(SHEET)}</style>") if styled else "",  # noqa: S308 - our own sheet
            },
        )
    )


def marks_of(picture: Picture, address: Address | None) -> Iterator[str]:
    count, sentences, is_small = len(picture.shapes.marks), Sentences(), picture.measures.is_small
    few, is_crowd = count <= NAMED_UP_TO, count > ALL_NAMED_UP_TO
    say = sentences.about if few and not is_small else sentences.in_short
    for mark in picture.shapes.marks:
        row = picture.rows[mark.key]
        tag = f'a href="{address(row.account)}"' if address else "g"
        other_place = picture.moved.get(mark.key, "")
        shape = _shape(mark, row, is_crowd, is_ringed=bool(row.flips or other_place))
        if few and not is_small and mark.box is None and mark.radius < HIT:
            shape += f'<circle class="hit" cx="{mark.x:g}" cy="{mark.y:g}" r="{HIT:g}"/>'
        said = xml_text(f"{say(row)}\n{other_place}" if other_place else say(row))
        kind = _classes(mark, row) + (" moves" if other_place else "")
        yield f'<{tag} class="{kind}"><title>{said}</title>{shape}</{tag[0]}>\n'


def _classes(mark: Mark, row: Row) -> str:
    names = ["mark"]
    if mark.is_hollow:
        names.append("hollow")
    if mark.is_range:
        names.append("range")
    if not row.is_asked:
        names.append("faded")
    if row.is_near:
        names.append("near")
    return " ".join(names)


def _shape(mark: Mark, row: Row, is_crowd: bool, is_ringed: bool) -> str:
    parts = []
    if mark.trail:
        parts.append(
            _line(mark.trail, "trail") + f'<circle class="trail" cx="{mark.trail.x1:g}" cy="{mark.trail.y1:g}" r="3"/>'
        )
    if mark.box and is_crowd:
        parts.append(_cross(mark.box))
    elif mark.box:
        parts.append(_rect(mark.box))
        if min(mark.box.width, mark.box.height) < 2 * HIT:
            parts.append(_rect(_widened(mark.box), "hit"))
    elif mark.lane is not None and row.strength_state == StrengthState.ABSOLUTE:
        parts.append(_diamond(mark.x, mark.y, mark.radius + 1))
    else:
        parts.append(f'<circle cx="{mark.x:g}" cy="{mark.y:g}" r="{mark.radius:g}"/>')
    if is_ringed and not mark.is_range:
        parts.append(f'<circle class="ring" cx="{mark.x:g}" cy="{mark.y:g}" r="{mark.radius + 3.5:g}"/>')
    if mark.arrow:
        parts.append(_line(mark.arrow, "arrow"))
    return "".join(parts)


def _line(line: Line, kind: str) -> str:
    return f'<path class="{kind}" d="M{line.x1:g} {line.y1:g}L{line.x2:g} {line.y2:g}"/>'


def _rect(box: Box, kind: str = "") -> str:
    name = f' class="{kind}"' if kind else ""
    return f'<rect{name} x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="3"/>'


def _widened(box: Box) -> Box:
    across, down = max(0.0, 2 * HIT - box.width) / 2, max(0.0, 2 * HIT - box.height) / 2
    return Box(box.x - across, box.y - down, box.width + 2 * across, box.height + 2 * down)


def _cross(box: Box) -> str:
    """A range among many: thin lines through its middle, along each axis that is uncertain."""
    x, y = box.x + box.width / 2, box.y + box.height / 2
    across = f"M{box.x:g} {y:g}H{box.right:g}" if box.width > RANGE_THICKNESS else ""
    down = f"M{x:g} {box.y:g}V{box.bottom:g}" if box.height > RANGE_THICKNESS else ""
    return f'<path class="reach" d="{across}{down}"/>'


def _diamond(x: float, y: float, reach: float) -> str:
    return f'<path d="M{x:g} {y - reach:g}L{x + reach:g} {y:g}L{x:g} {y + reach:g}L{x - reach:g} {y:g}Z"/>'


def cells_of(picture: Picture) -> Iterator[str]:
    is_narrow = any(cell.asked < cell.count for cell in picture.cells)
    for cell in picture.cells:
        faded = "" if cell.asked else " faded"
        x, y = cell.box.x + cell.box.width / 2, cell.box.y + cell.box.height / 2 + 4
        shown = cell.asked if is_narrow else cell.count
        rect = f'<rect x="{cell.box.x:g}" y="{cell.box.y:g}" width="{cell.box.width:g}" height="{cell.box.height:g}"'
        said = xml_text(words_of(cell, is_narrow))
        yield f'<g class="cell{faded}"><title>{said}</title>{rect} fill-opacity="{0.1 + 0.5 * cell.shade:.2f}"/>'
        yield f'<text text-anchor="middle" x="{x:.1f}" y="{y:.1f}">{shown}</text></g>\n'


def names_of(picture: Picture) -> Iterator[str]:
    for label in picture.labels:
        faded = "" if picture.rows[label.key].is_asked else " faded"
        leader = _line(label.leader, f"leader{faded}") if label.leader else ""
        yield f'{leader}<text class="name{faded}" {_at(label)}>{xml_text(label.text)}</text>\n'


def _at(label: Label) -> str:
    return f'x="{label.box.x + 1:.1f}" y="{label.box.y + LETTERS:.1f}"'
