"""Why one account stands where it stands."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import tie_between
from accounts.models import Candidate, Round
from accounts.selection.access import RoundTie, candidates_seen_by, get_open_round
from accounts.selection.why import explain
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest


def get_place(user: User, round_id: int, account_id: int) -> tuple[Round, RoundTie, Candidate]:
    """An account in a round, for who sees it there; Http404 when it is not in it or not to be seen."""
    round_, tie = get_open_round(user, round_id)
    seen = candidates_seen_by(user, round_, tie, timezone.localdate())
    rows = Candidate.objects.filter(round=round_, account=account_id).select_related("account__kam__team__lead")
    candidate = rows.first() if seen is None or account_id in seen else None
    if candidate is None:
        raise Http404
    return round_, tie, candidate


@require_safe
def why(request: SignedInRequest, round_id: int, account_id: int) -> HttpResponse:
    round_, tie, candidate = get_place(request.user, round_id, account_id)
    reads = tie_between(request.user, candidate.account, timezone.localdate()) is not None
    explanation = explain(round_=round_, candidate=candidate, user=request.user, reads=reads, names_raters=tie.sees_all)
    context = {"round": round_, "tie": tie, "why": explanation, "candidate": candidate, "account": candidate.account}
    return render(request, "accounts/selection/why.html", context)
