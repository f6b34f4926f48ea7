"""Forms of accounts and their people; every choice holds only what the person may use."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, LayoutObject
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.assigning import HANDED_OVER, key_load
from accounts.fields import AccountByName, CurrencyField, EmailLines, MoneyField, PhoneLines, SeenField
from accounts.keeping import not_in_the_future
from accounts.models import Account, AccountMember, AccountYear, Contact, Ground, Status
from accounts.querysets import AccountQuerySet
from kam_portal.foundation.history.editing import Versioned
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right

OWN_FIELDS = ("trade_name", "legal_name", "registration_id", "country", "industry", "site", "founded", "parent")
OWN_ROWS = (("trade_name", "legal_name"), ("registration_id", "founded"), ("country", "site"), ("industry", "parent"))
KEY_FIELDS = ("grounds", "grounds_note", "consent", "consent_on", "hours_a_month")
# No client and no person has more hours a month than the month itself.
HOURS_OF_A_MONTH = 744
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def in_rows(*rows: str | tuple[str, ...] | LayoutObject) -> FormHelper:
    """A crispy layout: fields of one tuple stand side by side where there is room, a hidden version at the end."""
    helper = FormHelper()
    helper.form_tag = False
    helper.render_hidden_fields = True
    helper.layout = Layout(*[Div(*row, css_class="form-row") if isinstance(row, tuple) else row for row in rows])
    return helper


class AccountFields(forms.ModelForm):
    """What an account is, apart from its status and manager."""

    parent = AccountByName(
        label=_("Belongs to"),
        required=False,
        help_text=_("The account of the group it is part of; type its name."),
    )

    class Meta:
        model = Account
        fields = OWN_FIELDS
        field_classes = {"trade_name": SeenField, "legal_name": SeenField}

    def __init__(self, *args: Any, accounts: AccountQuerySet, today: datetime.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.parent_field.choose_from(accounts.exclude(pk=self.instance.pk))

    @property
    def parent_field(self) -> AccountByName:
        field = self.fields["parent"]
        assert isinstance(field, AccountByName)  # noqa: S101 - declared above
        return field

    def clean_trade_name(self) -> str:
        return " ".join(str(self.cleaned_data["trade_name"]).split())

    def _get_validation_exclusions(self) -> set[str]:
        """Uniqueness and the group are the verbs' business; they say it in words, also when two save at once."""
        return super()._get_validation_exclusions() | {"registration_id", "parent"}  # type: ignore[misc]


