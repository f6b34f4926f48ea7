"""Putting messages down: once per recipient, subject, day and stage, whatever runs twice."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils import timezone

from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import User

# The end of a statement that plans words of one %(topic)s at the instant %(at)s: puts down those of its `said`
# (account_id, due_on, stage, recipient, about) that had not been said; of two to one recipient that about nobody first.
# A word that was dropped before any mail said it is a new one, with a number of its own: what its reader marks as read
# goes by that.
PUT_DOWN = """
INSERT INTO notifications_message AS m (recipient_id, topic, subject_id, due_on, stage, about_id, note, created_at)
SELECT DISTINCT ON (s.account_id, s.due_on, s.stage, s.recipient)
    s.recipient, %(topic)s::text, s.account_id, s.due_on, s.stage, s.about, '', %(at)s
FROM said s
WHERE s.recipient IS NOT NULL AND NOT EXISTS (
    SELECT FROM notifications_message e WHERE e.subject_id = s.account_id AND e.topic = %(topic)s::text
        AND e.due_on = s.due_on AND e.stage = s.stage AND e.recipient_id = s.recipient AND e.dropped_at IS NULL)
ORDER BY s.account_id, s.due_on, s.stage, s.recipient, s.about NULLS FIRST
ON CONFLICT (subject_id, topic, due_on, stage, recipient_id) DO UPDATE SET id = excluded.id,
    about_id = excluded.about_id, created_at = excluded.created_at, read_at = NULL, dropped_at = NULL, digest_id = NULL
WHERE m.dropped_at IS NOT NULL
"""


def say(
    *,
    topic: str,
    recipient: User,
    subject_id: int,
    day: datetime.date,
    stage: str = "",
    note: str = "",
    about: User | None = None,
    at: datetime.datetime | None = None,
) -> bool:
    """Put one message into the recipient's inbox and next digest; False when it had been said already."""
    message = Message(
        topic=topic,
        recipient=recipient,
        subject_id=subject_id,
        due_on=day,
        stage=stage,
        note=note,
        about=about,
        created_at=at or timezone.now(),
    )
    return bool(say_all([message]))


def say_all(messages: Sequence[Message]) -> list[Message]:
    """Put any number down in one statement; returns those that had not been said already."""
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    stored = Message.objects.filter(
        subject_id__in={message.subject_id for message in messages},
        created_at__in={message.created_at for message in messages},
    )
    kept = set(stored.values_list("subject_id", "topic", "due_on", "stage", "recipient", "created_at"))
    return [message for message in messages if _key(message) in kept]


def _key(message: Message) -> tuple[int, str, datetime.date, str, int, datetime.datetime]:
    return (
        message.subject_id,
        message.topic,
        message.due_on,
        message.stage,
        message.recipient_id,
        message.created_at,
    )
