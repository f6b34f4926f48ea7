"""Rows of the described tables as entries of a review."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from accounts.models import Account
from dossiers.description import TABLE_SECTION, TABLES
from dossiers.models import TableRow
from dossiers.reviews.topics import ID, Entry, Words
from dossiers.rows import NAMED_ACCOUNT
from dossiers.values import to_words


def read_rows(account: Account, topics: Collection[str]) -> dict[str, list[Entry]]:
    """Topic -> its rows, table by table in the order of the description."""
    tables = [table for table, section in TABLE_SECTION.items() if section.key in topics]
    rows: dict[str, list[TableRow]] = {}
    if not tables:
        return {}
    for row in (
        TableRow.objects.filter(account=account, table__in=tables).select_related("by", "named_account").order_by("pk")
    ):
        rows.setdefault(row.table, []).append(row)
    found: dict[str, list[Entry]] = {}
    for table in tables:
        found.setdefault(TABLE_SECTION[table].key, []).extend(_entry(row) for row in rows.get(table, ()))
    return found


def _entry(row: TableRow) -> Entry:
    firm = row.named_account
    named = {NAMED_ACCOUNT: firm.trade_name, f"{NAMED_ACCOUNT}{ID}": str(firm.pk)} if firm else {}
    as_of = row.as_of.isoformat() if row.as_of else ""
    return Entry(f"{row.table}:{row.pk}", row.values | named, as_of, row.by.full_name if row.by else "", row.source)


def row_in_words(table_key: str, values: Mapping[str, str]) -> Words:
    """The row by its table and name, its other columns as lines of label and value."""
    table = TABLES[table_key]
    title = f"{table.title}: {to_words(table[table.name_key], values.get(table.name_key, ''))}"
    lines = [
        f"{column.title}: {to_words(column, values[column.key])}"
        for column in table.columns[1:]
        if values.get(column.key)
    ]
    if named := values.get(NAMED_ACCOUNT):
        lines.append(_("Our account: %(name)s") % {"name": named})
    return Words(title, "\n".join(lines))
