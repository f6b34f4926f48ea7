"""What forms of the map offer: posts with who holds them, people with their posts. Each in one statement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from accounts.models import Account, Contact
from accounts.who_left import LEFT_LAST, said_of, with_left
from decision_map.models import Actor, DecisionMap, Occupancy, Post


def posts_of(map_: DecisionMap) -> QuerySet[Post]:
    return _with_holder(Post.objects.filter(map=map_))


def vacant_posts_of(map_: DecisionMap) -> QuerySet[Post]:
    return _vacant(posts_of(map_))


def vacant_posts_at(account: Account) -> QuerySet[Post]:
    """On any map of the account."""
    return _vacant(_with_holder(Post.objects.filter(account=account)))


def _with_holder(posts: QuerySet[Post]) -> QuerySet[Post]:
    """With the name of the present occupant as `held_by`."""
    open_seats = Occupancy.objects.filter(post=OuterRef("pk"), until=None).values("actor__contact__name")
    return posts.annotate(held_by=Subquery(open_seats[:1])).order_by("title", "pk")


def _vacant(posts: QuerySet[Post]) -> QuerySet[Post]:
    return posts.exclude(occupancies__in=Occupancy.objects.filter(until=None))


def people_of(map_: DecisionMap) -> QuerySet[Actor]:
    """Who has not left, with the titles of their posts as `holds`."""
    titles = StringAgg(
        "occupancies__post__title", Value(", "), filter=Q(occupancies__until=None), order_by="occupancies__pk"
    )
    found = Actor.objects.filter(map=map_, left_on=None).select_related("contact")
    return found.annotate(holds=titles).order_by("contact__name", "pk")


class PostChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return _("%(post)s (%(name)s)") % {"post": obj.title, "name": obj.held_by} if obj.held_by else str(obj.title)


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return _("%(name)s, %(post)s") % {"name": obj.contact.name, "post": obj.holds} if obj.holds else str(obj)


def contacts_of(account_id: int) -> QuerySet[Contact]:
    """By name; who has left comes last."""
    return with_left(Contact.objects.known().filter(account=account_id)).order_by(LEFT_LAST, "name", "pk")


class ContactChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        name = _("%(name)s, %(post)s") % {"name": obj.name, "post": obj.title} if obj.title else str(obj.name)
        return said_of(obj, name)
