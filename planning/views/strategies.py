"""The four Ps of a plan, one page each."""

from __future__ import annotations

import datetime

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Account
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_plan_to_edit
from planning.four_ps.authority import authority_of
from planning.four_ps.forms import StrategyEdit
from planning.four_ps.questions import QUESTIONS
from planning.four_ps.writing import edit_strategy
from planning.models import Action, P, Strategy

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@keeps_typed_text
def strategy_edit(request: SignedInRequest, plan_id: int, p: str) -> HttpResponse:
    account, tie, plan = get_plan_to_edit(request.user, plan_id)
    strategy = Strategy.objects.filter(plan=plan, p=p).first()
    if strategy is None:
        raise Http404
    strategy.plan = plan
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
            "ps": P.choices,
            "p": strategy.p,
            "questions": QUESTIONS[P(strategy.p)],
            "authority": authority_of(account, strategy, today) if strategy.p == P.PRICE else None,
            "tactics": list(Action.objects.filter(plan=plan, p=strategy.p).select_related("goal", "owner")),
            "back": plan.get_absolute_url(),
            "draft": f"plan-{plan.pk}-{strategy.p}",
        },
        then=plan.get_absolute_url(),
        said=lambda: _said(account, strategy, today),
    )


def _said(account: Account, strategy: Strategy, today: datetime.date) -> str:
    """With who must agree to the terms as they are now."""
    if strategy.p != P.PRICE:
        return _("Saved.")
    stored = Strategy.objects.get(pk=strategy.pk)
    stored.plan = strategy.plan
    needs = authority_of(account, stored, today).needs
    return _("Saved. What you mean to offer %(needs)s.") % {"needs": needs} if needs else _("Saved.")
