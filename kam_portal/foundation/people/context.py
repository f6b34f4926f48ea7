"""What every template may know about the reader."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kam_portal.foundation.notifications.querysets import unread_count
from kam_portal.foundation.people.models import User


def reader(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    return {"unread_messages": SimpleLazyObject(lambda: unread_count(user))}
