"""What two contacts of a client, who may be one person, have differently; side by side, for whoever merges them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Contact
from decision_map.description import FIELDS
from decision_map.judging import judged
from decision_map.models import Actor
from decision_map.reading import roles_in_words
from dossiers.description.kinds import Field
from dossiers.values import LEVELS, to_words


@dataclass(frozen=True)
class Aspect:
    """Something that both have, and differently; `key` names it, the rest says it."""

    key: str
    title: str
    kept: str
    gone: str


def aspects(kept: Contact, gone: Contact) -> list[Aspect]:
    """What has to be chosen. Where only one of them has something, it stands."""
    return [*_of_contacts(kept, gone), *_of_people(kept, gone)]


def seen(kept: Contact, gone: Contact) -> str:
    """What the choice rests on, as the versions of everything compared."""
    people = Actor.objects.filter(contact__in=[kept.pk, gone.pk]).order_by("pk").values_list("pk", "version")
    versions = Contact.objects.filter(pk__in=[kept.pk, gone.pk]).order_by("pk").values_list("pk", "version")
    return " ".join(f"{pk}.{version}" for pk, version in (*versions, *people))


def on_one_map(kept: Contact, gone: Contact) -> list[tuple[Actor, Actor]]:
    """Both as people of the maps on which both stand."""
    others = {actor.map_id: actor for actor in Actor.objects.filter(contact=gone)}
    ours = Actor.objects.filter(contact=kept, map__in=others).select_related("map", "mirror", "backup")
    return [(actor, others[actor.map_id]) for actor in ours]


def judged_together() -> list[list[Field]]:
    """Judgements that say one thing together."""
    groups: dict[str, list[Field]] = {}
    for field in FIELDS:
        groups.setdefault(str(field.group or field.key), []).append(field)
    return list(groups.values())


def _judgements(fields: Iterable[Field], values: dict[str, str]) -> str:
    words = [(field, values[field.key]) for field in fields]
    told = [
        roles_in_words(value) if field.key == "roles" else to_words(field, value) for field, value in words if value
    ]
    return "; ".join(told)


def _of_contacts(kept: Contact, gone: Contact) -> Iterator[Aspect]:
    for name in ("name", "title"):
        ours, theirs = getattr(kept, name), getattr(gone, name)
        if ours and theirs and ours != theirs:
            title = _title_of(Contact, name)
            yield Aspect(name, title, ours, theirs)


def _of_people(kept: Contact, gone: Contact) -> Iterator[Aspect]:
    for into, other in on_one_map(kept, gone):
        for names in Actor.RELATIONSHIP:
            if _differ([getattr(into, name) for name in names], [getattr(other, name) for name in names]):
                title = _title_of(Actor, names[0])
                words = [_person(actor, names) for actor in (into, other)]
                yield Aspect(f"{into.map_id}-{names[0]}", _on(into, title), *words)
        ours, theirs = judged(into), judged(other)
        for fields in judged_together():
            keys = [field.key for field in fields]
            if _differ([ours[key] for key in keys], [theirs[key] for key in keys]):
                title = str(fields[0].group or fields[0].title)
                words = [_judgements(fields, each) for each in (ours, theirs)]
                yield Aspect(f"{into.map_id}-{keys[0]}", _on(into, title), *words)


def _differ(ours: Sequence[Any], theirs: Sequence[Any]) -> bool:
    return any(ours) and any(theirs) and ours != theirs


def _title_of(model: type[models.Model], name: str) -> str:
    title = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return title[:1].upper() + title[1:]


def _on(actor: Actor, title: str) -> str:
    return _("%(title)s, on the map “%(map)s”") % {"title": title, "map": actor.map.title}


def _person(actor: Actor, names: Sequence[str]) -> str:
    values = [getattr(actor, name) for name in names if getattr(actor, name) is not None]
    return ", ".join(str(LEVELS[str(v)]) if names[0].startswith("ladder") else str(v) for v in values)
