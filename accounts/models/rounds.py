"""Rounds of account selection: who is looked at, what raters said blind, what was agreed, and what was decided.

The database guards the steps: a row is written only while its round stands at the step it belongs to, and nothing of a
published or cancelled round changes. The guard takes a share lock on the round, so that a round never closes under a
save that was let in.
"""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.accounts import Account, Consent, Status
from accounts.models.guards import CLOSED_STAYS_CLOSED, OWN_ROUND, ROUND_OF_CANDIDATE, STEPS_ARE_KEPT, only_at
from accounts.models.scoring import Factor, ScoringModel
from accounts.selection.querysets import RoundQuerySet
from kam_portal.foundation.history.recording import recorded
from kam_portal.foundation.people.models import Function


def figure() -> models.DecimalField:
    """A figure kept to 20 places, as kaism.settled() leaves it: comparisons never see a rounded one."""
    return models.DecimalField(max_digits=30, decimal_places=20, null=True, blank=True, editable=False)


class RoundState(models.TextChoices):
    """The steps of a round, in their order; a cancelled one stands aside."""

    SETUP = "setup", _("being set up")
    NOMINATING = "nominating", _("nominations")
    COMPARING = "comparing", _("comparison of lists")
    SCORING = "scoring", _("scoring")
    CONSENSUS = "consensus", _("consensus")
    DECIDING = "deciding", _("decisions")
    PUBLISHED = "published", pgettext_lazy("of a round", "published")
    CANCELLED = "cancelled", _("cancelled")


CLOSED = (RoundState.PUBLISHED, RoundState.CANCELLED)


OPEN_STATES = tuple(state for state in RoundState.values if state not in CLOSED)


@recorded(by="pgh_obj", exclude=["work", "work_done", "work_total", "work_moved_at", "work_failed"])
class Round(models.Model):
    """One pass from nominations to decided statuses, by one version of a scoring model."""

    State = RoundState

    title = models.CharField(pgettext_lazy("of a round", "title"), max_length=160)
    model = models.ForeignKey(
        ScoringModel, verbose_name=_("scoring model"), on_delete=models.PROTECT, related_name="rounds"
    )
    state = models.CharField(_("step"), max_length=12, choices=RoundState, default=RoundState.SETUP)
    # Of the sales rows that bands score and that size the bubbles.
    sales_year = models.PositiveSmallIntegerField(
        _("sales of the year"), validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    nominate_until = models.DateField(_("nominations until"), null=True, blank=True)
    score_until = models.DateField(_("scores until"), null=True, blank=True)
    runner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("run by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    # Long work on the round (choosing accounts, placing them): which, how far, when it moved last, why it failed.
    work = models.CharField(max_length=12, blank=True, default="")
    work_done = models.PositiveIntegerField(default=0)
    work_total = models.PositiveIntegerField(default=0)
    work_moved_at = models.DateTimeField(null=True, blank=True)
    work_failed = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection round")
        verbose_name_plural = _("selection rounds")
        ordering = ["-pk"]
        triggers = [CLOSED_STAYS_CLOSED]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="round_has_a_title"),
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_on__isnull=False), name="published_round_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("round", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def is_busy(self) -> bool:
        return bool(self.work) and not self.work_failed


@recorded(by="round")
class RoundStep(models.Model):
    """A step that was taken, by whom; cancelling, reopening and going back carry a reason."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="steps")
    before = models.CharField(_("from"), max_length=12, choices=RoundState)
    after = models.CharField(_("to"), max_length=12, choices=RoundState)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of a round")
        verbose_name_plural = _("steps of rounds")
        ordering = ["pk"]
        triggers = [STEPS_ARE_KEPT]

    def __str__(self) -> str:
        return f"{self.round}: {self.after}"


@recorded(by="round")
class Rater(models.Model):
    """Somebody asked to nominate and score in a round, with the function they had when they were asked."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="raters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ratings")
    function = models.CharField(_("function"), max_length=12, choices=Function)
    nominated_at = models.DateTimeField(_("nominations handed in"), null=True, blank=True)
    scored_at = models.DateTimeField(_("scores handed in"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    class Meta:
        verbose_name = _("rater")
        verbose_name_plural = _("raters")
        ordering = ["function", "pk"]
        triggers = [only_at(*OPEN_STATES, of=OWN_ROUND)]
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="one_seat_a_rater_a_round")]

    def __str__(self) -> str:
        return f"{self.user} ({self.round})"


