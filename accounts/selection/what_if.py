"""What if the weights or the thresholds were others: asked of a round, answered, nothing saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from accounts.fields import MoneyField
from accounts.kaism import KaismError, Quadrant, Thresholds, check_weights, quadrant, weighted_total
from accounts.kaism.scales import HUNDRED
from accounts.models import Candidate, Factor, Round, ScoringModel
from accounts.selection.placing import rules_of
from accounts.selection.positions import PLACED, Axis, Rules
from accounts.selection.words import QUADRANT_WORDS, QuadrantWords

# [ours] Above this many candidates the answer would keep the reader waiting.
CANDIDATES_AT_MOST = 5_000
TOO_MUCH = _("The weights sum to %(sum)s: %(rest)s too much. Together they make 100.")
MISSING = _("The weights sum to %(sum)s: %(rest)s missing. Together they make 100.")


class WhatIfForm(forms.Form):
    """Weights w1, w2... of the factors and both thresholds; what an address leaves out is as the model says."""

    def __init__(self, asked: Mapping[str, str], *, model: ScoringModel, factors: Sequence[Factor]) -> None:
        given = {f"w{number}": factor.weight for number, factor in enumerate(factors, 1)}
        given |= {"attractiveness": model.attractiveness_threshold, "strength": model.strength_threshold}
        self.is_asked = any(name in asked for name in given)
        data = {name: asked.get(name, formats.localize_input(value)) for name, value in given.items()}
        super().__init__(data if self.is_asked else None)
        self.model = model
        self.weight_names = [name for name in given if name.startswith("w")]
        for factor, name in zip(factors, self.weight_names, strict=True):
            self.fields[name] = MoneyField(label=factor.name, initial=factor.weight, min_value=Decimal("0.01"))
        self.fields["attractiveness"] = self._threshold(_("Attractiveness is high from"), given["attractiveness"])
        self.fields["strength"] = self._threshold(_("Relative strength is high from"), given["strength"])

    def _threshold(self, label: Any, initial: Decimal) -> forms.Field:
        scale = self.model.scale
        sentence = _("The scale runs from %(low)s to %(high)s. Choose a threshold on it.")
        words = sentence % {"low": scale.low, "high": scale.high}
        on_the_scale = [MinValueValidator(scale.low, words), MaxValueValidator(scale.high, words)]
        return MoneyField(label=label, initial=initial, validators=on_the_scale)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(name in self.errors for name in self.weight_names):
            try:
                check_weights(self.weights)
            except KaismError as error:
                raise self._not_hundred() from error
        return data

    def _not_hundred(self) -> ValidationError:
        total = sum(self.weights, Decimal(0))
        words = {"sum": formats.localize(total), "rest": formats.localize(abs(HUNDRED - total))}
        return ValidationError(TOO_MUCH if total > HUNDRED else MISSING, params=words)

    @property
    def weights(self) -> list[Decimal]:
        return [self.cleaned_data[name] for name in self.weight_names]

    def rules(self, factors: Sequence[Factor]) -> Rules:
        """The rules of the model, with what was asked; on a valid form."""
        now = rules_of(self.model, factors)
        thresholds = Thresholds(
            self.cleaned_data["attractiveness"], self.cleaned_data["strength"], now.thresholds.borderline
        )
        return Rules(tuple(self.weights), now.scale, thresholds, now.coverage_needed)


@dataclass(frozen=True)
class Moved:
    """An account that would stand in another quadrant; None is in no quadrant."""

    account: int
    name: str
    before: QuadrantWords | None
    after: QuadrantWords | None
    total: Decimal | None


@dataclass(frozen=True)
class Count:
    quadrant: str
    words: QuadrantWords | None
    before: int
    after: int


@dataclass(frozen=True)
class Answer:
    """How many stand in each quadrant now and then, and who moves, by name."""

    counts: Mapping[str, Count]
    moved: Sequence[Moved]
    candidates: int

    @property
    def nowhere(self) -> Count:
        return self.counts[""]


READS = (
    "account",
    "account__trade_name",
    "quadrant",
    "factor_scores",
    "strength",
    "strength_low",
    "strength_high",
    "strength_state",
)


def candidates_of(round_: Round) -> list[tuple[Any, ...]]:
    """One more than can be answered for where the round has too many."""
    rows = Candidate.objects.filter(round=round_, stays=True, factor_scores__isnull=False)
    return list(rows.order_by("account__sort_key", "pk").values_list(*READS)[: CANDIDATES_AT_MOST + 1])


def answer(rows: Sequence[tuple[Any, ...]], rules: Rules) -> Answer:
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    moved = []
    for account, name, stands, scores, *strength in rows:
        total = weighted_total(rules.weights, scores, scale=rules.scale, coverage_needed=rules.coverage_needed)
        found = quadrant(total, axis_of(rules, *strength), rules.thresholds)
        lands = found.value if found else ""
        before[stands] += 1
        after[lands] += 1
        if lands != stands:
            moved.append(Moved(account, name, _words(stands), _words(lands), total.value))
    counts = {key: Count(key, _words(key), before[key], after[key]) for key in (*map(str, Quadrant), "")}
    return Answer(counts, moved, len(rows))


def axis_of(rules: Rules, value: Decimal | None, low: Decimal | None, high: Decimal | None, state: str) -> Axis:
    scale = rules.scale
    return Axis(value, scale.low if low is None else low, scale.high if high is None else high, state != PLACED)


def _words(quadrant_key: str) -> QuadrantWords | None:
    return QUADRANT_WORDS[Quadrant(quadrant_key)] if quadrant_key else None
