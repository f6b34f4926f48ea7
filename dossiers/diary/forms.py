"""Forms of the diary."""

from __future__ import annotations

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from dossiers.diary.writing import people_of
from dossiers.fields import LINE_LIMIT, Day, Words
from dossiers.models import DiaryEntry, DiaryKind
from kam_portal.foundation.history.editing import VERSION, Versioned
from kam_portal.foundation.people.models import User

HORIZONS = ("1", "3", "5")
STEPS = (("low", "base"), ("base", "high"), ("low", "high"))
SOURCE_HINT = _("Where you know it from: a visit, a call, the annual report. Noted beside every fact you change.")


class DiaryForm(forms.Form):
    """One meeting, call or letter; the people are those of the account, ours and theirs."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DiaryKind)
    on = Day(label=_("Date"))
    summary = Words(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 5}))
    promises = Words(label=_("Promises"), required=False, help_text=_("Who promised what, theirs and ours."))
    theirs = forms.ModelMultipleChoiceField(
        Contact.objects.none(), label=_("Their people"), required=False, widget=forms.CheckboxSelectMultiple
    )
    ours = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Our people"), required=False, widget=forms.CheckboxSelectMultiple
    )
    next_step = Words(
        label=_("Next step"), limit=300, lines=False, required=False, help_text=_("The one thing that comes of it.")
    )
    next_step_on = Day(label=_("By"), required=False)
    next_step_owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"), required=False)

    def __init__(
        self,
        *args: Any,
        account: Account,
        writer: User,
        today: datetime.date,
        entry: DiaryEntry | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()
        self.fields["theirs"].queryset = account.contacts.all()  # type: ignore[attr-defined]
        self._offer(people_of(account, writer, entry))

    def _offer(self, people: QuerySet[User]) -> None:
        for name in ("ours", "next_step_owner"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        version = [VERSION] if VERSION in self.fields else []
        helper.layout = Layout(
            Div("kind", "on", css_class="form-row"),
            "summary",
            "promises",
            Div("theirs", "ours", css_class="form-row"),
            "next_step",
            Div("next_step_on", "next_step_owner", css_class="form-row"),
            *version,
            HTML(""),
        )
        return helper

    def clean_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError(
                _("The diary tells what has happened; this date is still to come. Plan it under events ahead.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        step, day, owner = (found.get(name) for name in ("next_step", "next_step_on", "next_step_owner"))
        if step and not day and "next_step_on" not in self.errors:
            self.add_error("next_step_on", _("Say by when the next step is done."))
        if step and not owner and "next_step_owner" not in self.errors:
            self.add_error("next_step_owner", _("Say who does the next step."))
        if day and not step and "next_step" not in self.errors:
            self.add_error("next_step", _("Say what the next step is, or empty its date."))
        if not step and owner:
            # Preset to the writer; without a step it promises nothing.
            found["next_step_owner"] = None
        return found


class DiaryEdit(Versioned, DiaryForm):
    pass


class DiaryFilter(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *DiaryKind.choices])
    q = Words(label=_("Words"), limit=LINE_LIMIT, lines=False, required=False)
