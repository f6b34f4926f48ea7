"""Putting a message down: once per recipient, subject, day and stage, whatever runs twice."""

from __future__ import annotations

import datetime

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
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return Message.objects.filter(
        topic=topic, recipient=recipient, subject_id=subject_id, due_on=day, stage=stage, created_at=message.created_at
    ).exists()
