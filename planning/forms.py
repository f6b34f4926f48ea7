"""Forms of a plan itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import CurrencyField
from accounts.forms import in_rows
from dossiers.fields import Day, Words
from kam_portal.foundation.history.editing import Versioned
from planning.plans import ENDS_LATER

TITLE_LIMIT = 120


class PlanForm(forms.Form):
    title = Words(
        label=_("Title of the plan"),
        limit=TITLE_LIMIT,
        lines=False,
        help_text=_("Such as “2027” or “After the tender”."),
    )
    currency = CurrencyField(label=_("Currency"))
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"))
    aim = Words(
        label=_("The plan in a few sentences"), required=False, help_text=_("What is different when it is done?")
    )
    helper = in_rows(("title", "currency"), ("starts_on", "ends_on"), "aim")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = found.get("starts_on"), found.get("ends_on")
        if start and end and end <= start:
            self.add_error("ends_on", ValidationError(ENDS_LATER))
        return found


class PlanEdit(Versioned, PlanForm):
    pass
