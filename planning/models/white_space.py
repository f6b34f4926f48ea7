"""What we sell, and who serves which unit of a client with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.models import TableRow
from dossiers.models.provenance import Provenance
from kam_portal.foundation.history.recording import recorded


@recorded(by="pgh_obj")
class Product(models.Model):
    """What we sell, as the columns of the white space; whole company, edited by admins."""

    name = models.CharField(_("product or service"), max_length=120, unique=True)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    is_offered = models.BooleanField(_("offered"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["position", "name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="product_has_a_name")]

    def __str__(self) -> str:
        return self.name


@recorded(by="account")
class Space(Provenance):
    """One cell of the white space: who serves a unit of the client with a product of ours. No row: nobody knows yet."""

    class State(models.TextChoices):
        UNKNOWN = "unknown", _("Unknown")
        INTERNAL = "internal", _("They do it themselves")
        COMPETITOR = "competitor", _("A competitor")
        US = "us", _("We")
        DONT_PURSUE = "dont_pursue", _("We do not pursue it")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="spaces")
    # A row of the dossier's structure and sites; the client as a whole, where none is named.
    unit = models.ForeignKey(
        TableRow, verbose_name=_("unit"), null=True, blank=True, on_delete=models.CASCADE, related_name="spaces"
    )
    product = models.ForeignKey(Product, verbose_name=_("product"), on_delete=models.PROTECT, related_name="spaces")
    state = models.CharField(_("who serves it"), max_length=12, choices=State)
    competitor = models.CharField(_("competitor"), max_length=200, blank=True)
    contract_ends_on = models.DateField(_("contract ends on"), null=True, blank=True)
    potential = models.DecimalField(_("potential a year"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("white space")
        verbose_name_plural = _("white space")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "unit", "product"], nulls_distinct=False, name="one_space_a_unit_a_product"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["unknown", "internal", "competitor", "us", "dont_pursue"]), name="space_is_known"
            ),
            models.CheckConstraint(
                condition=Q(potential__isnull=True) | (Q(potential__gte=0) & Q(currency__regex="^[A-Z]{3}$")),
                name="potential_has_its_currency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.product_id}"
