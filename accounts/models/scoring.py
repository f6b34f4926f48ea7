"""By what accounts are scored: models of factors with weights, anchors and bands. A published one never changes."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.kaism.quadrants import Thresholds
from accounts.kaism.scales import Scale
from accounts.models.guards import NEVER_BACK_TO_DRAFT, OF_FACTOR, OF_MODEL, only_in_a_draft
from kam_portal.foundation.history.recording import recorded


class Measure(models.TextChoices):
    """Quantities of an account's sales rows that bands turn into scores."""

    SALES = "sales", _("Our turnover with the client")
    GROWTH = "growth", _("Growth of our turnover, % a year")
    MARGIN = "margin", _("Our margin, share of turnover in %")
    COST_TO_SERVE = "cost", _("Cost to serve, share of turnover in %")


@recorded(by="pgh_obj")
class ScoringModel(models.Model):
    """One version of a list of factors. `number` counts the versions of one `name`; `version` guards its edits."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("no longer offered")

    class ScaleChoice(models.TextChoices):
        TEN = "0-10", _("0 to 10")
        FIVE = "1-5", _("1 to 5")

    name = models.CharField(_("name"), max_length=120)
    number = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies")
    scale_choice = models.CharField(_("scale"), max_length=4, choices=ScaleChoice, default=ScaleChoice.TEN)
    half_points = models.BooleanField(_("half points are allowed"), default=False)
    attractiveness_threshold = models.DecimalField(
        _("attractiveness is high from"), max_digits=4, decimal_places=2, default=Decimal("5.00")
    )
    strength_threshold = models.DecimalField(
        _("relative strength is high from"), max_digits=4, decimal_places=2, default=Decimal("5.00")
    )
    borderline = models.DecimalField(_("borderline within"), max_digits=4, decimal_places=2, default=Decimal("0.25"))
    coverage_needed = models.DecimalField(
        _("scored weight needed, %"), max_digits=5, decimal_places=2, default=Decimal("75.00")
    )
    discuss_spread = models.DecimalField(
        _("discuss from a spread of"), max_digits=4, decimal_places=2, default=Decimal("3.00")
    )
    # The McDonald orientation: a switch of the display, the places stay the same.
    strong_at_left = models.BooleanField(_("high strength at the left"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("scoring model")
        verbose_name_plural = _("scoring models")
        ordering = ["name", "-number"]
        triggers = [NEVER_BACK_TO_DRAFT]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="scoring_model_has_a_name"),
            models.UniqueConstraint(fields=["name", "number"], name="one_number_a_version_of_a_model"),
            models.UniqueConstraint(fields=["name"], condition=Q(state="draft"), name="one_draft_a_model"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False), name="published_model_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(
                    scale_choice="0-10", attractiveness_threshold__range=(0, 10), strength_threshold__range=(0, 10)
                )
                | Q(scale_choice="1-5", attractiveness_threshold__range=(1, 5), strength_threshold__range=(1, 5)),
                name="thresholds_lie_on_the_scale",
            ),
            models.CheckConstraint(
                condition=Q(coverage_needed__gt=0, coverage_needed__lte=100), name="coverage_needed_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(borderline__gte=0, borderline__lte=2, discuss_spread__gt=0, discuss_spread__lte=10),
                name="borderline_and_spread_make_sense",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("scoring_model", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def scale(self) -> Scale:
        low, high = self.scale_choice.split("-")
        return Scale(Decimal(low), Decimal(high), Decimal("0.5") if self.half_points else Decimal(1))

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(self.attractiveness_threshold, self.strength_threshold, self.borderline)


@recorded(by="model")
class Factor(models.Model):
    """One thing that makes a client attractive. With a `measure` the sales rows score it, by bands."""

    model = models.ForeignKey(ScoringModel, on_delete=models.CASCADE, related_name="factors")
    position = models.PositiveSmallIntegerField(_("position"))
    name_en = models.CharField(_("name in English"), max_length=120)
    name_ru = models.CharField(_("name in Russian"), max_length=120)
    question_en = models.CharField(_("question in English"), max_length=300, blank=True)
    question_ru = models.CharField(_("question in Russian"), max_length=300, blank=True)
    weight = models.DecimalField(_("weight, %"), max_digits=5, decimal_places=2)
    measure = models.CharField(_("scored from"), max_length=8, choices=Measure, blank=True)
    # Of the bands of turnover; sales in another currency have no score.
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("factor")
        verbose_name_plural = _("factors")
        ordering = ["position", "pk"]
        triggers = [only_in_a_draft(OF_MODEL)]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "position"], name="one_factor_a_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="weight_is_a_share"),
            models.CheckConstraint(condition=~Q(name_en="") & ~Q(name_ru=""), name="factor_has_both_names"),
            models.CheckConstraint(condition=Q(measure="") | Q(measure__in=Measure.values), name="measure_is_known"),
            models.CheckConstraint(
                condition=~Q(measure="sales") | Q(currency__regex="^[A-Z]{3}$"), name="turnover_has_a_currency"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_ru if get_language() == "ru" else self.name_en

    @property
    def question(self) -> str:
        return self.question_ru if get_language() == "ru" else self.question_en


@recorded(by="factor")
class Anchor(models.Model):
    """What a score means in words, so that raters mean the same by it."""

    factor = models.ForeignKey(Factor, on_delete=models.CASCADE, related_name="anchors")
    score = models.DecimalField(_("score"), max_digits=3, decimal_places=1)
    text_en = models.CharField(_("in English"), max_length=300, blank=True)
    text_ru = models.CharField(_("in Russian"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("score anchor")
        verbose_name_plural = _("score anchors")
        ordering = ["score"]
        triggers = [only_in_a_draft(OF_FACTOR)]
        constraints = [models.UniqueConstraint(fields=["factor", "score"], name="one_anchor_a_score")]

    def __str__(self) -> str:
        return f"{self.score}: {self.text}"

    @property
    def text(self) -> str:
        return self.text_ru if get_language() == "ru" else self.text_en


@recorded(by="factor")
class BandEdge(models.Model):
    """From `low` (included; empty: from below) up to the next edge (excluded) quantities get `score`.

    Stored by their lower ends, bands can neither overlap nor leave a gap; only the one open below may be missing.
    """

    factor = models.ForeignKey(Factor, on_delete=models.CASCADE, related_name="band_edges")
    low = models.DecimalField(_("from"), max_digits=18, decimal_places=2, null=True, blank=True)
    score = models.DecimalField(_("score"), max_digits=3, decimal_places=1)

    class Meta:
        verbose_name = _("score band")
        verbose_name_plural = _("score bands")
        ordering = [F("low").asc(nulls_first=True)]
        triggers = [only_in_a_draft(OF_FACTOR)]
        constraints = [
            models.UniqueConstraint(fields=["factor", "low"], name="one_band_from_an_edge", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.low}: {self.score}"
