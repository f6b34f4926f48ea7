"""The four Ps of a plan, one page each."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Account
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_plan, get_plan_to_edit, may_write
from planning.four_ps.authority import authority_of, has_approved_terms
from planning.four_ps.forms import StrategyEdit
from planning.four_ps.questions import QUESTIONS
from planning.four_ps.writing import edit_strategy
from planning.life.versions import changed_since_approval
from planning.life.whole import read_whole
from planning.models import Action, P, Plan, Strategy

FORM = ["GET", "HEAD", "POST"]


@require_safe
def strategy(request: SignedInRequest, plan_id: int, p: str) -> HttpResponse:
    account, tie, plan = get_plan(request.user, plan_id)
    found = _strategy(plan, p)
    context = {
        "account": account,
        "tie": tie,
        "plan": plan,
        "strategy": found,
        "may_change": may_write(tie, plan),
        **_beside(account, found),
    }
    return render(request, "planning/strategy.html", context)


@require_http_methods(FORM)
@keeps_typed_text
def strategy_edit(request: SignedInRequest, plan_id: int, p: str) -> HttpResponse:
    account, tie, plan = get_plan_to_edit(request.user, plan_id)
    strategy = _strategy(plan, p)
    form = StrategyEdit(strategy, posted(request))
    today = timezone.localdate()
    return edit_page(
        request,
        form=form,
        record=strategy,
        save=lambda: edit_strategy(strategy=strategy, version=form.version, changes=form.changes()),
        template="planning/strategy_edit.html",
        context={
            "account": account,
            "tie": tie,
            "plan": plan,
            "title": strategy.get_p_display(),
            "questions": QUESTIONS[P(strategy.p)],
            **_beside(account, strategy),
            "back": plan.get_absolute_url(),
            "draft": f"plan-{plan.pk}-{strategy.p}",
        },
        then=plan.get_absolute_url(),
        said=lambda: _said(account, strategy, today),
    )


def _strategy(plan: Plan, p: str) -> Strategy:
    """The plan comes along as it was read; Http404 for what is none of the four."""
    found = Strategy.objects.filter(plan=plan, p=p).first() if p in P.values else None
    if found is None:
        raise Http404
    found.plan = plan
    return found


def _beside(account: Account, strategy: Strategy) -> dict[str, Any]:
    """What stands beside a P, read or edited: the way to the others, tactics, the range of authority of the price."""
    is_price = strategy.p == P.PRICE
    return {
        "ps": P.choices,
        "p": strategy.p,
        "authority": authority_of(account, strategy, timezone.localdate()) if is_price else None,
        "is_approved": is_price and _has_approved_terms(strategy.plan),
        "tactics": list(Action.objects.filter(plan=strategy.plan, p=strategy.p).select_related("goal", "owner")),
    }


def _has_approved_terms(plan: Plan) -> bool:
    return has_approved_terms(plan, changed_since_approval(plan, read_whole(plan)))


def _said(account: Account, strategy: Strategy, today: datetime.date) -> str:
    """With who must agree to the terms as they are now."""
    if strategy.p != P.PRICE:
        return _("Saved.")
    stored = Strategy.objects.get(pk=strategy.pk)
    stored.plan = strategy.plan
    needs = "" if _has_approved_terms(strategy.plan) else authority_of(account, stored, today).needs
    return _("Saved. What you mean to offer %(needs)s.") % {"needs": needs} if needs else _("Saved.")
