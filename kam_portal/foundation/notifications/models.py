"""A row per message, and a row per digest mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kam_portal.foundation.notifications.querysets import MessageQuerySet


class Digest(models.Model):
    """One mail to one person on one local day. Delivered at least once, always with the same Message-ID."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    local_day = models.DateField(_("day in the reader's time zone"))
    message_id = models.CharField(max_length=200, unique=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(_("nothing left to say"), null=True, blank=True)
    failed_at = models.DateTimeField(_("refused for good"), null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [models.UniqueConstraint(fields=["recipient", "local_day"], name="one_digest_a_person_a_day")]
        indexes = [
            models.Index(
                fields=["leased_until"],
                name="digests_to_send",
                condition=models.Q(sent_at__isnull=True, dropped_at__isnull=True, failed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.local_day}"


class Message(models.Model):
    """Something one person should know about one subject. The unique key makes it impossible to say it twice.

    `topic` names the floor's text and validity check (see topics.py); `subject_id` is the account.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages")
    topic = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    due_on = models.DateField()
    stage = models.CharField(max_length=16, blank=True)
    # On whose behalf the recipient reads this: the absent person, or the manager an escalation is about.
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(_("no longer true before it was sent"), null=True, blank=True)
    digest = models.ForeignKey(Digest, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "topic", "due_on", "stage", "recipient"], name="every_message_is_said_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="inbox"),
            models.Index(
                fields=["recipient"],
                name="messages_waiting_for_mail",
                condition=models.Q(digest__isnull=True, dropped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.stage} {self.subject_id} → {self.recipient_id}"