class NewAccountForm(AccountFields):
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, initial=Status.CANDIDATE)
    reason = forms.CharField(
        label=_("Reason for this status"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for every status but candidate."),
    )
    kam = forms.ModelChoiceField(
        label=_("Key account manager"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    overload_reason = forms.CharField(
        label=_("Reason for more key accounts than usual"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        own = ("kam", "status"), "reason", "overload_reason"
        if not user.is_lead and not user.is_admin:
            for name in ("status", "reason", "kam", "overload_reason"):
                del self.fields[name]
            self.helper = in_rows(*OWN_ROWS)
            return
        self.helper = in_rows(OWN_ROWS[0], *own, *OWN_ROWS[1:])
        self.fields["kam"] = ManagerField(
            label=self.fields["kam"].label,
            queryset=User.objects.assignable_by(user),
            required=not user.is_admin,
            initial=user.pk if user.is_lead else None,
            empty_label=_("Nobody yet"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("status", Status.CANDIDATE) != Status.CANDIDATE and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why the account gets this status; a candidate needs no reason."))
        return data

    def ask_for_overload_reason(self) -> None:
        """Show the field in which the overload is accepted."""
        self.fields["overload_reason"].widget = forms.Textarea(attrs={"rows": 2})


class AccountForm(Versioned, AccountFields):
    grounds = forms.MultipleChoiceField(
        label=_("Grounds for being key"), choices=Ground.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    hours_a_month = forms.IntegerField(
        label=_("Hours a month the client needs"),
        required=False,
        min_value=1,
        max_value=HOURS_OF_A_MONTH,
        help_text=_("Of its manager. Weighed before a key account is named; leave empty what nobody estimated."),
    )
    helper = in_rows(
        *OWN_ROWS,
        Div("grounds", css_class="check-columns"),
        "grounds_note",
        ("consent", "consent_on", "hours_a_month"),
    )

    class Meta(AccountFields.Meta):
        fields = (*OWN_FIELDS, *KEY_FIELDS)  # type: ignore[assignment]
        widgets = {"grounds_note": forms.Textarea(attrs={"rows": 2}), "consent_on": DAY}

    def __init__(self, *args: Any, instance: Account, **options: Any) -> None:
        super().__init__(*args, instance=copy.copy(instance), **options)

    def clean_consent_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["consent_on"]
        not_in_the_future(day, self.today)
        return day

    def in_words(self, name: str, value: Any) -> str:
        if name == "parent" and value is not None:
            return str(self.parent_field.prepare_value(value) or "")
        return super().in_words(name, value)


class ManagerField(forms.ModelChoiceField):
    """A manager, with the key accounts each of them carries already."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._load: dict[int, int] | None = None

    def label_from_instance(self, manager: Any) -> str:
        if self._load is None:
            self._load = key_load(self.queryset or [])
        count = self._load.get(manager.pk, 0)
        sentence = ngettext("%(name)s (%(count)d key account)", "%(name)s (%(count)d key accounts)", count)
        return sentence % {"name": manager.full_name, "count": count}


class StatusForm(Versioned, forms.Form):
    """Another status. The present one is not offered, but read: who chose it in a conflict is told that it stands."""

    status = forms.ChoiceField(label=_("New status"), choices=Status.choices)
    on = forms.DateField(label=_("Decided on"), widget=DAY)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, account: Account, today: datetime.date, **options: Any) -> None:
        super().__init__(*args, version=account.version, **options)
        self.fields["on"].initial = today
        self.today = today
        self.fields["status"].initial = account.status
        self.fields["status"].widget.choices = [c for c in Status.choices if c[0] != account.status]

    def clean_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        not_in_the_future(day, self.today)
        return day


class ContactFields(forms.ModelForm):
    emails = EmailLines(label=_("E-mails"), required=False, help_text=_("One a line."))
    phones = PhoneLines(label=_("Telephones"), required=False, help_text=_("One a line."))

    class Meta:
        model = Contact
        fields = ("name", "title", "emails", "phones")
        field_classes = {"name": SeenField, "title": SeenField}

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class ContactForm(Versioned, ContactFields):
    pass


class YearFields(forms.ModelForm):
    currency = CurrencyField(label=_("Currency"), past=True)
    sales = MoneyField(label=_("Sales"), required=False)
    margin = MoneyField(label=_("Margin"), required=False)
    cost_to_serve = MoneyField(label=_("Cost to serve"), required=False, min_value=0)

    class Meta:
        model = AccountYear
        fields = ("year", "currency", "sales", "margin", "cost_to_serve")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            self.fields["currency"].initial = settings.COMPANY_CURRENCY

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        figures = ("sales", "margin", "cost_to_serve")
        if not self.errors and all(data.get(name) is None for name in figures):
            raise ValidationError(_("Give at least one figure; leave empty what is not known."))
        return data


class YearForm(Versioned, YearFields):
    pass


class AssignForm(forms.Form):
    """Handing an account over. `expected` is the manager the page showed: a handover in between is not undone."""

    manager = ManagerField(label=_("New key account manager"), queryset=User.objects.none(), empty_label=_("Choose…"))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when this makes four key accounts or more."),
    )
    expected = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, account: Account, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kam, self.now = account.kam, str(account.kam_id or "")
        self.fields["expected"].initial = self.now
        people = User.objects.assignable_by(user).exclude(pk=account.kam_id)
        self.fields["manager"].queryset = people  # type: ignore[attr-defined]

    def clean_expected(self) -> str:
        expected = str(self.cleaned_data["expected"])
        if expected != self.now:
            self.add_error(None, ValidationError(HANDED_OVER, params={"name": self.kam or _("nobody")}))
        return expected


class MemberForm(forms.ModelForm):
    class Meta:
        model = AccountMember
        fields = ("user", "function", "can_edit")

    def __init__(self, *args: Any, account: Account, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["user"].queryset = User.objects.active().exclude(pk=account.kam_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        person = data.get("user")
        if person is not None and data.get("can_edit") and not person.may(Right.EDIT_OWN):
            sentence = _("%(name)s has the role of a colleague and can only read. Leave “may edit” empty.")
            self.add_error("can_edit", ValidationError(sentence, params={"name": person.full_name}))
        return data
