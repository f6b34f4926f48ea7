"""Somebody goes on to another company that is a client of ours too: gone here, a contact there.

The relationship goes along: who of us meets them, how often, where on their ladder we stand, and a note of what was.
What is judged does not, not even as unverified: roles, influence and attitude are of the work in that company, and
whoever edits the new account need not be allowed to read what was judged at the old one. The addresses
were the old company's.
"""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.keeping import create_contact
from accounts.models import Account, Contact
from accounts.personal.same import are_one_person
from decision_map.drawing import lock_client
from decision_map.models import Actor, DecisionMap, Post
from decision_map.personal import refuse_erased_people
from decision_map.seating import bring_onto_map, edit_counterpart, has_left, seat
from dossiers.diary.narrowing import day_last_met
from dossiers.diary.writing import write_entry
from dossiers.models import DiaryKind
from dossiers.values import LEVELS
from kam_portal.foundation.people.models import User


def what_was(actor: Actor) -> str:
    """The relationship so far in words, for whoever goes on with it."""
    account = actor.map.account.trade_name
    seats = actor.occupancies.filter(until=None).order_by("pk").values_list("post__title", flat=True)
    last_met = Contact.objects.filter(pk=actor.contact_id).values_list(day_last_met(), flat=True).get()
    words = {"name": actor.contact.name, "account": account, "post": ", ".join(seats) or actor.contact.title}
    as_what = _("%(name)s came from %(account)s, there: %(post)s.")
    told = [(as_what if words["post"] else _("%(name)s came from %(account)s.")) % words]
    if actor.mirror:
        told.append(_("Our counterpart there: %(name)s.") % {"name": actor.mirror.full_name})
    if actor.ladder_now:
        told.append(_("Step of the ladder there: %(step)s.") % {"step": LEVELS[str(actor.ladder_now)]})
    met = _("Last contact there: %(day)s.") if last_met else _("By the diary nobody met them there.")
    return " ".join([*told, met % {"day": date_format(last_met)} if last_met else met])


@transaction.atomic
def move_away(
    *,
    actor: Actor,
    version: int,
    to: Account,
    on: datetime.date,
    by: User | None,
    title: str = "",
    post: Post | None = None,
    note: str = "",
    is_known_there: bool = False,
) -> Contact:
    """The person leaves every map of this client and is a contact of `to`, in `post` or beside its first map.

    The diaries of both clients tell it; nobody met anybody by it. Raises StaleEdit when somebody saved the person in
    between, ValidationError when a contact of that name is there and `is_known_there` does not say it is the same, or
    somebody sits in the post.
    """
    lock_client(actor.account_id, to.pk)
    refuse_erased_people(actor)
    has_left(actor=actor, version=version, on=on)
    arrived = _arrive(actor.contact, to, title or (post.title if post else ""), on, is_known_there)
    are_one_person(former=actor.contact, present=arrived)
    map_ = post.map if post else DecisionMap.objects.filter(account=to).first()
    if map_ is not None:
        there = bring_onto_map(map_=map_, contact=arrived)
        if post is not None:
            seat(post=post, actor=there, on=on)
        _go_on(actor, there)
    _tell(actor, to, on, by, note)
    return arrived


def _arrive(contact: Contact, to: Account, title: str, on: datetime.date, is_known_there: bool) -> Contact:
    known = Contact.objects.filter(account=to, name=contact.name).first()
    if known is None:
        return create_contact(account=to, name=contact.name, title=title, verified_on=on)
    if not is_known_there:
        sentence = _("A contact of this name is there already. Say whether it is the same person.")
        raise ValidationError({"is_known_there": sentence})
    return known


def _go_on(before: Actor, there: Actor) -> None:
    """What is known of the relationship there already stays; who of us works here no longer does not go along."""
    free = [names for names in Actor.RELATIONSHIP if all(getattr(there, name) is None for name in names)]
    known = {name: getattr(before, name) for names in free for name in names}
    changes = {name: value for name, value in known.items() if getattr(value, "is_active", True)}
    edit_counterpart(actor=there, version=there.version, changes=changes)


def _tell(actor: Actor, to: Account, on: datetime.date, by: User | None, note: str) -> None:
    """Nobody is named as having taken part: it is no contact."""
    words = {"name": actor.contact.name, "account": to.trade_name}
    went = _("%(name)s has gone on to %(account)s.") % words
    write_entry(account=actor.map.account, by=by, on=on, kind=DiaryKind.OTHER, summary=went)
    write_entry(account=to, by=by, on=on, kind=DiaryKind.OTHER, summary=note or what_was(actor))
