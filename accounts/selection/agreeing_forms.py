"""Forms of the consensus: an agreed score, a forecast."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.kaism import Scale
from accounts.models import AgreedScore, Candidate
from accounts.selection.answers import points_in_words, points_of
from accounts.selection.fields import NumberField
from kam_portal.foundation.history.editing import Versioned


class PointsField(forms.CharField):
    """A score of a scale, typed with a point or a comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, scale: Scale, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.scale = scale

    def prepare_value(self, value: Any) -> Any:
        return points_in_words(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        return points_of(super().clean(value), self.scale)


class AgreeForm(Versioned, forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was said that settled it; it stands beside the score."),
    )

    def __init__(self, data: Any = None, *, scale: Scale, agreed: AgreedScore | None) -> None:
        initial = {"value": agreed.value, "reason": agreed.reason} if agreed else {}
        super().__init__(data, initial=initial, version=agreed.version if agreed else 0)
        self.fields = {"value": PointsField(scale, label=_("Agreed score")), **self.fields}

    def in_words(self, name: str, value: Any) -> str:
        return points_in_words(value) if isinstance(value, Decimal) else super().in_words(name, value)


class ForecastForm(Versioned, forms.ModelForm):
    class Meta:
        model = Candidate
        fields = ("forecast_attractiveness", "forecast_strength", "forecast_because")
        field_classes = {"forecast_attractiveness": NumberField, "forecast_strength": NumberField}
        widgets = {
            "forecast_because": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, data: Any = None, *, instance: Candidate) -> None:
        super().__init__(data, instance=instance)
        scale = instance.round.model.scale
        for name in ("forecast_attractiveness", "forecast_strength"):
            self.fields[name].validators += [MinValueValidator(scale.low), MaxValueValidator(scale.high)]
