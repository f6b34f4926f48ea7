"""What is asked before a person is erased."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.personal.mentions import Mention

REASON_LIMIT = 200


class EraseForm(forms.Form):
    """The name typed once more, and why; ticked are texts that stay as they are written."""

    leave = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("A text that you ticked mentions the person no longer. Look at the list again.")
        },
    )
    typed_name = forms.CharField(
        label=_("Type the person's name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LIMIT,
        help_text=_("Such as “asked for it by letter of 3 March”. It stays on record: without the name."),
    )

    def __init__(self, *args: Any, mentions: Sequence[Mention], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["leave"]
        field.choices = [(mention.key, mention.key) for mention in mentions]

    @property
    def ticked(self) -> list[str]:
        """Also while the form is shown again."""
        return self.data.getlist("leave") if self.is_bound else []  # type: ignore[attr-defined]
