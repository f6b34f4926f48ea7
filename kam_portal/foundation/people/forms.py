"""Forms of people and teams."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kam_portal.foundation.history.editing import Versioned
from kam_portal.foundation.people.inviting import check_email_is_free
from kam_portal.foundation.people.models import Team, User
from kam_portal.foundation.people.querysets import UserQuerySet
from kam_portal.foundation.people.roles import Role
from kam_portal.foundation.people.time_zones import zones_by_region

ABSENCE = ("absent_from", "absent_until", "delegate")
HOURS_OF_A_MONTH = 744


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def zone_field(stored: str) -> forms.ChoiceField:
    """A choice of zones that never loses the stored one."""
    zones = list(zones_by_region(get_language() or settings.LANGUAGE_CODE))
    if stored not in {name for _region, names in zones for name, _city in names}:
        zones.append((stored, ((stored, stored),)))
    words = _("Dates and reminders follow it.")
    return forms.ChoiceField(label=_("Time zone"), choices=zones, initial=stored, help_text=words)


class SignInForm(LoginForm):
    """allauth's, in our words: without the tick the session ends with the browser, with it after SESSION_COOKIE_AGE."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remember"].label = _("Stay signed in when the browser is closed")


class Absence(forms.ModelForm):
    """Mixin: from, until and delegate belong together; `about_delegate` says to the reader what the delegate does."""

    about_delegate: Any

    def limit_delegates(self, to: UserQuerySet) -> None:
        delegate = self.fields["delegate"]
        delegate.queryset = to.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        delegate.help_text = self.about_delegate
        for name in ABSENCE[:2]:
            self.fields[name].widget = day_input()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end, delegate = (values.get(name) for name in ABSENCE)
        if any(name in self.errors for name in ABSENCE):
            return values
        if bool(start) != bool(end):
            missing = "absent_until" if start else "absent_from"
            self.add_error(missing, _("Give both days, the first and the last, or none."))
        elif start and end and end < start:
            self.add_error("absent_until", _("The last day of the absence lies before its first."))
        elif delegate and not start:
            self.add_error("absent_from", _("A delegate stands in for an absence: say from when."))
        elif delegate and delegate.absent_from and delegate.absent_from <= end and delegate.absent_until >= start:
            self.add_error("delegate", _("%(person)s is absent in these days too.") % {"person": delegate})
        return values


class FreeEmail(forms.ModelForm):
    """Mixin: a taken e-mail is said beside its field."""

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        try:
            check_email_is_free(email, self.instance if self.instance.pk else None)
        except forms.ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return email


class AbsenceForm(Versioned, Absence):
    about_delegate = _("Reads and edits your accounts and gets your reminders while you are away.")

    class Meta:
        model = User
        fields = ABSENCE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_delegates(User.objects.who_may_own_accounts())


class ProfileForm(Versioned, forms.ModelForm):
    class Meta:
        model = User
        fields = ("full_name", "language", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = zone_field(self.instance.time_zone)


class InvitationForm(FreeEmail):
    class Meta:
        model = User
        fields = ("full_name", "email", "role", "function", "team", "language", "time_zone")
        help_texts = {"language": _("The invitation is written in it.")}

    def __init__(self, *args: Any, inviter: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = zone_field(inviter.time_zone)
        self.initial = {**self.initial, "role": Role.MANAGER, "language": inviter.language}


class PersonForm(Versioned, FreeEmail, Absence):
    about_delegate = _("Reads and edits this person's accounts and gets their reminders while they are away.")
    hours_a_month = forms.IntegerField(
        label=_("Hours a month for key accounts"),
        required=False,
        min_value=1,
        max_value=HOURS_OF_A_MONTH,
        help_text=_("Weighed before another account becomes key. Empty: only the number of accounts is."),
    )

    class Meta:
        model = User
        fields = ("full_name", "email", "role", "function", "team", "hours_a_month", "language", "time_zone", *ABSENCE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = zone_field(self.instance.time_zone)
        self.limit_delegates(User.objects.who_may_own_accounts())


class NewTeamForm(forms.ModelForm):
    class Meta:
        model = Team
        fields = ("name", "lead")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leads = User.objects.active().filter(role__in=[Role.LEAD, Role.ADMIN])
        self.fields["lead"].queryset = leads  # type: ignore[attr-defined]
        self.fields["lead"].help_text = _("Somebody with the role team lead or admin; may be named later.")


class TeamForm(Versioned, NewTeamForm):
    pass


class PeopleFilter(forms.Form):
    """What the list of people is narrowed to; it lives in the URL."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=200)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("all")), *Role.choices])
    team = forms.ModelChoiceField(label=_("Team"), required=False, queryset=Team.objects.all(), empty_label=_("all"))
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("active")), ("gone", _("deactivated")), ("all", _("all"))]
    )

    def narrowed(self, people: UserQuerySet) -> UserQuerySet:
        """The people asked for; an unreadable part of the URL narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        if text := asked.get("q"):
            people = people.filter(Q(full_name__icontains=text) | Q(email__icontains=text))
        if role := asked.get("role"):
            people = people.filter(role=role)
        if team := asked.get("team"):
            people = people.filter(team=team)
        if asked.get("state") != "all":
            people = people.filter(is_active=asked.get("state") != "gone")
        return people
