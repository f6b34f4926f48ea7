"""The form in which the board decides about one candidate."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DAY, in_rows
from accounts.keeping import not_in_the_future
from accounts.models import Candidate, Consent, Decision, Status
from accounts.selection.deciding import UNDECIDED
from kam_portal.foundation.history.editing import Versioned

# [ours] The board meets while the round runs.
DAYS_BACK = 366


class DecisionForm(Versioned, forms.Form):
    """Opens with the decision that stands, or else with what the rules propose."""

    status = forms.ChoiceField(label=_("Status"), choices=Status.choices)
    consent = forms.ChoiceField(
        label=_("Client's consent"),
        choices=Consent.choices,
        help_text=_("Not every client lets itself be called key. Goes to the account with the round."),
    )
    on = forms.DateField(
        label=_("Decided on"), widget=DAY, help_text=_("The client's answer counts as of this day too.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you decide otherwise than the rules propose, or against what is to be weighed."),
    )
    helper = in_rows(("status", "consent", "on"), "reason")

    def __init__(
        self, *args: Any, candidate: Candidate, made: Decision | None, proposed: str, today: datetime.date, **rest: Any
    ) -> None:
        super().__init__(*args, version=made.version if made else UNDECIDED, **rest)
        self.today = today
        self.initial = {
            "status": made.status if made else proposed or candidate.account.status,
            "consent": made.consent if made else candidate.account.consent,
            "on": made.on if made else today,
            "reason": made.reason if made else "",
            **self.initial,
        }

    def clean_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        not_in_the_future(day, self.today)
        if day < self.today - datetime.timedelta(days=DAYS_BACK):
            raise forms.ValidationError(_("A decision of a running round lies at most a year back."))
        return day
