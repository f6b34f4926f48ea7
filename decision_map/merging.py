"""Two contacts of a client who are one person become one: chosen values stand, everything else goes over.

Whatever refers to the other one refers to the kept one then, on every floor. Nothing is dropped in silence: lines from
the person to themselves, and whatever is there already, are named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from accounts.keeping import edit_contact, is_mentioned
from accounts.models import Contact
from accounts.personal.refusing import refuse_erased
from accounts.personal.same import are_one_person
from decision_map.drawing import lock_client
from decision_map.judging import judged, put_back
from decision_map.models import Actor, DecisionMap, Judgement, Line, Occupancy, Post
from decision_map.seating import come_back
from decision_map.sentences import between
from decision_map.side_by_side import judged_together, on_one_map, seen
from kam_portal.foundation.history.relations import relations_to
from kam_portal.foundation.history.versions import StaleEdit, save_versioned


@transaction.atomic
def merge_people(*, kept: Contact, gone: Contact, as_seen: str, chosen: Collection[str]) -> list[str]:
    """Of the aspects `chosen` the other one's value stands. Returns what was dropped, in words.

    Raises StaleEdit when one of them was changed since `as_seen`, ValidationError when the chosen values exclude each
    other.
    """
    lock_client(kept.account_id)
    stored = Contact.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    pair = {contact.pk: contact for contact in stored}
    if len(pair) != 2 or kept.account_id != gone.account_id:
        raise ValidationError(_("One of the two is no longer here."))
    kept, gone = pair[kept.pk], pair[gone.pk]
    for contact in (kept, gone):
        refuse_erased(contact)
    # Whoever judges one of them, or says who meets them, comes before and is seen here, or finds them merged.
    people = Actor.objects.select_for_update(of=("self",), no_key=True).filter(contact__in=pair)
    list(people.order_by("pk"))
    if seen(kept, gone) != as_seen:
        raise StaleEdit(version=kept.version, differences=[])
    dropped = [line for into, other in on_one_map(kept, gone) for line in _merge(into, other, chosen)]
    dropped += _point(Contact, gone, kept)
    if Actor.objects.filter(contact=kept, left_on=None).exists():
        come_back([kept.pk])
    changes = _values_of(kept, gone, chosen)
    if is_mentioned(gone):
        raise ValidationError(_("Something still refers to the other one. Nothing was changed."))
    are_one_person(former=gone, present=kept)
    gone.delete()
    edit_contact(contact=kept, version=kept.version, changes=changes)
    return dropped


def posts_of_one(contact: Contact) -> Iterator[tuple[DecisionMap, list[Post]]]:
    """Each map on which the contact holds several posts: two people did, or one was written down twice."""
    seats = Occupancy.objects.filter(actor__contact=contact, until=None).select_related("post__map").order_by("pk")
    held: dict[DecisionMap, list[Post]] = {}
    for seat in seats:
        held.setdefault(seat.post.map, []).append(seat.post)
    yield from ((map_, posts) for map_, posts in held.items() if len(posts) > 1)


def _values_of(kept: Contact, gone: Contact, chosen: Collection[str]) -> dict[str, Any]:
    """Addresses of both."""
    changes: dict[str, Any] = {
        name: getattr(gone, name)
        for name in ("name", "title")
        if name in chosen or (not getattr(kept, name) and getattr(gone, name))
    }
    for name in ("emails", "phones"):
        changes[name] = list(dict.fromkeys([*getattr(kept, name), *getattr(gone, name)]))
    return changes


def _merge(into: Actor, other: Actor, chosen: Collection[str]) -> list[str]:
    """Two people of one map; the lines that were dropped, as sentences."""
    taken = _taken(into, other, chosen)
    Judgement.objects.filter(actor=other).delete()
    put_back(actor=into, former=taken)
    dropped = [line for line in _redraw(into, other) if line]
    dropped += _point(Actor, other, into)
    changes = {
        name: getattr(other, name)
        for names in Actor.RELATIONSHIP
        if f"{into.map_id}-{names[0]}" in chosen or not any(getattr(into, name) for name in names)
        for name in names
    }
    left = (into.left_on, other.left_on)
    changes["left_on"] = None if None in left else max(day for day in left if day)
    other.delete()
    fresh = Actor.objects.get(pk=into.pk)
    save_versioned(instance=fresh, version=fresh.version, changes=changes)
    return dropped


def _taken(into: Actor, other: Actor, chosen: Collection[str]) -> list[Judgement]:
    """The other one's judgements that stand, each with its own provenance."""
    ours = judged(into)
    theirs = {each.key: each for each in Judgement.objects.filter(actor=other)}
    taken = []
    for keys in ([field.key for field in fields] for fields in judged_together()):
        given = [theirs[key] for key in keys if key in theirs and theirs[key].value]
        if not given or (f"{into.map_id}-{keys[0]}" not in chosen and any(ours[key] for key in keys)):
            continue
        origin = given[0]
        for key in keys:
            of = theirs.get(key, origin)
            value = theirs[key].value if key in theirs else ""
            if value or ours[key]:
                taken.append(Judgement(key=key, value=value, as_of=of.as_of, by_id=of.by_id, source=of.source))
    return taken


def _redraw(into: Actor, other: Actor) -> Iterator[str]:
    """The other one's lines go over; a line between both, and one that is there already, goes."""
    for line in Line.objects.filter(models.Q(from_actor=other) | models.Q(to_actor=other)):
        said = between(line.kind, line.strength, str(line.from_actor), str(line.to_actor))
        ends = [into.pk if end == other.pk else end for end in (line.from_actor_id, line.to_actor_id)]
        start, end = sorted(ends) if line.kind == Line.Kind.CONFLICT else ends
        doubles = Line.objects.filter(kind=line.kind, from_actor=start, to_actor=end).exclude(pk=line.pk)
        if start == end or doubles.exists():
            line.delete()
            yield said
        else:
            save_versioned(instance=line, version=line.version, changes={"from_actor_id": start, "to_actor_id": end})


def _point(model: type[models.Model], gone: models.Model, kept: models.Model) -> list[str]:
    """Every row of any floor that refers to the one refers to the other; what would then be there twice goes, and is
    named.

    Raises ValidationError for a row that the database guards: it stays, and with it everything.
    """
    doubles = []
    for relation in relations_to(model):
        name = relation.field.name
        for row in relation.related_model._base_manager.filter(**{name: gone.pk}):
            try:
                with transaction.atomic():
                    setattr(row, name, kept)
                    row.save(update_fields=[name])
            except IntegrityError as error:
                setattr(row, name, gone)
                said = _in_words(row, name)
                if not isinstance(error.__cause__, UniqueViolation):
                    sentence = _("Nothing was merged: this refers to the other one and may not be changed: %(row)s.")
                    raise ValidationError(sentence % {"row": said}) from error
                row.delete()
                doubles.append(_("second mention: %(row)s") % {"row": said})
    return doubles


def _in_words(row: models.Model, beside: str) -> str:
    """By what else the row refers to: that somebody took part is said by the entry."""
    names = [field.name for field in row._meta.concrete_fields if field.is_relation]
    ends = [getattr(row, name) for name in names if name not in (beside, "account")]
    told = [each for each in ends if each] or [row]
    return ", ".join(_("%(what)s “%(row)s”") % {"what": each._meta.verbose_name, "row": each} for each in told)
