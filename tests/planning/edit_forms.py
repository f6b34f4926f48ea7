"""The forms of a plan, as tests/edit_forms.py lists those of an account."""

from __future__ import annotations

from typing import Any

from accounts.models import Account
from kam_portal.foundation.history.editing import Versioned
from planning import action_forms, resource_forms
from planning import forms as plan_forms
from planning.actions import add_action
from planning.models import Plan
from planning.plans import begin_plan
from planning.resources import add_resource
from tests.conftest import TODAY
from tests.editing import EditForm


def plan_of(account: Account, **values: Any) -> Plan:
    year_on = TODAY.replace(year=TODAY.year + 1)
    title = f"Plan {Plan.objects.filter(account=account).count()}"
    return begin_plan(account=account, title=title, starts_on=TODAY, ends_on=year_on, currency="EUR", **values)


def _in_plan(row: Any) -> list[Any]:
    return [row.plan_id, row.pk]


def _of_plan(plan: Plan) -> dict[str, Any]:
    days = {name: getattr(plan, name).isoformat() for name in ("starts_on", "ends_on")}
    return {"title": plan.title, "currency": plan.currency, **days}


PLANS = (
    EditForm(
        plan_forms.PlanEdit,
        "plan_edit",
        lambda account, cast: plan_of(account, aim="0"),
        counter="aim",
        beside=_of_plan,
        arguments=lambda plan: [plan.pk],
        removed_at="plan_remove",
    ),
)
GOALS: tuple[EditForm, ...] = ()
OPPORTUNITIES: tuple[EditForm, ...] = ()
ACTIONS: tuple[EditForm, ...] = (
    EditForm(
        action_forms.ActionEdit,
        "action_edit",
        lambda account, cast: add_action(plan=plan_of(account), title="Visit the depot", note="0"),
        counter="note",
        beside=lambda action: {"title": action.title},
        arguments=_in_plan,
        removed_at="action_remove",
    ),
    EditForm(
        resource_forms.ResourceEdit,
        "resource_edit",
        lambda account, cast: add_resource(plan=plan_of(account), kind="time", title="Days", note="0"),
        counter="note",
        beside=lambda resource: {"title": resource.title, "kind": resource.kind},
        arguments=_in_plan,
        removed_at="resource_remove",
    ),
)
COMMUNICATIONS: tuple[EditForm, ...] = ()

PLANNING = (*PLANS, *GOALS, *OPPORTUNITIES, *ACTIONS, *COMMUNICATIONS)
# Versioned, but nothing is typed into them that another save could overwrite: see tests/edit_forms.py.
PLAN_BUTTONS: dict[type[Versioned], str] = {
    action_forms.MoveForm: "a day and who goes along: tests/planning/test_moving.py",
}
