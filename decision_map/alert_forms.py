"""Putting an alert aside: why, and until when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.fields import Day, Words


class AsideForm(forms.Form):
    reason = Words(label=_("Reason"), help_text=_("Why nothing has to be done about it now."))
    until = Day(label=_("Ask again on"))

    def asked(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
