"""What a plan does about product, price, promotion and place, and the terms it means to offer."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from kam_portal.foundation.history.recording import recorded
from planning.models.plans import Plan


class P(models.TextChoices):
    """The four Ps (method.md, section 5.3)."""

    PRODUCT = "product", _("Product")
    PRICE = "price", _("Price")
    PROMOTION = "promotion", _("Promotion")
    PLACE = "place", _("Place")


@recorded(by="account")
class Strategy(models.Model):
    """One P of a plan: what we do about it, or why nothing changes. There are four, made with the plan."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="strategies")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="strategies")
    p = models.CharField("P", max_length=12, choices=P)
    strategy = models.TextField(_("strategy"), blank=True)
    no_change_because = models.TextField(_("no change, because"), blank=True)
    # The terms we mean to offer, of the price alone; held against the manager's range of authority.
    discount = models.DecimalField(
        _("discount, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
    )
    contract_value = models.DecimalField(_("contract value"), max_digits=16, decimal_places=2, null=True, blank=True)
    payment_days = models.PositiveSmallIntegerField(_("payment, days"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "p"], name="one_strategy_a_p_a_plan"),
            models.CheckConstraint(condition=Q(p__in=P.values), name="the_ps_are_four"),
            models.CheckConstraint(condition=Q(strategy="") | Q(no_change_because=""), name="a_p_changes_or_does_not"),
            models.CheckConstraint(
                condition=Q(p="price")
                | Q(discount__isnull=True, contract_value__isnull=True, payment_days__isnull=True),
                name="terms_stand_by_the_price",
            ),
            models.CheckConstraint(
                condition=(Q(discount__isnull=True) | Q(discount__range=(0, 100)))
                & (Q(contract_value__isnull=True) | Q(contract_value__gte=0)),
                name="planned_terms_hold",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_p_display())

    @property
    def is_empty(self) -> bool:
        return not self.strategy and not self.no_change_because
