"""A map as its reader sees it: boxes and people, what is judged of them, lines. One statement, whatever it holds.

A map is looked at far more often than its people change: what follows from the words of the database alone is made
once, and stands for every reading of the same words.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import models
from django.db.models import OuterRef, QuerySet
from django.utils.translation import get_language

from accounts.models import Account
from decision_map.description import BY_KEY, FIELDS, ROLES
from decision_map.limits import thresholds_of, with_limits
from decision_map.measures import DEFAULT_THRESHOLDS, Thresholds
from decision_map.models import Actor, DecisionMap, Dismissal, Judgement, Line, Occupancy, Post
from dossiers.diary.narrowing import day_last_met
from dossiers.values import to_words
from kam_portal.foundation.alongside import Alongside
from kam_portal.foundation.statements import Statement

AUTHOR = "by__full_name"
NOTHING = "[]"
# The people of so many maps are remembered by a process: three hundred of them take less than a megabyte.
REMEMBERED = 16


def _all_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


POSTS = Alongside(Post, "title", "unit", "site", "reference", "reports_to_id", "version")
SEATS = Alongside(Occupancy, "post_id", "actor_id", "since")
OURS = ("mirror", "backup")
PEOPLE = Alongside(
    Actor,
    *("contact__name", "contact__title", "contact__erased_on"),
    *(f"{who}__{name}" for who in OURS for name in ("full_name", "is_active")),
    *("ladder_now", "ladder_wanted", "every_days", "left_on", "last_met"),
)
JUDGEMENTS = Alongside(Judgement, "actor_id", "key", "value", "as_of", "source", AUTHOR)
LINES = Alongside(Line, *_all_of(Line), AUTHOR)
ASIDE = Alongside(Dismissal, *_all_of(Dismissal), AUTHOR)


def anchor_of(person: object, post: object = None) -> str:
    """Where somebody stands in the table: at a post, or by themselves."""
    return f"post-{post}" if post else f"person-{person}"


class Judged(NamedTuple):
    """One judgement with its provenance; `is_unverified` when it is older than the company allows."""

    key: str
    value: str
    as_of: datetime.date
    by: str
    source: str
    is_unverified: bool

    @property
    def title(self) -> str:
        return _full_title(self.key, get_language())

    @property
    def text(self) -> str:
        return _in_words(self.key, self.value, get_language())


class JudgedOf(dict[str, Judged]):
    """What is judged of one person, by key. Nobody writes in it: it is shared by all who read the same."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.values()))


class Colleague(NamedTuple):
    """Somebody of us who answers for a person; whoever was deactivated answers for nobody."""

    id: int
    full_name: str
    is_active: bool

    def __str__(self) -> str:
        return self.full_name


class PersonShown(NamedTuple):
    """A person of the map, by the id of their Actor; `title` is what they are called where they hold no post.

    `judged` is empty for whoever may not read it, and MapShown.may_judge tells which it is.
    """

    id: int
    contact_id: int
    name: str
    title: str = ""
    mirror: Colleague | None = None
    backup: Colleague | None = None
    ladder_now: int | None = None
    ladder_wanted: int | None = None
    every_days: int | None = None
    left_on: datetime.date | None = None
    last_met: datetime.date | None = None
    judged: JudgedOf = JudgedOf()
    # Holds the place, so that the map keeps its shape, and is nobody to be judged, met or counted.
    is_erased: bool = False

    def value(self, key: str) -> str:
        return self.judged[key].value if key in self.judged else ""

    @property
    def roles(self) -> tuple[tuple[str, str], ...]:
        """The buying roles as keys and titles."""
        return _roles(self.value("roles"), get_language())

    @property
    def is_unverified(self) -> bool:
        """Whether something that is judged waits to be looked at again."""
        return any(judged.is_unverified for judged in self.judged.values())

    @property
    def told(self) -> list[Judged]:
        return [self.judged[one.key] for one in FIELDS if one.key in self.judged]


class PostShown(NamedTuple):
    """A box with who sits in it; without `person` it is vacant. `depth` counts the posts above it."""

    id: int
    reports_to_id: int | None
    title: str
    unit: str
    site: str
    reference: str
    version: int
    person: PersonShown | None
    since: datetime.date | None
    depth: int

    @property
    def place(self) -> list[str]:
        return [word for word in (self.unit, self.site) if word]


# By post: who sits there, and since when.
Seats = dict[int, tuple[PersonShown, datetime.date | None]]


