"""Forms of the dossier: a section as the description says, years and events ahead."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import CurrencyField
from dossiers import values
from dossiers.description import SectionKind
from dossiers.fields import LINE_LIMIT, Amount, Day, Words, form_field
from dossiers.models import EventKind
from kam_portal.foundation.history.editing import VERSION, Versioned
from kam_portal.foundation.history.versions import column_of

HORIZONS = ("1", "3", "5")
STEPS = (("low", "base"), ("base", "high"), ("low", "high"))
SOURCE_HINT = _("Where you know it from: a visit, a call, the annual report. Noted beside every fact you change.")


class SectionForm(Versioned, forms.Form):
    """The fields of one section of the description, and where the new words come from."""

    source = Words(label=_("Source"), limit=LINE_LIMIT, lines=False, required=False, help_text=SOURCE_HINT)

    def __init__(self, section: SectionKind, stored: Mapping[str, str], *args: Any, version: int) -> None:
        self.section = section
        self.described = {f.key: f for f in section.fields}
        initial = {key: values.from_stored(described, stored[key]) for key, described in self.described.items()}
        super().__init__(*args, initial=initial, version=version)
        self.fields = {f.key: form_field(f) for f in section.fields} | self.fields

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.layout = Layout(*self._rows(), "source", VERSION)
        return helper

    def _rows(self) -> list[Any]:
        groups: dict[str, list[str]] = {}
        for field in self.section.fields:
            groups.setdefault(str(field.group) or f"#{field.key}", []).append(field.key)
        return [
            keys[0] if title.startswith("#") else Fieldset(title, Div(*keys, css_class="form-row"))
            for title, keys in groups.items()
        ]

    def stored_values(self) -> dict[str, str]:
        """Field key -> text as a fact holds it, for the fields that were sent."""
        sent = [key for key in self.described if self.add_prefix(key) in self.data]
        return {key: values.to_stored(self.cleaned_data[key]) for key in sent}

    def in_words(self, name: str, value: Any) -> str:
        return values.to_words(self.described[name], value or "")

    def title_of(self, name: str) -> str:
        described = self.described.get(name)
        return described.full_title if described else super().title_of(name)

    def as_initial(self, name: str, value: Any) -> Any:
        return values.from_stored(self.described[name], value or "")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for years in HORIZONS:
            for lower, upper in STEPS:
                low, high = found.get(f"size_{years}_{lower}"), found.get(f"size_{years}_{upper}")
                if low is not None and high is not None and low > high:
                    self.add_error(
                        f"size_{years}_{upper}", _("Low must not exceed base, nor base high. Correct one of them.")
                    )
        sizes = [key for key in self.described if key.startswith("size_") and key != "size_currency"]
        if any(found.get(key) is not None for key in sizes) and "size_currency" in found and not found["size_currency"]:
            self.add_error("size_currency", _("Say in which currency the sizes of opportunity are, such as EUR."))
        return found


class FinancialYearForm(forms.Form):
    """One year of the client's own indicators."""

    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2100)
    currency = CurrencyField(label=_("Currency"), past=True)
    turnover = Amount(
        label=_("Turnover"), lowest=0, required=False, help_text=_("Leave unknown figures empty; missing is not zero.")
    )
    profit = Amount(label=_("Profit"), required=False, help_text=_("A loss with a minus."))
    headcount = forms.IntegerField(label=_("Headcount"), min_value=0, max_value=10_000_000, required=False)
    is_estimate = forms.BooleanField(label=_("These figures are an estimate"), required=False)
    source = Words(label=_("Source"), limit=LINE_LIMIT, lines=False, required=False)


class EventForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=EventKind)
    title = Words(label=_("What"), limit=LINE_LIMIT, lines=False)
    on = Day(label=_("Date"))
    lead_days = forms.IntegerField(
        label=_("Lead time, days"),
        min_value=0,
        max_value=730,
        initial=30,
        help_text=_("How long before we must start."),
    )
    note = Words(label=_("Note"), required=False)
    source = Words(label=_("Source"), limit=LINE_LIMIT, lines=False, required=False)


class FinancialYearEdit(Versioned, FinancialYearForm):
    pass


class EventEdit(Versioned, EventForm):
    pass


class RemoveForm(Versioned, forms.Form):
    """Nothing to fill in: the version of what is to be removed."""


def initial_of(
    row: models.Model,
    form: type[forms.Form],
    *,
    but: Collection[str] = (),
) -> dict[str, Any]:
    """The stored values for the fields of a form, `but` those that its page reads by itself."""
    names = [name for name in form.base_fields if name not in but]
    return {name: getattr(row, column_of(type(row), name)) for name in names}
