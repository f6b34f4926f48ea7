"""What is kept about a person of a client, floor by floor: told, exported and erased.

A floor registers a keeper in AppConfig.ready() for what belongs to a person, and its free texts, in which anybody may
be mentioned. A field that holds words and is neither is named in tests/personal_fields.py, or the suite fails.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst

from accounts.models import Account, Contact
from accounts.personal.marks import Marks
from kam_portal.foundation.people.models import User

Title = str | Promise


@dataclass(frozen=True)
class Part:
    """Rows of one kind, each a title by value, ready to be shown or written as JSON."""

    title: Title
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Person:
    """`selves` are the numbers under which they are or were a contact; `marks` what they are recognised by in texts."""

    contact: Contact
    selves: frozenset[int]
    marks: Marks


@dataclass(frozen=True)
class Erasure:
    """`word` stands for the person from now on."""

    word: str
    by: User | None
    at: datetime.datetime


class Keeper(Protocol):
    # A higher floor has a higher one.
    floor: int

    def kept(self, person: Person) -> Iterable[Part]:
        """Everything that belongs to the person, history included."""
        ...

    def going(self, person: Person) -> Iterable[str]:
        """What would be erased, a sentence each."""
        ...

    def staying(self, person: Person) -> Iterable[str]:
        """What would stay, without the person."""
        ...

    def called_after(self, person: Person) -> Iterable[str]:
        """Titles, present and former, of what may be called after the person."""
        ...

    def erase(self, person: Person, erasure: Erasure) -> None:
        """In the transaction of the erasure, under a lock of the contact; the recorded history too.

        Lower floors first: a review is cleaned while it is still known what on the maps was the person's.
        """
        ...


@dataclass(frozen=True)
class FreeText:
    """Fields of a model in which somebody may be mentioned.

    `path` leads from a row to its account, `recorded_path` from a record of it. `own` picks the rows that belong to the
    person and go anyway. `also` gives what follows from a changed row: by default a version, where there is one.
    `apart` is the field by which rows are told apart: no two of an account read the same there.
    """

    model: type[models.Model]
    fields: Sequence[str]
    path: str = "account"
    recorded_path: str = ""
    address: Callable[[Any], str] | None = None
    own: Callable[[Person], Q] | None = None
    also: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]] | None = None
    # What the address needs beside the row.
    related: Sequence[str] = ()
    apart: str = ""

    def rows(self, account: Account) -> QuerySet[Any]:
        rows = self.model._base_manager.filter(**{self.path: account.pk}).order_by("pk")
        return rows.select_related(*self.related) if self.related else rows

    @property
    def title(self) -> str:
        return capfirst(str(self.model._meta.verbose_name))


_keepers: list[Keeper] = []
_texts: dict[type[models.Model], FreeText] = {}


def register(keeper: Keeper, texts: Iterable[FreeText]) -> None:
    if all(type(keeper) is not type(known) for known in _keepers):
        _keepers.append(keeper)
        # Whichever floor was ready first.
        _keepers.sort(key=lambda each: each.floor)
    _texts.update({text.model: text for text in texts})


def keepers() -> Sequence[Keeper]:
    """From the lowest floor up."""
    return tuple(_keepers)


def free_texts() -> Sequence[FreeText]:
    return tuple(_texts.values())


def row_of(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Title of a field -> its value as a reader sees it, empty ones left out."""
    return {title: value for title, value in _values(row, names) if value not in (None, "", [])}


def _values(row: models.Model, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for name in names:
        column: Any = row._meta.get_field(name)
        value = getattr(row, name)
        if getattr(column, "choices", None):
            value = getattr(row, f"get_{name}_display")()
        elif isinstance(value, (models.Model, Promise)):
            value = str(value)
        elif isinstance(value, (datetime.date, datetime.datetime)):
            value = value.isoformat()
        yield capfirst(str(column.verbose_name)), value
