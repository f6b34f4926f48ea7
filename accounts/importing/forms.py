"""Forms of the import pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.importing.columns import Column
from accounts.importing.running import KINDS
from kam_portal.foundation.tabular.table import MAX_BYTES


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is in the file?"))
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or Excel (.xlsx). The first line names the columns; names in English or Russian are recognised."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.title) for kind in KINDS.values()]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _("The file has more than %(limit)s MB. Split it into several files."),
                params={"limit": MAX_BYTES // 1024**2},
            )
        return upload


class ColumnsForm(forms.Form):
    """Which column of the file fills which of ours; every one may be left out."""

    def __init__(
        self, *args: Any, columns: Sequence[Column], header: Sequence[str], chosen: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("— not in the file —")), *((title, title) for title in header if title)]
        self.columns = [column.name for column in columns]
        for column in columns:
            self.fields[column.name] = forms.ChoiceField(
                label=str(column.title).capitalize(),
                choices=choices,
                required=False,
                initial=chosen.get(column.name, ""),
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = [values[name] for name in self.columns if values.get(name)]
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("One column of the file cannot fill two of ours. Choose another one."))
        return values
