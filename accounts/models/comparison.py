"""How the client compares us with our competitors, on the client's own criteria.

The same rows are the dossier's competitor comparison (section D) and the horizontal axis of the matrix.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.accounts import Account
from kam_portal.foundation.history.recording import recorded

ON_THE_SCALE = Q(value__gte=0, value__lte=10)


@recorded(by="account")
class BuyingCriterion(models.Model):
    """By what the client chooses a supplier. Verified with the client, or else our guess."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="buying_criteria")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("criterion"), max_length=120)
    weight = models.DecimalField(_("client's weight, %"), max_digits=5, decimal_places=2)
    verified_on = models.DateField(_("verified with the client on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("buying criterion")
        verbose_name_plural = _("buying criteria")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="one_criterion_of_a_name_an_account"),
            models.CheckConstraint(condition=~Q(name=""), name="criterion_has_a_name"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="criterion_weight_is_a_share"),
        ]

    def __str__(self) -> str:
        return self.name


@recorded(by="account")
class Competitor(models.Model):
    """A firm the client could buy from instead."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="competitors")
    name = models.CharField(_("competitor"), max_length=160)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="one_competitor_of_a_name_an_account"),
            models.CheckConstraint(condition=~Q(name=""), name="competitor_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


@recorded(by="account")
class CriterionScore(models.Model):
    """How well a supplier meets a criterion in the client's eyes, 0-10. No competitor: we ourselves."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="criterion_scores")
    criterion = models.ForeignKey(BuyingCriterion, on_delete=models.CASCADE, related_name="scores")
    competitor = models.ForeignKey(Competitor, null=True, blank=True, on_delete=models.CASCADE, related_name="scores")
    value = models.DecimalField(_("score"), max_digits=3, decimal_places=1, null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("score on a criterion")
        verbose_name_plural = _("scores on criteria")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "competitor"], name="one_score_a_supplier_a_criterion", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(value__isnull=True) | ON_THE_SCALE, name="criterion_score_on_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"
