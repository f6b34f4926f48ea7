"""The legend below the picture of the matrix: only what occurs in it, in rows that fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models.rounds import StrengthState
from accounts.selection.matrix_rows import Row
from kam_portal.foundation.charts.bubbles import Bubbles
from kam_portal.foundation.charts.labels import text_width

LETTERS, SYMBOL, BETWEEN, LINE_HEIGHT = 11.0, 30.0, 14.0, 20.0


@dataclass(frozen=True)
class Entry:
    """A symbol by its kind, and what it means; `x`, `y` are the middle of the symbol."""

    kind: str
    words: str
    x: float
    y: float


def legend(
    shapes: Bubbles, rows: Sequence[Row], currency: str, is_tried: bool, *, left: float, top: float, width: float
) -> list[Entry]:
    """`is_tried`: the picture marks who would move if other rules held."""
    found: list[Entry] = []
    x, y = left, top
    for kind, words in _kinds(shapes, rows, currency, is_tried):
        wide = SYMBOL + text_width(words, LETTERS) + BETWEEN
        if x > left and x + wide > left + width:
            x, y = left, y + LINE_HEIGHT
        found.append(Entry(kind, words, x + SYMBOL / 2 - 3, y))
        x += wide
    return found


def _kinds(shapes: Bubbles, rows: Sequence[Row], currency: str, is_tried: bool) -> Iterator[tuple[str, str]]:
    marks = shapes.marks
    if any(not mark.is_hollow for mark in marks):
        yield "bubble", _("area = sales, %(currency)s") % {"currency": currency}
    if any(mark.is_hollow and mark.lane is None and not mark.is_range for mark in marks):
        withheld = any(not row.is_readable for row in rows)
        yield (
            "hollow",
            _("sales not known, or not yours to read") if withheld else _("sales not known in this currency"),
        )
    if any(mark.is_range for mark in marks):
        yield "range", _("provisional: from the lowest to the highest")
    if any(row.is_near for row in rows):
        yield "near", _("borderline")
    if flipping := sum(row.flips for row in rows):
        words = ngettext("%(n)s would flip (weight or rater)", "%(n)s would flip (weight or rater)", flipping)
        yield "flips", words % {"n": flipping}
    if is_tried:
        yield "flips", _("would stand in another quadrant")
    if any(mark.arrow for mark in marks):
        yield "arrow", _("in three years")
    if any(mark.trail for mark in marks):
        yield "trail", _("from where it stands now") if is_tried else _("since the last round")
    if any(row.strength_state == StrengthState.ABSOLUTE for row in rows):
        yield "absolute", _("absolute only: no competitor assessed")
    if any(row.strength_state in (StrengthState.UNKNOWN, StrengthState.WEIGHTS) for row in rows):
        yield "unknown", _("strength unknown")
