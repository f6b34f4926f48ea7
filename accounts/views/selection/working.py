"""Long work on a round: how far it is, and beginning it again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Round
from accounts.selection import working
from accounts.selection.access import get_round, get_round_to_run
from accounts.selection.pages import PAGES
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_safe
def round_work(request: SignedInRequest, round_id: int) -> HttpResponse:
    """The progress bar, asked for by the page that shows it; when the work is done that page is loaded again."""
    round_, tie = get_round(request.user, round_id)
    if "HX-Request" not in request.headers:
        return redirect(_page_it_came_from(round_, request.GET.get("from", "")))
    if not round_.is_busy:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "accounts/selection/work_progress.html", {"round": round_, "tie": tie})


@require_POST
def round_work_again(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, _tie = get_round_to_run(request.user, round_id)
    return acted(
        request,
        act=lambda: working.compute_again(round_=round_, at=timezone.now()),
        back=_page_it_came_from(round_, request.POST.get("from", "")),
        said=lambda stored: "" if stored.work else _("The figures are computed from what is stored now."),
    )


def _page_it_came_from(round_: Round, name: str) -> str:
    """One of the round's pages; anything else leads to the page of sensitivity."""
    known = name if name in {page.url_name for page in PAGES} else "sensitivity"
    return reverse(known, args=[round_.pk])
