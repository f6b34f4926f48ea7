"""The plans of a client, and a plan itself: begun, looked at, renamed, removed."""

from __future__ import annotations

import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import get_account, get_account_to_edit
from decision_map.access import may_read_judgements
from dossiers.forms import RemoveForm, initial_of
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_plan, get_plan_to_edit
from planning.forms import PlanEdit, PlanForm
from planning.four_ps.authority import authority_asked
from planning.goals.map_checking import checks_of_plan
from planning.goals.mirroring import to_mirror
from planning.left_behind import left_behind
from planning.life.months import name_of
from planning.life.one_screen import goals_shown, plan_page
from planning.life.versions import changed_since_approval
from planning.life.whole import read_whole
from planning.listing import listed
from planning.plans import begin_plan, edit_plan, remove_plan
from planning.printing.for_client import may_be_handed_over

FORM = ["GET", "HEAD", "POST"]


@require_safe
def plans(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    return render(request, "planning/plans.html", {"account": account, "tie": tie, "plans": listed(account)})


@require_safe
def plan(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan_ = get_plan(request.user, plan_id)
    today, whole = timezone.localdate(), read_whole(plan_)
    shown = {row["id"] for row in goals_shown(whole)}
    checks = checks_of_plan(plan_, shown, today, may_judge=may_read_judgements(tie)) if shown else {}
    changes = changed_since_approval(plan_, whole) if plan_.is_running else []
    authority = authority_asked(plan_, whole, changes, today)
    needs = authority.needs if authority else ""
    context = {
        "account": account,
        "tie": tie,
        "plan": plan_,
        "page": plan_page(plan_, whole, tie, today, checks=checks, changes=changes, needs=needs),
        "is_beyond_reader": authority is not None and not authority.may_be_approved_by(request.user),
        "needs": needs,
        "left_behind": left_behind(plan_, whole, today),
        "for_client": may_be_handed_over(plan_),
    }
    if not whole["goals"]:
        context["to_mirror"] = to_mirror(plan_)
    return render(request, "planning/plan.html", context)


@require_http_methods(FORM)
@keeps_typed_text
def plan_new(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    form = PlanForm(
        posted(request), initial={**_next_period(timezone.localdate()), "currency": account.annual_sales_currency}
    )
    return edit_page(
        request,
        form=form,
        save=lambda: begin_plan(account=account, **form.cleaned_data),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Begin a plan"),
            "back": reverse("plans", args=[account.pk]),
        },
        then=lambda plan_: plan_.get_absolute_url(),
        said=_("The plan is begun. Add the first goal."),
    )


@require_http_methods(FORM)
@keeps_typed_text
def plan_edit(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan_ = get_plan_to_edit(request.user, plan_id)
    form = PlanEdit(posted(request), initial=initial_of(plan_, PlanForm), version=plan_.version)
    return edit_page(
        request,
        form=form,
        record=plan_,
        save=lambda: edit_plan(plan=plan_, version=form.version, changes=form.changes()),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Edit the plan “%(plan)s”") % {"plan": plan_.title},
            "back": plan_.get_absolute_url(),
            "remove": reverse("plan_remove", args=[plan_.pk]),
        },
        then=plan_.get_absolute_url(),
    )


@require_http_methods(FORM)
def plan_remove(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan_ = get_plan_to_edit(request.user, plan_id)
    form = RemoveForm(posted(request), version=plan_.version)
    return edit_page(
        request,
        form=form,
        record=plan_,
        save=lambda: remove_plan(plan=plan_, version=form.version, by=request.user),
        template="dossiers/row_remove.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Remove the plan “%(plan)s”?") % {"plan": plan_.title},
            "warning": _("Its goals, actions and comments go with it. The history keeps what it said."),
            "back": plan_.get_absolute_url(),
        },
        then=reverse("plans", args=[account.pk]),
        said=_("Removed."),
    )


def _next_period(today: datetime.date) -> dict[str, datetime.date | str]:
    """The calendar year that most of the plan's work lies in: from October on the next one."""
    year = today.year + (today.month >= 10)
    starts_on, ends_on = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    return {"title": name_of(starts_on, ends_on), "starts_on": starts_on, "ends_on": ends_on}
