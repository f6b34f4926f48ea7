"""Other views of the perception ladder: where competitors stand, and what the client answered by a one-time link."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Competitor, Contact
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.ladders.questions import OF_A_COMPETITOR, TO_THE_CLIENT
from dossiers.models.provenance import Provenance
from dossiers.models.searched import searched
from dossiers.values import ANSWERS
from kam_portal.foundation.history.recording import recorded

COMPANY_LIMIT = 160
NOT_ANSWERED = ""


def _answer(question: Any, *, blank: bool = False) -> models.CharField[str, str]:
    return models.CharField(question, max_length=8, choices=tuple(ANSWERS.items()), blank=blank)


def _all_among(*allowed: str) -> Q:
    """All six answers are one of these."""
    condition = Q()
    for name in FAVOURABLE:
        condition &= Q(**{f"{name}__in": allowed})
    return condition


@recorded(by="account")
class CompetitorLadder(Provenance):
    """Our guess how the client sees one competitor: the six answers with their provenance."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="competitor_ladders")
    competitor = models.OneToOneField(
        Competitor, verbose_name=_("competitor"), on_delete=models.CASCADE, related_name="ladder"
    )
    needs_us = _answer(OF_A_COMPETITOR["needs_us"], blank=True)
    deals_with_competitors = _answer(OF_A_COMPETITOR["deals_with_competitors"], blank=True)
    discusses_problems = _answer(OF_A_COMPETITOR["discusses_problems"], blank=True)
    prefers_competitors = _answer(OF_A_COMPETITOR["prefers_competitors"], blank=True)
    drives_mad = _answer(OF_A_COMPETITOR["drives_mad"], blank=True)
    postpones_visits = _answer(OF_A_COMPETITOR["postpones_visits"], blank=True)
    as_of = models.DateField(_("as of"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("ladder of a competitor")
        verbose_name_plural = _("ladders of competitors")
        ordering = ["competitor"]
        constraints = [
            models.CheckConstraint(
                condition=_all_among(NOT_ANSWERED, *ANSWERS), name="competitor_ladder_answers_are_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.competitor_id}"

    @property
    def answers(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in FAVOURABLE}


class InvitationState(models.TextChoices):
    """What became of the question to the client; expired follows from the moment it is looked at."""

    OPEN = "open", _("open")
    ANSWERED = "answered", _("answered")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


@recorded(by="account", exclude=["digest"])
class LadderInvitation(models.Model):
    """The six questions put to the client by a one-time link, of which only a digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="ladder_invitations")
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("for whom"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="ladder_invitations",
    )
    language = models.CharField(
        _("language of the questions"), max_length=2, choices=[("en", "English"), ("ru", "Русский")]
    )
    # Our own name as the client reads it above the questions.
    our_company = models.CharField(_("our company"), max_length=COMPANY_LIMIT, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("asked"))
    expires_at = models.DateTimeField(_("valid until"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("withdrawn by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("question to the client")
        verbose_name_plural = _("questions to the client")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="an_invitation_ends_one_way",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="an_invitation_has_its_time"),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="an_invitation_keeps_a_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.pk}"

    def state(self, at: datetime.datetime) -> InvitationState:
        if self.answered_at is not None:
            return InvitationState.ANSWERED
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        return InvitationState.OPEN if at < self.expires_at else InvitationState.EXPIRED


@recorded(by="account")
class ClientLadder(models.Model):
    """What somebody at the client answered behind the link: once, and as it was sent."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="client_ladders")
    invitation = models.OneToOneField(LadderInvitation, on_delete=models.CASCADE, related_name="answer")
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="client_ladders",
    )
    needs_us = _answer(TO_THE_CLIENT["needs_us"])
    deals_with_competitors = _answer(TO_THE_CLIENT["deals_with_competitors"])
    discusses_problems = _answer(TO_THE_CLIENT["discusses_problems"])
    prefers_competitors = _answer(TO_THE_CLIENT["prefers_competitors"])
    drives_mad = _answer(TO_THE_CLIENT["drives_mad"])
    postpones_visits = _answer(TO_THE_CLIENT["postpones_visits"])
    remark = models.TextField(_("remark"), blank=True)
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("client's own answer")
        verbose_name_plural = _("client's own answers")
        ordering = ["-answered_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=_all_among(*ANSWERS), name="client_ladder_answers_are_known"),
        ]
        indexes = [
            models.Index(fields=["account", "-answered_at"], name="client_ladders_by_date"),
            *searched("remarks", "remark"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.answered_at:%Y-%m-%d}"

    @property
    def answers(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in FAVOURABLE}
