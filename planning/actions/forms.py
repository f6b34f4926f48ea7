"""Forms of actions: whole, in one line, and their days moved together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import in_rows
from dossiers.fields import Amount, Day, Words
from kam_portal.foundation.history.editing import Versioned
from kam_portal.foundation.people.models import User
from planning.actions.waiting import closes_a_circle
from planning.actions.writing import CIRCLE, DUE_FIRST
from planning.models import Action, Goal, Opportunity, P, Plan
from planning.ours import ours

TITLE_LIMIT = 300
ROWS = ("title", ("owner", "starts_on", "due_on"), ("goal", "opportunity", "p"), "waits_for")
COSTS = (("cost_planned", "cost_used"), "note")


class Awaited(forms.ModelChoiceField):
    """Another action of the plan, with its day."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({formats.date_format(obj.due_on, 'SHORT_DATE_FORMAT')})" if obj.due_on else str(obj.title)


class ActionForm(forms.Form):
    """One action. Everything but the words may come later; a plan is discussed when nothing is missing."""

    title = Words(label=_("Action"), limit=TITLE_LIMIT, lines=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"), required=False)
    starts_on = Day(label=_("From"), required=False)
    due_on = Day(label=_("Due"), required=False)
    goal = forms.ModelChoiceField(Goal.objects.none(), label=_("Our goal"), required=False)
    opportunity = forms.ModelChoiceField(Opportunity.objects.none(), label=_("Opportunity"), required=False)
    p = forms.ChoiceField(
        label="P", required=False, choices=[("", "---------"), *P.choices], help_text=_("A tactic names its P.")
    )
    waits_for = Awaited(
        Action.objects.none(), label=_("Waits for"), required=False, help_text=_("The action that must be done before.")
    )
    cost_planned = Amount(label=_("Cost, planned"), lowest=0, required=False)
    cost_used = Amount(label=_("Cost, used"), lowest=0, required=False)
    note = Words(label=_("Note"), required=False)
    helper = in_rows(*ROWS, *COSTS)

    def __init__(self, *args: Any, plan: Plan, writer: User, action: Action | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plan, self.action = plan, action
        others = Action.objects.filter(plan=plan).exclude(pk=action.pk if action else 0)
        rows: dict[str, QuerySet[Any]] = {
            "owner": ours(plan, writer, also=[action.owner_id] if action and action.owner_id else ()),
            "goal": Goal.objects.filter(plan=plan),
            "opportunity": Opportunity.objects.filter(plan=plan),
            "waits_for": others.only("title", "due_on", "plan"),
        }
        for name, found in rows.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]
        bounds = {"from": formats.date_format(plan.starts_on), "until": formats.date_format(plan.ends_on)}
        self.fields["due_on"].help_text = gettext("The plan runs from %(from)s until %(until)s.") % bounds
        for name in ("cost_planned", "cost_used"):
            self.fields[name].label = f"{self.fields[name].label}, {plan.currency}"

    def clean_waits_for(self) -> Action | None:
        above: Action | None = self.cleaned_data["waits_for"]
        if above is not None and self.action is not None:
            waits: dict[int, int | None] = dict(Action.objects.filter(plan=self.plan).values_list("pk", "waits_for"))
            if closes_a_circle(self.action.pk, above.pk, waits):
                raise ValidationError(CIRCLE)
        return above

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        start, due = found.get("starts_on"), found.get("due_on")
        if start and due and due < start:
            self.add_error("due_on", ValidationError(DUE_FIRST))
        return found


class ActionEdit(Versioned, ActionForm):
    pass


class QuickAction(forms.Form):
    """An action in one line."""

    title = Words(label=_("New action"), limit=TITLE_LIMIT, lines=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"), required=False)
    due_on = Day(label=_("Due"), required=False)
    helper = in_rows(("title", "owner", "due_on"))

    def __init__(self, *args: Any, plan: Plan, writer: User, **options: Any) -> None:
        # The filters of the list have fields of the same names.
        options["auto_id"] = "quick_%s"
        super().__init__(*args, **options)
        self.fields["owner"].queryset = ours(plan, writer)  # type: ignore[attr-defined]


class Following(forms.MultipleChoiceField):
    """Actions that go along, each by its number and the version that the page showed: versions by number."""

    default_error_messages = {
        "invalid_choice": _("One of these was changed meanwhile, or waits no more. Look at them again.")
    }

    def clean(self, value: Any) -> dict[int, int]:
        pairs = (one.split("-") for one in super().clean(value))
        return {int(pk): int(version) for pk, version in pairs}


class FollowForm(forms.Form):
    """Who goes along with an action that was moved already."""

    along = Following(label=_("Move along"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, waiting: Sequence[Action], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["along"].choices = [(sent_of(each), each.title) for each in waiting]  # type: ignore[attr-defined]
        if not waiting:
            self.fields["along"].widget = forms.MultipleHiddenInput()

    @property
    def chosen(self) -> Mapping[int, int]:
        found: dict[int, int] = self.cleaned_data["along"]
        return found


class MoveForm(Versioned, FollowForm):
    """Another due date, and who goes along."""

    due_on = Day(label=_("New due date"))
    field_order = ["due_on", "along"]


def sent_of(action: Action) -> str:
    return f"{action.pk}-{action.version}"


def asked_day(text: str) -> datetime.date | None:
    """A day as an address names it; None for anything else."""
    try:
        return Day(required=False).clean(text)
    except ValidationError:
        return None
