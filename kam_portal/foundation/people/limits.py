"""How often somebody who is not signed in may ask, counted minute by minute in the cache all web processes share.

A count may fall a little short where two ask at the same moment and the cache is a folder: it keeps floods out, and
guards no secret. Sign-ins have limits of their own (django-allauth).
"""

from __future__ import annotations

import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MINUTE = 60


def is_too_often(what: str, who: str, *, limit: int, at: datetime.datetime) -> bool:
    """Count one more request of `who` in the minute of `at`; whether these are more than `limit`."""
    key = f"often:{what}:{who}:{int(at.timestamp()) // MINUTE}"
    cache.add(key, 0, 2 * MINUTE)
    try:
        return bool(cache.incr(key) > limit)
    except ValueError:
        # Thrown out of the cache just now.
        return False


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy as it noted."""
    return str(get_adapter(request).get_client_ip(request))
