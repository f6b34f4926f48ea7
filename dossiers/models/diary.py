"""The diary: who met whom, what was promised, and the next step that came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from dossiers.models.searched import searched
from dossiers.querysets import DiaryEntryQuerySet
from kam_portal.foundation.history.recording import recorded


class DiaryKind(models.TextChoices):
    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Call")
    LETTER = "letter", _("Letter")
    OTHER = "other", _("Other")


@recorded(by="account")
class DiaryEntry(models.Model):
    """Who met whom, what was promised, and the one next step that came of it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="diary")
    kind = models.CharField(_("kind"), max_length=12, choices=DiaryKind, default=DiaryKind.MEETING)
    on = models.DateField(_("date"))
    summary = models.TextField(_("what happened"))
    promises = models.TextField(_("promises"), blank=True)
    ours = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("our people"),
        blank=True,
        related_name="diary",
        through="OurParticipant",
    )
    theirs = models.ManyToManyField(
        Contact, verbose_name=_("their people"), blank=True, related_name="diary", through="TheirParticipant"
    )
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("next step by"), null=True, blank=True)
    next_step_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("next step owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="next_steps",
    )
    next_step_done_on = models.DateField(_("next step done"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DiaryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("diary entry")
        verbose_name_plural = _("diary entries")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(summary=""), name="diary_entry_says_something"),
            models.CheckConstraint(
                condition=Q(next_step="", next_step_on__isnull=True, next_step_owner__isnull=True)
                | (~Q(next_step="") & Q(next_step_on__isnull=False, next_step_owner__isnull=False)),
                name="next_step_has_a_date_and_an_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-on"], name="diary_by_date"),
            models.Index(
                fields=["next_step_owner", "next_step_on"],
                name="open_next_steps",
                condition=~Q(next_step="") & Q(next_step_done_on__isnull=True),
            ),
            *searched("diary", "summary", "promises", "next_step"),
        ]

    def __str__(self) -> str:
        return _("%(kind)s on %(date)s") % {"kind": self.get_kind_display(), "date": date_format(self.on)}


@recorded(by="entry")
class OurParticipant(models.Model):
    entry = models.ForeignKey(DiaryEntry, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "user"], name="one_of_us_once_an_entry")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.user_id}"


@recorded(by="entry")
class TheirParticipant(models.Model):
    entry = models.ForeignKey(DiaryEntry, on_delete=models.CASCADE)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "contact"], name="one_of_theirs_once_an_entry")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.contact_id}"
