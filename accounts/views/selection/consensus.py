"""What the raters gave, side by side, once the scoring has closed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Account, Round
from accounts.selection.access import get_consensus
from accounts.selection.discussing import (
    BY_NAME,
    BY_SPREAD,
    DISCUSS,
    LEFT_OUT,
    SHOWS,
    candidates_of,
    counts_of,
    entries_of,
    in_order,
    narrowed,
)
from accounts.selection.holding import may_change
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of

ACCOUNTS_A_PAGE = 25


@require_safe
def consensus(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie = get_consensus(request.user, round_id)
    show = request.GET.get("show", "")
    show = show if show in SHOWS else DISCUSS
    order = BY_SPREAD if request.GET.get("order") == BY_SPREAD else BY_NAME
    counts = counts_of(round_)
    candidates = in_order(candidates_of(round_, show), order).select_related("account")
    page = page_of(candidates, request.GET.get("page"), size=ACCOUNTS_A_PAGE, known=counts[show])
    readable = readable_of(request.user, {candidate.account_id for candidate in page})
    entries = entries_of(page, list(round_.model.factors.all()), round_.model, readable)
    context = {
        "round": round_,
        "tie": tie,
        "page": page,
        "entries": narrowed(entries, show),
        "show": show,
        "is_left_out": show == LEFT_OUT,
        "order": order,
        "filters": [(key, label, counts[key]) for key, label in SHOWS.items()],
        "counts": counts,
        "may_change": tie.may_run and may_change(round_),
        "may_forecast": tie.may_run and may_change(round_, Round.State.CONSENSUS, Round.State.DECIDING),
    }
    return render(request, "accounts/selection/consensus.html", context)


def readable_of(user: User, accounts: set[int]) -> set[int]:
    """Of these accounts, those whose dossier, and with it the sales rows, the person may read."""
    visible = Account.objects.visible_to(user, timezone.localdate()).filter(pk__in=accounts)
    return set(visible.order_by().values_list("pk", flat=True))
