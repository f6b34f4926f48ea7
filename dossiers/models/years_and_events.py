"""What a dossier dates: the client's own figures by year, and what is coming."""

from __future__ import annotations

import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.models.provenance import Provenance
from dossiers.models.searched import searched
from dossiers.querysets import EventAheadQuerySet
from kam_portal.foundation.history.recording import recorded


@recorded(by="account")
class FinancialYear(Provenance):
    """The client's own indicators for a year. Missing is not zero."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="financial_years")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1900), MaxValueValidator(2100)])
    currency = models.CharField(_("currency"), max_length=3)
    turnover = models.DecimalField(_("turnover"), max_digits=18, decimal_places=2, null=True, blank=True)
    profit = models.DecimalField(_("profit"), max_digits=18, decimal_places=2, null=True, blank=True)
    headcount = models.PositiveIntegerField(_("headcount"), null=True, blank=True)
    is_estimate = models.BooleanField(_("estimate"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("financial year")
        verbose_name_plural = _("financial years")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["account", "year"], name="one_financial_row_an_account_a_year"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="financial_currency_is_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.year}"


class EventKind(models.TextChoices):
    BUDGET = "budget", _("Budget round")
    TENDER = "tender", _("Tender")
    CONTRACT_END = "contract_end", _("Contract end")
    BOARD = "board", _("Board change")
    OTHER = "other", _("Other")


@recorded(by="account")
class EventAhead(Provenance):
    """Something dated that is coming at the client, with the days of lead time we need."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="events_ahead")
    kind = models.CharField(_("kind"), max_length=16, choices=EventKind)
    title = models.CharField(_("what"), max_length=200)
    on = models.DateField(_("date"))
    lead_days = models.PositiveSmallIntegerField(_("lead time, days"), default=30, validators=[MaxValueValidator(730)])
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EventAheadQuerySet.as_manager()

    class Meta:
        verbose_name = _("event ahead")
        verbose_name_plural = _("events ahead")
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="event_ahead_has_a_title")]
        indexes = [
            models.Index(fields=["account", "on"], name="events_ahead_by_date"),
            # For the reminders, which read the dates of all accounts.
            models.Index(fields=["on"], name="events_ahead_by_day"),
            *searched("events", "title", "note", Value("")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def starts_on(self) -> datetime.date:
        """The day its lead time begins."""
        return self.on - datetime.timedelta(days=self.lead_days)
