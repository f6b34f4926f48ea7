"""How far a round is, and its next step. No score is shown here, to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Rater, Round, RoundStep
from accounts.selection.access import get_round_taking_part, get_round_to_run
from accounts.selection.asking import remind_missing
from accounts.selection.forms import ReasonForm
from accounts.selection.progress import backwards, stages_of, steps_on
from accounts.selection.standing import HANDED_IN_AT, asked_of, standing_of
from accounts.selection.steps import take_step, ways_from
from accounts.views.versions import version_of
from kam_portal.foundation.history.editing import VERSION, add_errors, keeps_typed_text, posted
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.signed_in import SignedInRequest

State = Round.State


@require_safe
def round_progress(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie = get_round_taking_part(request.user, round_id)
    standing = standing_of(round_)
    context = {
        "round": round_,
        "tie": tie,
        "standing": standing,
        "stages": stages_of(round_),
        "steps": RoundStep.objects.filter(round=round_).select_related("by").order_by("-pk"),
        "asked": asked_of(request.user, [round_]).get(round_.pk),
        "waits": round_.state in HANDED_IN_AT,
    }
    if tie.may_run:
        context |= {"ways": steps_on(round_, standing), "back": backwards(round_)}
    return render(request, "accounts/selection/progress.html", context)


def moved_meanwhile(round_: Round) -> str:
    """What a reader is told whose step came second."""
    now = Round.objects.get(pk=round_.pk)
    sentence = _("Somebody took a step meanwhile: the round stands at “%(step)s” now. Look at it before you go on.")
    return sentence % {"step": now.get_state_display()}


@require_POST
def round_step(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, _tie = get_round_to_run(request.user, round_id)
    to = request.POST.get("to", "")
    if to not in [way.to for way in steps_on(round_, standing_of(round_))]:
        messages.error(request, _("The round cannot go there from the step it stands at. Look at it again."))
        return redirect("round_progress", round_.pk)
    try:
        moved = take_step(round_=round_, to=to, by=request.user, at=timezone.now(), version=version_of(request))
    except StaleEdit:
        messages.error(request, moved_meanwhile(round_))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The round stands at “%(step)s” now.") % {"step": moved.get_state_display()})
    return redirect("round_progress", round_.pk)


def _with_reason(request: SignedInRequest, round_id: int, to: str | None, page: dict[str, Any]) -> HttpResponse:
    """A step that wants a reason. A reason typed for a round that moved meanwhile is kept, with what it is now."""
    round_, tie = get_round_to_run(request.user, round_id)
    if to is None or to not in ways_from(round_):
        messages.error(request, _("The round cannot go there from the step it stands at. Look at it again."))
        return redirect("round_progress", round_.pk)
    form, status = ReasonForm(posted(request), version=round_.version), 200
    if request.method == "POST" and form.is_valid():
        try:
            reason = str(form.changes()["reason"])
            moved = take_step(
                round_=round_, to=to, by=request.user, at=timezone.now(), version=form.version, reason=reason
            )
        except StaleEdit as stale:
            form.add_error(None, moved_meanwhile(round_))
            form._retype(VERSION, stale.version)
            status = 409
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The round stands at “%(step)s” now.") % {"step": moved.get_state_display()})
            return redirect("round_progress", round_.pk)
    context = {"round": round_, "tie": tie, "form": form, "to": State(to).label, **page}
    return render(request, "accounts/selection/round_reason.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def round_cancel(request: SignedInRequest, round_id: int) -> HttpResponse:
    get_round_to_run(request.user, round_id)
    return _with_reason(request, round_id, State.CANCELLED, {"page": "cancel"})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def round_back(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, _tie = get_round_to_run(request.user, round_id)
    to = backwards(round_)
    return _with_reason(request, round_id, to, {"page": "back", "asks_again": to in HANDED_IN_AT})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def round_reopen(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, _tie = get_round_to_run(request.user, round_id)
    to = ways_from(round_)[0] if round_.state == State.CANCELLED else None
    return _with_reason(request, round_id, to, {"page": "reopen"})


@require_POST
def round_remind(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, _tie = get_round_to_run(request.user, round_id)
    try:
        now, earlier = remind_missing(round_=round_, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        _say_whom_it_reached(request, now, earlier)
    return redirect("round_progress", round_.pk)


def _say_whom_it_reached(request: SignedInRequest, now: Sequence[Rater], earlier: Sequence[Rater]) -> None:
    names = {"now": _names(now), "earlier": _names(earlier)}
    if now:
        messages.success(request, _("Reminded: %(now)s.") % names)
    if earlier:
        messages.info(request, _("Reminded today already, and not once more: %(earlier)s.") % names)
    if not now and not earlier:
        messages.info(request, _("Nobody but you is missing; nobody was reminded."))


def _names(raters: Sequence[Rater]) -> str:
    return ", ".join(str(rater.user) for rater in raters)
