"""Forms of a reading: a measured goal asks for a value, one told in words for words."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dossiers.fields import Amount, Day, Words
from kam_portal.foundation.history.editing import Versioned
from planning.models import Goal, Reading

NOTE_LIMIT = 300


class ReadingForm(forms.Form):
    """Of both kinds of goals; what the goal's kind does not have is left out."""

    on = Day(label=_("As of"))
    value = Amount(label=_("Value"))
    is_reached = forms.BooleanField(label=_("The goal is reached"), required=False)
    note = Words(label=_("Note"), limit=NOTE_LIMIT, lines=False, required=False)

    def __init__(self, *args: Any, goal: Goal, today: datetime.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].widget.attrs["max"] = today.isoformat()
        if goal.kind == Goal.Kind.MEASURED:
            del self.fields["is_reached"]
            if goal.unit:
                value: Any = self.fields["value"]
                value.label, value.unit = _("Value, %(unit)s") % {"unit": goal.unit}, goal.unit
        else:
            del self.fields["value"]
            self.fields["note"].required = True
            self.fields["note"].label = _("How far it is")


class ReadingEdit(Versioned, ReadingForm):
    pass


def reading_form_of(goal: Goal, today: datetime.date, data: QueryDict | None = None) -> ReadingForm:
    return ReadingForm(data, goal=goal, today=today, initial={"on": today})


def reading_edit_of(reading: Reading, today: datetime.date, data: QueryDict | None = None) -> ReadingEdit:
    initial = {name: getattr(reading, name) for name in ReadingForm.base_fields}
    return ReadingEdit(data, goal=reading.goal, today=today, initial=initial, version=reading.version)
