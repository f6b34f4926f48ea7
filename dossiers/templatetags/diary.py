"""How entries of the diary are shown: line by line, with the words that were looked for; people to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.forms.boundfield import BoundField, BoundWidget

from dossiers.finding import found_words, marked
from dossiers.models import DiaryEntry, Mood

register = template.Library()

# So many people stand in the open; the others wait behind "more" or the filter.
NEAR = 8
LOOKS = {Mood.GOOD: ("good", "smile"), Mood.NEUTRAL: ("plain", "neutral"), Mood.BAD: ("bad", "frown")}


@dataclass(frozen=True)
class Line:
    """One line of an entry as pieces, each with whether it was looked for."""

    number: int
    text: str
    pieces: Sequence[tuple[str, bool]]


@register.simple_tag
def words_in(entry: DiaryEntry, text: str) -> list[str]:
    """What to mark in an entry found by `text`; nothing where nothing was looked for."""
    return found_words(text, getattr(entry, "headline", "")) if text else []


@register.simple_tag
def lines_of(text: str, words: Sequence[str]) -> list[Line]:
    return [Line(number, line.strip(), marked(line, words)) for number, line in enumerate(text.splitlines())]


@register.filter
def mood_tone(mood: str) -> str:
    return LOOKS[Mood(mood)][0]


@register.filter
def mood_icon(mood: str) -> str:
    return LOOKS[Mood(mood)][1]


@register.simple_tag
def people_near_and_far(field: BoundField) -> dict[str, list[BoundWidget]]:
    """The choices of a field in their order: the chosen ones and the first few are near."""
    choices: list[Any] = list(field.subwidgets)
    chosen = [choice for choice in choices if choice.data["selected"]]
    others = [choice for choice in choices if not choice.data["selected"]]
    room = max(0, NEAR - len(chosen))
    # Two more are shown rather than hidden.
    room = len(others) if len(others) <= room + 2 else room
    return {"near": chosen + others[:room], "far": others[room:]}
