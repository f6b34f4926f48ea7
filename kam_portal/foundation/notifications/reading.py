"""Marking messages as read."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import still_true
from kam_portal.foundation.people.models import User


def mark_read(*, message: Message, at: datetime.datetime) -> None:
    """The first reading counts; a second click changes nothing."""
    Message.objects.filter(pk=message.pk).unread().update(read_at=at)


def mark_all_read(*, reader: User, until: int, at: datetime.datetime) -> int:
    """Everything up to the message `until`, the newest that the reader had on the page; returns how many."""
    return Message.objects.inbox_of(reader).unread().filter(pk__lte=until).order_by().update(read_at=at)


def mark_settled(*, topics: Collection[str], subject_id: int, at: datetime.datetime) -> int:
    """Messages about a subject that ask for nothing any more count as read, whoever has them; returns how many."""
    settled = Message.objects.unread().filter(topic__in=topics, subject_id=subject_id, created_at__lte=at)
    return settled.update(read_at=at)


def settle_untrue(*, recipients: Collection[int], subjects: Collection[int], at: datetime.datetime) -> int:
    """What these people have not read about these subjects and need not any more counts as read; returns how many."""
    waiting = list(Message.objects.unread().filter(recipient__in=recipients, subject_id__in=subjects))
    untrue = {message.pk for message in waiting} - still_true(waiting, at)
    return Message.objects.filter(pk__in=untrue).update(read_at=at)
