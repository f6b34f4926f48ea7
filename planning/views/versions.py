"""What was approved of a plan, and what differs from it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_plan
from planning.life.comparing import differences, progress_of, without_progress
from planning.life.steps import told_steps
from planning.life.versions import snapshot_of
from planning.life.whole import read_whole
from planning.life.words import changes_in_words, snapshot_in_words
from planning.models import Plan, PlanVersion

NOW = "now"


@require_safe
def plan_versions(request: SignedInRequest, plan_id: int) -> HttpResponse:
    account, tie, plan = get_plan(request.user, plan_id)
    versions = list(PlanVersion.objects.filter(plan=plan).defer("snapshot").select_related("approved_by"))
    context = {"account": account, "tie": tie, "plan": plan, "versions": versions}
    if versions:
        context |= _compared(plan, request.GET.get("from", ""), request.GET.get("to", ""))
    context["steps"] = told_steps(plan)
    return render(request, "planning/versions.html", context)


@require_safe
def plan_version(request: SignedInRequest, plan_id: int, number: int) -> HttpResponse:
    account, tie, plan = get_plan(request.user, plan_id)
    version = PlanVersion.objects.filter(plan=plan, number=number).select_related("approved_by").first()
    if version is None:
        raise Http404
    groups = snapshot_in_words(version.snapshot)
    context = {"account": account, "tie": tie, "plan": plan, "plan_version": version, "groups": groups}
    return render(request, "planning/version.html", context)


def _compared(plan: Plan, earlier: str, later: str) -> dict[str, Any]:
    """Between two versions, or a version and the plan as it stands; the latest approved against now, unless asked."""
    earlier, later = earlier or str(plan.approved_version), later or NOW
    before = _snapshot(plan, earlier)
    after = snapshot_of(read_whole(plan)) if later == NOW else _snapshot(plan, later)
    found = differences(before, after)
    changes = without_progress(found)
    return {
        "earlier": earlier,
        "later": later,
        "changes": len(changes),
        "groups": changes_in_words(changes),
        "progress": changes_in_words(progress_of(found)),
    }


def _snapshot(plan: Plan, number: str) -> Any:
    """Http404 for what is no number of a version of the plan."""
    found = (
        PlanVersion.objects.filter(plan=plan, number=number_in(number) or 0).values_list("snapshot", flat=True).first()
    )
    if found is None:
        raise Http404
    return found
