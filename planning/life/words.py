"""What stands in a snapshot, and what differs between two of them, in words of the reader's language."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kam_portal.foundation.charts.amounts import exact_amount
from planning.life.comparing import KINDS, PLAN, Item, ItemChange, Snapshot, told_names
from planning.models import Action, Communication, Goal, Opportunity, P, Plan, Resource, Strategy

TITLES: Mapping[str, str | Promise] = {
    PLAN: gettext_lazy("The plan"),
    "goals": gettext_lazy("Goals"),
    "strategies": gettext_lazy("The four Ps"),
    "opportunities": gettext_lazy("Opportunities"),
    "actions": gettext_lazy("Actions"),
    "communications": gettext_lazy("Communications"),
    "resources": gettext_lazy("Resources"),
}
MODELS: Mapping[str, type[models.Model]] = {
    PLAN: Plan,
    "goals": Goal,
    "strategies": Strategy,
    "opportunities": Opportunity,
    "actions": Action,
    "communications": Communication,
    "resources": Resource,
}
# Where the field's own name is not clear away from its form.
FIELDS: Mapping[tuple[str, str], str | Promise] = {
    (PLAN, "title"): gettext_lazy("Title of the plan"),
    (PLAN, "starts_on"): gettext_lazy("First day"),
    (PLAN, "ends_on"): gettext_lazy("Last day"),
    ("goals", "people"): gettext_lazy("People at the client"),
    ("goals", "unit"): gettext_lazy("Unit of measure"),
}
NOTHING = "—"
NAME_AT_MOST = 120
# They are the name of their item.
_NAMING = frozenset({"title", "p", "message"})


@dataclass(frozen=True)
class Told:
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class ToldItem:
    """`what` is added, changed or removed; of an item alone it is "", and `after` is what it says."""

    name: str
    what: str
    fields: tuple[Told, ...]


@dataclass(frozen=True)
class ToldGroup:
    title: str
    told: Sequence[ToldItem]


def changes_in_words(changes: Iterable[ItemChange]) -> list[ToldGroup]:
    changes = list(changes)
    groups = ((kind, [_changed(change) for change in changes if change.kind == kind]) for kind in TITLES)
    return [ToldGroup(str(TITLES[kind]), items) for kind, items in groups if items]


def snapshot_in_words(snapshot: Snapshot) -> list[ToldGroup]:
    """Everything that was approved; what said nothing is left out."""
    groups = [ToldGroup(str(TITLES[PLAN]), [_item(PLAN, snapshot.get(PLAN, {}), ("title",))])]
    for kind in KINDS:
        items = [_item(kind, item) for item in snapshot.get(kind, ())]
        if items:
            groups.append(ToldGroup(str(TITLES[kind]), items))
    return groups


def _changed(change: ItemChange) -> ToldItem:
    name = item_name(change.kind, change.item)
    if change.before is None:
        return ToldItem(name, _("added"), _fields(change.kind, change.item))
    if change.after is None:
        return ToldItem(name, _("removed"), ())
    places = _places(change.kind)
    told = sorted((each for each in change.fields if each.name in places), key=lambda each: places[each.name])
    fields = (_told(change.kind, each.name, each.before, each.after) for each in told)
    return ToldItem(name, _("changed"), tuple(fields))


def _item(kind: str, item: Item, shown: Iterable[str] = ()) -> ToldItem:
    return ToldItem(item_name(kind, item), "", _fields(kind, item, shown))


def _fields(kind: str, item: Item, shown: Iterable[str] = ()) -> tuple[Told, ...]:
    places = _places(kind)
    names = [name for name in told_names(item) if name in places and (name not in _NAMING or name in shown)]
    told = (_told(kind, name, None, item[name]) for name in sorted(names, key=places.__getitem__))
    return tuple(each for each in told if each.after != NOTHING)


def _told(kind: str, name: str, before: Any, after: Any) -> Told:
    field = MODELS[kind]._meta.get_field(name)
    title = capfirst(str(FIELDS.get((kind, name)) or getattr(field, "verbose_name", name)))
    return Told(title, _value(field, before), _value(field, after))


@cache
def _places(kind: str) -> Mapping[str, int]:
    """The fields in the order of the model; the database keeps what is frozen in an order of its own."""
    meta = MODELS[kind]._meta
    return {field.name: place for place, field in enumerate([*meta.concrete_fields, *meta.many_to_many])}


def item_name(kind: str, item: Item) -> str:
    if kind == "strategies":
        return str(P(item["p"]).label)
    return Truncator(item.get("title") or item.get("message") or "").chars(NAME_AT_MOST)


def _value(field: Any, value: Any) -> str:
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, list):
        return ", ".join(each["name"] for each in value)
    if choices := dict(field.flatchoices or ()):
        return str(choices.get(value, value))
    if isinstance(field, models.DateField):
        return formats.date_format(datetime.date.fromisoformat(value), "SHORT_DATE_FORMAT")
    if isinstance(field, models.DecimalField):
        return amount(Decimal(value))
    return str(value)


def amount(value: Decimal | str) -> str:
    """What is stored as text, as the reader writes numbers."""
    return exact_amount(Decimal(value))
