"""The limits of alerts as an admin types them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from decision_map.description import COVERAGES, INFLUENCES
from decision_map.limits import FIELDS
from decision_map.measures import Coverage, Influence
from decision_map.models import AlertLimits
from kam_portal.foundation.history.editing import Versioned


class WholeNumber(forms.IntegerField):
    """A number between two; both refusals and the hint say which, in the reader's language."""

    def __init__(self, label: Any, lowest: int, highest: int, usual: int) -> None:
        said = {"lowest": lowest, "highest": highest, "usual": usual}
        refusal = _in_words(_("Give a whole number from %(lowest)d to %(highest)d."), said)
        super().__init__(
            label=label,
            min_value=lowest,
            max_value=highest,
            help_text=_in_words(_("From %(lowest)d to %(highest)d; usual is %(usual)d."), said),
            error_messages=dict.fromkeys(("required", "invalid"), refusal),
        )
        for validator in self.validators:
            validator.message = refusal  # type: ignore[attr-defined]


_in_words = lazy(lambda sentence, said: str(sentence) % said, str)


class LimitsForm(Versioned, forms.Form):
    stale_after = WholeNumber(_("Days after which a judgement is unverified"), 7, 365, 90)
    contact_within = WholeNumber(_("Days within which a decision maker is met"), 7, 365, 60)
    threads_needed = WholeNumber(_("People in contact on each side, fewer are a single thread"), 2, 10, 2)
    friendly_map_from = WholeNumber(
        _("People on a map that is asked about when nobody is neutral or against us"), 2, 100, 8
    )
    influential_from = forms.TypedChoiceField(
        label=_("Influence from which somebody needs a counterpart of ours"),
        coerce=int,
        choices=[(Influence[key.upper()].value, title) for key, title in INFLUENCES],
    )
    covered_from = forms.TypedChoiceField(
        label=_("Contact from which somebody counts as covered"),
        coerce=int,
        choices=[(Coverage[key.upper()].value, title) for key, title in COVERAGES if key != "none"],
    )

    def __init__(self, limits: AlertLimits, *args: Any) -> None:
        super().__init__(*args, initial={name: getattr(limits, name) for name in FIELDS}, version=limits.version)


TITLES = {name: LimitsForm.base_fields[name].label or "" for name in FIELDS}


def step_in_words(name: str, value: int) -> str | None:
    """The title of a step of influence or contact; None for a number."""
    steps = dict(getattr(LimitsForm.base_fields.get(name), "choices", ()))
    return str(steps[value]) if value in steps else None
