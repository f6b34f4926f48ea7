"""One line that names a person: "Ivanova, finance director, under Petrov".

Where a line can be understood in more than one way, every way is returned and none is chosen.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# Between name, title and superior: commas, semicolons, tabs, and dashes with spaces around them.
_SPACES = re.compile(r"[^\S\t]+")
_PARTS = re.compile(r"\s*[,;\t]\s*|\s+[-–—]\s+")
_LED = (
    r"under|reports?\s+to|reporting\s+to|"
    r"под\s+руководством|в\s+подчинении\s+у|подчиняется|подчин[её]на?|под|у"
)
_SUPERIOR = re.compile(rf"(?:{_LED})(?:\s*:\s*|\s+)(?P<who>\S.*)", re.IGNORECASE)
_INSIDE = re.compile(rf"(?P<before>\S.*?)\s+(?:{_LED})\s+(?P<who>\S.*)", re.IGNORECASE)
# Titles that begin as if a superior followed.
_UNDER_IN_A_TITLE = re.compile(r"under\s+(?:secretary|treasurer|sheriff|manager|librarian)\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(?P<name>[^()]+?)\s*\((?P<title>[^()]+)\)")
VACANT = frozenset({"", "vacant", "vacancy", "вакансия", "вакантно"})


class Reading(NamedTuple):
    """`superior` are the words that name one; empty where none is named."""

    name: str
    title: str = ""
    superior: str = ""

    @property
    def is_vacancy(self) -> bool:
        return self.name.casefold() in VACANT


def readings(line: str) -> tuple[Reading, ...]:
    """All ways to understand a line, the likeliest first; one if it is clear, none if nobody is named in it."""
    parts = [part.strip() for part in _PARTS.split(_SPACES.sub(" ", line).strip())]
    if not parts[0] or _SUPERIOR.fullmatch(parts[0]):
        return ()
    first, *rest = _opened(parts[0]), *parts[1:]
    name, *title = first
    found = [
        Reading(name, _joined([*title, *others]), who) for others, who in _superiors([part for part in rest if part])
    ]
    if len(first) == 1:
        found = [other for reading in found for other in _split_name(reading)]
    return tuple(dict.fromkeys(found))


def _opened(part: str) -> list[str]:
    """A title in brackets after the name."""
    bracketed = _IN_BRACKETS.fullmatch(part)
    return [bracketed["name"], bracketed["title"].strip()] if bracketed else [part]


def _joined(parts: list[str]) -> str:
    return ", ".join(parts)


def _superiors(parts: list[str]) -> list[tuple[list[str], str]]:
    """What of the parts belongs to the title, and who is the superior, in every way that is possible."""
    found: list[tuple[list[str], str]] = []
    for at, part in enumerate(parts):
        led = _SUPERIOR.fullmatch(part)
        if led:
            found.append((parts[:at] + parts[at + 1 :], led["who"]))
            if parts[at + 1 :]:
                found.append((parts[:at], _joined([led["who"], *parts[at + 1 :]])))
            if _UNDER_IN_A_TITLE.match(part):
                found.append((parts, ""))
    return found or _inside_a_title(parts) or [(parts, "")]


def _inside_a_title(parts: list[str]) -> list[tuple[list[str], str]]:
    """ "finance director under Petrov": a superior, or all of it a title."""
    for at, part in enumerate(parts):
        inside = _INSIDE.fullmatch(part)
        if inside:
            return [([*parts[:at], inside["before"], *parts[at + 1 :]], inside["who"]), (parts, "")]
    return []


def _split_name(reading: Reading) -> list[Reading]:
    """ "Ivanova under Petrov" is clear; of "Ivanova finance director" nobody can say where the name ends."""
    inside = _INSIDE.fullmatch(reading.name)
    if inside is None:
        return _split_title(reading)
    superior = _joined([inside["who"], *filter(None, [reading.superior])])
    parted = _split_title(reading._replace(name=inside["before"], superior=superior))
    return parted if len(parted) == 1 and not reading.superior else [*parted, reading]


def _split_title(reading: Reading) -> list[Reading]:
    """Words without a capital behind the name may be a title; those before its last capital belong to it: van Dyck."""
    words = reading.name.split()
    name_ends = max((at for at, word in enumerate(words, start=1) if not word[0].islower()), default=0)
    if not 0 < name_ends < len(words):
        return [reading]
    title = _joined([" ".join(words[name_ends:]), *filter(None, [reading.title])])
    return [reading._replace(name=" ".join(words[:name_ends]), title=title), reading]
