"""Doors to the plans of an account, whose own door decides, and to what the company says once for all of them.

Whoever reads a plan may discuss it.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.access import Tie, allow_editing, open_to
from accounts.models import Account
from kam_portal.foundation.people.access import allow, require
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.statements import Statement
from planning.models import Plan, Reading

Row = TypeVar("Row", bound=models.Model)
ONLY_LEADS = _("Only the team lead or an admin approves or returns a plan.")

_ACCOUNT = ("account__kam__team", "account__parent", "account__dossier")
_PLAN = Statement(lambda pk: Plan.objects.select_related(*_ACCOUNT).filter(pk=pk), pk=int)


def get_plan(user: User, pk: int) -> tuple[Account, Tie, Plan]:
    """A plan of a readable account; Http404 when either is invisible or missing."""
    plan = next(iter(_PLAN.ask(pk=pk)), None)
    if plan is None:
        raise Http404
    return *open_to(user, plan.account), plan


def get_plan_to_edit(user: User, pk: int) -> tuple[Account, Tie, Plan]:
    account, tie, plan = get_plan(user, pk)
    allow_editing(tie)
    return account, tie, plan


def get_plan_to_lead(user: User, pk: int) -> tuple[Account, Tie, Plan]:
    account, tie, plan = get_plan(user, pk)
    allow(tie.may_lead, ONLY_LEADS)
    return account, tie, plan


def get_in_plan(user: User, plan_id: int, model: type[Row], pk: int) -> tuple[Account, Tie, Plan, Row]:
    """A row of a readable plan; Http404 when any of them is invisible or missing."""
    return *(found := get_plan(user, plan_id)), _row_of(found[2], model, pk)


def get_in_plan_to_edit(user: User, plan_id: int, model: type[Row], pk: int) -> tuple[Account, Tie, Plan, Row]:
    return *(found := get_plan_to_edit(user, plan_id)), _row_of(found[2], model, pk)


def may_write(tie: Tie, plan: Plan) -> bool:
    """Whether somebody changes what stands in a plan: who may edit, until it is closed."""
    return tie.may_edit and not plan.is_closed


def may_mark(user: User, tie: Tie, row: Any) -> bool:
    """Whether somebody says what became of what is planned: its owner, and who may edit."""
    return bool(tie.may_edit or row.owner_id == user.pk)


def get_in_plan_to_mark(user: User, plan_id: int, model: type[Row], pk: int) -> tuple[Account, Tie, Plan, Row]:
    """A row that has an owner."""
    account, tie, plan, row = get_in_plan(user, plan_id, model, pk)
    allow(may_mark(user, tie, row), _("Its owner, or who may edit the plan, says what became of it."))
    return account, tie, plan, row


def get_reading_to_edit(user: User, plan_id: int, pk: int) -> tuple[Account, Tie, Plan, Reading]:
    """A reading belongs to its plan by its goal, which comes along."""
    account, tie, plan = get_plan_to_edit(user, plan_id)
    reading = Reading.objects.select_related("goal").filter(goal__plan=plan, pk=pk).first()
    if reading is None:
        raise Http404
    reading.goal.plan = plan
    return account, tie, plan, reading


def get_of_company(user: User, model: type[Row], pk: int) -> Row:
    """A product, or a line of the checklist; for admins."""
    require(user, Right.RUN_EVERYTHING)
    row = model._default_manager.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _row_of(plan: Plan, model: type[Row], pk: int) -> Row:
    """The plan comes along as it was read."""
    row = model._default_manager.filter(plan=plan, pk=pk).first()
    if row is None:
        raise Http404
    row.plan = plan  # type: ignore[attr-defined]
    return row
