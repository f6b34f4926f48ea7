"""Who says how far an action is: its owner, and whoever may edit the plan."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.access import Tie
from accounts.models import Account
from kam_portal.foundation.people.access import allow
from kam_portal.foundation.people.models import User
from planning.access import get_in_plan
from planning.models import Action, Plan


def get_action_to_step(user: User, plan_id: int, pk: int) -> tuple[Account, Tie, Plan, Action]:
    """An action that `user` may begin, finish and open again; Http404 when it is invisible or missing."""
    account, tie, plan, action = get_in_plan(user, plan_id, Action, pk)
    allow(_may_step(user, tie, action), _("Its owner, or who may edit the plan, says how far it is."))
    return account, tie, plan, action


def steppable(user: User, tie: Tie, plan: Plan, actions: Iterable[Action]) -> frozenset[int]:
    """The numbers of those that the page offers `user` to take on; none of a closed plan."""
    return frozenset(action.pk for action in actions if not plan.is_closed and _may_step(user, tie, action))


def _may_step(user: User, tie: Tie, action: Action) -> bool:
    return tie.may_edit or action.owner_id == user.pk