FIGURES = (
    "factor_scores",
    "attractiveness",
    "attractiveness_low",
    "attractiveness_high",
    "coverage",
    "provisional",
    "strength",
    "strength_low",
    "strength_high",
    "own_total",
    "rival_total",
    "rival",
    "strength_state",
    "quadrant",
    "near_attractiveness",
    "near_strength",
    "flips",
    "value",
    "value_currency",
    "placed_at",
)


class StrengthState(models.TextChoices):
    """How far relative strength is known."""

    UNKNOWN = "unknown", _("strength unknown: no criteria scored")
    WEIGHTS = "weights", _("strength unknown: the client's weights do not sum to 100")
    ABSOLUTE = "absolute", _("absolute only: no competitor assessed")
    PROVISIONAL = "provisional", _("strength provisional: too little is scored")
    PLACED = "placed", _("relative strength known")


@recorded(by="account", exclude=[*FIGURES, "ratio", "difference"])
class Candidate(models.Model):
    """An account in a round. The figures are written by selection/placing.py and frozen with the round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="candidates")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="candidacies")
    # False: left out of the round after the lists were compared, or for want of scores.
    stays = models.BooleanField(_("stays in the round"), default=True)
    left_out_because = models.CharField(_("left out because"), max_length=300, blank=True, default="")
    difference_note = models.CharField(_("note on the open difference"), max_length=500, blank=True, default="")
    # Where we expect the account in three years; drawn as an arrow when both are given.
    forecast_attractiveness = models.DecimalField(
        _("attractiveness in three years"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    forecast_strength = models.DecimalField(
        _("relative strength in three years"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    forecast_because = models.CharField(_("why we expect this"), max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    # Effective score of each factor in the order of the model; None is not scored.
    factor_scores = ArrayField(
        models.DecimalField(max_digits=30, decimal_places=20, null=True), null=True, blank=True, editable=False
    )
    attractiveness = figure()
    attractiveness_low = figure()
    attractiveness_high = figure()
    coverage = figure()
    provisional = models.BooleanField(default=True, editable=False)
    strength = figure()
    strength_low = figure()
    strength_high = figure()
    own_total = figure()
    rival_total = figure()
    rival = models.CharField(max_length=160, blank=True, default="", editable=False)
    ratio = models.GeneratedField(
        expression=F("own_total") / NullIf(F("rival_total"), Decimal(0)),
        output_field=models.DecimalField(max_digits=40, decimal_places=20),
        db_persist=True,
    )
    difference = models.GeneratedField(
        expression=F("own_total") - F("rival_total"),
        output_field=models.DecimalField(max_digits=30, decimal_places=20),
        db_persist=True,
    )
    strength_state = models.CharField(
        max_length=12, choices=StrengthState, default=StrengthState.UNKNOWN, editable=False
    )
    # A kaism.Quadrant; "" where the account cannot be placed.
    quadrant = models.CharField(max_length=16, blank=True, default="", editable=False)
    near_attractiveness = models.BooleanField(default=False, editable=False)
    near_strength = models.BooleanField(default=False, editable=False)
    # What would flip the quadrant: [["weight", position, "0.1"], ["rater", rater id]], see selection/placing.py.
    flips = models.JSONField(default=list, blank=True, editable=False)
    # Sales of the round's year: the area of the bubble.
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True, editable=False)
    value_currency = models.CharField(max_length=3, blank=True, default="", editable=False)
    placed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["account__sort_key", "pk"]
        triggers = [only_at(*OPEN_STATES, of=OWN_ROUND)]
        constraints = [
            models.UniqueConstraint(fields=["round", "account"], name="one_candidacy_an_account_a_round"),
            models.CheckConstraint(
                condition=Q(forecast_attractiveness__isnull=True) | Q(forecast_attractiveness__range=(0, 10)),
                name="forecast_attractiveness_on_scale",
            ),
            models.CheckConstraint(
                condition=Q(forecast_strength__isnull=True) | Q(forecast_strength__range=(0, 10)),
                name="forecast_strength_on_scale",
            ),
        ]
        indexes = [models.Index(fields=["round", "quadrant"], name="candidates_by_quadrant")]

    def __str__(self) -> str:
        return f"{self.account} ({self.round})"


@recorded(by="candidate")
class Nomination(models.Model):
    """One rater holds one account key. Blind until the nominations close."""

    rater = models.ForeignKey(Rater, on_delete=models.CASCADE, related_name="nominations")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="nominations")
    note = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["pk"]
        triggers = [only_at(RoundState.NOMINATING, of=ROUND_OF_CANDIDATE)]
        constraints = [models.UniqueConstraint(fields=["rater", "candidate"], name="one_nomination_a_rater")]

    def __str__(self) -> str:
        return f"{self.rater}: {self.candidate}"


@recorded(by="candidate")
class Score(models.Model):
    """What one rater gives one account on one factor. Blind until the scoring closes. No value: "I do not know"."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="scores")
    factor = models.ForeignKey(Factor, on_delete=models.PROTECT, related_name="scores")
    rater = models.ForeignKey(Rater, on_delete=models.CASCADE, related_name="scores")
    value = models.DecimalField(_("score"), max_digits=3, decimal_places=1, null=True, blank=True)
    is_estimate = models.BooleanField(_("an estimate"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["pk"]
        triggers = [only_at(RoundState.SCORING, of=ROUND_OF_CANDIDATE)]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "factor", "rater"], name="one_score_a_rater_a_factor"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__range=(0, 10)), name="score_on_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.rater}: {self.value}"


