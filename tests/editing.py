"""A form that edits something with a version, as the tests write in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from accounts.models import Account
from kam_portal.foundation.history.editing import Versioned

# What anybody types into a figure: the counter, and below it a number that nobody else types.
A_COUNT = 1_000_000
Cast = SimpleNamespace
Record = Any


@dataclass(frozen=True)
class EditForm:
    """One form. `made` gives the thing with the counter at nought, `beside` what is sent with the counter."""

    form: type[Versioned]
    url: str
    made: Callable[[Account, Cast], Record]
    counter: str
    beside: Callable[[Record], dict[str, Any]] = lambda record: {}
    arguments: Callable[[Record], list[Any]] = lambda record: [record.account_id, record.pk]
    is_figure: bool = False
    # URL name of the page that takes the thing away, where there is one.
    removed_at: str = ""
    # The counter and the version, read in one statement, where they do not stand on the thing itself.
    stored: Callable[[Record], tuple[Any, int]] | None = None
    # Who may write there.
    writers: tuple[str, ...] = ("leonid", "ada")
    # Another answer than "saved" and "somebody saved in between" that keeps the text as well.
    also: int = 409

    def __str__(self) -> str:
        return self.form.__name__

    def address(self, record: Record) -> str:
        return reverse(self.url, args=self.arguments(record))

    def removal(self, record: Record) -> str:
        return reverse(self.removed_at, args=self.arguments(record))

    def typed(self, count: int, own: int) -> str:
        return str(count * A_COUNT + own) if self.is_figure else f"{count} typed by {own}"

    def sent(self, record: Record, typed: str, version: int) -> dict[str, Any]:
        return {**self.beside(record), self.counter: typed, "version": version}

    def read(self, record: Record) -> tuple[int, int]:
        """The counter and the version it was read with, as a page shows them together."""
        value, version = self.stored(record) if self.stored else self._on(record)
        return int(value) // A_COUNT if self.is_figure else int(value.split()[0]), version

    def _on(self, record: Record) -> tuple[Any, int]:
        found: tuple[Any, int] = type(record).objects.values_list(self.counter, "version").get(pk=record.pk)
        return found

    def history(self, record: Record, since: int) -> int:
        """How many saves after the version `since` are recorded."""
        events = type(record).pgh_event_model.objects.filter(pgh_obj_id=record.pk, version__gt=since)
        return int(events.count())
