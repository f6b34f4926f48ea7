"""How much each manager carries, and which accounts nobody carries."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import listing
from accounts.access import require
from accounts.models import Account, Status
from accounts.narrowing import NOBODY
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import OWNING_ROLES, Right
from kam_portal.foundation.people.signed_in import SignedInRequest

UNOWNED_SHOWN = 20


@require_safe
def assignments(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    require(user, Right.LEAD_TEAM)
    rows = _load(user, today)
    unowned = Account.objects.filter(kam__isnull=True) if user.is_admin else Account.objects.none()
    shown = list(unowned.order_by(listing.STATUS_RANK, *listing.BY_NAME)[: UNOWNED_SHOWN + 1])
    context = {
        "rows": [row for row in rows if row["is_active"]],
        "left": [row for row in rows if not row["is_active"]],
        "unowned": shown[:UNOWNED_SHOWN],
        "more_unowned": len(shown) > UNOWNED_SHOWN,
        "nobody": NOBODY,
        "tallies": listing.tallies(),
        "warn_from": settings.KEY_ACCOUNTS_WARN_FROM,
    }
    return render(request, "accounts/assignments.html", context)


def _load(user: User, today: datetime.date) -> list[dict[str, Any]]:
    """A row per manager whom `user` leads, with the accounts they carry; the heaviest first. One statement."""
    people = User.objects.filter(Q(role__in=OWNING_ROLES, is_active=True) | Q(accounts__isnull=False))
    if not user.is_admin:
        people = people.filter(Q(team__lead=user) | Q(pk=user.pk))
    counts = {
        "key": Count("accounts", filter=Q(accounts__status=Status.KEY)),
        "development": Count("accounts", filter=Q(accounts__status=Status.KEY_DEVELOPMENT)),
        "total": Count("accounts"),
    }
    counts |= {t.key: Count("accounts", filter=t.condition(today, "accounts__")) for t in listing.tallies()}
    named = people.values("pk", "full_name", "is_active", "team__name")
    rows = list(named.annotate(**counts).order_by("-key", "full_name", "pk"))
    for row in rows:
        row["is_overloaded"] = row["key"] >= settings.KEY_ACCOUNTS_WARN_FROM
        row["others"] = row["total"] - row["key"] - row["development"]
        row["tallies"] = [(tally, row[tally.key]) for tally in listing.tallies()]
    return rows
