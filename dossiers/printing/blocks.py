"""Of what a chapter on paper is made. Words only, in the reader's language; templates/typst/dossier.typ draws them.

User text stays text: it travels as a JSON string, which typst never reads as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kam_portal.foundation.documents.typesetting import breakable

# Letters without a break: a line of the page takes so many, a column of a table fewer.
LONGEST_IN_LINE, LONGEST_IN_CELL = 60, 24


@dataclass(frozen=True)
class Heading:
    """Below the title of the chapter."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str
    is_muted: bool = False


@dataclass(frozen=True)
class Line:
    """A title at the left, what is said at the right, and where it is from below it in small print."""

    title: str
    text: str
    small: str = ""


@dataclass(frozen=True)
class Lines:
    rows: Sequence[Line]


@dataclass(frozen=True)
class Cell:
    """A cell that says more than its word: a note below it, and small print below that."""

    text: str
    note: str = ""
    small: str = ""


@dataclass(frozen=True)
class Table:
    """`widths`: shares of the page's width, 0 for a column as wide as its content. `figures`: columns of figures."""

    header: Sequence[str]
    rows: Sequence[Sequence[str | Cell]]
    widths: Sequence[int]
    figures: Sequence[int] = ()


@dataclass(frozen=True)
class Picture:
    """An SVG of ours; `alt` says what it shows. `width` is percent of the page's width, `below` stays with it."""

    svg: str
    alt: str
    width: int = 60
    below: str = ""


@dataclass(frozen=True)
class Squares:
    """Two rows of two, for a SWOT."""

    cells: Sequence[Line]


Block = Heading | Paragraph | Lines | Table | Picture | Squares


def plain(block: Block) -> dict[str, Any]:
    """The block as the template reads it."""
    match block:
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Paragraph(text, is_muted):
            return {"kind": "paragraph", "text": in_line(text), "muted": is_muted}
        case Lines(rows):
            return {"kind": "lines", "rows": [_line(row, LONGEST_IN_LINE) for row in rows]}
        case Table(header, rows, widths, figures):
            cells = [[_cell(cell) for cell in row] for row in rows]
            titles = [in_cell(title) for title in header]
            shape = {"widths": list(widths), "figures": list(figures)}
            return {"kind": "table", "header": titles, "rows": cells, **shape}
        case Picture(svg, alt, width, below):
            return {"kind": "picture", "svg": svg, "alt": alt, "width": width, "below": in_line(below)}
        case Squares(cells):
            return {"kind": "squares", "cells": [_line(cell, LONGEST_IN_CELL) for cell in cells]}


def in_line(text: str) -> str:
    return breakable(text, LONGEST_IN_LINE)


def in_cell(text: str) -> str:
    return breakable(text, LONGEST_IN_CELL)


def _line(line: Line, longest: int) -> dict[str, str]:
    said = {"text": breakable(line.text, longest), "small": breakable(line.small, longest)}
    return {"title": in_cell(line.title), **said}


def _cell(cell: str | Cell) -> dict[str, str]:
    found = Cell(cell) if isinstance(cell, str) else cell
    return {"text": in_cell(found.text), "note": in_cell(found.note), "small": in_cell(found.small)}
