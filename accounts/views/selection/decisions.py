"""What the key-account board decides: the list of a round, one client, and many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Candidate, Decision, Round, Status
from accounts.selection.access import (
    candidates_seen_by,
    get_candidate_to_decide,
    get_deciding_round,
    get_round_to_run,
)
from accounts.selection.board import SHOWN, asked_for, board, earlier_rounds
from accounts.selection.deciding import (
    Confirmed,
    decide,
    load_beside,
    the_candidate,
    what_to_weigh,
    withdraw,
)
from accounts.selection.deciding import decide_many as confirm_many
from accounts.selection.decision_form import DecisionForm
from accounts.selection.proposing import proposal_for
from accounts.selection.publishing import missing_in_words, readiness
from accounts.selection.steps import take_step
from accounts.views.versions import version_of
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.signed_in import SignedInRequest

LEFT_SHOWN = 5
IDS_AT_MOST = 5000


@require_safe
def decisions(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie = get_deciding_round(request.user, round_id)
    seen = candidates_seen_by(request.user, round_, tie, timezone.localdate())
    asked = asked_for(request.GET.get("show", ""), request.GET.get("sort", ""))
    page = board(user=request.user, round_=round_, tie=tie, seen=seen, asked=asked, page=request.GET.get("page"))
    context: dict[str, Any] = {"round": round_, "tie": tie, "page": page, "asked": asked, "shown": SHOWN.items()}
    context["is_open"] = round_.state == Round.State.DECIDING
    context["may_tick"] = any(line.may_tick for line in page)
    if tie.sees_all:
        context["counts"] = found = readiness(round_)
        context["missing"] = missing_in_words(round_, found) if context["is_open"] else []
    return render(request, "accounts/selection/decisions.html", context)


@require_POST
def round_publish(request: SignedInRequest, round_id: int) -> HttpResponse:
    """The last step: what is decided becomes the status of the accounts. What is missing stands on the page."""
    round_, _tie = get_round_to_run(request.user, round_id)
    to, at = Round.State.PUBLISHED, timezone.now()
    return acted(
        request,
        act=lambda: take_step(round_=round_, to=to, by=request.user, at=at, version=version_of(request)),
        back=reverse("decisions" if round_.state == Round.State.DECIDING else "round_progress", args=[round_.pk]),
        said=_("The round is published: the statuses hold, and the teams are told."),
        stale=_("Somebody took a step with the round meanwhile. Look again before you publish."),
        refused=lambda _refusal: _("The round is not published yet. What is missing stands below."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def decision_edit(request: SignedInRequest, round_id: int, candidate_id: int) -> HttpResponse:
    round_, tie, found = get_candidate_to_decide(request.user, round_id, candidate_id)
    candidate = the_candidate(round_, found.pk)
    made = Decision.objects.filter(candidate=candidate).select_related("by").first()
    proposed = proposal_for(candidate)
    form = DecisionForm(
        posted(request), candidate=candidate, made=made, proposed=proposed.status, today=timezone.localdate()
    )
    return edit_page(
        request,
        form=form,
        record=made,
        save=lambda: decide(candidate=candidate, by=request.user, version=form.version, **form.changes()),
        template="accounts/selection/decide.html",
        then=reverse("decisions", args=[round_.pk]),
        context={"round": round_, "tie": tie, "made": made, **_evidence(candidate, round_)},
        said=_("It was decided: %(account)s. The status changes when the round is published.")
        % {"account": candidate.account},
    )


def _evidence(candidate: Candidate, round_: Round) -> dict[str, Any]:
    """What the board weighs: proposal, earlier rounds, and what speaks against another key account."""
    account = candidate.account
    return {
        "candidate": candidate,
        "account": account,
        "proposal": proposal_for(candidate),
        "weigh": what_to_weigh(candidate, Status.KEY, account.consent, load_beside(candidate, round_)),
        "earlier": earlier_rounds(candidate, round_),
        "is_open": round_.state == Round.State.DECIDING,
    }


@require_POST
def decision_withdraw(request: SignedInRequest, round_id: int, candidate_id: int) -> HttpResponse:
    _round, _tie, candidate = get_candidate_to_decide(request.user, round_id, candidate_id)
    try:
        withdraw(candidate=candidate, by=request.user, version=version_of(request))
    except StaleEdit:
        messages.error(request, _("Somebody decided anew in between. Look again before you take the decision back."))
        return redirect("decide", round_id, candidate_id)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("decisions", round_id)
    except ObjectDoesNotExist:
        messages.error(request, _("This decision was taken back already."))
        return redirect("decisions", round_id)
    messages.success(request, _("%(account)s is undecided again.") % {"account": candidate.account})
    return redirect("decisions", round_id)


@require_POST
def decide_many(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, _tie = get_round_to_run(request.user, round_id)
    read = None if "all" in request.POST else _ticked(request)
    if read == {}:
        messages.error(request, _("Tick at least one client, or confirm all."))
        return redirect("decisions", round_id)
    try:
        outcome = confirm_many(round_=round_, by=request.user, on=timezone.localdate(), read=read)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("decisions", round_id)
    _say(request, outcome)
    return redirect("decisions", round_id)


def _ticked(request: SignedInRequest) -> dict[int, str]:
    """Candidate -> the status that was read as its proposal, from "12:key"; what is none of it is left out."""
    pairs = (text.partition(":") for text in request.POST.getlist("candidate")[:IDS_AT_MOST])
    return {int(pk): status for pk, _colon, status in pairs if pk.isascii() and pk.isdigit() and len(pk) <= 18}


def _say(request: SignedInRequest, outcome: Confirmed) -> None:
    words = ngettext("%(count)d client was decided.", "%(count)d clients were decided.", outcome.decided)
    messages.success(request, words % {"count": outcome.decided})
    for account, why in outcome.left[:LEFT_SHOWN]:
        messages.warning(request, _("%(account)s stays undecided: %(why)s") % {"account": account, "why": why})
    if (more := len(outcome.left) - LEFT_SHOWN) > 0:
        words = ngettext("%(count)d more stays undecided.", "%(count)d more stay undecided.", more)
        messages.warning(request, words % {"count": more})
