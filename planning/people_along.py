"""Edits whose versioned text names people beside: an audience, who is asked. A stale one compares both."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models, transaction

from kam_portal.foundation.history.versions import StaleEdit, column_of, compare, values_at_version

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Along:
    """People under a name of their own: rows of `through` lead from the text (`of`) to a person (`who`)."""

    name: str
    through: Any
    of: str
    who: str

    def ids(self, instance: models.Model) -> list[int]:
        return sorted(self.through.objects.filter(**{self.of: instance}).values_list(self.who, flat=True))

    def put(self, instance: models.Model, wanted: Collection[int]) -> list[int]:
        """Exactly these from now on; returns who is new."""
        now = set(self.ids(instance))
        self.through.objects.filter(**{self.of: instance, f"{self.who}__in": now - set(wanted)}).delete()
        new = sorted(set(wanted) - now)
        self.through.objects.bulk_create([self.through(**{self.of: instance, self.who: pk}) for pk in new])
        return new

    def before(self, instance: Any, version: int, now: Collection[int]) -> list[int]:
        """Those at `version`: those of today with the later saves undone; one save's events share their instant."""
        saves = type(instance).pgh_event_model.objects.filter(pgh_obj_id=instance.pk, version__gt=version)
        events = self.through.pgh_event_model.objects.filter(**{self.of: instance})
        people = set(now)
        later = events.filter(pgh_created_at__in=saves.values("pgh_created_at")).order_by("-pgh_id")
        for label, person in later.values_list("pgh_label", self.who):
            (people.discard if label == "insert" else people.add)(person)
        return sorted(people)


@transaction.atomic
def save_with_people(
    *, instance: M, version: int, changes: Mapping[str, Any], along: Along, marks: Mapping[str, Any] | None = None
) -> tuple[M, list[int]]:
    """Write columns and people of a row that still stands at `version`; the row, and who is new beside it.

    `marks` are columns written with a change that nobody typed, as its moment. Raises StaleEdit, people among its
    differences, when somebody saved in between.
    """
    stored: Any = type(instance)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=instance.pk)
    plain = {name: value for name, value in changes.items() if name != along.name}
    columns = {name: column_of(type(stored), name) for name in plain}
    now = {name: getattr(stored, column) for name, column in columns.items()} | {along.name: along.ids(stored)}
    mine = {name: getattr(value, "pk", value) for name, value in plain.items()}
    mine[along.name] = sorted({person.pk for person in changes[along.name]})
    if stored.version != version:
        recorded = values_at_version(stored, version, list(columns.values()))
        before = {name: recorded[column] for name, column in columns.items() if column in recorded}
        before[along.name] = along.before(stored, version, now[along.name])
        raise StaleEdit(version=stored.version, differences=compare(before, now, mine, list(changes)))
    if mine == now:
        return stored, []
    written = {**plain, **(marks or {})}
    for name, value in written.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save(update_fields=[*written, "version"])
    new = along.put(stored, mine[along.name])
    hold_people()
    return stored, new


def hold_people() -> None:
    """Whoever takes somebody away waits for this, or this is refused: keys are checked now, not at the very end."""
    connection.check_constraints()
