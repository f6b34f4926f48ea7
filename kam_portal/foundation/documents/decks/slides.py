"""A deck in the making: slides of text, boxes, tables and charts. Whatever does not fit goes on on a further slide."""

from __future__ import annotations

import datetime
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from kam_portal.foundation.documents.decks.splitting import height_of, numbered, pages, parts
from kam_portal.foundation.documents.decks.theme import (
    ACCENT,
    BODY_HEIGHT,
    BODY_TOP,
    BODY_WIDTH,
    FOOT_TOP,
    INK,
    LANGUAGES,
    LINE,
    MARGIN,
    MUTED,
    PAPER,
    TITLE_HEIGHT,
    TITLE_TOP,
    WIDTH,
    blank_deck,
    seen,
)

TITLE_ONLY = 5
TITLE_SIZE, TEXT_SIZE, BOX_SIZE, CELL_SIZE, SMALL_SIZE = 28, 18, 14, 12, 10
CELL_INSET, CELL_ABOVE = 0.08, 0.05
GAP, BOX_TITLE = 0.25, 0.35


@dataclass(frozen=True)
class Place:
    """On a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


BODY = Place(MARGIN, BODY_TOP, BODY_WIDTH, BODY_HEIGHT)


@dataclass(frozen=True)
class Grid:
    """A table: `widths` are shares. `figures` and `narrow`: columns of figures, and of words as small as a month's."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    figures: Collection[int] = ()
    narrow: Collection[int] = ()
    # (row, column) of the cells that are filled, as bars of a timeline are.
    filled: Collection[tuple[int, int]] = ()


