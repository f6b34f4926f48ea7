"""Forms of the diary."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import Account, Contact
from accounts.who_left import said_of
from dossiers.diary.narrowing import contacts_last_met_first
from dossiers.diary.steps import STEP_LIMIT
from dossiers.diary.writing import people_of
from dossiers.fields import LINE_LIMIT, Day, Words
from dossiers.models import DiaryEntry, DiaryKind, Mood
from kam_portal.foundation.history.editing import VERSION, Versioned
from kam_portal.foundation.people.models import User

PEOPLE_FIELD = "dossiers/people_field.html"
NEW_PEOPLE_AT_MOST = 20


class TheirPeople(forms.ModelMultipleChoiceField):
    """People at the client by name and title; of who has left it is said."""

    def label_from_instance(self, obj: Any) -> str:
        return said_of(obj, f"{obj.name}, {obj.title}" if obj.title else str(obj.name))


class NewPeople(Words):
    """Names of people who are not among the contacts, one a line; the cleaned value is a list without doubles."""

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        names = list(dict.fromkeys(line for line in lines if line))
        if len(names) > NEW_PEOPLE_AT_MOST:
            sentence = ngettext_lazy(
                "At most %(count)d new person an entry.", "At most %(count)d new people an entry.", NEW_PEOPLE_AT_MOST
            )
            raise ValidationError(sentence, params={"count": NEW_PEOPLE_AT_MOST})
        for name in names:
            if len(name) > LINE_LIMIT:
                raise ValidationError(
                    _("A name has at most %(limit)s characters: “%(name)s…” is longer. One name a line, please."),
                    params={"limit": LINE_LIMIT, "name": name[:40]},
                )
        return names


class Entry(forms.Form):
    """One meeting, call or letter; the people are those of the account, ours and theirs."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DiaryKind)
    on = Day(label=_("Date"))
    mood = forms.ChoiceField(label=_("How it went"), required=False, choices=[("", _("Not noted")), *Mood.choices])
    summary = Words(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 4}))
    promises = Words(
        label=_("Promises"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who promised what, theirs and ours, one a line: a line becomes a next step by one click."),
    )
    theirs = TheirPeople(
        Contact.objects.none(), label=_("Their people"), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_people = NewPeople(
        label=_("New people of theirs"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
        help_text=_("Names that are not in the list, one a line. They become contacts of the account."),
    )
    ours = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Our people"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        account: Account,
        writer: User,
        today: datetime.date,
        entry: DiaryEntry | None = None,
        contacts: Iterable[Contact] | None = None,
        **options: Any,
    ) -> None:
        """`contacts` are all of the account in their order, where the page has asked for them already."""
        super().__init__(*args, **options)
        self.today = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()
        self.people = people_of(account, writer, entry)
        self._offer("theirs", contacts_last_met_first(account), contacts)
        self._offer("ours", self.people)

    def _offer(self, name: str, people: QuerySet[Any], known: Iterable[Any] | None = None) -> None:
        """Who may be chosen; with `known` the choices are not asked for once more."""
        field: Any = self.fields[name]
        field.queryset = people
        if known is not None:
            field.choices = [(person.pk, field.label_from_instance(person)) for person in known]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        version = [VERSION] if VERSION in self.fields else []
        helper.layout = Layout(
            Div("kind", "on", "mood", css_class="form-row"),
            Div(
                Div("summary", "promises", *self._last_rows()),
                Div(Field("theirs", template=PEOPLE_FIELD), "new_people", Field("ours", template=PEOPLE_FIELD)),
                css_class="entry-columns",
            ),
            *version,
        )
        return helper

    def _last_rows(self) -> list[Any]:
        return []

    def clean_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError(
                _("The diary tells what has happened; this date is still to come. Plan it under events ahead.")
            )
        return day


class DiaryForm(Entry):
    """A new entry, with the one next step that mostly comes of it; further ones are added to the entry."""

    next_step = Words(
        label=_("Next step"),
        limit=STEP_LIMIT,
        lines=False,
        required=False,
        help_text=_("The one thing that comes of it."),
    )
    next_step_on = Day(label=_("By"), required=False)
    next_step_owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ours = list(self.people)
        self._offer("ours", self.people, ours)
        self._offer("next_step_owner", self.people, ours)
        owner: Any = self.fields["next_step_owner"]
        owner.choices = [("", "---------"), *owner.choices]

    def _last_rows(self) -> list[Any]:
        return [Div("next_step", "next_step_on", "next_step_owner", css_class="form-row step-row")]

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


class DiaryEdit(Versioned, Entry):
    """The steps of an entry are edited on their own."""

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().changes().items() if name != "new_people"}


class StepForm(forms.Form):
    """One next step of an entry."""

    text = Words(label=_("Next step"), limit=STEP_LIMIT, lines=False)
    on = Day(label=_("By"))
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"))

    def __init__(self, *args: Any, account: Account, writer: User, entry: DiaryEntry, **options: Any) -> None:
        # It opens on the page of the diary, where the form of a new entry stands.
        options["auto_id"] = "step_%s"
        super().__init__(*args, **options)
        self.fields["owner"].queryset = people_of(account, writer, entry)  # type: ignore[attr-defined]
        # Where the form opens in its place, the keyboard goes on there.
        self.fields["text"].widget.attrs["autofocus"] = True

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        version = [VERSION] if VERSION in self.fields else []
        helper.layout = Layout(Div("text", "on", "owner", css_class="form-row step-row"), *version)
        return helper


class StepEdit(Versioned, StepForm):
    pass
