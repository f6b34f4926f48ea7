"""Forms of the files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from dossiers.description import SECTIONS
from dossiers.fields import Words
from dossiers.models import Attachment
from dossiers.models.attachments import NAME_LIMIT
from kam_portal.foundation.history.editing import Versioned


class AttachmentForm(forms.Form):
    """What people see of a file; its bytes change by uploading a version."""

    title = Words(label=pgettext_lazy("of a file", "Title"), limit=NAME_LIMIT, lines=False)
    section = forms.ChoiceField(label=_("Belongs to section"), required=False)
    note = Words(label=_("Note"), required=False, help_text=_("What it is, whom it is from, what to look at."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sections = [(section.key, f"{section.letter} · {section.title}") for section in SECTIONS]
        self.fields["section"].choices = [("", _("The dossier as a whole")), *sections]  # type: ignore[attr-defined]


class AttachmentEdit(Versioned, AttachmentForm):
    pass


class UploadForm(forms.Form):
    """What goes with the files: the attachment they are a version of, when they are."""

    replaces = forms.ModelChoiceField(
        Attachment.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("The file to be replaced is not here any more. Upload it as a new one.")},
    )

    def __init__(self, *args: Any, account: Account, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["replaces"].queryset = Attachment.objects.filter(account=account)  # type: ignore[attr-defined]
