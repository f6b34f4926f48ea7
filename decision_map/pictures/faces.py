"""What stands on a card, line by line, and how large that makes it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from decision_map.description import COVERAGES, INFLUENCES
from decision_map.layout import Key
from decision_map.pictures.asked import Asked
from decision_map.pictures.lettering import broken, shortened, width_of
from decision_map.reading import MapShown, PersonShown, PostShown

WIDTH, EDGE = 216, 10
# How many letters of each size a line holds, in the widest of the fonts a picture may meet.
NAME_ROOM, TITLE_ROOM, SMALL_ROOM = 18, 28, 31
NAME_LINE, TITLE_LINE, SMALL_LINE, PILL_LINE, BARS_LINE = 16, 14, 13, 19, 18
NAMES_MOST, TITLES_MOST = 3, 3
# A pill: its icon with what is around it, and a letter; Cyrillic ones are broader than Latin ones.
PILL_ICON, PILL_LETTER, PILL_BROAD_LETTER, PILL_GAP = 26, 6.2, 6.9, 4
SYMBOLS = {"mentor": "++", "supporter": "+", "neutral": "○", "non_supporter": "−", "enemy": "−−"}
ARROWS = {"rising": "↗", "setting": "↘"}


Pair = tuple[PostShown | None, PersonShown | None]
# So many cards are remembered by a process, with what stands on them: of one large map, or the upper ranks of twenty.
REMEMBERED = 2_048


class Pill(NamedTuple):
    key: str
    text: str
    x: float
    y: float
    width: float


class Written(NamedTuple):
    """A line of text: `kind` is its class."""

    kind: str
    y: float
    text: str


@dataclass(frozen=True, eq=False)
class Face:
    """One card. Below `foot` stand pills and bars, measured from there: alike on every card, they pack well.

    Of bars None means that nobody has judged yet, which is not zero. Compared as the object it is: see _face().
    """

    key: Key
    post: PostShown | None
    person: PersonShown | None
    lines: Sequence[Written]
    pills: Sequence[Pill]
    height: float
    foot: float
    bars_y: float
    is_judged: bool
    is_faded: bool
    influence: int | None = None
    coverage: int | None = None
    symbol: str = ""
    star: str = ""
    is_leaving: bool = False
    for_client: bool = False

    @property
    def attitude(self) -> str:
        return self.person.value("attitude") if self.person else ""

    @property
    def is_vacant(self) -> bool:
        return self.person is None

    @property
    def is_unverified(self) -> bool:
        return self.person is not None and self.person.is_unverified


@dataclass(frozen=True)
class Scene:
    """What is drawn: a map as it was asked for, on a day. `leaving` is a person who is drawn as gone."""

    shown: MapShown
    asked: Asked
    on: datetime.date
    for_client: bool = False
    leaving: int | None = None


def pairs_of(scene: Scene) -> list[Pair]:
    """Every post once with who holds it, then whoever has none."""
    pairs: list[Pair] = [(post, post.person) for post in scene.shown.posts]
    return pairs if scene.for_client else pairs + [(None, one) for one in scene.shown.without_post]


def faces_of(scene: Scene) -> list[Face]:
    """Of those that are not folded away."""
    away = _folded_away(scene)
    language = get_language() or ""
    return [
        _face(post, one, _look(scene, post, one), language)
        for post, one in pairs_of(scene)
        if post is None or post.id not in away
    ]


def _folded_away(scene: Scene) -> set[int]:
    """A superior stands before its reports."""
    away: set[int] = set()
    for post in scene.shown.posts:
        above = post.reports_to_id
        if above in away or above in scene.asked.fold:
            away.add(post.id)
    return away


def key_of(post: PostShown | None, person: PersonShown | None) -> Key:
    return post.id if post else f"person-{person.id if person else ''}"


class Look(NamedTuple):
    """What a card takes from the scene it stands in."""

    on: datetime.date
    may_judge: bool
    for_client: bool
    is_faded: bool
    is_leaving: bool


def _look(scene: Scene, post: PostShown | None, person: PersonShown | None) -> Look:
    is_faded = scene.asked.is_narrow and not scene.asked.matches(post, person)
    is_leaving = person is not None and person.id == scene.leaving
    return Look(scene.on, scene.shown.may_judge, scene.for_client, is_faded, is_leaving)


@lru_cache(maxsize=REMEMBERED)
def _face(post: PostShown | None, person: PersonShown | None, look: Look, language: str) -> Face:
    """The same object as long as nothing of it changes. `language` is the reader's, in which words are looked up."""
    is_judged = look.may_judge and person is not None
    lines = list(_stacked(_words(post, person, look.for_client), 4))
    foot = lines[-1].y + 8
    pills = _pills(person) if person else []
    bars_y = (pills[-1].y + PILL_LINE if pills else 0) + 1
    return Face(
        key=key_of(post, person),
        post=post,
        person=person,
        lines=lines,
        pills=pills,
        height=foot + bars_y + (BARS_LINE + 4 if is_judged else 1),
        foot=foot,
        bars_y=bars_y,
        is_judged=is_judged,
        is_faded=look.is_faded,
        influence=_step(person, "influence", [key for key, _title in INFLUENCES], 1),
        coverage=_step(person, "coverage", [key for key, _title in COVERAGES], 0),
        symbol=SYMBOLS.get(person.value("attitude"), "?") if is_judged and person else "",
        star=_star(person, look.on),
        is_leaving=look.is_leaving,
        for_client=look.for_client,
    )


