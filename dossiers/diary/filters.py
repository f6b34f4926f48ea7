"""The filters above the diary, as they stand in the URL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, Contact
from dossiers.diary.narrowing import Asked, our_people_in_diary
from dossiers.fields import LINE_LIMIT, Day, Words
from dossiers.models import DiaryKind, Mood

OURS, THEIRS = "u", "c"


class DiaryFilter(forms.Form):
    """What cannot be read is marked in the form and narrows nothing."""

    q = Words(label=_("Words"), limit=LINE_LIMIT, lines=False, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *DiaryKind.choices])
    who = forms.ChoiceField(label=_("Person"), required=False)
    since = Day(label=pgettext_lazy("of a period", "From"), required=False)
    until = Day(label=pgettext_lazy("of a period", "Until"), required=False)
    mood = forms.ChoiceField(label=_("How it went"), required=False, choices=[("", _("All")), *Mood.choices])
    open = forms.BooleanField(label=_("With open next steps"), required=False)

    def __init__(self, *args: Any, account: Account, contacts: Iterable[Contact], **options: Any) -> None:
        """`contacts` are those of the account, each with `last_met`; those never met are no filter."""
        # The form of a new entry stands on the same page.
        options["auto_id"] = "filter_%s"
        super().__init__(*args, **options)
        theirs = [(f"{THEIRS}{contact.pk}", contact.name) for contact in contacts if contact.last_met]  # type: ignore[attr-defined]
        ours = [(f"{OURS}{pk}", name) for pk, name in our_people_in_diary(account)]
        groups = [(_("Their people"), theirs), (_("Our people"), ours)]
        everybody = [("", _("Everybody")), *(group for group in groups if group[1])]
        self.fields["who"].choices = everybody  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        self.is_valid()
        found = self.cleaned_data if self.is_bound else {}
        who = found.get("who", "")
        return Asked(
            kind=found.get("kind", ""),
            text=found.get("q", ""),
            mood=found.get("mood", ""),
            ours=int(who[1:]) if who.startswith(OURS) else None,
            theirs=int(who[1:]) if who.startswith(THEIRS) else None,
            since=found.get("since"),
            until=found.get("until"),
            only_open=found.get("open", False),
        )
