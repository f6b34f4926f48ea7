"""What we tell whom at the client, by which means and when; held against the diary."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from dossiers.models.searched import searched
from kam_portal.foundation.history.recording import recorded
from planning.models.goals import Goal
from planning.models.plans import Plan
from planning.pages import communication_address


@recorded(by="account")
class Communication(models.Model):
    """One message of the programme (method.md, section 5.5)."""

    class Subject(models.TextChoices):
        COMPANY = "company", _("Our company")
        PRODUCT = "product", _("A product")
        TRENDS = "trends", _("Trends of the sector")
        FACTORS = "factors", _("Critical market factors")

    class Tool(models.TextChoices):
        PRESS = "press", _("Press release")
        SEMINAR = "seminar", _("Seminar")
        EXHIBITION = "exhibition", _("Exhibition")
        MEETING = "meeting", _("Meeting")
        PRESENTATION = "presentation", _("Presentation")
        SPONSORSHIP = "sponsorship", _("Sponsorship")
        NEWSLETTER = "newsletter", _("Newsletter")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="communications")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="communications")
    message = models.TextField(_("message"))
    subject = models.CharField(_("about"), max_length=12, choices=Subject)
    tool = models.CharField(_("tool"), max_length=16, choices=Tool)
    on = models.DateField(_("date"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="communications",
    )
    goal = models.ForeignKey(
        Goal,
        verbose_name=_("our goal"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="communications",
    )
    audience = models.ManyToManyField(
        Contact, verbose_name=_("audience"), blank=True, related_name="communications", through="Listener"
    )
    # What came of it; with it the message is told.
    told_on = models.DateField(_("told on"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="carried_to", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("communication")
        verbose_name_plural = _("communications")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(message=""), name="communication_says_something"),
        ]
        indexes = [
            models.Index(fields=["owner", "on"], name="communications_of_an_owner"),
            *searched("communications", "message", "result", Value("")),
        ]

    def __str__(self) -> str:
        return self.message

    def get_absolute_url(self) -> str:
        return communication_address(self.plan_id, self.pk)


@recorded(by="communication")
class Listener(models.Model):
    communication = models.ForeignKey(Communication, on_delete=models.CASCADE)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["communication", "contact"], name="one_listens_once")]

    def __str__(self) -> str:
        return f"{self.communication_id} {self.contact_id}"
