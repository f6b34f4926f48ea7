"""Alerts of all the maps one answers for: a lead's way round the team's clients."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Account
from decision_map.across import MAPS_READ, alerts_across
from decision_map.alert_words import KINDS
from decision_map.measures import AlertKind
from dossiers import board
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of


@require_safe
def alerts(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    asked = board.asked_by(request.GET.dict())
    accounts = Account.objects.answered_for_by(user, today)
    if asked.kam.isdigit():
        accounts = accounts.filter(kam=int(asked.kam))
    found = alerts_across(accounts, today)
    kind = request.GET.get("kind", "")
    counts = Counter(one.alert.kind for one in found.standing)
    rows = [one for one in found.standing if one.alert.kind == kind or kind not in KINDS]
    context = {
        "page": page_of(rows, request.GET.get("page")),
        "kinds": [(str(each), KINDS[each], counts[each]) for each in AlertKind if counts[each] or each == kind],
        "kind": kind,
        "asked": asked,
        "total": len(found.standing),
        "is_cut": found.is_cut,
        "maps_read": MAPS_READ,
        **board.people_offered(user, ""),
    }
    return render(request, "decision_map/alerts_across.html", context)
