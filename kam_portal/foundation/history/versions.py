"""Edits that carry the version they read; a stale save is refused and shows what changed meanwhile.

House rule: nobody's text is lost. The row is locked, the version compared, the change written and the
version advanced in one transaction, so that of two people saving at once exactly one is told to look again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction

M = TypeVar("M", bound=models.Model)


class Unknown:
    """What a field held when it was read, where no history tells: it is like nothing, not even like an empty one."""


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Difference:
    """One field of a refused edit: what it was when read (or UNKNOWN), what the others made of it, what was typed."""

    field: str
    before: Any
    theirs: Any
    mine: Any


class StaleEdit(Exception):
    """Somebody saved in between. Nothing was written.

    `version` is the version now stored, `differences` the fields where mine or theirs left the common ground.
    """

    def __init__(self, *, version: int, differences: list[Difference]) -> None:
        super().__init__("the record was changed by somebody else in between")
        self.version = version
        self.differences = differences


def column_of(model: type[models.Model], field: str) -> str:
    """The attribute that holds a field's stored value: for a relation, the id."""
    return str(model._meta.get_field(field).attname)  # type: ignore[union-attr]


def values_at_version(instance: models.Model, version: int, fields: list[str]) -> dict[str, Any]:
    """The recorded values of `fields` when the row stood at `version`; empty when history does not know it."""
    events = type(instance).pgh_event_model.objects  # type: ignore[attr-defined]
    event = events.filter(pgh_obj_id=instance.pk, version=version).order_by("pk").last()
    return {name: getattr(event, name) for name in fields} if event is not None else {}


def compare(
    before: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any], fields: list[str]
) -> list[Difference]:
    """The fields where the typed text or the stored text differs from the common ground."""
    found = [Difference(f, before.get(f, UNKNOWN), theirs.get(f), mine.get(f)) for f in fields]
    return [d for d in found if d.theirs != d.mine]


@transaction.atomic
def save_versioned(
    *, instance: M, version: int, changes: Mapping[str, Any], stamp: Mapping[str, Any] | None = None
) -> M:
    """Write `changes` onto the stored row if it still stands at `version`; raise StaleEdit otherwise.

    Returns the stored row. Unchanged values advance nothing; `stamp` is written along with those
    that changed. The lock lets others refer to the row meanwhile
    (no_key): two people moving accounts under each other would else wait for one another for ever.
    """
    fields = list(changes)
    stored = type(instance)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=instance.pk)
    theirs = {name: getattr(stored, column_of(type(stored), name)) for name in fields}
    mine = {name: value.pk if isinstance(value, models.Model) else value for name, value in changes.items()}
    if stored.version != version:  # type: ignore[attr-defined]
        attnames = [column_of(type(stored), name) for name in fields]
        before = values_at_version(stored, version, attnames)
        named = {name: before[attname] for name, attname in zip(fields, attnames, strict=True) if attname in before}
        differences = compare(named, theirs, mine, fields)
        raise StaleEdit(version=stored.version, differences=differences)  # type: ignore[attr-defined]
    if mine == theirs:
        return stored
    stamped = {**changes, **(stamp or {})}
    for name, value in stamped.items():
        setattr(stored, name, value)
    stored.version += 1  # type: ignore[attr-defined]
    stored.save(update_fields=[*stamped, "version"])
    return stored
