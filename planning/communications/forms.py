"""Forms of the communications programme; every choice holds only what is of the plan and its client."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import in_rows
from accounts.models import Account, Contact
from decision_map.models import Actor
from dossiers.diary.forms import PEOPLE_FIELD, TheirPeople
from dossiers.fields import Day, Words
from kam_portal.foundation.history.editing import VERSION, Versioned
from kam_portal.foundation.people.models import User
from planning.communications.programme import Programme
from planning.communications.reaching import Standing
from planning.communications.writing import TWICE
from planning.models import Communication, Goal, Plan
from planning.ours import ours

MESSAGE_LIMIT, RESULT_LIMIT = 1_000, 5_000


class Audience(TheirPeople):
    """Who has left is offered no more, unless chosen before; then it is said."""

    left: frozenset[int] = frozenset()

    def label_from_instance(self, obj: Any) -> str:
        label = super().label_from_instance(obj)
        return _("%(name)s (has left)") % {"name": label} if obj.pk in self.left else label

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        given = list(map(str, value or ()))
        twice = next((contact for contact in found if given.count(str(contact.pk)) > 1), None)
        if twice is not None:
            raise ValidationError(TWICE, params={"name": twice.name})
        return found


class CommunicationForm(forms.Form):
    message = Words(
        label=_("Message"),
        limit=MESSAGE_LIMIT,
        help_text=_("One sentence the listener keeps, such as “The new series saves a third of the energy”."),
    )
    subject = forms.ChoiceField(label=_("About"), choices=Communication.Subject)
    tool = forms.ChoiceField(label=_("Tool"), choices=Communication.Tool)
    on = Day(label=_("Date"), required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("Nobody yet"))
    goal = forms.ModelChoiceField(
        Goal.objects.none(), label=_("Our goal"), required=False, empty_label=_("None in particular")
    )
    audience = Audience(
        Contact.objects.none(), label=_("Audience"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, plan: Plan, writer: User, left: frozenset[int], chosen: Collection[int] = (), **options: Any
    ) -> None:
        """`chosen` are the contacts of the audience by now, `left` those who are no longer at the client."""
        super().__init__(*args, **options)
        initial = options.get("initial") or {}
        days = self.fields["on"].widget.attrs
        days["min"], days["max"] = plan.starts_on.isoformat(), plan.ends_on.isoformat()
        offered: dict[str, QuerySet[Any]] = {
            "owner": ours(plan, writer, also=filter(None, [initial.get("owner")])),
            "goal": Goal.objects.filter(plan=plan),
            "audience": offered_contacts(plan.account, left, chosen),
        }
        for name, rows in offered.items():
            field: Any = self.fields[name]
            field.queryset = rows
        audience: Any = self.fields["audience"]
        audience.left = left

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        version = [VERSION] if VERSION in self.fields else []
        helper.layout = Layout(
            Div(
                Div("message", Div("subject", "tool", css_class="form-row"), Div("on", "owner", css_class="form-row")),
                Div("goal", Field("audience", template=PEOPLE_FIELD)),
                css_class="entry-columns",
            ),
            *version,
        )
        return helper


class CommunicationEdit(Versioned, CommunicationForm):
    pass


class ToldForm(Versioned, forms.Form):
    """That it was told, and what came of it; both empty take it back."""

    told_on = Day(label=_("Told on"), required=False)
    result = Words(label=_("Result"), limit=RESULT_LIMIT, required=False, help_text=_("What came of it?"))
    helper = in_rows("told_on", "result")


class ProgrammeFilter(forms.Form):
    """What cannot be read is marked in the form and narrows nothing."""

    state = forms.ChoiceField(
        label=_("Where it stands"),
        required=False,
        choices=[
            ("", _("All")),
            (Standing.LATE, _("Late")),
            (Standing.NEXT, pgettext_lazy("communications", "Next")),
            (Standing.UNDATED, _("Without a date")),
            (Standing.TOLD, _("Told")),
        ],
    )
    subject = forms.ChoiceField(
        label=_("About"), required=False, choices=[("", _("All")), *Communication.Subject.choices]
    )
    tool = forms.ChoiceField(label=_("Tool"), required=False, choices=[("", _("All")), *Communication.Tool.choices])
    who = forms.ChoiceField(label=_("Audience"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **{**options, "auto_id": "filter_%s"})
        owners = {told.row.owner_id: str(told.row.owner) for told in programme.told if told.row.owner_id}
        everybody = ("", _("Everybody"))
        named = {
            "who": [(str(heard.contact.pk), heard.contact.name) for heard in programme.heard],
            "owner": sorted(((str(pk), name) for pk, name in owners.items()), key=lambda choice: choice[1]),
        }
        for name, choices in named.items():
            field: Any = self.fields[name]
            field.choices = [everybody, *choices]

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_bound else {}


def offered_contacts(account: Account, left: frozenset[int], chosen: Collection[int]) -> QuerySet[Contact]:
    """Those on a map first. Who has left, and who was erased, only when chosen already."""
    on_map = Exists(Actor.objects.filter(contact=OuterRef("pk"), left_on=None))
    rows = Contact.objects.filter(account=account).annotate(on_map=on_map)
    there = Q(erased_on__isnull=True) & ~Q(pk__in=left)
    return rows.filter(there | Q(pk__in=list(chosen))).order_by("-on_map", "name", "pk")