@dataclass(frozen=True)
class LineShown:
    line: Line
    start: PersonShown
    end: PersonShown
    is_unverified: bool


@dataclass(frozen=True)
class AsTold:
    """Of people and what runs between them: what the database said, on which day, and by which rules it is looked at.

    Readings of which these are equal show the same people, word for word.
    """

    of_map: tuple[int, int, str]
    people: str
    judgements: str
    lines: str
    aside: str
    may_judge: bool
    today: datetime.date
    thresholds: Thresholds

    @property
    def verified_from(self) -> datetime.date:
        return self.thresholds.verified_from(self.today)


@dataclass(frozen=True)
class MapShown:
    """Posts in reading order: a superior before its reports, siblings as they came. `aside` are alerts put aside."""

    map: DecisionMap
    posts: Sequence[PostShown]
    people: Sequence[PersonShown]
    lines: Sequence[LineShown]
    may_judge: bool
    aside: Sequence[Dismissal] = ()
    thresholds: Thresholds = DEFAULT_THRESHOLDS
    # None where it was not read.
    told: AsTold | None = None

    def person(self, actor_id: int) -> PersonShown:
        return next(person for person in self.people if person.id == actor_id)

    @property
    def without_post(self) -> list[PersonShown]:
        """People of the client who stand beside the formal order."""
        seated = {shown.person.id for shown in self.posts if shown.person}
        return [person for person in self.people if person.id not in seated and person.left_on is None]

    @property
    def left(self) -> list[PersonShown]:
        return [person for person in self.people if person.left_on is not None]


def read_map(map_: DecisionMap, today: datetime.date, *, may_judge: bool) -> MapShown:
    """`may_judge` says whether the reader may read what is judged of people, the informal lines and the alerts."""
    [found] = _JUDGED.ask(map_=map_.pk, today=today) if may_judge else _SEATED.ask(map_=map_.pk)
    return _shown(map_, found, today, may_judge=may_judge)


def read_first_map(account: Account, today: datetime.date, *, may_judge: bool) -> MapShown | None:
    """The map of the account that is opened first, with its limits, in the same one statement; None without any."""
    asked = _FIRST_JUDGED.ask(account=account.pk, today=today) if may_judge else _FIRST_SEATED.ask(account=account.pk)
    found = next(iter(asked), None)
    if found is None:
        return None
    found.account = account
    return _shown(found, found, today, may_judge=may_judge)


def _shown(map_: DecisionMap, found: Any, today: datetime.date, *, may_judge: bool) -> MapShown:
    told = AsTold(
        of_map=(map_.account_id, map_.pk, map_.title),
        people=found.people,
        judgements=found.judgements if may_judge else NOTHING,
        lines=found.line_rows if may_judge else NOTHING,
        aside=found.aside_rows if may_judge else NOTHING,
        may_judge=may_judge,
        today=today,
        thresholds=thresholds_of(map_),
    )
    people = _people_of(told.people, told.judgements, told.verified_from)
    seats = {post: (people[actor], _day(since)) for post, actor, since in map(_seat, json.loads(found.seats))}
    return MapShown(
        map_,
        _in_order(json.loads(found.post_rows), seats),
        list(people.values()),
        [_line(line, people, told.verified_from) for line in LINES.loaded(json.loads(told.lines))],
        may_judge=may_judge,
        aside=ASIDE.loaded(json.loads(told.aside)),
        thresholds=told.thresholds,
        told=told,
    )


@lru_cache(maxsize=64)
def _full_title(key: str, language: str) -> str:
    return BY_KEY[key].full_title


@lru_cache(maxsize=1024)
def _in_words(key: str, value: str, language: str) -> str:
    """Most values are steps of few scales: of three hundred people they are put into words once. `language` is the
    reader's."""
    return roles_in_words(value) if key == "roles" else to_words(BY_KEY[key], value)


def roles_in_words(value: str) -> str:
    return ", ".join(title for _key, title in _roles(value, get_language()))


@lru_cache(maxsize=256)
def _roles(value: str, language: str) -> tuple[tuple[str, str], ...]:
    given = value.split()
    return tuple((key, str(title)) for key, title in ROLES if key in given)


def _seated(maps: QuerySet[Any]) -> QuerySet[Any]:
    """With their posts, their people, and who sits where."""
    posts = Post.objects.filter(map=OuterRef("pk")).order_by("pk")
    held = Occupancy.objects.filter(post__map=OuterRef("pk"), until=None).order_by("pk")
    people = Actor.objects.filter(map=OuterRef("pk")).annotate(last_met=day_last_met("contact")).order_by("pk")
    return maps.annotate(post_rows=POSTS.text_of(posts), seats=SEATS.text_of(held), people=PEOPLE.text_of(people))


