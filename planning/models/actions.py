"""What is done, by whom and by when; and due dates that were moved together."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.models.searched import searched
from kam_portal.foundation.circles import refused_circles
from kam_portal.foundation.history.recording import recorded
from planning.models.four_ps import P
from planning.models.goals import Goal
from planning.models.opportunities import Opportunity
from planning.models.plans import Plan
from planning.querysets import OPEN, ActionQuerySet

NO_WAITING_CYCLES = refused_circles(
    name="no_waiting_cycles",
    table="planning_action",
    column="waits_for_id",
    lock="hashtext('planning.waits_for'), NEW.plan_id::integer",
    sentence="an action cannot wait for itself",
    moves_with=("plan_id",),
    first="""
        IF NEW.plan_id IS DISTINCT FROM (SELECT plan_id FROM planning_action WHERE id = NEW.waits_for_id) THEN
            RAISE EXCEPTION 'an action waits within its own plan' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'action_waits_within_its_plan';
        END IF;""",
)


@recorded(by="account")
class Action(models.Model):
    """A dated action. A tactic is one that names its P; it stands by a goal, an opportunity, both or neither."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DOING = "doing", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="actions")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="actions")
    title = models.CharField(_("action"), max_length=300)
    goal = models.ForeignKey(
        Goal, verbose_name=_("our goal"), null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    opportunity = models.ForeignKey(
        Opportunity,
        verbose_name=_("opportunity"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="actions",
    )
    p = models.CharField("P", max_length=12, choices=P, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actions",
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PLANNED)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    # In the plan's currency.
    cost_planned = models.DecimalField(_("cost, planned"), max_digits=16, decimal_places=2, null=True, blank=True)
    cost_used = models.DecimalField(_("cost, used"), max_digits=16, decimal_places=2, null=True, blank=True)
    waits_for = models.ForeignKey(
        "self",
        verbose_name=_("waits for"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="waiting",
    )
    note = models.TextField(_("note"), blank=True)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="carried_to", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        triggers = [NO_WAITING_CYCLES]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="action_has_a_title"),
            models.CheckConstraint(condition=~Q(waits_for=F("id")), name="action_does_not_wait_for_itself"),
            models.CheckConstraint(condition=Q(p__in=["", *P.values]), name="p_of_an_action_is_known"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="action_is_due_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(status="done", done_on__isnull=False) | (~Q(status="done") & Q(done_on__isnull=True)),
                name="done_has_its_day",
            ),
            models.CheckConstraint(
                condition=(Q(cost_planned__isnull=True) | Q(cost_planned__gte=0))
                & (Q(cost_used__isnull=True) | Q(cost_used__gte=0)),
                name="cost_is_not_negative",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                name="open_actions_of_an_owner",
                condition=Q(status__in=["planned", "doing"]),
            ),
            models.Index(
                fields=["account", "due_on"],
                name="open_actions_of_an_account",
                condition=Q(status__in=["planned", "doing"]),
            ),
            *searched("actions", "title", "note", Value("")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("action", args=[self.plan_id, self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


@recorded(by="account")
class Shift(models.Model):
    """Due dates that one person moved together, to be taken back: `moved` has, by action, the days before and after."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="plan_shifts")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="shifts")
    moved = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("due dates moved")
        verbose_name_plural = _("due dates moved")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.at}"
