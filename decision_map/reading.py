"""A map as its reader sees it: boxes and people, what is judged of them, lines. Three statements, whatever it holds."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from decision_map.description import BY_KEY, FIELDS, ROLES
from decision_map.limits import thresholds_of
from decision_map.measures import DEFAULT_THRESHOLDS, Thresholds
from decision_map.models import Actor, DecisionMap, Judgement, Line, Occupancy, Post
from dossiers.diary.narrowing import day_last_met
from dossiers.values import to_words


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
        return BY_KEY[self.key].full_title

    @property
    def text(self) -> str:
        return roles_in_words(self.value) if self.key == "roles" else to_words(BY_KEY[self.key], self.value)


@dataclass(frozen=True)
class PersonShown:
    """A person of the map. `judged` is empty for whoever may not read it, and `may_be_judged` tells which it is."""

    actor: Actor
    last_met: datetime.date | None
    judged: Mapping[str, Judged] = field(default_factory=dict)

    @property
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

    @property
    def id(self) -> int:
        return self.post.pk


@dataclass(frozen=True)
class LineShown:
    line: Line
    start: PersonShown
    end: PersonShown


@dataclass(frozen=True)
class MapShown:
    """Posts in reading order: a superior before its reports, siblings as they came."""

    map: DecisionMap
    posts: Sequence[PostShown]
    people: Sequence[PersonShown]
    lines: Sequence[LineShown]
    may_judge: bool
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
    """`may_judge` says whether the reader may read what is judged of people, and the informal lines."""
    thresholds = thresholds_of(map_)
    verified_from = today - datetime.timedelta(days=thresholds.stale_after)
    people = {person.id: person for person in _people(map_, verified_from, may_judge=may_judge)}
    lines = _lines(map_, people) if may_judge else []
    return MapShown(map_, _posts(map_, people), list(people.values()), lines, may_judge, thresholds)


def roles_in_words(value: str) -> str:
    given = value.split()
    return ", ".join(str(title) for key, title in ROLES if key in given)


def _people(map_: DecisionMap, verified_from: datetime.date, *, may_judge: bool) -> list[PersonShown]:
    actors = Actor.objects.filter(map=map_).select_related("contact", "mirror", "backup")
    actors = actors.annotate(last_met=day_last_met("contact"))
    if may_judge:
        columns = {name: F(name) for name in ("key", "value", "as_of", "source")}
        own = Judgement.objects.filter(actor=OuterRef("pk")).exclude(value="").order_by("pk")
        actors = actors.annotate(told=ArraySubquery(own.values(row=JSONObject(**columns, by=F("by__full_name")))))
    return [
        PersonShown(
            actor, actor.last_met, {row["key"]: _judged(row, verified_from) for row in getattr(actor, "told", ())}
        )
        for actor in actors.order_by("pk")
    ]


def _judged(row: Mapping[str, str], verified_from: datetime.date) -> Judged:
    as_of = datetime.date.fromisoformat(row["as_of"])
    return Judged(row["key"], row["value"], as_of, row["by"] or "", row["source"], as_of < verified_from)


def _posts(map_: DecisionMap, people: Mapping[int, PersonShown]) -> list[PostShown]:
    open_seats = Occupancy.objects.filter(post=OuterRef("pk"), until=None)
    found = Post.objects.filter(map=map_).order_by("pk")
    found = found.annotate(
        actor=Subquery(open_seats.values("actor")[:1]), since=Subquery(open_seats.values("since")[:1])
    )
    below: dict[int | None, list[Any]] = {}
    for post in found:
        below.setdefault(post.reports_to_id, []).append(post)
    shown = []
    waiting = [(post, 0) for post in reversed(below.get(None, []))]
    while waiting:
        post, depth = waiting.pop()
        shown.append(PostShown(post, people.get(post.actor), post.since, depth))
        waiting += [(report, depth + 1) for report in reversed(below.get(post.pk, []))]
    return shown


def _lines(map_: DecisionMap, people: Mapping[int, PersonShown]) -> list[LineShown]:
    lines = Line.objects.filter(map=map_).select_related("by").order_by("pk")
    return [LineShown(line, people[line.from_actor_id], people[line.to_actor_id]) for line in lines]