class BandScore(models.Model):
    """What the sales rows score, with the raw value and the band it fell into. Its record is itself: no history."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="band_scores")
    factor = models.ForeignKey(Factor, on_delete=models.PROTECT, related_name="band_scores")
    raw = models.DecimalField(max_digits=24, decimal_places=4)
    band_low = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    band_high = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    score = models.DecimalField(max_digits=3, decimal_places=1)
    year = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        verbose_name = _("score by a band")
        verbose_name_plural = _("scores by bands")
        ordering = ["pk"]
        triggers = [only_at(RoundState.CONSENSUS, of=ROUND_OF_CANDIDATE)]
        constraints = [models.UniqueConstraint(fields=["candidate", "factor"], name="one_band_score_a_factor")]

    def __str__(self) -> str:
        return f"{self.raw} → {self.score}"


@recorded(by="candidate")
class AgreedScore(models.Model):
    """What the raters agreed on, or the override of a band: beside the individual scores, never over them."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="agreed_scores")
    factor = models.ForeignKey(Factor, on_delete=models.PROTECT, related_name="agreed_scores")
    value = models.DecimalField(_("agreed score"), max_digits=3, decimal_places=1)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("agreed on"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("agreed score")
        verbose_name_plural = _("agreed scores")
        ordering = ["pk"]
        triggers = [only_at(RoundState.CONSENSUS, of=ROUND_OF_CANDIDATE)]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "factor"], name="one_agreed_score_a_factor"),
            models.CheckConstraint(condition=~Q(reason=""), name="agreed_score_has_a_reason"),
            models.CheckConstraint(condition=Q(value__range=(0, 10)), name="agreed_score_on_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.value}"


@recorded(by="candidate")
class Decision(models.Model):
    """What the key-account board made of a candidate; the statuses change when the round is published."""

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="decision")
    status = models.CharField(_("status"), max_length=16, choices=Status)
    # What the rules proposed, by quadrant, earlier rounds and the present status.
    proposed = models.CharField(_("proposed"), max_length=16, choices=Status, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    consent = models.CharField(_("client's consent"), max_length=12, choices=Consent, default=Consent.NOT_ASKED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("decided on"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["pk"]
        triggers = [only_at(RoundState.DECIDING, of=ROUND_OF_CANDIDATE)]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="decided_status_is_known"),
            models.CheckConstraint(
                condition=Q(status=F("proposed")) | ~Q(reason=""), name="override_of_the_quadrant_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.status}"

    @property
    def is_override(self) -> bool:
        return self.status != self.proposed
