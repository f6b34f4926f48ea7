"""Whole numbers as addresses, forms and messages carry them."""

from __future__ import annotations

# What the key of a row holds for sure.
DIGITS_AT_MOST = 18


def number_in(text: str) -> int | None:
    """The number that the text is, of ASCII digits alone; None for anything else, and for one too long for a key."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_AT_MOST else None
