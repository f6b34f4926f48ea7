"""Forms of the described tables: one row, new or edited, as description/tables.py says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import AccountByName
from accounts.querysets import AccountQuerySet
from dossiers import values
from dossiers.description import Field, Table
from dossiers.fields import LINE_LIMIT, Words, form_field
from dossiers.models import TableRow
from dossiers.rows import NAMED_ACCOUNT, SOURCE
from kam_portal.foundation.history.editing import Versioned

SOURCE_HINT = _("Where you know it from: a visit, a call, the annual report.")

if TYPE_CHECKING:
    _Form = forms.BaseForm
else:
    _Form = object


class _Columns(_Form):
    """The columns of a table as fields, and their values as a row stores them."""

    def __init__(self, table: Table, accounts: AccountQuerySet, *args: Any, **options: Any) -> None:
        self.table = table
        super().__init__(*args, **options)
        columns = {column.key: form_field(column) for column in table.columns}
        columns[table.name_key].required = True
        if table.names_account:
            columns[NAMED_ACCOUNT] = named = AccountByName(
                label=_("Our account"), required=False, help_text=_("Where the firm is an account of ours too.")
            )
            named.choose_from(accounts)
        columns[SOURCE] = Words(label=_("Source"), limit=LINE_LIMIT, lines=False, required=False, help_text=SOURCE_HINT)
        self.fields = columns | self.fields

    def changes(self) -> dict[str, Any]:
        """Columns as stored text, the named account, the source: what rows.add_row and rows.edit_row take."""
        given = self.cleaned_data
        stored = {column.key: values.to_stored(given.get(column.key)) for column in self.table.columns}
        return {**stored, NAMED_ACCOUNT: given.get(NAMED_ACCOUNT), SOURCE: given[SOURCE]}

    def in_words(self, name: str, value: Any) -> str:
        return str(self._read(name, value, values.to_words) or "")

    def as_initial(self, name: str, value: Any) -> Any:
        return self._read(name, value, values.from_stored)

    def _read(self, name: str, value: Any, read: Callable[[Field, str], Any]) -> Any:
        if name == NAMED_ACCOUNT:
            return self.fields[name].prepare_value(value)
        return value if name == SOURCE else read(self.table[name], value or "")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for column in self.table.columns:
            currency = f"{column.key}_currency"
            if found.get(column.key) is not None and currency in found and not found[currency]:
                self.add_error(currency, _("Say in which currency the amount is, such as EUR."))
        return found


class RowForm(_Columns, forms.Form):
    """A new row; `accounts` are those that the firm it names may be, `source` is where the row before came from."""

    def __init__(self, table: Table, accounts: AccountQuerySet, *args: Any, source: str = "") -> None:
        super().__init__(table, accounts, *args, initial={SOURCE: source})

    @property
    def row_name(self) -> str:
        """What the row is called, as a reader sees it; only of a valid form."""
        name = self.table[self.table.name_key]
        return values.to_words(name, values.to_stored(self.cleaned_data[name.key]))


class RowEdit(_Columns, Versioned, forms.Form):
    """A row as it stands, with the version that its reader saw."""

    def __init__(self, row: TableRow, table: Table, accounts: AccountQuerySet, *args: Any) -> None:
        stored = {column.key: values.from_stored(column, row.values.get(column.key, "")) for column in table.columns}
        initial = {**stored, NAMED_ACCOUNT: row.named_account_id, SOURCE: row.source}
        super().__init__(table, accounts, *args, initial=initial, version=row.version)
