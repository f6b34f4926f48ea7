"""What if the weights or thresholds of a round were others. The address carries the question."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import allow
from accounts.models import Round
from accounts.selection.access import RoundTie, get_open_round
from accounts.selection.what_if import CANDIDATES_AT_MOST, WhatIfForm, answer, candidates_of
from accounts.selection.what_if_pictures import DRAWN_UP_TO, pair_of
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of


def get_round_to_ask(user: User, pk: int) -> tuple[Round, RoundTie]:
    found, tie = get_open_round(user, pk)
    allow(tie.sees_all, _("Only who takes part in the round sees what other weights would make of it."))
    return found, tie


@require_safe
def what_if(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie = get_round_to_ask(request.user, round_id)
    factors = list(round_.model.factors.all())
    form = WhatIfForm(request.GET.dict(), model=round_.model, factors=factors)
    context: dict[str, Any] = {"round": round_, "tie": tie, "form": form, "at_most": CANDIDATES_AT_MOST}
    context["drawn_up_to"] = DRAWN_UP_TO
    if form.is_valid():
        rows = candidates_of(round_)
        context["too_many"] = len(rows) > CANDIDATES_AT_MOST
        if not context["too_many"]:
            rules = form.rules(factors)
            found = answer(rows, rules)
            if len(rows) <= DRAWN_UP_TO:
                context["pair"] = pair_of(
                    found=found, asked=rows, rules=rules, round_=round_, user=request.user, on=timezone.localdate()
                )
            moved: Any = found.moved
            page = page_of(moved, request.GET.get("page"), known=len(found.moved))
            context |= {"answer": found, "page": page}
    return render(request, "accounts/selection/what_if.html", context)
