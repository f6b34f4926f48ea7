"""Forms of opportunities, and of the checklist that the company keeps for all of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import in_rows
from dossiers.fields import LINE_LIMIT, Amount, Words
from kam_portal.foundation.history.editing import Versioned
from planning.models import Goal, Opportunity, Plan, Stage

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
