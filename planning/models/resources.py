"""People, time and money that a plan needs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from kam_portal.foundation.history.recording import recorded
from planning.models.plans import Plan


@recorded(by="account")
class Resource(models.Model):
    """People, time or money that a plan needs, and what of it was used. Missing is not zero."""

    class Kind(models.TextChoices):
        PEOPLE = "people", pgettext_lazy("resource", "People")
        TIME = "time", _("Time")
        MONEY = "money", _("Money")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="plan_resources")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="resources")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    # "Engineer for the pilot", "training days", "budget of the seminar".
    title = models.CharField(_("what"), max_length=200)
    # People in heads, time in days, money in the plan's currency.
    planned = models.DecimalField(_("planned"), max_digits=16, decimal_places=2, null=True, blank=True)
    used = models.DecimalField(_("used"), max_digits=16, decimal_places=2, null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="resource_has_a_title"),
            models.CheckConstraint(
                condition=(Q(planned__isnull=True) | Q(planned__gte=0)) & (Q(used__isnull=True) | Q(used__gte=0)),
                name="resources_are_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.title
