"""What the map keeps about a person: judgements, lines and counterparts go on request, posts and their order stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Contact
from accounts.personal.keepers import Erasure, FreeText, Part, row_of
from accounts.personal.refusing import refuse_erased
from decision_map.models import Actor, DecisionMap, Dismissal, Judgement, Line, Occupancy, Post
from decision_map.reading import Judged
from decision_map.sentences import between
from kam_portal.foundation.history.forgetting import as_recorded, forget_records, records, rewrite_records

# Who of us meets the person, how often and with what aim.
COUNTERPART = ("mirror", "backup", "ladder_now", "ladder_wanted", "every_days")


class PeopleOnMaps:
    floor = 3

    def kept(self, contact: Contact) -> Iterator[Part]:
        actors = Actor.objects.filter(contact=contact)
        yield Part(_("On decision maps"), [row_of(one, ("map", *COUNTERPART, "left_on")) for one in actors])
        seats = Occupancy.objects.filter(actor__in=actors).select_related("post")
        yield Part(_("Posts held"), [row_of(seat, ("post", "since", "until")) for seat in seats])
        yield Part(_("What we judge"), [_judged(row) for row in _judgements(contact).select_related("by")])
        yield Part(_("Informal lines"), [_line(row) for row in _lines(contact).select_related("by")])
        recorded = ((Judgement, _by_actor(contact)), (Line, _by_ends(contact)), (Actor, Q(contact=contact)))
        for model, condition in recorded:
            title = _("Recorded: %(what)s") % {"what": model._meta.verbose_name_plural}
            yield Part(title, list(as_recorded(model, condition)))

    def going(self, contact: Contact) -> Iterator[str]:
        if not Actor.objects.filter(contact=contact).exists():
            return
        n = _judgements(contact).exclude(value="").count()
        yield ngettext("%(n)d judgement on the maps", "%(n)d judgements on the maps", n) % {"n": n}
        n = records(Judgement, _by_actor(contact)).count()
        yield ngettext("%(n)d judgement in the history", "%(n)d judgements in the history", n) % {"n": n}
        if n := _lines(contact).count():
            yield ngettext(
                "%(n)d line of influence or conflict, with its note: without a name it would still tell of them",
                "%(n)d lines of influence or conflict, with their notes: without a name they would still tell of them",
                n,
            ) % {"n": n}
        yield _("Our counterpart, the steps of the ladder and how often they should be met")

    def staying(self, contact: Contact) -> Iterator[str]:
        if n := Occupancy.objects.filter(actor__contact=contact, until=None).count():
            yield ngettext(
                "%(n)d post with its title and its place under others, held by an erased person",
                "%(n)d posts with their titles and their places under others, held by an erased person",
                n,
            ) % {"n": n}

    def erase(self, contact: Contact, erasure: Erasure) -> None:
        """Whoever judges or draws a line holds the person, and comes before or is refused."""
        actors = Actor.objects.select_for_update(of=("self",)).filter(contact=contact).order_by("pk")
        numbers = [actor.pk for actor in actors]
        for rows, condition in (
            (_lines(contact), _by_ends(contact)),
            (_judgements(contact), _by_actor(contact)),
            (_alerts_of(numbers), _named(numbers)),
        ):
            rows.delete()
            forget_records(rows.model, condition)
        nothing = dict.fromkeys(COUNTERPART)
        Actor.objects.filter(pk__in=numbers).update(**nothing, version=F("version") + 1)
        rewrite_records(Actor, Q(contact=contact), nothing)


def gone_from_reviews(contact: Contact) -> dict[str, frozenset[str] | None]:
    """Keys of entries that signed reviews may have frozen -> what is emptied there; None takes the entry out."""
    found: dict[str, frozenset[str] | None] = {}
    for map_id, pk in Actor.objects.filter(contact=contact).values_list("map", "pk"):
        found[f"map_judged:{map_id}-{pk}"] = None
        found[f"map_person:{map_id}-{pk}"] = frozenset(COUNTERPART)
    for map_id, pk in records(Line, _by_ends(contact)).values_list("map", "pgh_obj_id"):
        found[f"map_line:{map_id}-{pk}"] = None
    return found


def refuse_erased_people(*actors: Actor) -> None:
    """Held until the end of the transaction: an erasure comes whole before or whole after what is written of them."""
    rows = Actor.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[actor.pk for actor in actors])
    for actor in rows.order_by("pk"):
        refuse_erased(Contact.objects.get(pk=actor.contact_id))


def _judgements(contact: Contact) -> QuerySet[Judgement]:
    return Judgement.objects.filter(actor__contact=contact).order_by("pk")


def _lines(contact: Contact) -> QuerySet[Line]:
    return Line.objects.filter(Q(from_actor__contact=contact) | Q(to_actor__contact=contact)).order_by("pk")


def _by_actor(contact: Contact) -> Q:
    return Q(actor__in=Actor.objects.filter(contact=contact).values("pk"))


def _by_ends(contact: Contact) -> Q:
    own = Actor.objects.filter(contact=contact).values("pk")
    return Q(from_actor__in=own) | Q(to_actor__in=own)


def _alerts_of(numbers: Iterable[int]) -> QuerySet[Dismissal]:
    return Dismissal.objects.filter(_named(numbers))


def _named(numbers: Iterable[int]) -> Q:
    """Alerts about one of these people, as alerting.identity calls them."""
    found = Q(pk__in=[])
    for number in numbers:
        found |= Q(alert__contains=f"-{number}-")
    return found


def _judged(row: Judgement) -> dict[str, Any]:
    judged = Judged(row.key, row.value, row.as_of, str(row.by or ""), row.source, is_unverified=False)
    told = row_of(row, ("as_of", "by", "source"))
    return {_("Judgement"): judged.title, _("Value"): judged.text, **told}


def _line(row: Line) -> dict[str, Any]:
    sentence = between(row.kind, row.strength, str(row.from_actor), str(row.to_actor))
    return {_("Line"): sentence, **row_of(row, ("note", "as_of", "by", "source"))}


def _at_table(row: Any) -> str:
    return reverse("map_table", args=[row.account_id, row.map_id])


def _at_person(row: Judgement) -> str:
    return reverse("actor_judge", args=[row.account_id, row.actor.map_id, row.actor_id])


def _judged_anew(row: Judgement, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The person's version guards what is judged of them."""
    Actor.objects.filter(pk=row.actor_id).update(version=F("version") + 1)
    return {"actor_version": Actor.objects.values_list("version", flat=True).get(pk=row.actor_id)}


TEXTS = (
    FreeText(DecisionMap, ("title",), address=DecisionMap.get_absolute_url),
    FreeText(Post, ("title", "unit", "site"), address=_at_table),
    FreeText(
        Judgement,
        ("value", "source"),
        address=_at_person,
        own=lambda contact: Q(actor__contact=contact),
        also=_judged_anew,
    ),
    FreeText(
        Line,
        ("note", "source"),
        address=_at_table,
        own=lambda contact: Q(from_actor__contact=contact) | Q(to_actor__contact=contact),
    ),
    FreeText(Dismissal, ("reason",), address=_at_table),
)
