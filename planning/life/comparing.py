"""What differs between two snapshots of a plan, item by item and field by field. Pure; in words by words.py.

An item is the same one while its id is. What it refers to is compared by number, so that a goal that was given another
title is one difference and not one in every action that serves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

Item = Mapping[str, Any]
Snapshot = Mapping[str, Any]
PLAN = "plan"
# In the order in which a plan is told.
KINDS = ("goals", "strategies", "opportunities", "actions", "communications", "resources")
# How far a plan is: what work on it writes, and so neither a change of what was approved nor of what is read.
PROGRESS: Mapping[str, frozenset[str]] = {
    "opportunities": frozenset({"stage", "outcome"}),
    "actions": frozenset({"status", "done_on", "cost_used"}),
    "communications": frozenset({"told_on", "result"}),
    "resources": frozenset({"used"}),
}
# What only orders and counts rows.
_SILENT = frozenset({"id", "version"})


@dataclass(frozen=True)
class FieldChange:
    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class ItemChange:
    """An item that came, went or was changed: before is None for what came, after for what went."""

    kind: str
    before: Item | None
    after: Item | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def item(self) -> Item:
        return self.after or self.before or {}


def differences(before: Snapshot, after: Snapshot) -> list[ItemChange]:
    """The plan's own words first, then its items in the order of KINDS; what came and went among them."""
    return [
        *_between(PLAN, [before.get(PLAN, {})], [after.get(PLAN, {})]),
        *(change for kind in KINDS for change in _between(kind, before.get(kind, ()), after.get(kind, ()))),
    ]


def without_progress(changes: Iterable[ItemChange]) -> list[ItemChange]:
    """What was changed of the plan itself. What came or went stays."""
    return list(_told_apart(changes, is_progress=False))


def progress_of(changes: Iterable[ItemChange]) -> list[ItemChange]:
    """How far the items went that stand on both sides."""
    return list(_told_apart(changes, is_progress=True))


def _told_apart(changes: Iterable[ItemChange], *, is_progress: bool) -> Iterator[ItemChange]:
    for change in changes:
        own = PROGRESS.get(change.kind, frozenset())
        fields = tuple(each for each in change.fields if (each.name in own) is is_progress)
        if fields or not (change.fields or is_progress):
            yield replace(change, fields=fields)


def _between(kind: str, before: Any, after: Any) -> Iterator[ItemChange]:
    was, now = ({item.get("id"): item for item in side} for side in (before, after))
    for key, item in now.items():
        if key not in was:
            yield ItemChange(kind, None, item)
        elif item != was[key] and (fields := tuple(_fields(was[key], item))):
            yield ItemChange(kind, was[key], item, fields)
    for key, item in was.items():
        if key not in now:
            yield ItemChange(kind, item, None)


def _fields(before: Item, after: Item) -> Iterator[FieldChange]:
    for name in told_names(after):
        if name in before and _compared(before, name) != _compared(after, name):
            yield FieldChange(name, before[name], after[name])


def told_names(item: Item) -> list[str]:
    """The fields that say something to a reader; the number beside a name says the same as the name."""
    return [name for name in item if name not in _SILENT and not name.endswith("_id")]


def _compared(item: Item, name: str) -> Any:
    value = item.get(f"{name}_id", item[name])
    return sorted(each["id"] for each in value) if isinstance(value, list) else value
