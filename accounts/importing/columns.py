"""What a kind of file may hold: its columns, how each cell is read, and under which names people know them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from kam_portal.foundation.tabular.cells import Reader


def known_as(names: str) -> tuple[str, ...]:
    """Synonyms written as “client | customer | Клиент”; case, blanks and punctuation do not matter."""
    return tuple(name.strip() for name in names.split("|"))


@dataclass(frozen=True)
class Column:
    """`name` is ours, as in `--map name=theirs`; earlier synonyms win where a file has several of them."""

    name: str
    title: str | Promise
    read: Reader
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(slots=True)
class Line:
    """One row of the file: the values of the cells that say something, by column name."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)
