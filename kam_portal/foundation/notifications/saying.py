"""Putting messages down: once per recipient, subject, day and stage, whatever runs twice."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils import timezone

from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import User


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
