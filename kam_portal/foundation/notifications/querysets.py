"""Messages, in the words of the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from kam_portal.foundation.statements import Statement

if TYPE_CHECKING:
    from kam_portal.foundation.notifications.models import Message  # noqa: F401 - the base below names it
    from kam_portal.foundation.people.models import User


class MessageQuerySet(models.QuerySet["Message"]):
    def inbox_of(self, user: User) -> MessageQuerySet:
        return self.filter(recipient=user, dropped_at__isnull=True).order_by("-created_at", "-pk")

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at__isnull=True)

    def waiting_for_mail(self) -> MessageQuerySet:
        return self.filter(digest__isnull=True, dropped_at__isnull=True)


def _unread(user: Any) -> models.QuerySet[Any, Any]:
    unread = apps.get_model("notifications", "Message").objects.inbox_of(user).unread().order_by()
    return unread.values("recipient").annotate(count=models.Count("pk")).values_list("count", flat=True)


# On every page.
_UNREAD = Statement(_unread, user=int)


def unread_count(user: User) -> int:
    return next(iter(_UNREAD.ask(user=user.pk)), 0)
