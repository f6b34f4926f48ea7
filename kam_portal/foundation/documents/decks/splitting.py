"""How much room text takes on a slide, and where it goes on. Pure.

Nobody knows the fonts of the machine that will show it: letters are taken a little wider than most are, so that a slide
may have room left, and hardly ever too little.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

Row = TypeVar("Row")

# Of the height of a letter: its width on the average, and the distance of lines.
WIDE, LINE = 0.56, 1.2
POINTS = 72


def letters_in(width: float, size: float) -> int:
    """How many letters of so many points a line of so many inches takes."""
    return max(1, int(width * POINTS / (size * WIDE)))


def lines_in(height: float, size: float) -> int:
    return max(1, int(height * POINTS / (size * LINE)))


def lines_of(text: str, width: float, size: float) -> int:
    room = letters_in(width, size)
    return sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n"))


def height_of(text: str, width: float, size: float) -> float:
    """In inches."""
    return lines_of(text, width, size) * size * LINE / POINTS


def parts(text: str, *, width: float, height: float, size: float) -> list[str]:
    """The text in pieces that each fit: broken between paragraphs, then between words, then anywhere."""
    room, most = letters_in(width, size), lines_in(height, size)
    found: list[list[str]] = [[]]
    left = most
    for paragraph in text.split("\n"):
        for piece in _pieces(paragraph, room * most):
            needed = max(1, math.ceil(len(piece) / room))
            if needed > left and found[-1]:
                found.append([])
                left = most
            found[-1].append(piece)
            left -= needed
    return ["\n".join(part) for part in found]


def _pieces(paragraph: str, longest: int) -> Iterator[str]:
    while len(paragraph) > longest:
        at = paragraph.rfind(" ", 1, longest + 1)
        at = at if at > 0 else longest
        yield paragraph[:at].rstrip()
        paragraph = paragraph[at:].lstrip()
    yield paragraph


def pages(rows: Iterable[tuple[Row, float]], height: float) -> list[list[Row]]:
    """Rows with their heights in the order given, as many to a page as fit; each page has at least one."""
    found: list[list[Row]] = []
    left = 0.0
    for row, tall in rows:
        if not found or tall > left:
            found.append([])
            left = height
        found[-1].append(row)
        left -= tall
    return found


def numbered(title: str, at: int, of: Sequence[object]) -> str:
    """The title of one of several slides."""
    return f"{title} ({at}/{len(of)})" if len(of) > 1 else title
