"""Pages that gather what all floors know."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import get_account
from accounts.overview_cards import cards_of
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.workspace.my_week import week_of
from kam_portal.workspace.overview import overview_of
from kam_portal.workspace.searching import search

LONGEST_SEARCH = 200


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    return render(request, "workspace/home.html", {"week": week_of(request.user, today), "today": today})


@require_safe
def account(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    today = timezone.localdate()
    overview = overview_of(request.user, account, today)
    cards = cards_of(account, tie, today)
    context = {"account": account, "tie": tie, "o": overview, "cards": cards, "today": today}
    return render(request, "workspace/overview.html", context)


@require_safe
def search_everything(request: SignedInRequest) -> HttpResponse:
    """Of all accounts, or with `account` in one dossier."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    pk = number_in(request.GET.get("account", ""))
    account = None if pk is None else get_account(request.user, pk)[0]
    found = search(request.user, text, timezone.localdate(), account=account) if text else None
    return render(request, "workspace/search.html", {"text": text, "found": found, "account": account})
