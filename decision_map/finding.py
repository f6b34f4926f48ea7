"""Posts found by words, and where the people found among the contacts stand on maps."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from accounts.models import Contact
from accounts.querysets import folded
from decision_map.models import Actor, Occupancy, Post
from decision_map.reading import anchor_of
from dossiers.finding import about


def posts_about(posts: QuerySet[Post], text: str) -> QuerySet[Post]:
    """By title and unit, with the name of the `holder`; not a post whose holder is found among the contacts, who
    leads to the map already."""
    seats = Occupancy.objects.filter(post=OuterRef("pk"), until=None)
    found = seats.filter(actor__contact__search_text__contains=folded(text.strip()))
    named = posts.annotate(holder=Subquery(seats.values("actor__contact__name")[:1]))
    return about(named, text, "title", "unit").exclude(Exists(found))


def with_place_on_map(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """With the `place` of each on a map, the one opened first before others: what place_of() makes an address of."""
    seats = Occupancy.objects.filter(actor=OuterRef("pk"), until=None).order_by("post")
    present = Actor.objects.filter(contact=OuterRef("pk"), left_on=None).order_by("-map__is_primary", "map", "pk")
    place = JSONObject(map_id="map", person="pk", post=Subquery(seats.values("post")[:1]))
    return contacts.annotate(place=Subquery(present.values(found=place)[:1]))


def place_of(account_id: int, map_id: int, *, post: int | None, person: int | None = None) -> str:
    """Address of the row of the map's table."""
    return f"{reverse('map_table', args=[account_id, map_id])}#{anchor_of(person, post)}"
