"""What the account list shows and how it is narrowed down; upper floors register columns and filters of their own.

The list reads plain values in one statement: a column names the values it needs and turns a row into words.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Status
from accounts.querysets import AccountQuerySet

Row = Mapping[str, Any]
Order = Sequence[str | Combinable]


@dataclass(frozen=True)
class Cell:
    """What one column says of one account; `tone` is a tone of components/pill.html, empty for plain text."""

    text: str
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Column:
    """A column of an upper floor: the values it reads, by path from the account, and how a row reads in words."""

    key: str
    title: str | Promise
    reads: tuple[str, ...]
    cell: Callable[[Row, datetime.date], Cell]
    order: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Filter:
    """A filter of an upper floor: its choices, and the condition on an account on a given day."""

    key: str
    title: str | Promise
    choices: tuple[tuple[str, str | Promise], ...]
    condition: Callable[[str, datetime.date], Q]


@dataclass(frozen=True)
class Tally:
    """Something an upper floor counts among the accounts of each manager.

    `condition` takes the day and the path to the account ("" or "accounts__").
    """

    key: str
    title: str | Promise
    condition: Callable[[datetime.date, str], Q]
    # Query of the account list that shows exactly these, such as {"review": "overdue"}.
    shown_by: Mapping[str, str]


_columns: dict[str, Column] = {}
_filters: dict[str, Filter] = {}
_tallies: dict[str, Tally] = {}


def register(*parts: Column | Filter | Tally) -> None:
    """Called from AppConfig.ready(); a second registration under the same key replaces the first."""
    for part in parts:
        if isinstance(part, Column):
            _columns[part.key] = part
        elif isinstance(part, Filter):
            _filters[part.key] = part
        else:
            _tallies[part.key] = part


def columns() -> list[Column]:
    return list(_columns.values())


def filters() -> list[Filter]:
    return list(_filters.values())


def tallies() -> list[Tally]:
    return list(_tallies.values())


def money_in_words(amount: Decimal | None, currency: str) -> str:
    """Whole units, as the reader writes numbers, with the currency; "" for what is not known."""
    if amount is None:
        return ""
    whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{formats.number_format(whole, use_l10n=True, force_grouping=True)}\u00a0{currency}"


# The statuses as the method ranks them, not as their codes sort.
STATUS_ORDER = (
    Status.KEY,
    Status.KEY_DEVELOPMENT,
    Status.MAINTENANCE,
    Status.OPPORTUNISTIC,
    Status.CANDIDATE,
    Status.CLOSED,
)


def status_rank(path: str = "status") -> Case:
    """The rank of the status at `path`; none comes last."""
    cases = [When(**{path: status}, then=Value(rank)) for rank, status in enumerate(STATUS_ORDER)]
    return Case(*cases, default=Value(len(STATUS_ORDER)), output_field=IntegerField())


STATUS_RANK = status_rank()
BY_NAME: Order = ("sort_key", "pk")


def orders() -> dict[str, tuple[str | Promise, Order]]:
    """Sort key of the URL -> its title and its order, a total one."""
    own: dict[str, tuple[str | Promise, Order]] = {
        "name": (pgettext_lazy("of an account", "Name"), BY_NAME),
        "status": (_("Status"), (STATUS_RANK, *BY_NAME)),
        "kam": (_("Key account manager"), (F("kam__full_name").asc(nulls_last=True), *BY_NAME)),
        "sales": (_("Sales"), (F("annual_sales").desc(nulls_last=True), "pk")),
    }
    return own | {c.key: (c.title, (*c.order, *BY_NAME)) for c in columns() if c.order}


def sorted_by(accounts: AccountQuerySet, key: str) -> AccountQuerySet:
    """The accounts in the order of a sort key; "-key" is the same order backwards, an unknown key the order by name."""
    known = orders()
    _title, order = known.get(key.removeprefix("-"), known["name"])
    ordered = accounts.order_by(*order)
    return ordered.reverse() if key.startswith("-") else ordered
