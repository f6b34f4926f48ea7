"""Forms of a range of authority."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import CurrencyField, MoneyField, SeenField
from accounts.forms import DAY, in_rows
from accounts.granting import ENDS_FIRST, NO_CURRENCY
from accounts.models import Authority
from kam_portal.foundation.history.editing import VERSION, Versioned

LONGEST_PAYMENT = 3650
LONGEST_GENERAL = 2_000
DAYS = ("valid_from", "valid_until")


class AuthorityFields(forms.ModelForm):
    discount = MoneyField(
        label=_("Discount up to, %"), required=False, min_value=0, max_value=100, help_text=_("Empty: not granted.")
    )
    contract_value = MoneyField(
        label=_("Contract value up to"), required=False, min_value=0, help_text=_("Empty: not granted.")
    )
    currency = CurrencyField(label=_("Currency"), required=False)
    payment_days = forms.IntegerField(
        label=_("Payment up to, days"),
        required=False,
        min_value=0,
        max_value=LONGEST_PAYMENT,
        help_text=_("Empty: not granted."),
    )
    general = SeenField(
        label=_("General authority"),
        required=False,
        max_length=LONGEST_GENERAL,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Beside money: what the manager may promise, such as a warranty of two years."),
    )
    helper = in_rows(DAYS, ("discount", "payment_days"), ("contract_value", "currency"), "general", VERSION)

    class Meta:
        model = Authority
        fields = (*DAYS, "discount", "payment_days", "contract_value", "currency", "general")
        widgets = {"valid_from": DAY, "valid_until": DAY}
        help_texts = {"valid_until": _("Empty: until it is ended.")}

    def clean_valid_from(self) -> datetime.date:
        return _meant(self.cleaned_data["valid_from"])

    def clean_valid_until(self) -> datetime.date | None:
        until = self.cleaned_data["valid_until"]
        return _meant(until) if until else None

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = found.get("valid_from"), found.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", ENDS_FIRST)
        if found.get("contract_value") is not None and not found.get("currency", "-"):
            self.add_error("currency", NO_CURRENCY)
        return found


def _meant(day: datetime.date) -> datetime.date:
    """A slip of the pen is told from a period."""
    if not 1900 <= day.year <= 2200:
        raise forms.ValidationError(_("This year cannot be meant. Choose one between 1900 and 2200."))
    return day


class AuthorityForm(AuthorityFields):
    helper = in_rows(DAYS, ("discount", "payment_days"), ("contract_value", "currency"), "general")


class AuthorityEdit(Versioned, AuthorityFields):
    pass


class AuthorityEnd(Versioned, forms.Form):
    valid_until = forms.DateField(label=_("Last day"), widget=DAY)

    def clean_valid_until(self) -> datetime.date:
        return _meant(self.cleaned_data["valid_until"])

    def __init__(self, *args: Any, authority: Authority, today: datetime.date, **options: Any) -> None:
        initial = {"valid_until": max(today, authority.valid_from)}
        super().__init__(*args, initial=initial, version=authority.version, **options)
