"""The forms of a plan, as tests/edit_forms.py lists those of an account."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import Account
from kam_portal.foundation.history.editing import Versioned
from planning import comment_forms, communication_forms
from planning import forms as plan_forms
from planning.communications import plan_communication
from planning.discussing import write_comment
from planning.models import Comment, Communication, Plan
from planning.plans import begin_plan
from tests.conftest import TODAY
from tests.editing import Cast, EditForm


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
ACTIONS: tuple[EditForm, ...] = ()


def _communication(account: Account, cast: Cast) -> Communication:
    return plan_communication(plan=plan_of(account), message="0", subject="product", tool="seminar", owner=cast.anna)


def _told(account: Account, cast: Cast) -> Communication:
    told = _communication(account, cast)
    Communication.objects.filter(pk=told.pk).update(result="0", told_on=TODAY)
    return told


def _comment(account: Account, cast: Cast) -> Comment:
    return write_comment(plan=plan_of(account), text="0", by=cast.leonid, at=timezone.now())


COMMUNICATIONS: tuple[EditForm, ...] = (
    EditForm(
        communication_forms.CommunicationEdit,
        "communication_edit",
        _communication,
        counter="message",
        beside=lambda row: {"subject": "product", "tool": "seminar"},
        arguments=_in_plan,
        removed_at="communication_remove",
    ),
    EditForm(
        communication_forms.ToldForm,
        "communication_told",
        _told,
        counter="result",
        beside=lambda row: {"told_on": TODAY.isoformat()},
        arguments=_in_plan,
    ),
    EditForm(
        comment_forms.CommentEdit,
        "comment_edit",
        _comment,
        counter="text",
        arguments=_in_plan,
        removed_at="comment_remove",
        # Nobody else writes in it: in two windows of one person.
        writers=("leonid",),
    ),
)

PLANNING = (*PLANS, *GOALS, *OPPORTUNITIES, *ACTIONS, *COMMUNICATIONS)
# Versioned, but nothing is typed into them that another save could overwrite: see tests/edit_forms.py.
PLAN_BUTTONS: dict[type[Versioned], str] = {}
