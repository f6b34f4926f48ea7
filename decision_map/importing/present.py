"""The map as it stands, as a chart is compared with it. Pure, but for reading it from the database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from decision_map.models import Actor, DecisionMap, Occupancy, Post
from decision_map.typed.names import folded

# Of a post that has no id of the client's: our number behind this.
OWN_ID = "post-"


def own_id(pk: int, reference: str) -> str:
    """What a chart calls a post by."""
    return reference or f"{OWN_ID}{pk}"


class PostNow(NamedTuple):
    """A box of the map; `holder` is the person who sits there."""

    id: int
    reference: str
    title: str
    unit: str
    site: str
    reports_to: int | None
    holder: int | None

    @property
    def own_id(self) -> str:
        return own_id(self.id, self.reference)


class PersonNow(NamedTuple):
    id: int
    name: str
    has_left: bool


@dataclass(frozen=True)
class Present:
    posts: Mapping[int, PostNow]
    people: Mapping[int, PersonNow]

    @cached_property
    def by_name(self) -> dict[str, PersonNow]:
        """By folded name; of two who are called alike the one who came first."""
        return {folded(person.name): person for person in reversed(self.people.values())}  # type: ignore[call-overload]

    @cached_property
    def held_by(self) -> dict[str, list[int]]:
        """The posts that somebody holds, by folded name."""
        held: dict[str, list[int]] = {}
        for post in self.posts.values():
            if post.holder is not None:
                held.setdefault(folded(self.people[post.holder].name), []).append(post.id)
        return held

    def holder_of(self, post: PostNow) -> str:
        """The folded name of who sits there, or ""."""
        return folded(self.people[post.holder].name) if post.holder is not None else ""

    @cached_property
    def digest(self) -> str:
        """What was looked at: another one means that the map was changed since."""
        whole = repr(([tuple(post) for post in self.posts.values()], [tuple(p) for p in self.people.values()]))
        return hashlib.sha256(whole.encode()).hexdigest()


def present_of(map_: DecisionMap) -> Present:
    """Two statements."""
    seats = Occupancy.objects.filter(post=OuterRef("pk"), until=None).values("actor")[:1]
    posts = Post.objects.filter(map=map_).annotate(holder=Subquery(seats)).order_by("pk")
    columns = ("pk", "reference", "title", "unit", "site", "reports_to", "holder")
    people = Actor.objects.filter(map=map_).order_by("pk").values_list("pk", "contact__name", "left_on")
    return Present(
        {row[0]: PostNow(*row) for row in posts.values_list(*columns)},
        {pk: PersonNow(pk, name, left_on is not None) for pk, name, left_on in people},
    )
