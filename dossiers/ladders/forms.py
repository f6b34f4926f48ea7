"""Forms of the ladder: a competitor's six answers, the question to the client, and the client's own form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from dossiers.fields import LINE_LIMIT, Words, choice_of
from dossiers.ladders.inviting import DAYS_AT_MOST, DAYS_BY_DEFAULT
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.ladders.questions import OF_A_COMPETITOR, TO_THE_CLIENT
from dossiers.models import LadderInvitation
from dossiers.models.ladders import COMPANY_LIMIT
from dossiers.values import ANSWERS
from kam_portal.foundation.history.editing import Versioned

REMARK_LIMIT = 2_000
CHOOSE = _("Choose an answer; “Don't know” is one, too.")


class CompetitorLadderEdit(Versioned, forms.Form):
    """The six answers as the client would give them about one competitor."""

    source = Words(
        label=_("Source"),
        limit=LINE_LIMIT,
        lines=False,
        required=False,
        help_text=_("Where you know it from: the client's people, a tender, a trade fair."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = {key: choice_of(ANSWERS, label=OF_A_COMPETITOR[key], required=False) for key in FAVOURABLE}
        self.fields = asked | self.fields


class LadderInvitationForm(forms.Form):
    contact = forms.ModelChoiceField(
        Contact.objects.none(),
        label=_("For whom"),
        required=False,
        empty_label=_("Nobody in particular"),
        help_text=_("Noted beside the answer. The client's page does not show it."),
    )
    language = forms.ChoiceField(label=_("Language of the questions"))
    days = forms.IntegerField(label=_("Valid for, days"), min_value=1, max_value=DAYS_AT_MOST, initial=DAYS_BY_DEFAULT)
    our_company = Words(
        label=_("Our company, as the client knows it"),
        limit=COMPANY_LIMIT,
        lines=False,
        required=False,
        help_text=_("Stands above the questions, beside your name. Leave it empty to show your name alone."),
    )

    def __init__(self, *args: Any, account: Account, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contact"].queryset = Contact.objects.known().filter(account=account)  # type: ignore[attr-defined]
        self.fields["language"].choices = LadderInvitation._meta.get_field("language").choices  # type: ignore[attr-defined]


class ClientLadderForm(forms.Form):
    """What the client sees and sends: six choices and a remark."""

    remark = Words(label=_("A remark, if you like"), limit=REMARK_LIMIT, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {key: _choice(key) for key in FAVOURABLE} | self.fields

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[key] for key in FAVOURABLE]

    def answers(self) -> dict[str, str]:
        """Only on a valid form."""
        return {key: self.cleaned_data[key] for key in FAVOURABLE}


def _choice(key: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=TO_THE_CLIENT[key],
        choices=list(ANSWERS.items()),
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
