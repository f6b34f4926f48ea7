"""What people type into the comparison of an account: criteria, competitors, and the cells of the grid."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.comparison import TypedScore
from accounts.fields import MoneyField
from accounts.forms import DAY
from accounts.keeping import not_in_the_future
from accounts.models import BuyingCriterion, Competitor
from kam_portal.foundation.history.editing import LARGEST_VERSION, NEVER_READ, Versioned

NOT_A_SCORE = _("A score is a number from 0 to 10, in steps of a half, such as 7 or 7.5. Empty is not scored.")
A_SCORE = re.compile(r"(?:10(?:[.,]0{1,2})?|[0-9](?:[.,][05]0?)?)", re.ASCII)
A_CELL = re.compile(r"s-([0-9]{1,15})-([0-9]{1,15})", re.ASCII)
CELLS_AT_MOST = 2_000


class CriterionFields(forms.ModelForm):
    weight = MoneyField(
        label=_("Client's weight, %"),
        min_value=Decimal("0.01"),
        max_value=100,
        help_text=_("How much it counts for the client; all weights together make 100."),
    )

    class Meta:
        model = BuyingCriterion
        fields = ("name", "weight", "verified_on", "source")
        widgets = {"verified_on": DAY}
        help_texts = {
            "name": _("By what the client chooses a supplier, in the client's own words."),
            "verified_on": _("The day the client told us so; leave it empty while it is our guess."),
            "source": _("Who said so, or where it is written."),
        }

    def __init__(self, *args: Any, today: datetime.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_verified_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["verified_on"]
        not_in_the_future(day, self.today)
        return day


class CriterionForm(Versioned, CriterionFields):
    pass


class CompetitorFields(forms.ModelForm):
    class Meta:
        model = Competitor
        fields = ("name",)
        help_texts = {"name": _("A firm the client could buy from instead of us.")}

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class CompetitorForm(Versioned, CompetitorFields):
    pass


@dataclass
class TypedCells:
    """The cells as sent: what can be saved, and by key the text of each and what is wrong with it."""

    scores: list[TypedScore] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str | Promise] = field(default_factory=dict)


def typed_cells(data: QueryDict) -> TypedCells:
    found = TypedCells()
    for name in list(data)[: 2 * CELLS_AT_MOST]:
        if named := A_CELL.fullmatch(name):
            key, text = name.removeprefix("s-"), str(data[name]).strip()
            found.texts[key] = text
            if text and not A_SCORE.fullmatch(text):
                found.errors[key] = NOT_A_SCORE
                continue
            value = Decimal(text.replace(",", ".")).quantize(Decimal("0.1")) if text else None
            version = _version(data.get(f"v-{key}", ""))
            found.scores.append(TypedScore(int(named[1]), int(named[2]) or None, value, version))
    return found


def _version(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < len(str(LARGEST_VERSION))
    return int(text) if is_number else NEVER_READ


def as_typed(value: Decimal | None) -> str:
    """A stored score as a person would write it: 7 or 7.5, with the mark of the language."""
    if value is None:
        return ""
    whole = value == value.to_integral_value()
    return formats.number_format(value, decimal_pos=0 if whole else 1, use_l10n=True)
