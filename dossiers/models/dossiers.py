"""A dossier, its sections and the facts in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.models.provenance import Provenance
from dossiers.models.searched import searched
from dossiers.querysets import DossierQuerySet
from kam_portal.foundation.history.recording import recorded


class ReviewState(models.TextChoices):
    """Where the running review stands; overdue and due soon follow from the date."""

    NONE = "none", _("No review running")
    IN_PROGRESS = "in_progress", _("In progress")
    RETURNED = "returned", _("Returned")


@recorded(by="account")
class Dossier(models.Model):
    """The dossier of an account: when it was last verified, when it falls due again."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="dossier")
    # Day, in the manager's time zone, of the last signed review; before the first, the day the cadence began.
    signed_on = models.DateField(_("last signed review"), null=True, blank=True)
    cadence_from = models.DateField(_("cadence counted from"), null=True, blank=True)
    due_on = models.DateField(_("review due"), null=True, blank=True)
    review_state = models.CharField(max_length=12, choices=ReviewState, default=ReviewState.NONE)
    completeness = models.PositiveSmallIntegerField(_("completeness, %"), default=0)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [
            models.CheckConstraint(condition=Q(completeness__lte=100), name="completeness_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(cadence_from__isnull=False),
                name="a_due_date_is_counted_from_a_day",
            ),
        ]
        indexes = [models.Index(fields=["due_on", "account"], name="dossiers_by_due_date")]

    def __str__(self) -> str:
        return str(self.account)


@recorded(by="account")
class Section(models.Model):
    """One section of one dossier; carries the version that guards its facts."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=24)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_section_of_a_kind_an_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.key}"


@recorded(by="account")
class Fact(Provenance):
    """One field's value with its provenance. The value is the canonical text of description.py's kind."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="facts")
    section = models.CharField(max_length=24)
    key = models.CharField(max_length=40)
    value = models.TextField(blank=True)
    as_of = models.DateField(_("as of"))
    # The section's version that wrote this value: what somebody who read an older version saw.
    section_version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_value_a_field_an_account")]
        indexes = [*searched("facts", "value")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.key}"
