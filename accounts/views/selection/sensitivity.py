"""Which places in the matrix rest on one weight or on one rater."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.selection.access import get_open_round
from accounts.selection.sensitivity import Words, candidates_that_turn, groups_of, lines_of, summary_of
from kam_portal.foundation.people.access import allow
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of


@require_safe
def sensitivity(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie = get_open_round(request.user, round_id)
    allow(tie.sees_all, _("Only who took part in the round may see how firm its places are."))
    words, summary = Words(round_), summary_of(round_)
    groups = groups_of(round_, words)
    chosen = next((group for group in groups if group.change.key == request.GET.get("change")), None)
    candidates = candidates_that_turn(round_, chosen.change if chosen else None)
    page = page_of(candidates, request.GET.get("page"), known=None if chosen else summary.turned)
    context = {
        "round": round_,
        "tie": tie,
        "summary": summary,
        "groups": groups,
        "chosen": chosen,
        "page": replace(page, rows=lines_of(page.rows, words)),
    }
    return render(request, "accounts/selection/sensitivity.html", context)
