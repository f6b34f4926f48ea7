"""Between what people type and what a fact holds: canonical text by kind, never a float."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.description import Field, Kind

ANSWERS: dict[str, str | Promise] = {"yes": _("Yes"), "no": _("No"), "unknown": _("Don't know")}
LEVELS: dict[str, str | Promise] = {
    "1": _("1 Commodity broker"),
    "2": _("2 Provider"),
    "3": _("3 Value adder"),
    "4": _("4 Business partner"),
}


def to_stored(value: Any) -> str:
    """A cleaned form value as the text a fact holds: plain Decimal, ISO date, LF line ends; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").strip()


def from_stored(field: Field, text: str) -> Any:
    """The stored text as a Python value for a form; None for nothing."""
    if not text:
        return None
    if field.kind in (Kind.NUMBER, Kind.MONEY, Kind.PERCENT):
        return Decimal(text)
    if field.kind is Kind.YEAR:
        return int(text)
    if field.kind is Kind.DATE:
        return datetime.date.fromisoformat(text)
    return text


def to_words(field: Field, text: str) -> str:
    """The stored text as a reader sees it, in the active language; "" for nothing."""
    value = from_stored(field, text)
    if value is None:
        return ""
    if isinstance(value, Decimal):
        shown = formats.number_format(value, use_l10n=True, force_grouping=True)
        return f"{shown}\u00a0%" if field.kind is Kind.PERCENT else shown
    if isinstance(value, datetime.date):
        return formats.date_format(value, "DATE_FORMAT")
    if field.kind is Kind.YES_NO:
        return str(ANSWERS.get(text, text))
    if field.kind is Kind.LEVEL:
        return str(LEVELS.get(text, text))
    if field.kind is Kind.CHOICE:
        return str(dict(field.choices).get(text, text))
    if field.kind is Kind.MONTH:
        return str(MONTHS.get(int(text), text))
    return text
