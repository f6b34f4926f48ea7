"""Rows of a dossier found by words, and the places where they stand.

Words are found by their stems, Russian and English, and wherever they stand inside a longer word; case, ё and accents
aside. Written in quotes they are found next to each other, and `-word` leaves out what has it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func, Q, QuerySet, TextField, Value

from accounts.querysets import folded

AROUND = 80
# Marks that PostgreSQL sets around the words it found; where somebody managed to store one it is read as nothing.
START, STOP = "\x02", "\x03"
IN_RUSSIAN = "ts_headline('russian'::regconfig, %(expressions)s)"
HEADLINE = f"StartSel={START}, StopSel={STOP}, MaxFragments=1, MaxWords=30, MinWords=12"
EVERY_WORD = f"StartSel={START}, StopSel={STOP}, HighlightAll=true"
FOUND = re.compile(f"{START}([^{STOP}]*){STOP}")


@dataclass(frozen=True)
class Snippet:
    """The found words with what stands around them; `found` is empty when only the fold of accents matched."""

    before: str
    found: str
    after: str


def about(rows: QuerySet[Any], text: str, *columns: str) -> QuerySet[Any]:
    """Rows with these words in their columns, as they are indexed: one column alone, or up to three together."""
    indexed = _indexed(columns)
    return rows.alias(
        words=Func(*indexed, function="kam_words", output_field=SearchVectorField()),
        whole=Func(*indexed, function="kam_fold" if len(columns) == 1 else "kam_search_text", output_field=TextField()),
    ).filter(Q(words=_query(text)) | Q(whole__contains=folded(text.strip())))


def with_headline(rows: QuerySet[Any], text: str, *columns: Any, options: str = HEADLINE) -> QuerySet[Any]:
    """The rows with `stored`, what stands in the columns, and `headline`, the same with marks around what was found."""
    whole = Func(Value(" "), *columns, function="concat_ws", output_field=TextField())
    stored = Func(whole, Value(START + STOP), Value(""), function="translate", output_field=TextField())
    headline = Func(stored, _query(text), Value(options), template=IN_RUSSIAN, output_field=TextField())
    return rows.annotate(stored=stored, headline=headline)


def _indexed(columns: Sequence[str]) -> Sequence[Any]:
    return columns if len(columns) == 1 else (*columns, *[Value("")] * (3 - len(columns)))


def _query(text: str) -> SearchQuery:
    return SearchQuery(folded(text.strip()), config="russian", search_type="websearch")


def snippet(value: str, text: str, headline: str) -> Snippet:
    """The text as it was typed where it stands so, or else the words of its stems."""
    typed = cut_out(value, text)
    if typed.found or START not in headline:
        return typed
    before, _start, found = headline.partition(START)
    found, _stop, after = found.partition(STOP)
    return Snippet(before, found, after.replace(START, "").replace(STOP, ""))


def cut_out(value: str, text: str) -> Snippet:
    """The first place in `value` where `text` stands, with some words around it."""
    place = plain(value).find(plain(text.strip()))
    if place < 0:
        return Snippet(value[: 2 * AROUND], "", "…" if len(value) > 2 * AROUND else "")
    end = place + len(text.strip())
    start, stop = max(0, place - AROUND), min(len(value), end + AROUND)
    before = ("…" if start else "") + value[start:place]
    return Snippet(before, value[place:end], value[end:stop] + ("…" if stop < len(value) else ""))


def found_words(text: str, headline: str) -> list[str]:
    """What to mark in a row found by `text`: the words of its stems, and the text itself where it stands inside one."""
    words = {word for match in FOUND.finditer(headline) if (word := match[1].strip())}
    return sorted({*words, text.strip()} - {""}, key=len, reverse=True)


def marked(value: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The value in pieces, and whether a piece is one of the words; the pieces together are the value."""
    patterns = [re.escape(plain(word)) for word in words if word]
    if not patterns:
        return [(value, False)]
    pieces, end = [], 0
    for match in re.finditer("|".join(patterns), plain(value)):
        pieces += [(value[end : match.start()], False), (value[match.start() : match.end()], True)]
        end = match.end()
    return [piece for piece in (*pieces, (value[end:], False)) if piece[0]]


def plain(text: str) -> str:
    """Lower case and ё as е, letter for letter, so that places agree with the original."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text).replace("ё", "е")
