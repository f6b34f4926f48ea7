"""People come onto a map with their posts: one at a time, or a whole list in one transaction."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.keeping import create_contact
from accounts.models import Account, Contact
from decision_map.drawing import add_post, lock_client
from decision_map.models import Actor, DecisionMap, Post
from decision_map.seating import bring_onto_map, has_left, seat, vacate


@dataclass(frozen=True)
class Newcomer:
    """One line of a list. `who` is a contact, a name that becomes one, or None for a vacant post.

    `under` is a post of the map, `under_line` or `same_as_line` the line of another newcomer.
    """

    line: int
    who: Contact | str | None
    title: str = ""
    under: Post | None = None
    under_line: int | None = None
    same_as_line: int | None = None


@transaction.atomic
def seat_somebody(*, post: Post, who: Contact | str, on: datetime.date, since: datetime.date | None = None) -> Actor:
    """A contact, or a name that becomes one, takes a vacant post; `on` is today, `since` may be unknown.

    Raises ValidationError when somebody sits there, or when the name is among the contacts already.
    """
    actor = _come(post.map, who, post.title, on)
    seat(post=post, actor=actor, on=since)
    return actor


@transaction.atomic
def succeed(
    *, post: Post, actor_id: int, who: Contact | str, on: datetime.date, since: datetime.date, gone: bool
) -> Actor:
    """Somebody follows the occupant, whom the page showed as `actor_id`; the attitude is not inherited.

    With `gone` the predecessor has left the client and every other post too. Raises ValidationError when somebody else
    sits there by now, or the successor is the predecessor.
    """
    if gone:
        lock_client(post.account_id)
    before = vacate(post=post, actor_id=actor_id, on=since)
    if isinstance(who, Contact) and who.pk == before.contact_id:
        raise ValidationError({"contact": _("This person holds the post. Choose a successor.")})
    if gone:
        has_left(actor=before, version=before.version, on=since)
    return seat_somebody(post=post, who=who, on=on, since=since)


@transaction.atomic
def add_post_with(
    *, map_: DecisionMap, title: str, who: Contact | str | None, on: datetime.date, **place: object
) -> Post:
    """A new post, and at once who holds it; None leaves it vacant."""
    post = add_post(map_=map_, title=title, **place)  # type: ignore[arg-type]
    if who is not None:
        seat_somebody(post=post, who=who, on=on)
    return post


@transaction.atomic
def add_newcomers(*, map_: DecisionMap, newcomers: Sequence[Newcomer], on: datetime.date) -> list[Actor | Post]:
    """All of them or none: what each line has made, a person or a vacant post.

    Who has no title, reports to nobody and has nobody below comes onto the map without a post.
    Raises ValidationError as the verbs for one person do.
    """
    lock_client(map_.account_id)
    by_line = {each.line: each for each in newcomers}
    above = {each.under_line for each in newcomers}
    posts: dict[int, Post] = {}
    people: dict[int, Actor] = {}
    for each in newcomers:
        if each.who is not None:
            people[each.line] = people.get(each.same_as_line or 0) or _come(map_, each.who, each.title, on)
    for each in sorted(newcomers, key=lambda each: _depth(each, by_line)):
        if each.title or each.under or each.under_line or each.line in above or each.who is None:
            posts[each.line] = add_post(
                map_=map_, title=_post_title(each, people), reports_to=each.under or posts.get(each.under_line or 0)
            )
            if each.line in people:
                seat(post=posts[each.line], actor=people[each.line], on=None)
    return [people.get(each.line) or posts[each.line] for each in newcomers]


def _come(map_: DecisionMap, who: Contact | str, title: str, on: datetime.date) -> Actor:
    if isinstance(who, Contact):
        return bring_onto_map(map_=map_, contact=who)
    account = Account.objects.get(pk=map_.account_id)
    return bring_onto_map(map_=map_, contact=create_contact(account=account, name=who, title=title, verified_on=on))


def _depth(newcomer: Newcomer, by_line: Mapping[int, Newcomer]) -> int:
    """How many lines stand above it."""
    depth, at = 0, newcomer
    while at.under_line is not None and depth <= len(by_line):
        at, depth = by_line[at.under_line], depth + 1
    return depth


def _post_title(newcomer: Newcomer, people: Mapping[int, Actor]) -> str:
    return post_title(newcomer.title, people[newcomer.line].contact if newcomer.line in people else None)


def post_title(title: str, contact: Contact | None) -> str:
    """Where nobody gave one, the post is called after its first occupant."""
    if title or contact is None:
        return title or _("Vacant post")
    return contact.title or _("Post of %(name)s") % {"name": contact.name}
