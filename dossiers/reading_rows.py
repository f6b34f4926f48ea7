"""The described tables of a dossier as their reader sees them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Account
from dossiers.description import Field, Table
from dossiers.knowing import Known, known
from dossiers.models import TableRow
from dossiers.values import to_words
from kam_portal.foundation.people.models import User
from kam_portal.foundation.statements import Statement


@dataclass(frozen=True)
class RowLine:
    """One row in words, by the columns of its table that are shown, with its provenance.

    `path_account` is the account the named firm is, where the reader may open it.
    """

    pk: int
    name: str
    cells: Sequence[tuple[Field, str]]
    note: str
    known: Known
    # Canonical texts by column.
    values: Mapping[str, str]
    path_account: int | None


@dataclass(frozen=True)
class TablePage:
    """A table with its rows; columns in which nothing stands are left out, the note stands below its row."""

    table: Table
    columns: Sequence[Field]
    rows: Sequence[RowLine]


_ROWS = Statement(lambda account: TableRow.objects.filter(account=account).select_related("by"), account=int)


def rows_of(account: Account, reader: User, today: datetime.date) -> list[Any]:
    """All rows of the tables, each telling whether the reader `may_open` the account it names.

    One statement, and one more where a row names an account.
    """
    rows: list[Any] = list(_ROWS.ask(account=account.pk))
    named = {row.named_account_id for row in rows if row.named_account_id is not None}
    open_to_reader = _readable(named, reader, today) if named else set()
    for row in rows:
        row.may_open = row.named_account_id in open_to_reader
    return rows


def _readable(accounts: set[int], reader: User, today: datetime.date) -> set[int]:
    readable = Account.objects.visible_to(reader, today).order_by().filter(pk__in=accounts)
    return set(readable.values_list("pk", flat=True))


def table_pages(
    tables: Iterable[Table], rows: Mapping[str, Sequence[TableRow]], today: datetime.date, months: int | None
) -> list[TablePage]:
    """`rows` by the key of their table."""
    return [_table_page(table, rows.get(table.key, ()), today, months) for table in tables]


def _table_page(table: Table, rows: Sequence[TableRow], today: datetime.date, months: int | None) -> TablePage:
    ordered = sorted(rows, key=lambda row: row.values[table.name_key], reverse=True) if table.is_yearly else rows
    beside = [column for column in table.columns[1:] if column.key != "note"]
    shown = [column for column in beside if any(row.values.get(column.key) for row in ordered)]
    return TablePage(table, shown, [_line(table, shown, row, today, months) for row in ordered])


def _line(table: Table, columns: Sequence[Field], row: Any, today: datetime.date, months: int | None) -> RowLine:
    values = row.values
    return RowLine(
        pk=row.pk,
        name=to_words(table[table.name_key], values[table.name_key]),
        cells=[(column, to_words(column, values.get(column.key, ""))) for column in columns],
        note=values.get("note", ""),
        known=known(row, today, months),
        values=values,
        path_account=row.named_account_id if row.may_open else None,
    )
