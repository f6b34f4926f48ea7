"""What the map keeps about a person: judgements, lines and counterparts go on request, posts and their order stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Contact
from accounts.personal.keepers import Erasure, FreeText, Part, Person, row_of
from accounts.personal.refusing import refuse_erased
from decision_map.models import Actor, DecisionMap, Dismissal, Judgement, Line, Occupancy, Post
from decision_map.reading import Judged
from decision_map.reviewing.entries import JUDGED, LINE, PERSON
from decision_map.sentences import between
from dossiers.reviews.topics import ID
from kam_portal.foundation.history.forgetting import as_recorded, forget_records, records, rewrite_records

# As an entry of a review names it.
COUNTERPART = frozenset((*Actor.COUNTERPART, *(f"{name}{ID}" for name in Actor.COUNTERPART)))
LINE_NAMES = ("by", "from_actor__contact", "to_actor__contact")


class PeopleOnMaps:
    floor = 3

    def kept(self, person: Person) -> Iterator[Part]:
        actors = Actor.objects.filter(contact=person.contact).select_related("map", "mirror", "backup")
        yield Part(_("On decision maps"), [row_of(one, ("map", *Actor.COUNTERPART, "left_on")) for one in actors])
        seats = Occupancy.objects.filter(actor__in=actors).select_related("post")
        yield Part(_("Posts held"), [row_of(seat, ("post", "since", "until")) for seat in seats])
        yield Part(_("What we judge"), [_judged(row) for row in _judgements(person).select_related("by")])
        yield Part(_("Informal lines"), [_line(row) for row in _lines(person).select_related(*LINE_NAMES)])
        recorded = ((Judgement, _by_actor(person)), (Line, _by_ends(person)), (Actor, Q(contact__in=person.selves)))
        for model, condition in recorded:
            title = _("Recorded: %(what)s") % {"what": model._meta.verbose_name_plural}
            yield Part(title, list(as_recorded(model, condition)))

    def going(self, person: Person) -> Iterator[str]:
        if not _ever_actors(person):
            return
        n = _judgements(person).exclude(value="").count()
        yield ngettext("%(n)d judgement on the maps", "%(n)d judgements on the maps", n) % {"n": n}
        n = records(Judgement, _by_actor(person)).count()
        yield ngettext("%(n)d judgement in the history", "%(n)d judgements in the history", n) % {"n": n}
        if n := _lines(person).count():
            yield ngettext(
                "%(n)d line of influence or conflict, with its note: without a name it would still tell of them",
                "%(n)d lines of influence or conflict, with their notes: without a name they would still tell of them",
                n,
            ) % {"n": n}
        yield _("Our counterpart, the steps of the ladder and how often they should be met")

    def staying(self, person: Person) -> Iterator[str]:
        if n := Occupancy.objects.filter(actor__contact=person.contact, until=None).count():
            yield ngettext(
                "%(n)d post with its title and its place under others, held by an erased person",
                "%(n)d posts with their titles and their places under others, held by an erased person",
                n,
            ) % {"n": n}

    def called_after(self, person: Person) -> QuerySet[Any]:
        """The portal itself calls a post after its first occupant where nobody gave a title."""
        held = records(Occupancy, _by_actor(person)).values("post")
        return records(Post, Q(pgh_obj_id__in=held)).order_by("title").values_list("title", flat=True).distinct()

    def erase(self, person: Person, erasure: Erasure) -> None:
        """Whoever judges or draws a line holds the map or the person, and comes before or is refused.

        Everybody of the maps is held: what is judged of others may mention the person, and is written under their lock.
        """
        maps = DecisionMap.objects.filter(account=person.contact.account_id).order_by("pk")
        list(maps.select_for_update(no_key=True))
        everybody = Actor.objects.filter(account=person.contact.account_id).order_by("pk")
        list(everybody.select_for_update(of=("self",), no_key=True))
        numbers = _ever_actors(person)
        for rows, condition in (
            (_lines(person), _by_ends(person)),
            (_judgements(person), _by_actor(person)),
            (_alerts_of(numbers), _named(numbers)),
        ):
            rows.delete()
            forget_records(rows.model, condition)
        nothing = dict.fromkeys(Actor.COUNTERPART)
        Actor.objects.filter(pk__in=numbers).update(**nothing, version=F("version") + 1)
        rewrite_records(Actor, Q(contact__in=person.selves), nothing)


def gone_from_reviews(person: Person) -> dict[str, frozenset[str] | None]:
    """Keys of entries that signed reviews may have frozen -> what is emptied there; None takes the entry out."""
    found: dict[str, frozenset[str] | None] = {}
    for map_id, pk in records(Actor, Q(contact__in=person.selves)).values_list("map", "pgh_obj_id"):
        found[f"{JUDGED}:{map_id}-{pk}"] = None
        found[f"{PERSON}:{map_id}-{pk}"] = COUNTERPART
    for map_id, pk in records(Line, _by_ends(person)).values_list("map", "pgh_obj_id"):
        found[f"{LINE}:{map_id}-{pk}"] = None
    return found


def refuse_erased_people(*actors: Actor) -> None:
    """Held until the end of the transaction: an erasure comes whole before or whole after what is written of them."""
    rows = Actor.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[actor.pk for actor in actors])
    for actor in rows.order_by("pk"):
        refuse_erased(Contact.objects.get(pk=actor.contact_id))


def _judgements(person: Person) -> QuerySet[Judgement]:
    return Judgement.objects.filter(actor__contact=person.contact).order_by("pk")


def _lines(person: Person) -> QuerySet[Line]:
    return Line.objects.filter(_own_lines(person)).order_by("pk")


def _own_lines(person: Person) -> Q:
    return Q(from_actor__contact=person.contact) | Q(to_actor__contact=person.contact)


def _by_actor(person: Person) -> Q:
    return Q(actor__in=_ever_actors(person))


def _by_ends(person: Person) -> Q:
    own = _ever_actors(person)
    return Q(from_actor__in=own) | Q(to_actor__in=own)


def _ever_actors(person: Person) -> list[int]:
    """On maps that are gone, too."""
    return sorted(set(records(Actor, Q(contact__in=person.selves)).values_list("pgh_obj_id", flat=True)))


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


def _post_anew(row: Post, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """By the word that stands for the person no chart finds the post again."""
    return {"reference": "" if "reference" in changes else row.reference, "version": F("version") + 1}


def _judged_anew(row: Judgement, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The person's version guards what is judged of them."""
    Actor.objects.filter(pk=row.actor_id).update(version=F("version") + 1)
    return {"actor_version": Actor.objects.values_list("version", flat=True).get(pk=row.actor_id)}


TEXTS = (
    FreeText(DecisionMap, ("title",), address=DecisionMap.get_absolute_url, apart="title"),
    FreeText(Post, ("title", "unit", "site", "reference"), address=_at_table, also=_post_anew),
    FreeText(
        Judgement,
        ("value", "source"),
        address=_at_person,
        own=lambda person: Q(actor__contact=person.contact),
        also=_judged_anew,
        related=("actor",),
    ),
    FreeText(
        Line,
        ("note", "source"),
        address=_at_table,
        own=_own_lines,
    ),
    FreeText(Dismissal, ("reason",), address=_at_table),
)
