"""Forms of the white space: one cell, what of it is shown, and the products that are its columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import CurrencyField
from accounts.forms import in_rows
from dossiers.fields import LINE_LIMIT, Amount, Day, Words
from dossiers.forms import SOURCE_HINT
from kam_portal.foundation.history.editing import Versioned
from planning.models import Product, Space

PRODUCT_LIMIT = 120


class SpaceForm(Versioned, forms.Form):
    state = forms.ChoiceField(label=_("Who serves it"), choices=Space.State)
    competitor = Words(label=_("Competitor"), limit=LINE_LIMIT, lines=False, required=False)
    contract_ends_on = Day(label=_("Contract ends on"), required=False)
    potential = Amount(
        label=_("Potential a year"),
        lowest=0,
        required=False,
        help_text=_(
            "What they could buy of it, from whomever. Leave it empty while nobody knows: unknown is not zero."
        ),
    )
    currency = CurrencyField(label=_("Currency"), required=False)
    note = Words(label=_("Note"), required=False)
    source = Words(label=_("Source"), limit=LINE_LIMIT, lines=False, required=False, help_text=SOURCE_HINT)
    helper = in_rows(("state", "competitor", "contract_ends_on"), ("potential", "currency"), "note", "source")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        state, named = found.get("state"), found.get("competitor")
        if named and state and state != Space.State.COMPETITOR:
            sentence = _("A competitor is named where one serves it. Choose “A competitor”, or leave the name empty.")
            self.add_error("competitor", ValidationError(sentence))
        if found.get("contract_ends_on") and state in (Space.State.UNKNOWN, Space.State.INTERNAL):
            sentence = _("Only a competitor or we have a contract there. Say who, or leave the day empty.")
            self.add_error("contract_ends_on", ValidationError(sentence))
        if found.get("potential") is None:
            found["currency"] = ""
        elif "currency" in found and not found["currency"]:
            self.add_error("currency", ValidationError(_("Say in which currency the amount is, such as EUR.")))
        return found


class SpaceFilter(forms.Form):
    """What the address of the white space asks for."""

    state = forms.ChoiceField(
        label=_("Only"),
        required=False,
        choices=[("", _("all")), *Space.State.choices, ("ending", _("contract ends within 12 months"))],
    )
    product = forms.ChoiceField(label=_("Product"), required=False)

    def __init__(self, data: Any, products: list[Product]) -> None:
        super().__init__(data, auto_id="narrow_%s")
        product: Any = self.fields["product"]
        product.choices = [("", _("all")), *((str(each.pk), each.name) for each in products)]

    def asked(self) -> dict[str, str]:
        """What can be read of the filters; the rest is marked in the form and narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ProductForm(forms.Form):
    name = Words(label=_("Product or service"), limit=PRODUCT_LIMIT, lines=False)
    is_offered = forms.BooleanField(
        label=_("Offered"),
        required=False,
        initial=True,
        help_text=_("Without the tick it stays only where something was said about it."),
    )


class ProductEdit(Versioned, ProductForm):
    pass
