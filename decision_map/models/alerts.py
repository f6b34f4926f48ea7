"""Alerts that were put aside, and from when alerts fire."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from decision_map.models.posts_and_people import DecisionMap
from kam_portal.foundation.history.recording import recorded


@recorded(by="account")
class Dismissal(models.Model):
    """An alert that somebody has looked at and put aside, with a reason; it comes back when its figures change."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="dismissed_alerts")
    map = models.ForeignKey(DecisionMap, on_delete=models.CASCADE, related_name="dismissed_alerts")
    # What was put aside: the kind of alert and whom it names (alerts.py: identity).
    alert = models.CharField(max_length=200)
    reason = models.TextField(_("reason"))
    on = models.DateField(_("put aside on"))
    until = models.DateField(_("asked again on"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("alert put aside")
        verbose_name_plural = _("alerts put aside")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["map", "alert"], name="an_alert_is_put_aside_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="putting_aside_has_a_reason"),
            models.CheckConstraint(condition=Q(until__gte=F("on")), name="asked_again_later"),
        ]

    def __str__(self) -> str:
        return self.alert


@recorded(by="pgh_obj")
class AlertLimits(models.Model):
    """From when alerts fire, for the whole company; as method.md, section 4, says until somebody changes them."""

    # There is one row; its fields are called in limit_forms.py.
    only = models.BooleanField(default=True, unique=True, editable=False)
    stale_after = models.PositiveSmallIntegerField(default=90)
    contact_within = models.PositiveSmallIntegerField(default=60)
    threads_needed = models.PositiveSmallIntegerField(default=2)
    friendly_map_from = models.PositiveSmallIntegerField(default=8)
    # Steps of measures/known.py.
    influential_from = models.PositiveSmallIntegerField(default=2)
    covered_from = models.PositiveSmallIntegerField(default=2)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("limits of alerts")
        verbose_name_plural = _("limits of alerts")
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="limits_are_kept_once"),
            models.CheckConstraint(
                condition=Q(stale_after__range=(7, 365), contact_within__range=(7, 365)), name="limits_in_days_hold"
            ),
            models.CheckConstraint(
                condition=Q(threads_needed__range=(2, 10), friendly_map_from__range=(2, 100)),
                name="limits_in_people_hold",
            ),
            models.CheckConstraint(
                condition=Q(influential_from__range=(1, 3), covered_from__range=(1, 3)), name="limits_in_steps_hold"
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