def _words(post: PostShown | None, person: PersonShown | None, for_client: bool) -> Iterator[tuple[str, float, str]]:
    """Class, height and text of every line."""
    name = person.name if person else _("Vacant")
    yield from (("name", NAME_LINE, line) for line in broken(name, NAME_ROOM, NAMES_MOST))
    title = post.title if post else person.title if person else ""
    yield from (("post", TITLE_LINE, line) for line in broken(title, TITLE_ROOM, TITLES_MOST))
    place = " · ".join(post.place) if post else _("without a post")
    if place:
        yield "small", SMALL_LINE, shortened(place, SMALL_ROOM)
    if person and person.mirror and not for_client:
        yield "small", SMALL_LINE, shortened(f"⇄ {person.mirror.full_name}", SMALL_ROOM)


def _stacked(words: Iterator[tuple[str, float, str]], top: float) -> Iterator[Written]:
    y = top
    for kind, height, text in words:
        y += height
        yield Written(kind, y, text)


def _pills(person: PersonShown) -> list[Pill]:
    """Side by side as long as there is room; each under its icon's word."""
    pills: list[Pill] = []
    x, y = float(EDGE), 0
    for key, title in person.roles:
        letter = PILL_LETTER if title.isascii() else PILL_BROAD_LETTER
        text = shortened(title, (WIDTH - 2 * EDGE - PILL_ICON) / letter)
        width = round(PILL_ICON + letter * width_of(text))
        if pills and x + width > WIDTH - EDGE:
            x, y = float(EDGE), y + PILL_LINE
        pills.append(Pill(key, text, x, y, width))
        x += width + PILL_GAP
    return pills


def _step(person: PersonShown | None, key: str, steps: Sequence[str], first: int) -> int | None:
    value = person.value(key) if person else ""
    return steps.index(value) + first if value in steps else None


def _star(person: PersonShown | None, on: datetime.date) -> str:
    """ "↗ 03/2026": rising since March. Nothing when it no longer holds."""
    arrow = ARROWS.get(person.value("trajectory"), "") if person else ""
    if not person or not arrow or "" < person.value("trajectory_until") < on.isoformat():
        return ""
    since = person.value("trajectory_since")
    return f"{arrow} {since[5:7]}/{since[:4]}".rstrip(" /")
