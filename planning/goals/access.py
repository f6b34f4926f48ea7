"""The door to a reading: that of the plan of its goal."""

from __future__ import annotations

from django.http import Http404

from accounts.access import Tie
from accounts.models import Account
from kam_portal.foundation.people.models import User
from planning.access import get_plan_to_edit
from planning.models import Plan, Reading


def get_reading_to_edit(user: User, plan_id: int, pk: int) -> tuple[Account, Tie, Plan, Reading]:
    """Http404 when the plan or the reading is invisible or missing; the goal comes along."""
    account, tie, plan = get_plan_to_edit(user, plan_id)
    reading = Reading.objects.select_related("goal").filter(goal__plan=plan, pk=pk).first()
    if reading is None:
        raise Http404
    reading.goal.plan = plan
    return account, tie, plan, reading
