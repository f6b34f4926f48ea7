"""What was decided of every open item when a plan went into the next period; an item is never carried blindly."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from kam_portal.foundation.history.recording import recorded
from planning.models.plans import Plan


@recorded(by="account")
class CarryDecision(models.Model):
    """Of one item of the plan before: `item` is its number there. The new plan tells what is to be changed, the old
    one what was dropped."""

    class Kind(models.TextChoices):
        GOAL = "goal", _("Goal")
        STRATEGY = "strategy", _("Strategy")
        OPPORTUNITY = "opportunity", _("Opportunity")
        ACTION = "action", _("Action")
        COMMUNICATION = "communication", _("Communication")
        RESOURCE = "resource", _("Resource")

    class Choice(models.TextChoices):
        KEEP = "keep", _("Keep")
        CHANGE = "change", _("Carry, then change")
        DROP = "drop", _("Drop")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="carry_decisions")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="carried_items")
    before = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="carried_away")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    item = models.PositiveBigIntegerField(_("number of the item"))
    choice = models.CharField(_("decision"), max_length=8, choices=Choice)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("decision on what is carried")
        verbose_name_plural = _("decisions on what is carried")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "item"], name="one_decision_an_item_carried"),
            models.CheckConstraint(condition=Q(choice__in=["keep", "change", "drop"]), name="carrying_is_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind} {self.item} {self.choice}"
