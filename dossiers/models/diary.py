"""The diary: who met whom, what was promised, and the next steps that came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, Contact
from dossiers.models.searched import searched
from dossiers.querysets import NextStepQuerySet
from kam_portal.foundation.history.recording import recorded


class DiaryKind(models.TextChoices):
    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Call")
    LETTER = "letter", _("Letter")
    OTHER = "other", _("Other")


class Mood(models.TextChoices):
    """How it went, as whoever writes the entry felt it."""

    GOOD = "good", pgettext_lazy("mood of a meeting", "Good")
    NEUTRAL = "neutral", pgettext_lazy("mood of a meeting", "Neutral")
    BAD = "bad", pgettext_lazy("mood of a meeting", "Bad")


@recorded(by="account")
class DiaryEntry(models.Model):
    """Who met whom and what was promised; the next steps that came of it are rows of their own."""

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
    mood = models.CharField(_("mood"), max_length=8, choices=Mood, blank=True, default="")
    # The invitation this entry was made from, with its occurrence; empty for what was typed.
    ics_uid = models.CharField(max_length=255, blank=True, default="", editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("diary entry")
        verbose_name_plural = _("diary entries")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(summary=""), name="diary_entry_says_something"),
            models.CheckConstraint(condition=Q(mood__in=["", *Mood.values]), name="diary_mood_is_known"),
            models.UniqueConstraint(
                fields=["account", "ics_uid"], condition=~Q(ics_uid=""), name="one_entry_an_invitation_an_account"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-on"], name="diary_by_date"),
            *searched("diary", "summary", "promises", Value("")),
        ]

    def __str__(self) -> str:
        return _("%(kind)s on %(date)s") % {"kind": self.get_kind_display(), "date": date_format(self.on)}


@recorded(by="account")
class NextStep(models.Model):
    """What one of us does next because of a meeting or call, and by when; open until it is marked as done."""

    # The account of the entry, which neither of them ever leaves.
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="next_steps")
    entry = models.ForeignKey(DiaryEntry, verbose_name=_("diary entry"), on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(_("next step"), max_length=300)
    on = models.DateField(_("next step by"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("next step owner"),
        on_delete=models.PROTECT,
        related_name="next_steps",
    )
    done_on = models.DateField(_("next step done"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = NextStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="next_step_says_something")]
        indexes = [
            models.Index(fields=["owner", "on"], name="open_steps_of_an_owner", condition=Q(done_on__isnull=True)),
            models.Index(fields=["account", "on"], name="open_steps_of_an_account", condition=Q(done_on__isnull=True)),
            *searched("next_steps", "text"),
        ]

    def __str__(self) -> str:
        return self.text


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
