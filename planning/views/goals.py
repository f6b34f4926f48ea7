"""Goals of a plan: the list against the map, one goal with its readings, and the forms that change them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from decision_map.access import may_read_judgements
from dossiers.forms import RemoveForm, initial_of
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.history.once import FORM_TOKEN, token_of
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_in_plan, get_in_plan_to_edit, get_plan, get_plan_to_edit, may_write
from planning.discussion.reading import comments_about, open_about
from planning.goals.forms import GoalEdit, GoalForm
from planning.goals.map_checking import checks_of
from planning.goals.mirroring import mirrored, to_mirror
from planning.goals.named import named_by
from planning.goals.one_goal import goal_page, goals_page
from planning.goals.reading_forms import reading_form_of
from planning.goals.writing import add_goal, edit_goal, remove_goal
from planning.models import Goal
from planning.opportunities.writing import begin_goal_of, named_in_address

FORM = ["GET", "HEAD", "POST"]


@require_safe
def goals(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan(request.user, plan_id)
    rows = goals_page(plan, timezone.localdate(), may_judge=may_read_judgements(tie))
    context = {"account": account, "tie": tie, "plan": plan, "rows": rows, "to_mirror": to_mirror(plan)}
    return render(request, "planning/goals.html", context)


@require_safe
def goal(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, goal_ = get_in_plan(request.user, plan_id, Goal, pk)
    today = timezone.localdate()
    check = checks_of([goal_], today, may_read_judgements(tie))[goal_.pk]
    form = reading_form_of(goal_, today) if may_write(tie, plan) else None
    context = {
        "account": account,
        "tie": tie,
        "plan": plan,
        "form": form,
        "check": check,
        "named": named_by(goal_),
        "discussed": comments_about(plan, goal=goal_),
        FORM_TOKEN: token_of(request),
    }
    return render(request, "planning/goal.html", {**context, "page": goal_page(goal_, today)})


@require_http_methods(FORM)
@keeps_typed_text
def goal_new(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan_to_edit(request.user, plan_id)
    chance = named_in_address(plan, request.GET.get("opportunity", ""))
    filled = {"title": chance.title} if chance else {}
    form = GoalForm(posted(request), plan=plan, initial=filled | mirrored(plan, request.GET.get("mirrors", "")))
    return edit_page(
        request,
        form=form,
        save=lambda: begin_goal_of(chance, lambda: add_goal(plan=plan, **form.cleaned_data)),
        template="planning/goal_edit.html",
        context={
            "account": account,
            "tie": tie,
            "plan": plan,
            "title": _("A goal that mirrors one of theirs"),
            "back": reverse("goals", args=[plan.pk]),
            "draft": f"plan-{plan.pk}-goal",
        },
        then=lambda goal_: goal_.get_absolute_url(),
        said=_("The goal is set. Add what is read of it, or the actions that lead there."),
    )


@require_http_methods(FORM)
@keeps_typed_text
def goal_edit(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, goal_ = get_in_plan_to_edit(request.user, plan_id, Goal, pk)
    form = GoalEdit(posted(request), plan=plan, initial=_initial(goal_), version=goal_.version)
    return edit_page(
        request,
        form=form,
        record=goal_,
        save=lambda: edit_goal(goal=goal_, version=form.version, changes=form.changes()),
        template="planning/goal_edit.html",
        context={
            "account": account,
            "tie": tie,
            "plan": plan,
            "title": _("Edit the goal “%(goal)s”") % {"goal": goal_.title},
            "back": goal_.get_absolute_url(),
            "draft": f"plan-{plan.pk}-goal-{goal_.pk}",
            "remove": reverse("goal_remove", args=[plan.pk, goal_.pk]),
        },
        then=goal_.get_absolute_url(),
    )


@require_http_methods(FORM)
def goal_remove(request: SignedInRequest, plan_id: int, pk: int) -> HttpResponse:
    account, tie, plan, goal_ = get_in_plan_to_edit(request.user, plan_id, Goal, pk)
    form = RemoveForm(posted(request), version=goal_.version)
    return edit_page(
        request,
        form=form,
        record=goal_,
        save=lambda: remove_goal(goal=goal_, version=form.version),
        template="planning/thing_remove.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Remove the goal “%(goal)s”?") % {"goal": goal_.title},
            "warning": _(
                "Its readings and what is said of it go with it; its actions stay without a goal."
                " The history keeps what it said."
            ),
            "asked_at": open_about(goal_),
            "back": goal_.get_absolute_url(),
        },
        then=reverse("goals", args=[plan.pk]),
        said=_("Removed."),
    )


def _initial(goal_: Goal) -> dict[str, Any]:
    people = list(goal_.people.values_list("pk", flat=True))
    return {**initial_of(goal_, GoalForm, but={"people"}), "people": people}
