"""Forms of a goal: what it mirrors, how it is measured, whom of the client it is about."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Field, Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import in_rows
from accounts.models import Contact
from decision_map.models import DecisionMap
from dossiers.diary.forms import PEOPLE_FIELD, TheirPeople
from dossiers.diary.narrowing import contacts_last_met_first
from dossiers.fields import Amount, Day, Words
from dossiers.models import TableRow
from kam_portal.foundation.history.editing import Versioned
from planning.goals.writing import CLIENT_GOALS
from planning.models import Goal, Plan

TITLE_LIMIT, UNIT_LIMIT = 200, 40


class GoalForm(forms.Form):
    """Every choice holds only what is of the plan's client."""

    client_goal = forms.ModelChoiceField(
        TableRow.objects.none(),
        label=_("The client’s goal it serves"),
        required=False,
        empty_label=_("Not chosen yet"),
        help_text=_("From the dossier: ours mirrors theirs."),
    )
    title = Words(
        label=_("Our goal"),
        limit=TITLE_LIMIT,
        lines=False,
        help_text=_("What we want to reach, such as “a tenth of the orders by mail, six months after launch”."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Goal.Kind)
    measure = Words(
        label=_("Measure"),
        limit=TITLE_LIMIT,
        lines=False,
        required=False,
        help_text=_("What is measured; of a goal told in words, by what you will know that it is reached."),
    )
    unit = Words(
        label=pgettext_lazy("of a measure", "Unit"),
        limit=UNIT_LIMIT,
        lines=False,
        required=False,
        help_text=_("Such as %, orders, days."),
    )
    baseline = Amount(
        label=_("Baseline"), required=False, help_text=_("Where it stands now. Empty is not known; nought is nought.")
    )
    target = Amount(label=_("Target"), required=False, help_text=_("May lie below the baseline, such as fewer claims."))
    due_on = Day(label=_("By when"), required=False)
    map = forms.ModelChoiceField(
        DecisionMap.objects.none(),
        label=_("Decision map"),
        required=False,
        empty_label=_("The one that is opened first"),
        help_text=_("Where it is decided."),
    )
    people = TheirPeople(
        Contact.objects.none(),
        label=_("Whom of them it is about (nobody ticked: everybody of the map)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = Words(label=_("Note"), required=False)
    helper = in_rows(
        "client_goal",
        "title",
        ("kind", "due_on"),
        Fieldset(_("How it is measured"), "measure", Div("unit", "baseline", "target", css_class="form-row")),
        Fieldset(_("Who decides there"), "map", Field("people", template=PEOPLE_FIELD)),
        "note",
    )

    def __init__(self, *args: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        account = plan.account_id
        due_on = self.fields["due_on"].widget.attrs
        due_on["min"], due_on["max"] = plan.starts_on.isoformat(), plan.ends_on.isoformat()
        offered: dict[str, Any] = {
            "client_goal": TableRow.objects.filter(account=account, table=CLIENT_GOALS),
            "map": DecisionMap.objects.filter(account=account),
            "people": contacts_last_met_first(account, chosen=self.initial.get("people") or ()),
        }
        for name, rows in offered.items():
            field: Any = self.fields[name]
            field.queryset = rows


class GoalEdit(Versioned, GoalForm):
    pass
