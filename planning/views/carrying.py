"""Into the next period: one page, a row an item, a decision on each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_plan_to_edit
from planning.life.carrying import NEVER_APPROVED, carried_already, carry_over
from planning.life.forms import CarryForm
from planning.life.months import name_of, period_after
from planning.life.open_items import open_items
from planning.life.whole import read_whole
from planning.models import Plan

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@keeps_typed_text
def plan_carry(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan_to_edit(request.user, plan_id)
    later = plan.carried_to.first()
    if later is not None and request.method != "POST":
        messages.info(request, carried_already(later))
        return redirect(later)
    if not plan.approved_version and request.method != "POST":
        messages.info(request, NEVER_APPROVED)
        return redirect(plan)
    form = CarryForm(
        posted(request), items=open_items(read_whole(plan)), may_close=plan.is_running, initial=_next_period(plan)
    )
    return edit_page(
        request,
        form=form,
        save=lambda: carry_over(
            plan=plan, decided=form.decided(), by=request.user, at=timezone.now(), **form.of_the_plan()
        ),
        template="planning/plan_carry.html",
        context={"account": account, "tie": tie, "plan": plan, "back": plan.get_absolute_url()},
        then=lambda carried: carried.get_absolute_url(),
        said=_("The next plan is begun with what you kept. See what is still missing."),
    )


def _next_period(plan: Plan) -> dict[str, Any]:
    """As long as this one, from the day after it."""
    starts, ends = period_after(plan.starts_on, plan.ends_on)
    title = name_of(starts, ends) if plan.title == name_of(plan.starts_on, plan.ends_on) else ""
    return {"title": title, "starts_on": starts, "ends_on": ends, "aim": plan.aim}
