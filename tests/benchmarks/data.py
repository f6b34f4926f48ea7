"""The benchmark's database: the crowd, made once and kept."""

from __future__ import annotations

import datetime
import random
import time
from decimal import Decimal

from django.core.management import call_command
from django.utils import timezone

from accounts.kaism import quadrant_at
from accounts.models import Account, Candidate, Factor, Round, ScoringModel
from kam_portal.foundation.people.models import User
from kam_portal.workspace.demo.crowd import gather

ROUND = "A thousand accounts"


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
    gather(
        accounts=accounts,
        seed=1,
        at=timezone.localdate(),
        progress=lambda done: print(f"  {done:,} accounts", end="\r"),
    )
    print(f"gathered {accounts:,} accounts in {time.perf_counter() - began:.0f} s")


def place_a_thousand() -> Round:
    """A round of a thousand accounts of the crowd with figures all over the matrix; made once and kept."""
    found = Round.objects.filter(title=ROUND).first()
    if found:
        return found
    model = ScoringModel.objects.create(name=ROUND)
    Factor.objects.create(model=model, position=0, name_en="Volume", name_ru="Объём", weight=100)
    ScoringModel.objects.filter(pk=model.pk).update(state="published", published_at=timezone.now())
    made = Round.objects.create(title=ROUND, model=model, sales_year=2025, runner=User.objects.filter(role="lead")[0])
    Candidate.objects.bulk_create(
        [_placed(made, pk) for pk in Account.objects.order_by("pk").values_list("pk", flat=True)[:1000]], batch_size=500
    )
    Round.objects.filter(pk=made.pk).update(state="consensus")
    return made


def _placed(round_: Round, account: int) -> Candidate:
    dice = random.Random(account)
    high, side = (Decimal(dice.randrange(1001)) / 100 for _axis in range(2))
    found = Candidate(round=round_, account_id=account, coverage=100, provisional=False, strength_state="placed")
    found.attractiveness = found.attractiveness_low = found.attractiveness_high = high
    found.strength = found.strength_low = found.strength_high = side
    found.quadrant = quadrant_at(high, side, round_.model.thresholds).value
    found.value, found.value_currency = Decimal(dice.randrange(10_000, 5_000_000)), "EUR"
    return found


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
