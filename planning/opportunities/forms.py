"""Forms of opportunities, of the white space, and of what the company says of both: products and the checklist."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import in_rows
from dossiers.fields import LINE_LIMIT, Amount, Currency, Day, Words
from dossiers.forms import SOURCE_HINT
from kam_portal.foundation.history.editing import Versioned
from planning.models import Goal, Opportunity, Plan, Product, Space, Stage

NOT_SAID = ("", _("Not said yet"))
OF_EFFORT = (
    (1, _("1 – hardly any")),
    (2, _("2 – little")),
    (3, _("3 – some")),
    (4, _("4 – much")),
    (5, _("5 – very much")),
)
OF_BENEFIT = (
    (1, _("1 – hardly any")),
    (2, _("2 – small")),
    (3, _("3 – noticeable")),
    (4, _("4 – large")),
    (5, _("5 – very large")),
)
PRODUCT_LIMIT = 120


def _step(label: Any, steps: tuple[tuple[int, Any], ...]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=[NOT_SAID, *steps], coerce=int, empty_value=None, required=False)


class OpportunityFields(forms.Form):
    """An opportunity apart from where the client stands; money in the plan's currency."""

    title = Words(label=_("Opportunity"), limit=LINE_LIMIT, lines=False)
    kind = forms.ChoiceField(label=_("Class"), choices=Opportunity.Kind)
    goal = forms.ModelChoiceField(
        label=_("Our goal that it serves"), queryset=Goal.objects.none(), required=False, empty_label=_("None yet")
    )
    time = _step(_("Time it takes"), OF_EFFORT)
    money = _step(_("Money it takes"), OF_EFFORT)
    people = _step(_("People it takes"), OF_EFFORT)
    benefit = _step(_("Benefit"), OF_BENEFIT)
    value_1 = Amount(label=_("Value in 1 year"), lowest=0, required=False)
    value_3 = Amount(label=_("Value in 3 years"), lowest=0, required=False)
    value_5 = Amount(label=_("Value in 5 years"), lowest=0, required=False)
    probability = forms.IntegerField(label=_("Probability, %"), min_value=0, max_value=100, required=False)
    note = Words(label=_("Note"), required=False)
    helper = in_rows(
        "title",
        ("kind", "goal"),
        ("time", "money", "people", "benefit"),
        ("value_1", "value_3", "value_5", "probability"),
        "note",
    )

    def __init__(self, plan: Plan, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        goal: Any = self.fields["goal"]
        goal.queryset = Goal.objects.filter(plan=plan)
        hint = _("In %(currency)s. Leave unknown figures empty; missing is not zero.")
        self.fields["value_1"].help_text = hint % {"currency": plan.currency}


class OpportunityForm(OpportunityFields):
    stage = forms.ChoiceField(label=_("The client’s decision stage"), choices=Stage, initial=Stage.NEED)
    helper = in_rows("title", ("kind", "stage", "goal"), *OpportunityFields.helper.layout.fields[2:])


class OpportunityEdit(Versioned, OpportunityFields):
    """The stage moves by its own buttons."""


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
    currency = Currency(label=_("Currency"), required=False)
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


class StageWorkForm(forms.Form):
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage)
    text_en = Words(label=_("In English"), limit=LINE_LIMIT, lines=False)
    text_ru = Words(label=_("In Russian"), limit=LINE_LIMIT, lines=False)
    is_asked = forms.BooleanField(
        label=pgettext_lazy("line of a checklist", "Asked"),
        required=False,
        initial=True,
        help_text=_("Without the tick it stays only where it was done."),
    )


class StageWorkEdit(Versioned, StageWorkForm):
    pass
