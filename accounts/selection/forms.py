"""Forms of a round: what it is called and when it ends, why it goes back or aside, notes on open differences."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms import in_rows
from accounts.models import Candidate, Round, ScoringModel
from kam_portal.foundation.history.editing import Versioned

LONGEST_REASON = 2000


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


# [ours] Sales of older years say little of the three years ahead.
YEARS_BACK = 10


class RoundFields(forms.ModelForm):
    helper = in_rows("title", ("model", "sales_year"), ("nominate_until", "score_until"))

    class Meta:
        model = Round
        fields = ("title", "model", "sales_year", "nominate_until", "score_until")
        widgets = {"nominate_until": day_input(), "score_until": day_input()}
        help_texts = {
            "title": _("Such as “Key accounts, spring”: raters read it in their mail."),
            "sales_year": _("Its sales rows are scored by bands and size the bubbles."),
        }

    def __init__(self, *args: Any, today: datetime.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["model"].queryset = self.models_offered()  # type: ignore[attr-defined]
        if self.instance.pk is None:
            self.fields["sales_year"].initial = today.year - 1
            newest = self.models_offered().order_by("-published_at", "-pk").first()
            self.fields["model"].initial = newest.pk if newest else None

    def models_offered(self) -> Any:
        published = Q(state=ScoringModel.State.PUBLISHED)
        return ScoringModel.objects.filter(published | Q(pk=self.instance.model_id)).order_by("name", "-number")

    def clean_title(self) -> str:
        return " ".join(str(self.cleaned_data["title"]).split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        year = data.get("sales_year")
        if "sales_year" in self.changed_data and year and not self.today.year - YEARS_BACK <= year <= self.today.year:
            years = {"first": self.today.year - YEARS_BACK, "last": self.today.year}
            self.add_error("sales_year", _("Choose a year from %(first)d to %(last)d.") % years)
        for name in {"nominate_until", "score_until"} & set(self.changed_data):
            if data.get(name) and data[name] < self.today:
                self.add_error(name, _("This day is over. Choose today or a later one."))
        first, second = data.get("nominate_until"), data.get("score_until")
        if first and second and second < first:
            self.add_error("score_until", _("Scoring comes after the nominations: choose the same day or a later one."))
        return data


class RoundForm(Versioned, RoundFields):
    """Model and year stay as they were once the round has begun."""

    def __init__(self, *args: Any, instance: Round, **options: Any) -> None:
        super().__init__(*args, instance=copy.copy(instance), **options)
        for name in ("model", "sales_year"):
            self.fields[name].disabled = instance.state != Round.State.SETUP

    def full_clean(self) -> None:
        fixed = [name for name, field in self.fields.items() if field.disabled]
        super().full_clean()
        for name in fixed:
            self.fields[name].disabled = True


class ReasonForm(Versioned, forms.Form):
    """Why the round goes back, aside or on again; `version` is the round's."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever takes part will read it."),
    )


class DifferenceForm(Versioned, forms.ModelForm):
    class Meta:
        model = Candidate
        fields = ("difference_note",)
        widgets = {"difference_note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, instance: Candidate, **options: Any) -> None:
        super().__init__(*args, instance=copy.copy(instance), **options)
