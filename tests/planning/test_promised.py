"""My week and the calendar feed tell what a person promised in running plans."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.assigning import add_member
from accounts.models import Account
from kam_portal.foundation.people.models import User
from kam_portal.workspace.feed import feed_of
from kam_portal.workspace.my_week import week_of
from planning.actions.writing import add_action, drop_action
from planning.models import Communication, Plan
from tests.planning.acting import plan_for

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)


def soon(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


@pytest.fixture
def plan(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Plan:
    plan = plan_for(new_account("Halvorsen", kam=cast.anna))
    add_action(plan=plan, title="Late", due_on=soon(-9), owner=cast.anna)
    add_action(plan=plan, title="In three weeks", due_on=soon(21), owner=cast.anna)
    add_action(plan=plan, title="Later", due_on=soon(22), owner=cast.anna)
    drop_action(action=add_action(plan=plan, title="Dropped", due_on=TODAY, owner=cast.anna), version=1)
    add_action(plan=plan, title="Of Boris", due_on=TODAY, owner=cast.boris)
    own = {"account": plan.account, "plan": plan, "subject": "product", "tool": "seminar", "owner": cast.anna}
    Communication.objects.create(**own, message="The new pumps", on=soon(3))
    Communication.objects.create(**own, message="Told", on=soon(3), told_on=TODAY)
    return plan


def promised(user: User) -> list[tuple[str, str]]:
    return [(each.text, each.owner) for each in week_of(user, TODAY).promised]


def test_the_week_shows_what_is_late_and_three_weeks_ahead(plan: Plan, cast: SimpleNamespace) -> None:
    own = [("Late", ""), ("The new pumps", ""), ("In three weeks", "")]
    # Boris may not read this client: his promise stands with those who answer for it.
    of_boris = [("Of Boris", cast.boris.full_name)]
    assert (promised(cast.boris), promised(cast.viktor)) == ([], [])
    assert (promised(cast.anna), promised(cast.ada)) == ([*own, *of_boris], of_boris)
    assert promised(cast.leonid) == [
        ("Late", "Anna Petrova"),
        ("Of Boris", cast.boris.full_name),
        ("The new pumps", "Anna Petrova"),
        ("In three weeks", "Anna Petrova"),
    ]
    add_member(account=plan.account, user=cast.boris, function="sales", can_edit=False)
    assert (promised(cast.anna), promised(cast.ada)) == (own, [])
    User.objects.filter(pk=cast.boris.pk).update(is_active=False)
    assert (promised(cast.anna), promised(cast.ada)) == ([*own, *of_boris], of_boris)
    Plan.objects.update(state="closed")
    assert promised(cast.anna) == []


def test_the_week_asks_one_statement_for_all_of_it(plan: Plan, cast: SimpleNamespace) -> None:
    with CaptureQueriesContext(connection) as asked:
        week_of(cast.anna, TODAY)
    assert sum('"planning_action"' in each["sql"] for each in asked.captured_queries) == 1


def test_the_calendar_has_the_own_days_of_running_plans(plan: Plan, cast: SimpleNamespace) -> None:
    def entries(user: User) -> list[str]:
        lines = feed_of(user, TODAY, timezone.now()).decode().replace("\r\n ", "").splitlines()
        return [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:Halvorsen")]

    told = "Halvorsen: tell: The new pumps"
    reviews = ["Halvorsen: review is due"]
    assert entries(cast.anna) == ["Halvorsen: Late", told, "Halvorsen: In three weeks", "Halvorsen: Later", *reviews]
    assert entries(cast.boris) == []
    Plan.objects.update(approved_version=0, state="draft")
    assert entries(cast.anna) == reviews
