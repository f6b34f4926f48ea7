"""The form of one P; the price has the planned terms besides."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import in_rows
from dossiers.fields import Amount, Words
from kam_portal.foundation.history.editing import Versioned
from planning.four_ps.writing import TERMS
from planning.models import P, Strategy

LONGEST_PAYMENT = 3650


class StrategyForm(forms.Form):
    strategy = Words(label=_("Strategy"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    no_change_because = Words(
        label=_("No change, because"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In place of a strategy: why this stays as it is."),
    )
    discount = Amount(label=_("Discount, %"), lowest=0, highest=100, unit="%", required=False)
    contract_value = Amount(label=_("Contract value"), lowest=0, required=False)
    payment_days = forms.IntegerField(label=_("Payment, days"), min_value=0, max_value=LONGEST_PAYMENT, required=False)


class StrategyEdit(Versioned, StrategyForm):
    def __init__(self, strategy: Strategy, *args: Any, **options: Any) -> None:
        initial = {name: getattr(strategy, name) for name in StrategyForm.base_fields}
        super().__init__(*args, initial=initial, version=strategy.version, **options)
        if strategy.p == P.PRICE:
            value: Any = self.fields["contract_value"]
            value.label = _("Contract value, %(currency)s") % {"currency": strategy.plan.currency}
        else:
            for name in TERMS:
                del self.fields[name]

    @property
    def helper(self) -> FormHelper:
        terms = [Fieldset(_("Terms we mean to offer"), Div(*TERMS, css_class="form-row"))]
        return in_rows("strategy", "no_change_because", *(terms if TERMS[0] in self.fields else []))
