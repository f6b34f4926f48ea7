"""Forms of a person on the map: what is judged, who of us meets them, and the lines between two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import in_rows
from decision_map.description import FIELDS, ROLES
from decision_map.judging import stored_roles
from decision_map.models import Actor, DecisionMap, Line
from decision_map.offered import PersonChoice, people_of
from decision_map.reading import roles_in_words
from decision_map.sentences import STRENGTHS
from dossiers.description.kinds import Field, SectionKind
from dossiers.fields import LINE_LIMIT, Words
from dossiers.forms import SectionForm, initial_of
from dossiers.values import LEVELS
from kam_portal.foundation.history.editing import Versioned
from kam_portal.foundation.people.models import User

WHAT_WE_JUDGE = _("What we judge")
STILL_TRUE = "still_true"


def _still_true(hint: Any) -> forms.BooleanField:
    return forms.BooleanField(label=_("Still true: what stays as it is"), required=False, help_text=hint)


def is_confirmed(form: forms.BaseForm) -> bool:
    """Whether a valid form says that what stays as it is holds."""
    return bool(form.cleaned_data.get(STILL_TRUE))


class JudgementForm(SectionForm):
    """What the description says may be judged, or `asked` of it; roles, of which there may be many, are ticked."""

    source = Words(
        label=_("Source"),
        limit=LINE_LIMIT,
        lines=False,
        required=False,
        help_text=_("Where you know it from: a visit, a call. Noted beside everything you change or call still true."),
    )
    still_true = _still_true(_("Everything filled in here counts as judged today, by you and from this source."))

    def __init__(self, stored: Mapping[str, str], *args: Any, version: int, asked: tuple[Field, ...] = FIELDS) -> None:
        super().__init__(SectionKind("judged", "", WHAT_WE_JUDGE, asked), stored, *args, version=version)
        if "roles" in self.fields:
            self._tick_roles(stored)
        if not any(stored[field.key] for field in asked):
            del self.fields[STILL_TRUE]

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        if STILL_TRUE in self.fields:
            helper.layout.append(STILL_TRUE)
        return helper

    def _tick_roles(self, stored: Mapping[str, str]) -> None:
        self.initial["roles"] = stored["roles"].split()
        self.fields["roles"] = forms.MultipleChoiceField(
            label=str(self.described["roles"].title),
            choices=ROLES,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def _rows(self) -> list[Any]:
        return [Div("roles", css_class="check-columns") if row == "roles" else row for row in super()._rows()]

    def stored_values(self) -> dict[str, str]:
        roles = {"roles": stored_roles(self.cleaned_data["roles"])} if "roles" in self.fields else {}
        return super().stored_values() | roles

    def in_words(self, name: str, value: Any) -> str:
        return roles_in_words(value or "") if name == "roles" else super().in_words(name, value)

    def as_initial(self, name: str, value: Any) -> Any:
        return (value or "").split() if name == "roles" else super().as_initial(name, value)


def _step(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[("", _("Not known")), *LEVELS.items()], coerce=int, empty_value=None, required=False
    )


class CounterpartForm(Versioned, forms.Form):
    mirror = forms.ModelChoiceField(
        User.objects.none(), label=_("Our counterpart"), required=False, empty_label=_("Nobody yet")
    )
    backup = forms.ModelChoiceField(User.objects.none(), label=_("Backup"), required=False, empty_label=_("Nobody yet"))
    ladder_now = _step(_("Ladder level now"))
    ladder_wanted = _step(_("Ladder level wanted"))
    every_days = forms.IntegerField(
        label=_("Contact every … days"),
        min_value=1,
        max_value=730,
        required=False,
        help_text=_("How often somebody of us should meet or call; leave empty what is not agreed."),
    )
    helper = in_rows(("mirror", "backup"), ("ladder_now", "ladder_wanted"), "every_days")

    def __init__(self, actor: Actor, people: Any, *args: Any) -> None:
        super().__init__(*args, initial=initial_of(actor, type(self)), version=actor.version)
        for name in ("mirror", "backup"):
            field: Any = self.fields[name]
            field.queryset = people


def _strength() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Strength"),
        choices=STRENGTHS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Of an influence; a conflict has none."),
    )


class LineForm(forms.Form):
    from_actor = PersonChoice(Actor.objects.none(), label=_("From"), empty_label=_("Choose somebody"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Line.Kind)
    to_actor = PersonChoice(Actor.objects.none(), label=_("To"), empty_label=_("Choose somebody"))
    strength = _strength()
    note = Words(label=_("Note"), required=False)
    source = Words(label=_("Source"), limit=LINE_LIMIT, lines=False, required=False)
    helper = in_rows(("from_actor", "kind", "to_actor"), "strength", "note", "source")

    def __init__(self, map_: DecisionMap, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("from_actor", "to_actor"):
            field: Any = self.fields[name]
            field.queryset = people_of(map_)

    def clean_to_actor(self) -> Actor:
        chosen: Actor = self.cleaned_data["to_actor"]
        if chosen == self.cleaned_data.get("from_actor"):
            raise ValidationError(_("A line joins two people. Choose another one."))
        return chosen


class LineEdit(Versioned, forms.Form):
    strength = _strength()
    note = Words(label=_("Note"), required=False)
    source = Words(label=_("Source"), limit=LINE_LIMIT, lines=False, required=False)
    still_true = _still_true(_("The line counts as judged today, by you and from this source."))

    def __init__(self, line: Line, *args: Any) -> None:
        initial = initial_of(line, type(self), but=[STILL_TRUE])
        super().__init__(*args, initial=initial, version=line.version)
        if line.kind == Line.Kind.CONFLICT:
            del self.fields["strength"]

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().changes().items() if name != STILL_TRUE}
