"""Form fields for the kinds of facts: what people type, read for certain or refused in a sentence."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.fields import CurrencyField, seen
from dossiers.description import Field, Kind
from dossiers.values import ANSWERS, LEVELS
from kam_portal.foundation.tabular import cells

TEXT_LIMIT = 20_000
LINE_LIMIT = 200
NUMBER_LIMIT = 40
LARGEST = Decimal(10) ** 14
FIRST_YEAR, LAST_YEAR = 1800, 2100
NOT_ANSWERED = ("", _("Not answered"))
UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")


class Words(forms.CharField):
    """Text as typed, without what nobody sees, within a limit; characters that no database keeps are refused."""

    def __init__(self, *, limit: int = TEXT_LIMIT, lines: bool = True, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}) if lines else forms.TextInput())
        super().__init__(**options)
        self.limit = limit
        # Added by Django for NUL; the sentence below covers it together with the rest.
        self.validators = []

    def to_python(self, value: Any) -> str:
        text = seen(str(super().to_python(value) or "").replace("\r\n", "\n"))
        text = text.strip() if self.strip else text
        if UNWRITABLE.search(text):
            raise ValidationError(
                _("This text contains characters that cannot be kept (NUL or broken ones). Remove them.")
            )
        if len(text) > self.limit:
            raise ValidationError(
                _("This text has %(count)s characters; %(limit)s are kept at most. Shorten it."),
                params={"count": len(text), "limit": self.limit},
            )
        return text


class Amount(forms.CharField):
    """A decimal number with the marks of any language, if it can be read in one way only; never a float."""

    def __init__(
        self, *, lowest: int | None = None, highest: int | None = None, unit: str = "", **options: Any
    ) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)
        # `unit` may be written behind the number, as it is shown there.
        self.lowest, self.highest, self.unit = lowest, highest, unit
        self.validators = []

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            plain = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
            return formats.number_format(f"{plain:f}", use_l10n=True, force_grouping=False)
        return value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        written = str(super().to_python(value) or "")
        if self.unit:
            written = written.removesuffix(self.unit).rstrip()
        if not written:
            return None
        if len(written) > NUMBER_LIMIT or UNWRITABLE.search(written):
            raise ValidationError(_("This is not a number. Write digits, such as 1 234,50 or 1234.50."))
        try:
            number = cells.number(written)
        except cells.Doubtful as doubt:
            raise ValidationError(str(doubt)) from doubt
        self._check(number)
        return number

    def _check(self, number: Decimal) -> None:
        if self.lowest is not None and number < self.lowest:
            raise ValidationError(_("This cannot be below %(lowest)s."), params={"lowest": self.lowest})
        if self.highest is not None and number > self.highest:
            raise ValidationError(_("This cannot be above %(highest)s."), params={"highest": self.highest})
        if abs(number) >= LARGEST:
            raise ValidationError(_("This number is too large: at most 14 digits before the decimal mark."))
        if number != round(number, 2):
            raise ValidationError(_("At most two digits after the decimal mark. Round the number."))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class Day(forms.DateField):
    """A calendar date; the browser's own picker, ISO or the reader's way of writing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)

    def to_python(self, value: Any) -> datetime.date | None:
        try:
            day = super().to_python(value)
        except ValidationError as error:
            raise ValidationError(_("This is not a date. Write it like 2026-11-30.")) from error
        if day is not None and not 1900 <= day.year <= 2200:
            raise ValidationError(_("This year cannot be meant. Choose one between 1900 and 2200."))
        return day


def choice_of(choices: dict[str, str | Promise], **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[NOT_ANSWERED, *choices.items()], **options)


def form_field(described: Field) -> forms.Field:
    """The form field for one described fact; the cleaned value is what values.to_stored takes."""
    options: dict[str, Any] = {"label": described.title, "help_text": described.hint, "required": False}
    match described.kind:
        case Kind.LINE:
            return Words(limit=LINE_LIMIT, lines=False, **options)
        case Kind.CURRENCY:
            # What a dossier knows may be of a time when it was still paid with.
            return CurrencyField(past=True, **options)
        case Kind.NUMBER | Kind.MONEY:
            return Amount(lowest=0, **options)
        case Kind.PERCENT:
            return Amount(lowest=0, highest=100, unit="%", **options)
        case Kind.DATE:
            return Day(**options)
        case Kind.YEAR:
            return forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, **options)
        case Kind.MONTH:
            return choice_of({str(number): name for number, name in MONTHS.items()}, **options)
        case Kind.CHOICE:
            return choice_of(dict(described.choices), **options)
        case Kind.YES_NO:
            return choice_of(ANSWERS, **options)
        case Kind.LEVEL:
            return choice_of(LEVELS, **options)
    return Words(**options)
