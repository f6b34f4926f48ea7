"""Buttons of an opportunity: its stage, its outcome, and the lines of the checklist. Each has its own address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.views.versions import version_of
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_in_plan_to_edit
from planning.models import Opportunity, StageWork
from planning.opportunities.writing import decide_outcome, do_work, move_stage, undo_work


@require_POST
def opportunity_stage(request: SignedInRequest, plan_id: int, pk: int, *, forward: bool) -> HttpResponse:
    _account, _tie, _plan, chance = get_in_plan_to_edit(request.user, plan_id, Opportunity, pk)
    version = version_of(request)
    return _go(
        request,
        chance,
        lambda: move_stage(opportunity=chance, version=version, forward=forward),
        lambda moved: _("The client’s stage is now: %(stage)s.") % {"stage": moved.get_stage_display()},
    )


@require_POST
def opportunity_outcome(request: SignedInRequest, plan_id: int, pk: int, *, outcome: str) -> HttpResponse:
    _account, _tie, _plan, chance = get_in_plan_to_edit(request.user, plan_id, Opportunity, pk)
    version = version_of(request)
    return _go(
        request,
        chance,
        lambda: decide_outcome(opportunity=chance, version=version, outcome=outcome),
        lambda decided: _("Its outcome is now: %(outcome)s.") % {"outcome": decided.get_outcome_display()},
    )


@require_POST
def work_done(request: SignedInRequest, plan_id: int, pk: int, work_id: int) -> HttpResponse:
    _account, _tie, _plan, chance = get_in_plan_to_edit(request.user, plan_id, Opportunity, pk)
    work, on = _work(work_id), timezone.localdate()
    return _go(
        request,
        chance,
        lambda: do_work(opportunity=chance, work=work, on=on, by=request.user),
        lambda _done: _("Done: %(work)s.") % {"work": work.text},
        anchor=f"#work-{work.pk}",
    )


@require_POST
def work_undo(request: SignedInRequest, plan_id: int, pk: int, work_id: int) -> HttpResponse:
    _account, _tie, _plan, chance = get_in_plan_to_edit(request.user, plan_id, Opportunity, pk)
    work = _work(work_id)
    return _go(
        request,
        chance,
        lambda: undo_work(opportunity=chance, work=work),
        lambda _undone: _("Open again: %(work)s.") % {"work": work.text},
        anchor=f"#work-{work.pk}",
    )


def _work(pk: int) -> StageWork:
    work = StageWork.objects.filter(pk=pk).first()
    if work is None:
        raise Http404
    return work


def _go(
    request: SignedInRequest,
    chance: Opportunity,
    act: Callable[[], Any],
    said: Callable[[Any], str],
    *,
    anchor: str = "",
) -> HttpResponse:
    """Back to the opportunity, whatever came of it."""
    return acted(
        request,
        act=act,
        back=chance.get_absolute_url(),
        then=chance.get_absolute_url() + anchor,
        said=said,
        stale=_("Somebody changed this opportunity since you read it. Look at it, then decide again."),
        gone=_("The opportunity was removed since you read it."),
        gone_to=reverse("opportunities", args=[chance.plan_id]),
    )
