"""A plan goes on: each step has its own address. Buttons say at once what came of them, reasons are asked on a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Tie
from accounts.models import Account
from kam_portal.foundation.history.buttons import acted, in_sentences
from kam_portal.foundation.history.editing import SEEN, edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_in_plan_to_edit, get_plan_to_edit, get_plan_to_lead
from planning.life.carrying import settle
from planning.life.forms import ReasonForm
from planning.life.stating import OPEN_COMMENTS, activate, approve, close, discuss_again, return_plan, submit, take_back
from planning.models import CarryDecision, Plan

FORM = ["GET", "HEAD", "POST"]
# What is approved was read: no plan has this fingerprint.
NOTHING_SEEN = "nothing"


@require_POST
def plan_submit(request: SignedInRequest, plan_id: int) -> HttpResponse:
    _account, _tie, plan = get_plan_to_edit(request.user, plan_id)
    return _go(request, plan, submit, _("Submitted. The lead reads it in the digest and discusses it here."))


@require_POST
def plan_approve(request: SignedInRequest, plan_id: int) -> HttpResponse:
    _account, _tie, plan = get_plan_to_lead(request.user, plan_id)
    seen = request.POST.get(SEEN) or NOTHING_SEEN
    return _go(request, plan, lambda **who: approve(seen=seen, **who), _("Approved. This version is kept as it is."))


@require_POST
def plan_activate(request: SignedInRequest, plan_id: int) -> HttpResponse:
    _account, _tie, plan = get_plan_to_edit(request.user, plan_id)
    return _go(request, plan, activate, _("The plan is active."))


@require_POST
def plan_discuss_again(request: SignedInRequest, plan_id: int) -> HttpResponse:
    _account, _tie, plan = get_plan_to_edit(request.user, plan_id)
    return _go(request, plan, discuss_again, _("The plan is discussed again; its actions go on meanwhile."))


@require_http_methods(FORM)
@keeps_typed_text
def plan_take_back(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan_to_edit(request.user, plan_id)
    form = ReasonForm(posted(request), label=_("Why is it taken back?"))
    return _ask(request, account, tie, plan, form, take_back, _("Take back the plan “%(plan)s”"))


@require_http_methods(FORM)
@keeps_typed_text
def plan_return(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan_to_lead(request.user, plan_id)
    form = ReasonForm(
        posted(request), label=_("What should be different?"), help_text=_("The manager reads this with the plan.")
    )
    return _ask(request, account, tie, plan, form, return_plan, _("Return the plan “%(plan)s”"))


@require_http_methods(FORM)
@keeps_typed_text
def plan_close(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan_to_edit(request.user, plan_id)
    form = ReasonForm(
        posted(request),
        label=_("What was learnt from it?"),
        help_text=_("A closed plan is kept as it is and changes no more."),
    )

    def closed(*, plan: Plan, reason: str, **who: Any) -> Plan:
        return close(plan=plan, lessons=reason, **who)

    return _ask(request, account, tie, plan, form, closed, _("Close the plan “%(plan)s”"))


@require_POST
def carried_settle(request: SignedInRequest, plan_id: int, decision_id: int) -> HttpResponse:
    _account, _tie, plan, decision = get_in_plan_to_edit(request.user, plan_id, CarryDecision, decision_id)
    return acted(request, act=lambda: settle(decision=decision), back=plan.get_absolute_url())


def _go(request: SignedInRequest, plan: Plan, verb: Callable[..., Plan], said: str) -> HttpResponse:
    """A step without words of its own; why it is refused stands above the plan, where it is put right."""
    return acted(
        request,
        act=lambda: verb(plan=plan, by=request.user, at=timezone.now()),
        back=plan.get_absolute_url(),
        said=said,
        refused=lambda refusal: _refused(plan, refusal),
    )


def _refused(plan: Plan, refusal: ValidationError) -> str:
    """In words; open comments with the way to them."""
    text = in_sentences(refusal)
    if getattr(refusal, "code", None) != OPEN_COMMENTS:
        return text
    discussion = reverse("discussion", args=[plan.pk])
    return format_html('{} <a href="{}">{}</a>', text, discussion, _("Open the discussion"))


def _ask(
    request: SignedInRequest,
    account: Account,
    tie: Tie,
    plan: Plan,
    form: ReasonForm,
    verb: Callable[..., Plan],
    title: str,
) -> HttpResponse:
    """A step that asks for its reason on a page of its own."""
    back = reverse("plan", args=[plan.pk])
    return edit_page(
        request,
        form=form,
        save=lambda: verb(plan=plan, by=request.user, at=timezone.now(), **form.cleaned_data),
        template="planning/plan_step.html",
        context={"account": account, "tie": tie, "plan": plan, "title": title % {"plan": plan.title}, "back": back},
        then=back,
    )
