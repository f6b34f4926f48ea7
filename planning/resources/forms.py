"""Forms of what a plan needs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import in_rows
from dossiers.fields import LINE_LIMIT, Amount, Words
from kam_portal.foundation.history.editing import Versioned
from planning.models import Resource


class ResourceForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Resource.Kind,
        help_text=_("People are counted in heads, time in days, money in the currency of the plan."),
    )
    title = Words(label=_("What"), limit=LINE_LIMIT, lines=False)
    planned = Amount(label=_("Planned"), lowest=0, required=False)
    used = Amount(
        label=_("Used"), lowest=0, required=False, help_text=_("Leave unknown figures empty; missing is not zero.")
    )
    note = Words(label=_("Note"), required=False)
    helper = in_rows(("kind", "title"), ("planned", "used"), "note")


class ResourceEdit(Versioned, ResourceForm):
    pass
