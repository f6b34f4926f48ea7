"""What upper floors know of the people at a client, shown wherever these are listed.

A floor registers a column in AppConfig.ready(): an expression over a contact, so that it costs no statement of its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from accounts.models import Contact


@dataclass(frozen=True)
class ContactColumn:
    """`day` makes the expression of a day; `nothing` is said of people who have none."""

    key: str
    title: str | Promise
    day: Callable[[], Combinable]
    nothing: str | Promise


@dataclass(frozen=True)
class Known:
    title: str | Promise
    day: datetime.date | None
    nothing: str | Promise


_columns: dict[str, ContactColumn] = {}


def register(column: ContactColumn) -> None:
    """A second registration under the same key replaces the first."""
    _columns[column.key] = column


def titles() -> list[str | Promise]:
    return [column.title for column in _columns.values()]


def with_columns(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    return contacts.annotate(**{f"known_{column.key}": column.day() for column in _columns.values()})


def known_of(contact: Contact) -> list[Known]:
    """What the columns say of a contact of with_columns()."""
    return [Known(c.title, getattr(contact, f"known_{c.key}", None), c.nothing) for c in _columns.values()]
