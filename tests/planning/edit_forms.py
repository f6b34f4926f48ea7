"""The forms of a plan, as tests/edit_forms.py lists those of an account."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts import authority_forms
from accounts.granting import grant
from accounts.models import Account, Authority
from dossiers.models import TableRow
from kam_portal.foundation.history.editing import Versioned
from planning import forms as plan_forms
from planning.actions import forms as action_forms
from planning.actions.writing import add_action
from planning.communications import forms as communication_forms
from planning.communications.writing import plan_communication
from planning.discussion import forms as comment_forms
from planning.discussion.writing import write_comment
from planning.four_ps import forms as strategy_forms
from planning.four_ps.writing import edit_strategy
from planning.goals import forms as goal_forms
from planning.goals import reading_forms
from planning.goals.readings import add_reading
from planning.goals.writing import add_goal
from planning.models import Comment, Communication, Goal, Plan, Reading, Space, Strategy
from planning.opportunities import forms as chance_forms
from planning.opportunities.writing import add_opportunity
from planning.plans import begin_plan
from planning.resources import forms as resource_forms
from planning.resources.writing import add_resource
from planning.white_space import forms as space_forms
from planning.white_space.products import add_product
from planning.white_space.writing import say_space
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


def _goal(account: Account, cast: Any) -> Goal:
    return add_goal(plan=plan_of(account), title="A tenth by mail", measure="0")


def _reading(account: Account, cast: Any) -> Reading:
    return add_reading(goal=_goal(account, cast), on=TODAY, value=Decimal(5), note="0", today=TODAY, by=cast.anna)


def _strategy(account: Account, cast: Any) -> Strategy:
    return edit_strategy(strategy=plan_of(account).strategies.get(p="price"), version=1, changes={"strategy": "0"})


def _authority(account: Account, cast: Any) -> Authority:
    """One a manager at a time; the writers are the lead and an admin."""
    ended = Authority.objects.filter(manager=cast.anna).count()
    day = TODAY + datetime.timedelta(days=ended)
    return grant(manager=cast.anna, valid_from=day, valid_until=day, general="0", by=cast.leonid)


GOALS = (
    EditForm(
        goal_forms.GoalEdit,
        "goal_edit",
        _goal,
        counter="measure",
        beside=lambda goal: {"title": goal.title, "kind": goal.kind},
        arguments=_in_plan,
        removed_at="goal_remove",
    ),
    EditForm(
        reading_forms.ReadingEdit,
        "reading_edit",
        _reading,
        counter="note",
        beside=lambda reading: {"on": reading.on.isoformat(), "value": "5"},
        arguments=lambda reading: [reading.goal.plan_id, reading.pk],
        removed_at="reading_remove",
    ),
    EditForm(
        strategy_forms.StrategyEdit,
        "strategy_edit",
        _strategy,
        counter="strategy",
        arguments=lambda strategy: [strategy.plan_id, strategy.p],
    ),
    EditForm(
        authority_forms.AuthorityEdit,
        "authority_edit",
        _authority,
        counter="general",
        beside=lambda range_: {name: getattr(range_, name).isoformat() for name in ("valid_from", "valid_until")},
        arguments=lambda range_: [range_.pk],
    ),
)


def _unit(account: Account) -> TableRow:
    values = {"name": "Yard"}
    return TableRow.objects.get_or_create(account=account, table="units", defaults={"values": values})[0]


def _space(account: Account, cast: Cast) -> Space:
    return say_space(
        account=account,
        unit=_unit(account),
        product=add_product(name=f"Pumps {account.pk}"),
        version=0,
        changes={"state": "competitor", "note": "0"},
        on=TODAY,
        by=cast.anna,
    )


OPPORTUNITIES = (
    EditForm(
        chance_forms.OpportunityEdit,
        "opportunity_edit",
        lambda account, cast: add_opportunity(plan=plan_of(account), title="Spare parts", kind="use", note="0"),
        counter="note",
        beside=lambda chance: {"title": chance.title, "kind": chance.kind},
        arguments=_in_plan,
        removed_at="opportunity_remove",
    ),
    EditForm(
        space_forms.SpaceForm,
        "space_edit",
        _space,
        counter="note",
        beside=lambda space: {"state": "competitor"},
        arguments=lambda space: [space.account_id, space.unit_id, space.product_id],
    ),
)
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
PLAN_BUTTONS: dict[type[Versioned], str] = {
    authority_forms.AuthorityEnd: "a day: tests/accounts/test_authority.py",
    space_forms.ProductEdit: "one line of the company: tests/planning/test_company_lists.py",
    chance_forms.StageWorkEdit: "one line of the company: tests/planning/test_company_lists.py",
    action_forms.MoveForm: "a day and who goes along: tests/planning/test_moving.py",
}
