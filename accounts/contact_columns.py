"""What upper floors know of the people at a client, shown wherever these are listed.

A floor registers a column in AppConfig.ready(); it answers for all the people of one account at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import Account, Contact


@dataclass(frozen=True)
class ContactColumn:
    """`days` gives contact id -> day; `nothing` is said of the others."""

    key: str
    title: str | Promise
    days: Callable[[Account], Mapping[int, datetime.date]]
    nothing: str | Promise


_columns: dict[str, ContactColumn] = {}


def register(column: ContactColumn) -> None:
    """A second registration under the same key replaces the first."""
    _columns[column.key] = column


def titles() -> list[str | Promise]:
    return [column.title for column in _columns.values()]


def with_columns(account: Account, contacts: Iterable[Contact]) -> list[Contact]:
    """The contacts, each with `known`: title, day or None, and what is said without one, by column.

    A statement a column, however many contacts there are.
    """
    found = list(contacts)
    answers = [(column, column.days(account) if found else {}) for column in _columns.values()]
    for contact in found:
        contact.known = [  # type: ignore[attr-defined]
            (column.title, days.get(contact.pk), column.nothing) for column, days in answers
        ]
    return found
