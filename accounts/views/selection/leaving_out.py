"""Accounts that leave a round at the consensus, one or all that have too few scores, and come back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import Round
from accounts.selection import agreeing
from accounts.selection.access import RoundTie, get_candidate, get_consensus_to_reach
from accounts.selection.discussing import PROVISIONAL, candidates_of
from accounts.selection.holding import may_change
from accounts.views.selection.agreeing import back_to_consensus
from accounts.views.versions import version_of
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.history.editing import keeps_typed_text
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.signed_in import SignedInRequest

CHANGED_MEANWHILE = 409
INCOMPLETE = 422


@require_POST
@keeps_typed_text
def leave_out(request: SignedInRequest, round_id: int, candidate_id: int) -> HttpResponse:
    round_, tie = get_consensus_to_reach(request.user, round_id)
    candidate = get_candidate(round_, candidate_id)
    because = request.POST.get("because", "")
    try:
        agreeing.leave_out(candidate=candidate, version=version_of(request), because=because)
    except (StaleEdit, ValidationError) as refusal:
        now = get_candidate(round_, candidate_id)
        return _refused(request, round_, tie, refusal, {"candidate": now, "version": now.version})
    messages.success(request, _("%(account)s was left out of the round.") % {"account": candidate.account})
    return redirect(back_to_consensus(request, round_))


@require_POST
@keeps_typed_text
def leave_out_provisional(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie = get_consensus_to_reach(request.user, round_id)
    because = request.POST.get("because", "")
    try:
        count = agreeing.leave_out_provisional(round_=round_, read=version_of(request), because=because)
    except ValidationError as refusal:
        return _refused(request, round_, tie, refusal, {"version": candidates_of(round_, PROVISIONAL).count()})
    said = ngettext("%(count)d account was left out of the round.", "%(count)d accounts were left out.", count)
    messages.success(request, said % {"count": count})
    return redirect(back_to_consensus(request, round_))


def _refused(
    request: SignedInRequest, round_: Round, tie: RoundTie, refusal: StaleEdit | ValidationError, shown: dict[str, Any]
) -> HttpResponse:
    """The form with the reason as it was typed and what is stored now; where nobody may be left out, to be copied."""
    round_.refresh_from_db(fields=["state"])
    if isinstance(refusal, StaleEdit):
        sentences = [_("Somebody changed this in between. Look again before you go on.")]
    else:
        sentences = refusal.messages
    context = {
        "round": round_,
        "tie": tie,
        "sentences": sentences,
        "because": request.POST.get("because", ""),
        "may_leave_out": may_change(round_) and shown["version"],
        "show": request.POST.get("show", ""),
        "back": back_to_consensus(request, round_),
        **shown,
    }
    status = INCOMPLETE if hasattr(refusal, "error_dict") else CHANGED_MEANWHILE
    return render(request, "accounts/selection/leave_out.html", context, status=status)


@require_POST
def take_in(request: SignedInRequest, round_id: int, candidate_id: int) -> HttpResponse:
    round_, _tie = get_consensus_to_reach(request.user, round_id)
    candidate = get_candidate(round_, candidate_id)
    return acted(
        request,
        act=lambda: agreeing.take_back_in(candidate=candidate, version=version_of(request)),
        back=back_to_consensus(request, round_),
        said=_("%(account)s is in the round again.") % {"account": candidate.account},
        stale=_("Somebody changed this in between. Look again before you go on."),
    )
