"""What upper floors know that would change if a person of the client left; they register it in AppConfig.ready()."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.functional import Promise

from decision_map.measures import ClientMap
from decision_map.reading import MapShown, PersonShown


@dataclass(frozen=True)
class LeavingNote:
    """Something that counts on the person, where it stands, and in words what it would lose."""

    title: str
    url: str
    losses: Sequence[str] = ()


@dataclass(frozen=True)
class Noted:
    title: str | Promise
    notes: Sequence[LeavingNote] = field(default_factory=list)


class LeavingNotes(Protocol):
    """Notes of one floor under a title of its own; asked only for readers who may read judgements."""

    @property
    def title(self) -> str | Promise: ...

    def told(
        self, shown: MapShown, person: PersonShown, known: ClientMap, on: datetime.date
    ) -> Sequence[LeavingNote]: ...


_registered: list[LeavingNotes] = []


def register(notes: LeavingNotes) -> None:
    if notes not in _registered:
        _registered.append(notes)


def noted(shown: MapShown, person: PersonShown, known: ClientMap, on: datetime.date) -> list[Noted]:
    """`shown` and `known` are the map as it is, with the person."""
    return [Noted(each.title, each.told(shown, person, known, on)) for each in _registered]
