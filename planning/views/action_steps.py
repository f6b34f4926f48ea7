"""One click takes an action from one status to another; its days move, with those that wait for it, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dossiers.forms import RemoveForm
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.history.editing import asked_next, edit_page, keeps_typed_text, posted
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.access import allow
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_in_plan_to_edit, get_in_plan_to_mark
from planning.actions.forms import FollowForm, MoveForm, asked_day, sent_of
from planning.actions.moving import days_moved, leaves_the_plan, move_due, move_waiting, open_waiting, take_back
from planning.actions.writing import drop_action, finish_action, reopen_action, start_action
from planning.models import Action, Plan, Shift

FORM = ["GET", "HEAD", "POST"]
# A move of more than ten years is a slip.
DAYS_AT_MOST = 3660


@require_POST
def action_start(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    """Like the two after it by its owner, too."""
    _account, _tie, _plan, action = get_in_plan_to_mark(request.user, plan_id, Action, pk)
    return _stepped(
        request,
        action,
        lambda version: start_action(action=action, version=version),
        _("“%(action)s” is under way.") % {"action": action.title},
    )


@require_POST
def action_done(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    _account, _tie, _plan, action = get_in_plan_to_mark(request.user, plan_id, Action, pk)
    on = timezone.localdate()
    return _stepped(
        request,
        action,
        lambda version: finish_action(action=action, version=version, on=on),
        _("“%(action)s” is done.") % {"action": action.title},
    )


@require_POST
def action_reopen(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    _account, _tie, _plan, action = get_in_plan_to_mark(request.user, plan_id, Action, pk)
    return _stepped(
        request,
        action,
        lambda version: reopen_action(action=action, version=version),
        _("“%(action)s” is open again.") % {"action": action.title},
    )


@require_POST
def action_drop(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    _account, _tie, _plan, action = get_in_plan_to_edit(request.user, plan_id, Action, pk)
    return _stepped(
        request,
        action,
        lambda version: drop_action(action=action, version=version),
        _("“%(action)s” is dropped.") % {"action": action.title},
    )


def _stepped(request: SignedInRequest, action: Action, step: Callable[[int], Action], said: str) -> HttpResponse:
    form = RemoveForm(request.POST, version=action.version)
    back = asked_next(request) or action.get_absolute_url()
    if not form.is_valid():
        messages.error(request, _("Open the action and mark it there."))
        return redirect(back)
    return acted(
        request,
        act=lambda: step(form.version),
        back=back,
        said=said,
        stale=_("“%(action)s” was changed since you read it. Look at it again.") % {"action": action},
        gone=_("The action was removed since you read it."),
        gone_to=reverse("actions", args=[action.plan_id]),
    )


@require_http_methods(FORM)
@keeps_typed_text
def action_move(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, action = get_in_plan_to_edit(request.user, plan_id, Action, pk)
    waiting = open_waiting(action)
    followed = _days_of(request.GET.get("days", ""))
    wanted = asked_day(request.GET.get("due_on", ""))
    days = followed or ((wanted - action.due_on).days if wanted and action.due_on else 0)
    form = _move_form(request, action, plan, waiting, followed, days)
    context = {
        "account": account,
        "tie": tie,
        "plan": plan,
        "action": action,
        "followed": followed,
        "days": days,
        "days_apart": abs(days),
        "waiting": [_offered(each, days, plan) for each in waiting],
        "chosen": set(form["along"].value() or ()),
        "back": action.get_absolute_url(),
    }
    return edit_page(
        request,
        form=form,
        record=action,
        save=lambda: _moved(request, action, form, followed),
        template="planning/action_move.html",
        context=context,
        then=action.get_absolute_url(),
        said=_("The days are moved."),
    )


def _days_of(text: str) -> int:
    """How far the action was moved already, as the address says; 0 for anything that is no such number."""
    number = number_in(text.removeprefix("-"))
    return int(text) if number is not None and number <= DAYS_AT_MOST else 0


def _move_form(
    request: SignedInRequest, action: Action, plan: Plan, waiting: list[Action], followed: int, days: int
) -> FollowForm | MoveForm:
    """Who can go along is ticked."""
    along = [sent_of(each) for each in waiting if not leaves_the_plan(each, days, plan)]
    if followed:
        return FollowForm(posted(request), initial={"along": along}, waiting=waiting)
    due_on = asked_day(request.GET.get("due_on", "")) or action.due_on
    initial = {"along": along, "due_on": due_on}
    return MoveForm(posted(request), initial=initial, version=action.version, waiting=waiting)


def _offered(each: Action, days: int, plan: Plan) -> dict[str, Any]:
    return {
        "action": each,
        "value": sent_of(each),
        "after": days_moved(each, days).get("due_on") or days_moved(each, days).get("starts_on"),
        "leaves": leaves_the_plan(each, days, plan),
    }


def _moved(request: SignedInRequest, action: Action, form: FollowForm | MoveForm, followed: int) -> Shift | None:
    at, along = timezone.now(), form.chosen
    if isinstance(form, MoveForm):
        day = form.cleaned_data["due_on"]
        return move_due(action=action, version=form.version, due_on=day, along=along, by=request.user, at=at)
    return move_waiting(action=action, days=followed, along=along, by=request.user, at=at)


@require_POST
def shift_undo(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    _account, _tie, plan, shift = get_in_plan_to_edit(request.user, plan_id, Shift, pk)
    allow(shift.by_id == request.user.pk, _("Only who moved these days takes them back."))
    return acted(
        request,
        act=lambda: take_back(shift=shift, by=request.user, at=timezone.now()),
        back=asked_next(request) or reverse("actions", args=[plan.pk]),
        said=_("The days stand as before."),
    )
