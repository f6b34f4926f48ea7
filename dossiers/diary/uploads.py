"""The upload of invitations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from dossiers.diary.invitations import MAX_BYTES

FILES_AT_MOST = 10
BYTES_TOGETHER = 2 * MAX_BYTES


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class CalendarFiles(forms.FileField):
    """One or several files; the cleaned value is a list."""

    widget = SeveralFiles(attrs={"accept": ".ics,text/calendar"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        found = [super(CalendarFiles, self).clean(file, initial) for file in files or [None]]
        if len(found) > FILES_AT_MOST:
            raise ValidationError(
                _("At most %(limit)s files at once. Import the others afterwards."), params={"limit": FILES_AT_MOST}
            )
        large = [file.name for file in found if (file.size or 0) > MAX_BYTES]
        if large:
            raise ValidationError(
                _("“%(name)s” has more than %(limit)s KB. Export fewer meetings."),
                params={"name": large[0], "limit": MAX_BYTES // 1024},
            )
        if sum(file.size or 0 for file in found) > BYTES_TOGETHER:
            raise ValidationError(
                _("The files have more than %(limit)s KB together. Import some of them afterwards."),
                params={"limit": BYTES_TOGETHER // 1024},
            )
        return found


class InvitationsForm(forms.Form):
    invitations = CalendarFiles(
        label=_("Files"),
        allow_empty_file=True,
        help_text=_("Invitations or a calendar, saved as .ics. Nothing is written until you have chosen."),
    )
