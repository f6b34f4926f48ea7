"""What a manager may agree with a client without asking (method.md, section 6)."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.querysets import AuthorityQuerySet
from kam_portal.foundation.history.recording import recorded


@recorded(by="manager")
class Authority(models.Model):
    """The range of negotiating authority of a manager for a time. What is not named is not granted."""

    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("manager"), on_delete=models.CASCADE, related_name="authorities"
    )
    # What may be agreed beside money: "warranty up to two years".
    general = models.TextField(_("general authority"), blank=True)
    discount = models.DecimalField(
        _("discount up to, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
    )
    contract_value = models.DecimalField(
        _("contract value up to"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    payment_days = models.PositiveSmallIntegerField(_("payment up to, days"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("granted by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("range of authority")
        verbose_name_plural = _("ranges of authority")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="authority_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=(Q(discount__isnull=True) | Q(discount__range=(0, 100)))
                & (Q(contract_value__isnull=True) | Q(contract_value__gte=0, currency__regex="^[A-Z]{3}$")),
                name="authority_is_within_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manager_id} {self.valid_from}"
