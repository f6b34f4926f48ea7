"""Form fields of scoring models: numbers as people write them, and rows of several fields that need no JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import plain_amount
from accounts.selection.model_words import in_figures

ROWS_AT_MOST = 40
SPARE_ROWS = 3
Row = tuple[Any, ...]


class NumberField(forms.DecimalField):
    """A number with a comma or a point before its decimals."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stub says int
        return super().to_python(plain_amount(value) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return in_figures(value, grouped=False) if isinstance(value, Decimal) else value


class RowsWidget(forms.Widget):
    """Reads `name-0-column` and so on; the template draws the rows."""

    def __init__(self, columns: Iterable[str]) -> None:
        super().__init__()
        self.columns = tuple(columns)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        rows = [tuple(data.get(f"{name}-{n}-{column}", "") for column in self.columns) for n in range(ROWS_AT_MOST)]
        while rows and not any(rows[-1]):
            rows.pop()
        return rows

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)


class RowsField(forms.Field):
    """Rows of named fields; the cleaned value is a list of tuples without the empty rows."""

    def __init__(self, columns: Mapping[str, forms.Field], **options: Any) -> None:
        self.columns = columns
        super().__init__(required=False, widget=RowsWidget(columns), **options)

    def clean(self, value: Any) -> list[Row]:
        rows, errors = [], []
        for number, row in enumerate(value or [], start=1):
            if all(cell is None or not str(cell).strip() for cell in row):
                continue
            cleaned = []
            for field, cell in zip(self.columns.values(), row, strict=True):
                try:
                    cleaned.append(field.clean(cell))
                except ValidationError as error:
                    place = {"row": number, "column": field.label, "error": " ".join(error.messages)}
                    errors.append(ValidationError(_("Row %(row)d, %(column)s: %(error)s"), params=place))
            rows.append(tuple(cleaned))
        if errors:
            raise ValidationError(errors)
        return rows

    def cells(self, bound: forms.BoundField) -> list[list[dict[str, str]]]:
        """What the template draws: the rows as typed or stored, and some spare ones."""
        rows: list[Row] = list(bound.value() or [])
        spare = max(SPARE_ROWS, 6 - len(rows)) if len(rows) < ROWS_AT_MOST else 0
        rows += [("",) * len(self.columns)] * min(spare, ROWS_AT_MOST - len(rows))
        return [
            [
                {
                    "name": f"{bound.html_name}-{number}-{column}",
                    "label": f"{field.label}, {number + 1}",
                    "value": shown(value),
                    "kind": "number" if isinstance(field, forms.DecimalField) else "text",
                    "title": str(field.label),
                }
                for (column, field), value in zip(self.columns.items(), row, strict=True)
            ]
            for number, row in enumerate(rows)
        ]


def shown(cell: Any) -> str:
    """A cell as it stands in its input."""
    if cell is None:
        return ""
    return in_figures(cell, grouped=False) if isinstance(cell, Decimal) else str(cell)
