"""What a plan needs: planned, used, left; missing is not zero."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account
from kam_portal.foundation.people.models import User
from planning.actions.writing import add_action, drop_action
from planning.models import Plan, Resource
from planning.resources.writing import add_resource, standing_of
from tests.planning.acting import plan_for

pytestmark = pytest.mark.django_db
Figures = tuple[Any, Any, Any, bool]


@pytest.fixture
def plan(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Plan:
    return plan_for(new_account("Halvorsen", kam=cast.anna))


def standing(plan: Plan) -> dict[str, Figures]:
    with CaptureQueriesContext(connection) as asked:
        found = {each.kind: (each.planned, each.used, each.left, each.is_partly) for each in standing_of(plan)}
    assert len(asked) == 1
    return found


def test_money_counts_what_actions_cost_and_nothing_known_is_not_nought(plan: Plan) -> None:
    unknown: Figures = (None, None, None, False)
    assert standing(plan) == {"people": unknown, "time": unknown, "money": unknown}
    add_resource(plan=plan, kind="people", title="Engineer", planned=Decimal(2), used=Decimal(0))
    add_resource(plan=plan, kind="time", title="Training", planned=Decimal(5))
    add_resource(plan=plan, kind="time", title="Pilot")
    add_resource(plan=plan, kind="money", title="Seminar", planned=Decimal(100), used=Decimal(130))
    add_action(plan=plan, title="Free of charge")
    add_action(plan=plan, title="Printing", cost_planned=Decimal(50))
    dropped = add_action(plan=plan, title="Fair", cost_planned=Decimal(900), cost_used=Decimal(30))
    drop_action(action=dropped, version=1)
    assert standing(plan) == {
        "people": (2, 0, 2, False),
        "time": (5, None, None, True),
        "money": (150, 160, -10, False),
    }


def test_they_are_noted_edited_and_removed(
    plan: Plan, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    anna, address = signed_in(cast.anna), f"/plans/{plan.pk}/resources/"
    assert "Nothing is noted yet" in anna.get(address).content.decode()
    refused = anna.post(f"{address}new/", {"kind": "money", "title": "Seminar", "planned": "-1"})
    assert "This cannot be below 0" in refused.content.decode()
    assert anna.post(f"{address}new/", {"kind": "time", "title": "Days", "planned": "1,5"}).status_code == 302
    row = Resource.objects.get()
    sent = {"kind": "time", "title": "Days", "planned": "2", "used": "1", "version": 1}
    assert anna.post(f"{address}{row.pk}/edit/", sent).status_code == 302
    row.refresh_from_db()
    assert (row.planned, row.used, row.version) == (Decimal(2), Decimal(1), 2)
    assert anna.post(f"{address}{row.pk}/remove/", {"version": 2}).status_code == 302
    assert not Resource.objects.exists()
