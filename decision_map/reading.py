"""A map as its reader sees it: boxes and people, what is judged of them, lines. Two statements, whatever it holds."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.db import models
from django.db.models import OuterRef, QuerySet
from django.utils.translation import get_language

from decision_map.description import BY_KEY, FIELDS, ROLES
from decision_map.limits import thresholds_of
from decision_map.measures import DEFAULT_THRESHOLDS, Thresholds
from decision_map.models import Actor, DecisionMap, Dismissal, Judgement, Line, Occupancy, Post
from dossiers.diary.narrowing import day_last_met
from dossiers.values import to_words
from kam_portal.foundation.alongside import Alongside
from kam_portal.foundation.statements import Statement

AUTHOR = "by__full_name"


def _all_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


POSTS = Alongside(Post, *_all_of(Post))
SEATS = Alongside(Occupancy, "post_id", "actor_id", "since")
JUDGEMENTS = Alongside(Judgement, "actor_id", "key", "value", "as_of", "source", AUTHOR)
LINES = Alongside(Line, *_all_of(Line), AUTHOR)
ASIDE = Alongside(Dismissal, *_all_of(Dismissal), AUTHOR)
# Of a person what every view of a map needs; three hundred contacts with all their addresses take a while.
READ = (
    *(field.name for field in Actor._meta.concrete_fields),
    *("contact__account", "contact__name", "contact__title"),
    *("mirror__full_name", "mirror__is_active", "backup__full_name", "backup__is_active"),
)


def anchor_of(person: object, post: object = None) -> str:
    """Where somebody stands in the table: at a post, or by themselves."""
    return f"post-{post}" if post else f"person-{person}"


@dataclass(frozen=True)
class Judged:
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


@dataclass(frozen=True)
class PersonShown:
    """A person of the map. `judged` is empty for whoever may not read it, and `may_be_judged` tells which it is."""

    actor: Actor
    last_met: datetime.date | None
    judged: Mapping[str, Judged] = field(default_factory=dict)

    @cached_property
    def id(self) -> int:
        return self.actor.pk

    @property
    def name(self) -> str:
        return self.actor.contact.name

    def value(self, key: str) -> str:
        return self.judged[key].value if key in self.judged else ""

    @property
    def roles(self) -> list[tuple[str, str]]:
        """The buying roles as keys and titles."""
        given = self.value("roles").split()
        return [(key, str(title)) for key, title in ROLES if key in given]

    @property
    def is_unverified(self) -> bool:
        """Whether something that is judged waits to be looked at again."""
        return any(judged.is_unverified for judged in self.judged.values())

    @property
    def told(self) -> list[Judged]:
        return [self.judged[one.key] for one in FIELDS if one.key in self.judged]


@dataclass(frozen=True)
class PostShown:
    """A box with who sits in it; without `person` it is vacant. `depth` counts the posts above it."""

    post: Post
    person: PersonShown | None
    since: datetime.date | None
    depth: int

    @cached_property
    def id(self) -> int:
        return self.post.pk


# By post: who sits there, and since when.
Seats = dict[int, tuple[PersonShown, datetime.date | None]]


@dataclass(frozen=True)
class LineShown:
    line: Line
    start: PersonShown
    end: PersonShown
    is_unverified: bool


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

    def person(self, actor_id: int) -> PersonShown:
        return next(person for person in self.people if person.id == actor_id)

    @property
    def without_post(self) -> list[PersonShown]:
        """People of the client who stand beside the formal order."""
        seated = {shown.person.id for shown in self.posts if shown.person}
        return [person for person in self.people if person.id not in seated and person.actor.left_on is None]

    @property
    def left(self) -> list[PersonShown]:
        return [person for person in self.people if person.actor.left_on is not None]


def read_map(map_: DecisionMap, today: datetime.date, *, may_judge: bool) -> MapShown:
    """`may_judge` says whether the reader may read what is judged of people, the informal lines and the alerts."""
    thresholds = thresholds_of(map_)
    verified_from = thresholds.verified_from(today)
    [along] = _JUDGED.ask(map_=map_.pk, today=today) if may_judge else _SEATED.ask(map_=map_.pk)
    told: dict[int, dict[str, Judged]] = {}
    for row in JUDGEMENTS.named(along.judgements) if may_judge else ():
        told.setdefault(row["actor_id"], {})[row["key"]] = _told(row, verified_from)
    actors: list[Any] = list(_PEOPLE.ask(map_=map_.pk))
    people = {actor.pk: PersonShown(actor, actor.last_met, told.get(actor.pk, {})) for actor in actors}
    seats = {seat["post_id"]: (people[seat["actor_id"]], _day(seat["since"])) for seat in SEATS.named(along.seats)}
    posts = _in_order(POSTS.loaded(along.post_rows), seats)
    if not may_judge:
        return MapShown(map_, posts, list(people.values()), [], may_judge=False, thresholds=thresholds)
    lines = LINES.loaded(along.line_rows)
    return MapShown(
        map_,
        posts,
        list(people.values()),
        [_line(line, people, verified_from) for line in lines],
        may_judge=True,
        aside=ASIDE.loaded(along.aside_rows),
        thresholds=thresholds,
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
    given = value.split()
    return ", ".join(str(title) for key, title in ROLES if key in given)


def _people(map_: Any) -> QuerySet[Any]:
    actors = Actor.objects.filter(map=map_).select_related("contact", "mirror", "backup").order_by("pk")
    return actors.annotate(last_met=day_last_met("contact")).only(*READ)


def _seated(map_: Any) -> QuerySet[Any]:
    """The map with its posts, and who sits in them."""
    posts = Post.objects.filter(map=OuterRef("pk")).order_by("pk")
    held = Occupancy.objects.filter(post__map=OuterRef("pk"), until=None).order_by("pk")
    found = DecisionMap.objects.filter(pk=map_)
    return found.annotate(post_rows=POSTS.of(posts), seats=SEATS.of(held))


def _judged(map_: Any, today: Any) -> QuerySet[Any]:
    """The same with what only some may read."""
    own = Judgement.objects.filter(actor__map=OuterRef("pk")).exclude(value="").order_by("pk")
    lines = Line.objects.filter(map=OuterRef("pk")).order_by("pk")
    aside = Dismissal.objects.filter(map=OuterRef("pk"), until__gt=today).order_by("pk")
    return _seated(map_).annotate(
        judgements=JUDGEMENTS.of(own),
        line_rows=LINES.of(lines),
        aside_rows=ASIDE.of(aside),
    )


_PEOPLE = Statement(_people, map_=int)
_SEATED = Statement(_seated, map_=int)
_JUDGED = Statement(_judged, map_=int, today=datetime.date)


def _told(row: Mapping[str, str], verified_from: datetime.date) -> Judged:
    as_of = datetime.date.fromisoformat(row["as_of"])
    return Judged(row["key"], row["value"], as_of, row[AUTHOR] or "", row["source"], as_of < verified_from)


def _line(line: Line, people: Mapping[int, PersonShown], verified_from: datetime.date) -> LineShown:
    """What nobody has ever verified has no age."""
    is_unverified = line.as_of is not None and line.as_of < verified_from
    return LineShown(line, people[line.from_actor_id], people[line.to_actor_id], is_unverified)


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _in_order(posts: Sequence[Post], seats: Seats) -> list[PostShown]:
    below: dict[int | None, list[Post]] = {}
    for post in posts:
        below.setdefault(post.reports_to_id, []).append(post)
    shown = []
    waiting = [(post, 0) for post in reversed(below.get(None, []))]
    while waiting:
        post, depth = waiting.pop()
        person, since = seats.get(post.pk, (None, None))
        shown.append(PostShown(post, person, since, depth))
        waiting += [(report, depth + 1) for report in reversed(below.get(post.pk, []))]
    return shown
