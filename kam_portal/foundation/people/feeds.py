"""The secret address of a person's calendar: made, renewed, switched off, and whose it is.

The address is shown once, when it is made. Only a digest is stored: whoever reads the database cannot read calendars.
"""

from __future__ import annotations

import datetime
import hmac

from django.db import transaction

from kam_portal.foundation.people.models import CalendarFeed, User
from kam_portal.foundation.people.tokens import digest_of, new_token


@transaction.atomic
def open_feed(*, user: User, at: datetime.datetime) -> str:
    """The secret of a new address; an earlier one is worth nothing from now on."""
    secret = new_token()
    CalendarFeed.objects.update_or_create(user=user, defaults={"digest": digest_of(secret), "made_at": at})
    return secret


def close_feed(*, user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()


def close_of_leaver(person: User, *, by: User | None, at: datetime.datetime) -> None:
    """Who leaves reads no calendar any more, and makes a new address should they return."""
    close_feed(user=person)


def reader_of(secret: str) -> User | None:
    """Whose calendar it is; None for a secret that is none, and for somebody who is no longer active."""
    digest = digest_of(secret)
    feed = CalendarFeed.objects.select_related("user__team").filter(digest=digest, user__is_active=True).first()
    return feed.user if feed is not None and hmac.compare_digest(feed.digest, digest) else None
