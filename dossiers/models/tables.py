"""Rows of the described tables: structure, their customers, goals, budget calendar and the like."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.description import TABLES
from dossiers.models.provenance import Provenance
from dossiers.models.searched import searched
from kam_portal.foundation.history.recording import recorded


@recorded(by="account", exclude=["text"])
class TableRow(Provenance):
    """One row of a table of description/tables.py. `values` holds the canonical text by column, as a fact does."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="table_rows")
    table = models.CharField(_("table"), max_length=24)
    values = models.JSONField(_("values"))
    # The firm that is named, where it is an account of ours.
    named_account = models.ForeignKey(
        Account,
        verbose_name=_("our account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="named_in_rows",
    )
    # The values in one text, to be searched.
    text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("row of a dossier")
        verbose_name_plural = _("rows of dossiers")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(table="") & ~Q(values={}), name="table_row_says_something"),
            # The naming columns of description/tables.py.
            models.CheckConstraint(
                condition=Q(table="wallet", values__has_key="year") | ~Q(table="wallet") & Q(values__has_key="name"),
                name="table_row_has_its_name",
            ),
            models.UniqueConstraint(
                "account", KT("values__year"), condition=Q(table="wallet"), name="one_wallet_row_an_account_a_year"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "table"], name="table_rows_by_table"),
            *searched("table_rows", "text"),
        ]

    def __str__(self) -> str:
        """What its naming column says; the database keeps the columns in an order of its own."""
        table = TABLES.get(self.table)
        return self.values.get(table.name_key, "") if table else ""
