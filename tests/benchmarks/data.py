"""The benchmark's database: the crowd, made once and kept."""

from __future__ import annotations

import datetime
import time

from django.core.management import call_command
from django.utils import timezone

from accounts.models import Account
from kam_portal.foundation.history.authors import written_by
from kam_portal.foundation.people.models import User
from kam_portal.workspace.demo.crowd import gather


def prepare(accounts: int) -> None:
    """Migrate, and gather the crowd unless it stands there already."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    have = Account.objects.count()
    if have >= accounts:
        return
    if have:
        raise SystemExit(
            f"The benchmark database holds {have} accounts, not {accounts}. Remove its folder and run again."
        )
    began = time.perf_counter()
    with written_by(source="benchmark"):
        gather(
            accounts=accounts,
            seed=1,
            at=timezone.localdate(),
            progress=lambda done: print(f"  {done:,} accounts", end="\r"),
        )
    print(f"gathered {accounts:,} accounts in {time.perf_counter() - began:.0f} s")


def sign_in(user: User) -> str:
    """A session of `user`, as the Cookie header carries it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.set_expiry(datetime.timedelta(days=1))
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
