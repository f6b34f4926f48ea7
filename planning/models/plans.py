"""A plan of a client for a period: where it stands, and what was approved of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from kam_portal.foundation.history.recording import recorded
from planning.models.freezing import FROZEN_ONCE_APPROVED
from planning.querysets import PlanQuerySet


class PlanState(models.TextChoices):
    """Draft, discussed, approved, active, closed (method.md, section 5.6)."""

    DRAFT = "draft", _("Draft")
    DISCUSSION = "discussion", _("In discussion")
    APPROVED = "approved", _("Approved")
    ACTIVE = "active", _("Active")
    CLOSED = "closed", _("Closed")


@recorded(by="account")
class Plan(models.Model):
    """What we do with a client in a period. It may be edited until it is closed; what was approved is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="plans")
    title = models.CharField(pgettext_lazy("of a plan", "title"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    # Of every amount in the plan.
    currency = models.CharField(_("currency"), max_length=3)
    # The plan in a few sentences: what it wants.
    aim = models.TextField(_("the plan in a few sentences"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=PlanState, default=PlanState.DRAFT)
    # The number of the version that was approved last; nought before the first approval.
    approved_version = models.PositiveIntegerField(default=0, editable=False)
    carried_from = models.ForeignKey(
        "self",
        verbose_name=_("carried from"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="carried_to",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="plan_has_a_title"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="plan_currency_is_a_code"),
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_is_known"),
            models.CheckConstraint(
                condition=Q(approved_version__gt=0) | Q(state__in=["draft", "discussion", "closed"]),
                name="approved_plan_has_a_version",
            ),
            models.UniqueConstraint(fields=["account", "title"], name="one_plan_of_a_title_an_account"),
            # [ours] Two plans at work at once are no plan.
            models.UniqueConstraint(fields=["account"], condition=Q(state="active"), name="one_active_plan_an_account"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        return self.state == PlanState.CLOSED

    @property
    def is_running(self) -> bool:
        """Whether its actions are promises: approved once and not closed."""
        return self.approved_version > 0 and not self.is_closed


@recorded(by="account")
class PlanStep(models.Model):
    """A plan that went from one state to another: who, when, and why where a reason is asked for."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="plan_steps")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    was = models.CharField(_("was"), max_length=12, choices=PlanState)
    became = models.CharField(_("became"), max_length=12, choices=PlanState)
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("step of a plan")
        verbose_name_plural = _("steps of plans")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(was=F("became")), name="plan_step_leads_somewhere"),
            # Who returns a plan, or closes it, says why.
            models.CheckConstraint(
                condition=~Q(reason="") | ~(Q(was="discussion", became="draft") | Q(became="closed")),
                name="plan_step_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.was} → {self.became}"

    @property
    def is_approval(self) -> bool:
        """Whoever takes back what had been approved says why; whoever approves does not."""
        approved = self.became in (PlanState.APPROVED, PlanState.ACTIVE)
        return self.was == PlanState.DISCUSSION and approved and not self.reason


@recorded(by="account")
class PlanVersion(models.Model):
    """The whole plan as it was approved, frozen. `snapshot` is what life/versions.py reads of a plan."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="plan_versions")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    snapshot = models.JSONField()
    approved_at = models.DateTimeField(_("approved"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("approved by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("approved version")
        verbose_name_plural = _("approved versions")
        ordering = ["-number"]
        triggers = [FROZEN_ONCE_APPROVED]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_version_of_a_number_a_plan"),
            models.CheckConstraint(condition=Q(number__gt=0), name="versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"
