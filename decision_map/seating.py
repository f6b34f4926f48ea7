"""Who sits in which box: people come onto a map, take posts, move, leave. A post is not a person."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from accounts import bulk
from accounts.keeping import edit_contact
from accounts.models import Contact
from accounts.personal.refusing import refuse_erased
from decision_map.drawing import lock_client, lock_map
from decision_map.models import Actor, DecisionMap, Occupancy, Post
from decision_map.personal import refuse_erased_people
from decision_map.typed.names import folded
from kam_portal.foundation.history.versions import save_versioned


@transaction.atomic
def bring_onto_map(*, map_: DecisionMap, contact: Contact) -> Actor:
    """The contact as a person of the map; the one that is there already, also who had left and comes back.

    Who is back at the client is back on all its maps, there without a post. Raises ValidationError for somebody erased.
    """
    lock_map(map_)
    refuse_erased(Contact.objects.get(pk=contact.pk))
    actor, _is_new = Actor.objects.get_or_create(map=map_, contact=contact, defaults={"account_id": map_.account_id})
    back = {each.pk: each for each in come_back([contact.pk])}
    return back.get(actor.pk, actor)


@transaction.atomic
def seat(*, post: Post, actor: Actor, on: datetime.date | None) -> Occupancy:
    """The person takes a vacant post as of that day (None: since when is not known), and keeps other posts.

    Raises ValidationError when somebody sits there; the same person twice is one seat.
    """
    lock_map(post.map)
    present = Occupancy.objects.filter(post=post, until=None).select_related("actor__contact").first()
    if present is not None and present.actor_id == actor.pk:
        return present
    if present is not None:
        sentence = _("“%(post)s” is held by %(name)s. Say first that they have moved or left.")
        raise ValidationError(sentence % {"post": post, "name": present.actor})
    return Occupancy.objects.create(account_id=post.account_id, post=post, actor=actor, since=on)


@transaction.atomic
def vacate(*, post: Post, actor_id: int, on: datetime.date) -> Actor:
    """The occupant leaves the box and stays on the map. Nobody's judgements go: they belong to the person.

    `actor_id` is who sat there when the page was read. Raises ValidationError when that is somebody else by now.
    """
    lock_map(post.map)
    present = Occupancy.objects.filter(post=post, until=None).select_related("actor__contact").first()
    if present is None or present.actor_id != actor_id:
        raise ValidationError(_("Somebody changed who sits here since you opened this page. Look again."))
    end_seats([present], on)
    return present.actor


@transaction.atomic
def move(*, actor: Actor, version: int, to: Post, on: datetime.date) -> Actor:
    """From every post held to another one of the map; what is judged and who is in contact goes along.

    A contact that is called by the post that was left is called by the new one. Raises ValidationError when somebody
    sits there or for somebody erased, StaleEdit when somebody moved or edited the person in between.
    """
    lock_client(actor.account_id)
    refuse_erased_people(actor)
    stored = save_versioned(instance=actor, version=version, changes={})
    held = Occupancy.objects.filter(actor=stored, until=None).exclude(post=to).select_related("actor__contact", "post")
    left = list(held.order_by("pk"))
    end_seats(left, on)
    seat(post=to, actor=stored, on=on)
    _call_by(to.title, stored.contact_id, [seat.post.title for seat in left])
    stored.version += 1
    stored.save(update_fields=["version"])
    return stored


def _call_by(title: str, contact_id: int, former: Collection[str]) -> None:
    """A title that says anything else than a former post, or all of them, was written by somebody and stays."""
    contact = Contact.objects.get(pk=contact_id)
    if folded(contact.title) in {folded(said) for said in (*former, ", ".join(former))} - {""}:
        edit_contact(contact=contact, version=contact.version, changes={"title": title})


@transaction.atomic
def has_left(*, actor: Actor, version: int, on: datetime.date) -> Actor:
    """The person has left the client, whichever of its maps said so: on all of them posts stay, vacant, and what was
    judged stays on record and counts no more.

    Raises StaleEdit when somebody saved the person of this map in between, ValidationError for somebody erased.
    """
    lock_client(actor.account_id)
    refuse_erased_people(actor)
    stored = save_versioned(instance=actor, version=version, changes={"left_on": on})
    leave_all_maps([actor.contact_id], on)
    return stored


def leave_all_maps(contacts: Collection[int], on: datetime.date) -> None:
    """These contacts of a client have left it; the caller has locked the client."""
    end_seats(
        list(Occupancy.objects.filter(actor__contact__in=contacts, until=None).select_related("actor__contact")), on
    )
    _mark(Actor.objects.filter(contact__in=contacts, left_on=None), on)


def come_back(contacts: Collection[int]) -> list[Actor]:
    """These contacts are there again, on every map of the client that knew them as gone: who was brought back.

    Who brings several has locked the client.
    """
    return _mark(Actor.objects.filter(contact__in=contacts, left_on__isnull=False), None)


def _mark(actors: QuerySet[Actor], left_on: datetime.date | None) -> list[Actor]:
    """Locked by number: two who bring one person back on two maps do not wait for each other."""
    rows = list(actors.select_for_update(of=("self",), no_key=True).order_by("pk"))
    for actor in rows:
        actor.left_on = left_on
    bulk.save_many(rows, ["left_on"])
    return rows


@transaction.atomic
def edit_counterpart(*, actor: Actor, version: int, changes: Mapping[str, Any]) -> Actor:
    """Who of us meets the person, how often, on which step of the ladder we stand and want to.

    Raises StaleEdit when somebody saved in between, ValidationError when the backup is the counterpart, or for
    somebody new who works here no longer.
    """
    refuse_erased_people(actor)
    mirror, backup = changes.get("mirror", actor.mirror), changes.get("backup", actor.backup)
    for name, now, chosen in (("mirror", actor.mirror_id, mirror), ("backup", actor.backup_id, backup)):
        if chosen is not None and chosen.pk != now and not chosen.is_active:
            sentence = _("%(name)s works here no longer. Choose another person.")
            raise ValidationError({name: sentence % {"name": chosen.full_name}})
    if mirror is not None and mirror == backup:
        raise ValidationError({"backup": _("The backup is somebody else than the counterpart. Choose another person.")})
    return save_versioned(instance=actor, version=version, changes=changes)


def end_seats(seats: list[Occupancy], on: datetime.date) -> None:
    """Raises ValidationError for a day before somebody took their post; the caller has locked the map."""
    for occupancy in seats:
        if occupancy.since is not None and on < occupancy.since:
            day = formats.date_format(occupancy.since)
            sentence = _("%(name)s is there since %(day)s. Choose that day or a later one.")
            raise ValidationError({"on": sentence % {"name": occupancy.actor, "day": day}})
        occupancy.until = on
    Occupancy.objects.bulk_update(seats, ["until"])