class Deck:
    def __init__(self, *, title: str, author: str, foot: str, language: str, on: datetime.date) -> None:
        """`foot` stands at the end of every slide."""
        self.deck = blank_deck(title=title, author=author, on=on)
        self.foot, self.language = foot, LANGUAGES.get(language, LANGUAGES["en"])

    def saved(self) -> bytes:
        buffer = io.BytesIO()
        self.deck.save(buffer)
        return buffer.getvalue()

    def cover(self, *, kicker: str, title: str, lines: Sequence[str]) -> None:
        slide = self.slide(title, Place(MARGIN, 2.3, BODY_WIDTH, 1.6), 40)
        self.words(slide, kicker, Place(MARGIN, 1.8, BODY_WIDTH, 0.4), 16, colour=ACCENT, is_bold=True)
        self.words(slide, "\n".join(lines), Place(MARGIN, 4.1, BODY_WIDTH, 2.4), TEXT_SIZE, colour=MUTED)

    def text(self, title: str, text: str) -> None:
        found = parts(text, width=BODY.width, height=BODY.height, size=TEXT_SIZE)
        for at, part in enumerate(found, 1):
            self.words(self.slide(numbered(title, at, found)), part, BODY, TEXT_SIZE)

    def boxes(self, title: str, boxes: Sequence[tuple[str, str]]) -> None:
        """Two rows of two where every text fits its box; else the long ones have slides of their own."""
        wide, tall = (BODY.width - GAP) / 2, (BODY.height - GAP) / 2
        inner = (wide - 0.3, tall - BOX_TITLE - 0.3)
        long = [box for box in boxes if height_of(box[1], inner[0], BOX_SIZE) > inner[1]]
        short = [box for box in boxes if box not in long]
        if short:
            slide = self.slide(title)
            for at, (name, text) in enumerate(short):
                left, top = MARGIN + (at % 2) * (wide + GAP), BODY_TOP + (at // 2) * (tall + GAP)
                self._box(slide, name, text, Place(left, top, wide, tall))
        for name, text in long:
            self.text(f"{title}: {name}", text)

    def table(self, title: str, grid: Grid, place: Place = BODY) -> None:
        widths = [place.width * share / sum(grid.widths) for share in grid.widths]
        heading = _tall(grid.header, widths, grid.narrow)
        tall = ((at, _tall(row, widths, grid.narrow)) for at, row in enumerate(grid.rows))
        found = pages(tall, place.height - heading)
        for number, rows in enumerate(found, 1):
            self.rows(self.slide(numbered(title, number, found)), grid, rows, widths, place)

    def rows(self, slide: Any, grid: Grid, rows: Sequence[int], widths: Sequence[float], place: Place) -> None:
        """These rows of a grid as one table."""
        size = (Inches(place.left), Inches(place.top), Inches(place.width), Inches(0.3))
        table = slide.shapes.add_table(len(rows) + 1, len(widths), *size).table
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Inches(width)
        for at, words in enumerate([grid.header, *(grid.rows[row] for row in rows)]):
            table.rows[at].height = Inches(_tall(words, widths, grid.narrow))
            for column, (cell, text) in enumerate(zip(table.rows[at].cells, words, strict=True)):
                is_filled = at > 0 and (rows[at - 1], column) in grid.filled
                self._cell(cell, text, is_head=at == 0, is_filled=is_filled, grid=grid, column=column)

    def slide(self, title: str, place: Place | None = None, size: float = TITLE_SIZE) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[TITLE_ONLY])
        at = place or Place(MARGIN, TITLE_TOP, BODY_WIDTH, TITLE_HEIGHT)
        shape = slide.shapes.title
        shape.left, shape.top = Inches(at.left), Inches(at.top)
        shape.width, shape.height = Inches(at.width), Inches(at.height)
        while size > SMALL_SIZE and height_of(title, at.width, size) > at.height:
            size -= 2
        self._write(shape.text_frame, title, size, is_bold=True, anchor=MSO_ANCHOR.MIDDLE)
        number = str(len(self.deck.slides))
        self.words(slide, self.foot, Place(MARGIN, FOOT_TOP, BODY_WIDTH - 1, 0.3), SMALL_SIZE, colour=MUTED)
        self.words(
            slide, number, Place(WIDTH - MARGIN - 1, FOOT_TOP, 1, 0.3), SMALL_SIZE, colour=MUTED, align=PP_ALIGN.RIGHT
        )
        return slide

    def words(self, slide: Any, text: str, place: Place, size: float, **look: Any) -> None:
        shape = slide.shapes.add_textbox(
            Inches(place.left), Inches(place.top), Inches(place.width), Inches(place.height)
        )
        self._write(shape.text_frame, text, size, **look)

    def _box(self, slide: Any, title: str, text: str, place: Place) -> None:
        frame = slide.shapes.add_shape(
            1, Inches(place.left), Inches(place.top), Inches(place.width), Inches(place.height)
        )
        frame.fill.solid()
        frame.fill.fore_color.rgb = PAPER
        frame.line.color.rgb = LINE
        frame.shadow.inherit = False
        inner = Place(place.left + 0.1, place.top + 0.08, place.width - 0.2, BOX_TITLE)
        self.words(slide, title, inner, BOX_SIZE, colour=ACCENT, is_bold=True)
        below = Place(inner.left, inner.top + BOX_TITLE, inner.width, place.height - BOX_TITLE - 0.2)
        self.words(slide, text, below, BOX_SIZE)

    def _cell(self, cell: Any, text: str, *, is_head: bool, is_filled: bool, grid: Grid, column: int) -> None:
        cell.margin_left = cell.margin_right = Inches(_inset(column, grid.narrow))
        cell.margin_top = cell.margin_bottom = Inches(CELL_ABOVE)
        cell.fill.solid()
        cell.fill.fore_color.rgb = ACCENT if is_head or is_filled else PAPER
        align = (
            PP_ALIGN.RIGHT if column in grid.figures else PP_ALIGN.CENTER if column in grid.narrow else PP_ALIGN.LEFT
        )
        size = SMALL_SIZE if column in grid.narrow else CELL_SIZE
        colour = PAPER if is_head or is_filled else INK
        self._write(cell.text_frame, text, size, colour=colour, is_bold=is_head, align=align)

    def _write(
        self,
        frame: Any,
        text: str,
        size: float,
        *,
        colour: Any = INK,
        is_bold: bool = False,
        align: Any = PP_ALIGN.LEFT,
        anchor: Any = MSO_ANCHOR.TOP,
    ) -> None:
        frame.word_wrap, frame.vertical_anchor = True, anchor
        frame.text = seen(text)
        for paragraph in frame.paragraphs:
            paragraph.alignment = align
            for run in paragraph.runs:
                run.font.size, run.font.bold, run.font.color.rgb = Pt(size), is_bold, colour
                run.font.language_id = self.language


def _inset(column: int, narrow: Collection[int]) -> float:
    return CELL_INSET / (4 if column in narrow else 1)


def _tall(row: Sequence[str], widths: Sequence[float], narrow: Collection[int]) -> float:
    """How high a row has to be, in inches."""
    return 2 * CELL_ABOVE + max(
        height_of(text, width - 2 * _inset(at, narrow), SMALL_SIZE if at in narrow else CELL_SIZE)
        for at, (text, width) in enumerate(zip(row, widths, strict=True))
        if at not in narrow or text
    )
