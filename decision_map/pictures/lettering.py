"""Text on a card without measuring fonts: letters are counted, and broken into the lines that certainly hold them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

ELLIPSIS = "…"


def width_of(text: str) -> float:
    """In widths of an ordinary small letter: capitals are wider, signs of East Asia twice as wide, accents nothing."""
    return sum(map(_width, text))


def broken(text: str, room: float, most: int) -> list[str]:
    """At most so many lines; what finds no room in them is left out with an ellipsis."""
    if width_of(text) <= room and text.strip():
        return [" ".join(text.split())]
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
            continue
        lines += _pieces(word, room)
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), room)]
    return lines


def shortened(text: str, room: float) -> str:
    if width_of(text) <= room:
        return text
    kept = ""
    for letter in text:
        if width_of(kept + letter) > room - 1:
            break
        kept += letter
    return kept.rstrip() + ELLIPSIS


def _pieces(word: str, room: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if width_of(pieces[-1] + letter) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@lru_cache(maxsize=4096)
def _width(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return 2
    return 1.25 if letter.isupper() else 1
