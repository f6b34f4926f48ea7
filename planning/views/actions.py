"""Actions of a plan: as list, board and timeline; one of them; new, edited, removed."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Tie
from accounts.models import Account
from dossiers.forms import RemoveForm, initial_of
from kam_portal.foundation.documents.answers import file_answer
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.history.once import FORM_TOKEN, token_of
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of
from planning.access import get_in_plan, get_in_plan_to_edit, get_plan, get_plan_to_edit, may_write
from planning.actions import rows as action_list
from planning.actions.forms import ActionEdit, ActionForm, QuickAction
from planning.actions.moving import edit_and_move, last_shift_of, open_waiting
from planning.actions.pictures import picture_of
from planning.actions.rows import LIST, SHOWN_AT_MOST, TIMELINE, ActionFilter
from planning.actions.workbook import workbook_of
from planning.actions.writing import add_action, remove_action
from planning.discussion.reading import comments_about, open_about
from planning.models import Action, Goal, P, Plan
from planning.opportunities.writing import named_in_address

FORM = ["GET", "HEAD", "POST"]
# [ours] What was moved is offered to be taken back for a week.
TAKEN_BACK_WITHIN = datetime.timedelta(days=7)


@require_safe
def actions(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan(request.user, plan_id)
    context = _page(request, account, tie, plan, request.GET)
    if context["may_change"] and context["view"] == LIST:
        form = QuickAction(plan=plan, writer=request.user, initial={"owner": request.user.pk})
        context |= {"form": form, FORM_TOKEN: token_of(request)}
    return render(request, "planning/actions.html", context)


@require_POST
@keeps_typed_text
def action_quick(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan_to_edit(request.user, plan_id)
    form = QuickAction(request.POST, plan=plan, writer=request.user)
    return edit_page(
        request,
        form=form,
        save=lambda: add_action(plan=plan, **form.cleaned_data),
        template="planning/actions.html",
        context=_page(request, account, tie, plan, QueryDict()),
        then=reverse("actions", args=[plan.pk]),
        said=_("The action is added."),
    )


def _page(request: SignedInRequest, account: Account, tie: Tie, plan: Plan, asked_by: QueryDict) -> dict[str, Any]:
    today = timezone.localdate()
    filters = ActionFilter(asked_by, plan=plan)
    asked = filters.asked
    view, sort = asked.get("view", LIST), asked.get("sort", "")
    rows = action_list.ordered(action_list.narrowed(plan, asked, today), sort)
    may_change = may_write(tie, plan)
    context = {
        "account": account,
        "tie": tie,
        "plan": plan,
        "today": today,
        "view": view,
        "views": action_list.VIEWS.items(),
        "filters": filters,
        "asked": asked_by.urlencode(),
        "may_change": may_change,
        "shift": _to_take_back(request, plan) if may_change else None,
    }
    if view == LIST:
        page = page_of(rows, asked_by.get("page"))
        action_list.looked_at(page.rows, plan, today)
        context["may_mark"] = action_list.marked_by(page.rows, request.user, tie, plan)
        return context | {"page": page, "headings": action_list.headings(sort)}
    found = action_list.looked_at(list(rows[:SHOWN_AT_MOST]), plan, today)
    action_list.marked_by(found, request.user, tie, plan)
    context["left_out"] = rows.count() - SHOWN_AT_MOST if len(found) == SHOWN_AT_MOST else 0
    if view == TIMELINE:
        return context | {"picture": picture_of(found, plan, today), "found": found}
    columns = [(status, [a for a in found if a.status == status]) for status in Action.Status]
    return context | {"columns": columns, "found": found}


def _to_take_back(request: SignedInRequest, plan: Plan) -> Any:
    shift = last_shift_of(request.user, plan)
    return shift if shift is not None and timezone.now() - shift.at < TAKEN_BACK_WITHIN else None


@require_safe
def actions_xlsx(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, _tie, plan = get_plan(request.user, plan_id)
    asked = ActionFilter(request.GET, plan=plan).asked
    rows = action_list.ordered(action_list.narrowed(plan, asked, timezone.localdate()), asked.get("sort", ""))
    name = f"{account.trade_name} {plan.title} {_('Actions')}"
    return file_answer(workbook_of(plan, rows.select_related("opportunity")), name=name, form="xlsx")


@require_safe
def action(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, found = get_in_plan(request.user, plan_id, Action, pk)
    today = timezone.localdate()
    action_list.looked_at([found], plan, today)
    action_list.marked_by([found], request.user, tie, plan)
    may_change = may_write(tie, plan)
    shift = _to_take_back(request, plan) if may_change else None
    context = {
        "account": account,
        "tie": tie,
        "plan": plan,
        "action": found,
        "today": today,
        "shift": shift if shift and str(found.pk) in shift.moved else None,
        "waiting": Action.objects.filter(waits_for=found).select_related("owner"),
        "discussed": comments_about(plan, action=found),
        "may_change": may_change,
    }
    return render(request, "planning/action.html", context)


@require_http_methods(FORM)
@keeps_typed_text
def action_new(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan_to_edit(request.user, plan_id)
    initial = {"owner": request.user.pk} | _filled_from(request.GET, plan)
    form = ActionForm(posted(request), initial=initial, plan=plan, writer=request.user)
    return edit_page(
        request,
        form=form,
        save=lambda: add_action(plan=plan, **form.cleaned_data),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("New action"),
            "back": reverse("actions", args=[plan.pk]),
            "draft": f"plan-{plan.pk}-action",
        },
        then=reverse("actions", args=[plan.pk]),
        said=_("The action is added."),
    )


def _filled_from(asked: QueryDict, plan: Plan) -> dict[str, Any]:
    """What the page that leads here says already; only what is of this plan."""
    found: dict[str, Any] = {"p": asked["p"]} if asked.get("p") in P.values else {}
    goal = number_in(asked.get("goal", ""))
    if goal and Goal.objects.filter(plan=plan, pk=goal).exists():
        found["goal"] = goal
    if chance := named_in_address(plan, asked.get("opportunity", "")):
        found |= {"opportunity": chance.pk, "title": chance.title}
    return found


@require_http_methods(FORM)
@keeps_typed_text
def action_edit(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, found = get_in_plan_to_edit(request.user, plan_id, Action, pk)
    initial = initial_of(found, ActionForm)
    form = ActionEdit(
        posted(request), initial=initial, version=found.version, plan=plan, writer=request.user, action=found
    )
    was_due = found.due_on
    return edit_page(
        request,
        form=form,
        record=found,
        save=lambda: edit_and_move(
            action=found, version=form.version, changes=form.changes(), by=request.user, at=timezone.now()
        ),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Edit the action “%(action)s”") % {"action": found.title},
            "back": found.get_absolute_url(),
            "remove": reverse("action_remove", args=[plan.pk, found.pk]),
        },
        then=lambda saved: _after(saved, was_due),
    )


def _after(saved: Action, was_due: datetime.date | None) -> str:
    """Where others wait for an action whose due date has moved, they are asked about next."""
    if was_due and saved.due_on and saved.due_on != was_due and saved.is_open and open_waiting(saved):
        days = (saved.due_on - was_due).days
        return f"{reverse('action_move', args=[saved.plan_id, saved.pk])}?days={days}"
    return saved.get_absolute_url()


@require_http_methods(FORM)
def action_remove(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, found = get_in_plan_to_edit(request.user, plan_id, Action, pk)
    form = RemoveForm(posted(request), version=found.version)
    return edit_page(
        request,
        form=form,
        record=found,
        save=lambda: remove_action(action=found, version=form.version),
        template="planning/thing_remove.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Remove the action “%(action)s”?") % {"action": found.title},
            "warning": _("What is said of it goes with it, and what waits for it waits no more. To keep it, drop it."),
            "asked_at": open_about(found),
            "back": found.get_absolute_url(),
        },
        then=reverse("actions", args=[plan.pk]),
        said=_("Removed."),
    )
