"""Whom one is going to meet, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from dossiers.fields import Day


class BriefForm(forms.Form):
    """Read from the address; `people` offers the contacts given."""

    on = Day(label=_("Day of the visit"), required=False)
    people = forms.MultipleChoiceField(
        label=_("Whom we meet"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of the chosen people is not among the contacts of this client. Choose again.")
        },
    )

    def __init__(self, *args: Any, contacts: Sequence[Contact], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (str(contact.pk), f"{contact.name}, {contact.title}" if contact.title else contact.name)
            for contact in contacts
        ]
