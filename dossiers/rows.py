"""Rows of the described tables: written, changed and taken back, each with its provenance and its own version."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.keeping import Refusals, refused_in_words
from accounts.models import Account
from dossiers.completeness import refresh_completeness
from dossiers.description import TABLES, Kind, Table
from dossiers.models import TableRow
from kam_portal.foundation.history.versions import StaleEdit, compare, save_versioned, values_at_version
from kam_portal.foundation.people.models import User

# [ours] More is a register, not what somebody keeps in mind of a client.
MOST_ROWS = 200
REFUSALS: Refusals = {
    "one_wallet_row_an_account_a_year": ("year", _("This year is here already. Edit that one.")),
}
NAMELESS = _("“%(column)s” is empty. Without it a row has no name: fill it in.")
NAMED_ACCOUNT, SOURCE = "named_account", "source"


@transaction.atomic
def add_row(
    *,
    account: Account,
    table: Table,
    values: Mapping[str, str],
    on: datetime.date,
    by: User | None,
    named_account: Account | None = None,
    source: str = "",
) -> TableRow:
    """A new row; `values` maps columns to stored text (values.to_stored), those without text are left out.

    Raises ValidationError when the row has no name, a yearly table has the year already, or the table is full.
    """
    # Rows of one account are added one after another: two at once cannot both be the last that is kept.
    Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    if TableRow.objects.filter(account=account, table=table.key).count() >= MOST_ROWS:
        raise ValidationError(
            _("“%(table)s” holds %(most)d rows already, more are not kept. Remove what no longer matters."),
            params={"table": table.title, "most": MOST_ROWS},
        )
    row = TableRow(account=account, table=table.key, named_account=named_account, source=source, as_of=on, by=by)
    _fill(row, table, values)
    with refused_in_words(REFUSALS):
        row.save()
    refresh_completeness([account.pk])
    return row


@transaction.atomic
def edit_row(
    *, row: TableRow, version: int, changes: Mapping[str, Any], on: datetime.date, by: User | None
) -> TableRow:
    """Change columns (stored text), "named_account" and "source" of a row that still stands at `version`.

    What changed gets the day and the author. Raises StaleEdit, with the differences by column, when somebody saved in
    between, ValidationError when the name is gone or another row has the year.
    """
    stored = TableRow.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    table = TABLES[stored.table]
    theirs = _flat(table, stored.values, stored.named_account_id, stored.source)
    named = changes.get(NAMED_ACCOUNT, stored.named_account)
    mine = {**theirs, **changes, NAMED_ACCOUNT: named.pk if named else None}
    if stored.version != version:
        raise StaleEdit(
            version=stored.version,
            differences=compare(_as_read(table, stored, version), theirs, mine, list(changes)),
        )
    if mine == theirs:
        return stored
    _fill(stored, table, {column.key: mine[column.key] for column in table.columns})
    stored.named_account, stored.source = named, mine[SOURCE]
    stored.as_of, stored.by = on, by
    stored.version += 1
    with refused_in_words(REFUSALS):
        stored.save()
    return stored


@transaction.atomic
def remove_row(*, row: TableRow, version: int) -> None:
    """Take a row back; raises StaleEdit when somebody changed it in between."""
    save_versioned(instance=row, version=version, changes={})
    row.delete()
    refresh_completeness([row.account_id])


def _fill(row: TableRow, table: Table, values: Mapping[str, str]) -> None:
    """Put the values into the row; raises ValidationError on the naming column when that is empty."""
    row.values = {column.key: text for column in table.columns if (text := values.get(column.key, ""))}
    if table.name_key not in row.values:
        sentence = _("“%(column)s” is empty. Without it a row has no name: fill it in.")
        raise ValidationError(
            {table.name_key: ValidationError(sentence, params={"column": table[table.name_key].title})}
        )
    row.text = text_of(table.key, row.values)


def text_of(table: str, values: Mapping[str, str]) -> str:
    """What of a row is searched."""
    columns = TABLES[table]
    return "\n".join(text for key, text in values.items() if columns[key].kind in (Kind.LINE, Kind.TEXT))


def _flat(table: Table, values: Mapping[str, str], named_account: int | None, source: str) -> dict[str, Any]:
    """A row as its form has it: every column, the account by its id, the source."""
    columns = {column.key: values.get(column.key, "") for column in table.columns}
    return {**columns, NAMED_ACCOUNT: named_account, SOURCE: source}


def _as_read(table: Table, row: TableRow, version: int) -> dict[str, Any]:
    """What somebody who opened the row at `version` saw; empty when history does not know it."""
    seen = values_at_version(row, version, ["values", "named_account_id", "source"])
    return _flat(table, seen["values"], seen["named_account_id"], seen["source"]) if seen else {}
