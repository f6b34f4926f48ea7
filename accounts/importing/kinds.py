"""The kinds of files the portal takes in. A kind reads lines against what is stored and says what would be written."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.importing.columns import Column, Line
from accounts.importing.ledger import Ledger
from kam_portal.foundation.people.models import User

Write = Callable[[], None]
# Told how many rows were written since it was told last.
Written = Callable[[int], None]


def _nobody_asks(count: int) -> None:
    return None


@dataclass(frozen=True)
class Circumstances:
    """Who imports, on which day of theirs, and whether the rows met may be locked because they will be written."""

    by: User | None
    on: datetime.date
    lock: bool = False
    written: Written = _nobody_asks


Plan = Callable[[Sequence[Line], Ledger, Circumstances], Write]


@dataclass(frozen=True)
class Kind:
    """`needs`: of each group at least one column must be found.

    `plan` sorts the lines into the ledger and answers with the write that would carry it out.
    """

    name: str
    title: str | Promise
    about: str | Promise
    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]
    plan: Plan


def titles(columns: Sequence[Column]) -> Mapping[str, str]:
    return {column.name: str(column.title) for column in columns}
