"""Forms of a scoring model and of its factors."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import CurrencyField
from accounts.forms import in_rows
from accounts.models import Factor, Measure, ScoringModel
from accounts.selection.drafting import SETTINGS
from accounts.selection.factors import values_of
from accounts.selection.fields import NumberField, Row, RowsField, shown
from accounts.selection.model_words import in_figures
from kam_portal.foundation.history.editing import Versioned

LONG = forms.Textarea(attrs={"rows": 2})
HUNDREDTHS = {
    "max_decimal_places": _("At most two decimals, please: 33.33 or 33.34. The weights must sum to exactly 100."),
}
# Five rows to write on, where a new factor has no anchors yet.
ANCHORED = {"0-10": (0, 3, 5, 8, 10), "1-5": (1, 2, 3, 4, 5)}


class NewModelForm(forms.Form):
    """What a model begins with; everything else has a default and can be changed in the draft."""

    name = forms.CharField(label=_("Name"), max_length=120)
    scale_choice = forms.ChoiceField(label=_("Scale"), choices=ScoringModel.ScaleChoice.choices, initial="0-10")
    half_points = forms.BooleanField(label=_("Half points are allowed"), required=False)


class ModelForm(Versioned, forms.Form):
    """Name and settings of a draft; a later version keeps the name of the first."""

    name = forms.CharField(label=_("Name"), max_length=120)
    scale_choice = forms.ChoiceField(label=_("Scale"), choices=ScoringModel.ScaleChoice.choices)
    half_points = forms.BooleanField(label=_("Half points are allowed"), required=False)
    attractiveness_threshold = NumberField(
        label=_("Attractiveness is high from"), max_digits=4, decimal_places=2, help_text=_("In points of the scale.")
    )
    strength_threshold = NumberField(
        label=_("Relative strength is high from"),
        max_digits=4,
        decimal_places=2,
        help_text=_("The middle of the scale is parity with the best competitor."),
    )
    borderline = NumberField(
        label=_("Borderline within"),
        max_digits=4,
        decimal_places=2,
        min_value=0,
        max_value=2,
        help_text=_("So close to a threshold a place is called borderline."),
    )
    coverage_needed = NumberField(
        label=_("Scored weight needed, %"),
        max_digits=5,
        decimal_places=2,
        max_value=100,
        min_value=Decimal("0.01"),
        help_text=_("With less a client has a range instead of a place."),
    )
    discuss_spread = NumberField(
        label=_("Discuss from a spread of"),
        max_digits=4,
        decimal_places=2,
        max_value=10,
        min_value=Decimal("0.01"),
        help_text=_("Points between the highest and the lowest rater."),
    )
    strong_at_left = forms.BooleanField(
        label=_("High strength at the left (McDonald)"),
        required=False,
        help_text=_("A switch of the drawing; places stay the same."),
    )
    helper = in_rows(
        "name",
        ("scale_choice", "coverage_needed"),
        "half_points",
        ("attractiveness_threshold", "strength_threshold"),
        ("borderline", "discuss_spread"),
        "strong_at_left",
    )

    def __init__(self, *args: Any, model: ScoringModel, **options: Any) -> None:
        initial = {name: getattr(model, name) for name in ("name", *SETTINGS)}
        super().__init__(*args, version=model.version, initial=initial, **options)
        if model.number > 1:
            del self.fields["name"]
            self.helper = in_rows(*self.helper.layout.fields[1:])


class FactorFields(forms.Form):
    """One factor with its anchors and bands. A language left empty reads as the other one."""

    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=120, required=False)
    question_en = forms.CharField(label=_("Question in English"), max_length=300, required=False, widget=LONG)
    question_ru = forms.CharField(label=_("Question in Russian"), max_length=300, required=False, widget=LONG)
    weight = NumberField(
        label=_("Weight, %"),
        max_digits=5,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=100,
        error_messages=HUNDREDTHS,
    )
    measure = forms.ChoiceField(
        label=_("Scored from"), choices=[("", _("What raters say")), *Measure.choices], required=False
    )
    currency = CurrencyField(
        label=_("Currency of the turnover"),
        required=False,
        help_text=_("Only where the turnover scores; sales in another currency have no score."),
    )
    anchors = RowsField(
        {
            "score": NumberField(label=_("Score"), max_digits=3, decimal_places=1),
            "en": forms.CharField(label=_("In English"), max_length=300, required=False),
            "ru": forms.CharField(label=_("In Russian"), max_length=300, required=False),
        },
        label=_("Anchors"),
    )
    bands = RowsField(
        {
            "low": NumberField(label=_("From"), max_digits=18, decimal_places=2, required=False),
            "score": NumberField(label=_("Score"), max_digits=3, decimal_places=1),
        },
        label=_("Bands"),
    )
    helper = in_rows(("name_en", "name_ru"), ("question_en", "question_ru"), ("weight", "measure", "currency"))

    def __init__(self, *args: Any, scale_choice: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["currency"].widget.attrs["placeholder"] = settings.COMPANY_CURRENCY
        if not self.initial.get("anchors"):
            self.initial["anchors"] = [(Decimal(score), "", "") for score in ANCHORED[scale_choice]]

    def clean_anchors(self) -> list[Row]:
        """A score without words is a row nobody wrote on."""
        return [row for row in self.cleaned_data["anchors"] if any(row[1:])]

    @property
    def anchor_rows(self) -> list[list[dict[str, str]]]:
        return self._rows("anchors")

    @property
    def band_rows(self) -> list[list[dict[str, str]]]:
        return self._rows("bands")

    def _rows(self, name: str) -> list[list[dict[str, str]]]:
        field = self.fields[name]
        assert isinstance(field, RowsField)  # noqa: S101 - declared above
        return field.cells(self[name])


class FactorForm(Versioned, FactorFields):
    def __init__(self, *args: Any, factor: Factor, **options: Any) -> None:
        super().__init__(*args, version=factor.version, initial=values_of(factor), **options)

    def in_words(self, name: str, value: Any) -> str:
        if name == "anchors":
            return "\n".join(f"{in_figures(score)}: {en} / {ru}" for score, en, ru in value)
        if name == "bands":
            below = _now("from below")
            return "\n".join(
                f"{below if low is None else in_figures(low)}: {in_figures(score)}" for low, score in value
            )
        return super().in_words(name, value)

    def _retype(self, name: str, value: Any) -> None:
        field = self.fields[name]
        if not isinstance(field, RowsField):
            return super()._retype(name, value)
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for key in [key for key in data if key.startswith(f"{name}-")]:
            del data[key]
        for number, row in enumerate(value):
            for column, cell in zip(field.columns, row, strict=True):
                data[f"{name}-{number}-{column}"] = shown(cell)
        self.data = data
