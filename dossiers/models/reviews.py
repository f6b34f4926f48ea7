"""The verification of a dossier, and what was answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.models.freezing import FROZEN_WHEN_SIGNED, FROZEN_WITH_ITS_REVIEW
from dossiers.querysets import ReviewQuerySet
from kam_portal.foundation.history.recording import recorded


@recorded(by="account")
class Review(models.Model):
    """One verification of the whole dossier. Once signed it is frozen: snapshot and changes stay readable.

    A lead who returns it leaves it frozen, with the reason; the next one opens with its answers.
    """

    class State(models.TextChoices):
        IN_PROGRESS = "in_progress", _("In progress")
        SIGNED = "signed", _("Signed")
        RETURNED = "returned", _("Returned")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="reviews")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.IN_PROGRESS)
    due_on = models.DateField(_("was due"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("opened by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("signed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("on behalf of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # All sections confirmed within seconds: marked for the lead, not refused.
    is_empty = models.BooleanField(_("confirmed within seconds"), default=False)
    snapshot = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(default=list, blank=True)
    returned_at = models.DateTimeField(_("returned"), null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("returned by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    return_reason = models.TextField(_("reason for the return"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier review")
        verbose_name_plural = _("dossier reviews")
        ordering = ["-number"]
        triggers = [FROZEN_WHEN_SIGNED]
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="reviews_are_numbered"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="in_progress"), name="one_review_runs_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="in_progress")
                | Q(signed_at__isnull=False, signed_on__isnull=False, signed_by__isnull=False),
                name="a_signed_review_has_a_signature",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | (Q(returned_at__isnull=False) & ~Q(return_reason="")),
                name="a_returned_review_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return _("Review %(number)s") % {"number": self.number}


@recorded(by="review", exclude=["seen"])
class FactCheck(models.Model):
    """What the reviewer said of one fact or row, where it differs from what is said of its section."""

    class Verdict(models.TextChoices):
        TRUE = "true", _("Still true")
        UNKNOWN = "unknown", _("Unknown")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="checks")
    topic = models.CharField(max_length=24)
    key = models.CharField(max_length=64)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("checked by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField()
    # What the fact said when it was checked (reviews/topics.py: fingerprint).
    seen = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("check of a fact")
        verbose_name_plural = _("checks of facts")
        triggers = [FROZEN_WITH_ITS_REVIEW]
        constraints = [models.UniqueConstraint(fields=["review", "topic", "key"], name="one_check_a_fact_a_review")]

    def __str__(self) -> str:
        return f"{self.review_id} {self.topic} {self.key}: {self.verdict}"


@recorded(by="review", exclude=["seen"])
class Answer(models.Model):
    """What the reviewer said of one section: still true, changed with or without a word on the rest, or unknown."""

    class Verdict(models.TextChoices):
        TRUE = "true", _("Still true")
        PARTLY = "partly", _("Changed, the rest is still true")
        CHANGED = "changed", _("Changed")
        UNKNOWN = "unknown", _("Unknown")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="answers")
    topic = models.CharField(max_length=24)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    note = models.TextField(_("note"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField()
    # What was recorded when the verdict was given (reviews/topics.py: fingerprint); blank for answers older than this.
    seen = models.CharField(max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        triggers = [FROZEN_WITH_ITS_REVIEW]
        constraints = [models.UniqueConstraint(fields=["review", "topic"], name="one_answer_a_topic_a_review")]

    def __str__(self) -> str:
        return f"{self.review_id} {self.topic}: {self.verdict}"
