"""A pasted list of people: a line each, the superior by "under ..." or by indentation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from decision_map.typed.lines import Reading, readings
from decision_map.typed.names import Key, KnownNames
from decision_map.typed.reporting import circles

_BULLET = re.compile(r"(?P<indent>\s*)(?:[-–—*•·]\s+|\d{1,3}[.)]\s+)?(?P<text>.*)")


class Doubt(StrEnum):
    NOBODY_NAMED = "nobody_named"
    SEVERAL_READINGS = "several_readings"
    NAMED_TWICE = "named_twice"
    ALREADY_KNOWN = "already_known"
    SUPERIOR_UNKNOWN = "superior_unknown"
    SEVERAL_SUPERIORS = "several_superiors"
    SELF_REPORT = "self_report"
    CIRCLE = "circle"
    INDENT_UNCLEAR = "indent_unclear"


class Place(NamedTuple):
    """Somebody of the list, by the line, or somebody who was known before, by the key; or a post of the map."""

    line: int | None = None
    key: Key | None = None
    post: Key | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list. It is clear with one reading, at most one superior and no doubt.

    `superiors` are all who may be meant; `same_as` are those who already bear the name."""

    line: int
    text: str
    readings: tuple[Reading, ...]
    superiors: tuple[Place, ...] = ()
    same_as: tuple[Place, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Indented(NamedTuple):
    line: int
    text: str
    above: int | None
    unclear: bool


def read_list(
    text: str, known: Sequence[tuple[Key, str]] = (), posts: Sequence[tuple[Key, str]] = ()
) -> tuple[Listed, ...]:
    """Every line that is not blank, in its order. `known` are the people who are already here, `posts` of the map.

    Who is under words that are nobody's name is under the post of that title.
    """
    lines = list(_indented(text))
    read = {indented.line: readings(indented.text) for indented in lines}
    people = People({line: found[0] for line, found in read.items() if found}, known, posts)
    listed = [_listed(indented, read[indented.line], people) for indented in lines]
    return tuple(_with_circles(listed))


def _indented(text: str) -> Iterator[Indented]:
    """Lines with the nearest one above that is indented less; tabs and spaces are not weighed against each other."""
    open_lines: list[tuple[str, int]] = []
    for line, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        parts = _BULLET.fullmatch(raw)
        indent, content = (parts["indent"], parts["text"].strip()) if parts else ("", raw.strip())
        while open_lines and open_lines[-1][0].startswith(indent):
            open_lines.pop()
        unclear = bool(open_lines) and not indent.startswith(open_lines[-1][0])
        above = open_lines[-1][1] if open_lines and not unclear else None
        if not unclear:
            open_lines.append((indent, line))
        yield Indented(line, content, above, unclear)


class People:
    """Those of the list and those known before, to be found by name, and by title where they have a post."""

    def __init__(
        self, listed: dict[int, Reading], known: Sequence[tuple[Key, str]], posts: Sequence[tuple[Key, str]]
    ) -> None:
        self._places = [*(Place(line=line) for line in listed), *(Place(key=key) for key, _ in known)]
        self._names = KnownNames(enumerate([*(one.name for one in listed.values()), *(name for _, name in known)]))
        self._listed, self._posts = listed, posts

    @cached_property
    def _titles(self) -> tuple[list[Place], KnownNames]:
        titled = [(Place(line=line), one.title) for line, one in self._listed.items() if one.title]
        titled += [(Place(post=key), title) for key, title in self._posts]
        return [place for place, _ in titled], KnownNames(enumerate(title for _, title in titled))

    def above(self, words: str, below: Place) -> list[Place]:
        """Under whom somebody is by these words; nobody is under themselves by their own title."""
        if named := self.meant_by(words):
            return named
        places, titles = self._titles if words else ([], KnownNames(()))
        return [places[int(n)] for n in titles.called_in_any_case(words) if places[int(n)] != below]

    def meant_by(self, words: str) -> list[Place]:
        return [self._places[int(number)] for number in self._names.meant_by(words)]

    def called(self, name: str) -> list[Place]:
        return [self._places[int(number)] for number in self._names.called(name)]


def _listed(indented: Indented, read: tuple[Reading, ...], people: People) -> Listed:
    here = Place(line=indented.line)
    if not read:
        return Listed(indented.line, indented.text, (), doubts=(Doubt.NOBODY_NAMED,))
    said = dict.fromkeys(place for reading in read for place in people.above(reading.superior, here))
    named = any(reading.superior for reading in read)
    led = [Place(line=indented.above)] if indented.above is not None else []
    superiors = tuple(dict.fromkeys([*led, *said]))
    same = () if read[0].is_vacancy else tuple(place for place in people.called(read[0].name) if place != here)
    doubts = [
        (Doubt.INDENT_UNCLEAR, indented.unclear),
        (Doubt.SEVERAL_READINGS, len(read) > 1),
        (Doubt.NAMED_TWICE, any(place.line is not None for place in same)),
        (Doubt.ALREADY_KNOWN, any(place.key is not None for place in same)),
        (Doubt.SUPERIOR_UNKNOWN, named and not said),
        (Doubt.SELF_REPORT, here in superiors),
        (Doubt.SEVERAL_SUPERIORS, len(superiors) > 1),
    ]
    return Listed(indented.line, indented.text, read, superiors, same, tuple(doubt for doubt, holds in doubts if holds))


def _with_circles(listed: list[Listed]) -> Iterator[Listed]:
    """Who is under whom in a circle; a report to oneself is told as such already."""
    only = {found.line: found.superiors[0].line if len(found.superiors) == 1 else None for found in listed}
    turning = {line for circle in circles(only) if len(circle) > 1 for line in circle}
    for found in listed:
        yield replace(found, doubts=(*found.doubts, Doubt.CIRCLE)) if found.line in turning else found