def _judged(maps: QuerySet[Any], today: Any) -> QuerySet[Any]:
    """The same with what only some may read."""
    own = Judgement.objects.filter(actor__map=OuterRef("pk")).exclude(value="").order_by("pk")
    lines = Line.objects.filter(map=OuterRef("pk")).order_by("pk")
    aside = Dismissal.objects.filter(map=OuterRef("pk"), until__gt=today).order_by("pk")
    return _seated(maps).annotate(
        judgements=JUDGEMENTS.text_of(own),
        line_rows=LINES.text_of(lines),
        aside_rows=ASIDE.text_of(aside),
    )


def _one(map_: Any) -> QuerySet[Any]:
    return DecisionMap.objects.filter(pk=map_).only("pk").order_by()


def _first(account: Any) -> QuerySet[Any]:
    return with_limits(DecisionMap.objects.filter(account=account))[:1]


_SEATED = Statement(lambda map_: _seated(_one(map_)), map_=int)
_JUDGED = Statement(lambda map_, today: _judged(_one(map_), today), map_=int, today=datetime.date)
_FIRST_SEATED = Statement(lambda account: _seated(_first(account)), account=int)
_FIRST_JUDGED = Statement(lambda account, today: _judged(_first(account), today), account=int, today=datetime.date)
_judgement = JUDGEMENTS.picked("actor_id", "key", "value", "as_of", AUTHOR, "source")
_seat = SEATS.picked("post_id", "actor_id", "since")
_post = POSTS.picked("id", "reports_to_id", "title", "unit", "site", "reference", "version")


@lru_cache(maxsize=REMEMBERED)
def _people_of(people: str, judgements: str, verified_from: datetime.date) -> Mapping[int, PersonShown]:
    """By their ids, in the order of the map."""
    judged = _judged_of(json.loads(judgements), verified_from)
    rows = PEOPLE.named(json.loads(people))
    return MappingProxyType({row["id"]: _person(row, judged.get(row["id"], JudgedOf())) for row in rows})


def _judged_of(rows: Iterable[Sequence[Any]], verified_from: datetime.date) -> dict[int, JudgedOf]:
    """By the id of the person."""
    told: dict[int, JudgedOf] = {}
    for actor, key, value, day, by, source in map(_judgement, rows):
        as_of = datetime.date.fromisoformat(day)
        told.setdefault(actor, JudgedOf())[key] = Judged(key, value, as_of, by or "", source, as_of < verified_from)
    return told


def _person(row: Mapping[str, Any], judged: JudgedOf) -> PersonShown:
    return PersonShown(
        id=row["id"],
        contact_id=row["contact_id"],
        name=row["contact__name"],
        title=row["contact__title"],
        mirror=_colleague(row, "mirror"),
        backup=_colleague(row, "backup"),
        ladder_now=row["ladder_now"],
        ladder_wanted=row["ladder_wanted"],
        every_days=row["every_days"],
        left_on=_day(row["left_on"]),
        last_met=_day(row["last_met"]),
        judged=judged,
        is_erased=row["contact__erased_on"] is not None,
    )


def _colleague(row: Mapping[str, Any], who: str) -> Colleague | None:
    id_ = row[f"{who}_id"]
    return None if id_ is None else Colleague(id_, row[f"{who}__full_name"], row[f"{who}__is_active"])


def _line(line: Line, people: Mapping[int, PersonShown], verified_from: datetime.date) -> LineShown:
    """What nobody has ever verified has no age."""
    is_unverified = line.as_of is not None and line.as_of < verified_from
    return LineShown(line, people[line.from_actor_id], people[line.to_actor_id], is_unverified)


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _in_order(rows: Iterable[Sequence[Any]], seats: Seats) -> list[PostShown]:
    below: dict[int | None, list[tuple[int, tuple[Any, ...]]]] = {}
    for post in map(_post, rows):
        id_, above, *_words = post
        below.setdefault(above, []).append((id_, post))
    shown = []
    waiting = [(*top, 0) for top in reversed(below.get(None, []))]
    while waiting:
        id_, post, depth = waiting.pop()
        person, since = seats.get(id_, (None, None))
        shown.append(PostShown._make((*post, person, since, depth)))
        waiting += [(*report, depth + 1) for report in reversed(below.get(id_, ()))]
    return shown
