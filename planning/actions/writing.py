"""Actions of a plan: added, edited, taken from one status to another, removed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.keeping import Refusals, refused_in_words
from kam_portal.foundation.history.versions import save_versioned
from planning.discussion.asking_first import refuse_open_comments
from planning.models import Action, Plan
from planning.period import refuse_outside
from planning.plans import hold, refuse_foreign

CIRCLE = _("These actions would wait for one another in a circle. Choose another one, or none.")
DUE_FIRST = _("An action is due after it begins. Choose a later day, or an earlier beginning.")
NEGATIVE = _("A cost is not negative. Leave unknown figures empty.")
DAYS = ("starts_on", "due_on")
SERVES = ("goal", "opportunity")
REFUSALS: Refusals = {
    "an action cannot wait for itself": ("waits_for", CIRCLE),
    "action_does_not_wait_for_itself": ("waits_for", CIRCLE),
    "an action waits within its own plan": ("waits_for", _("An action waits for one of its own plan.")),
    "action_is_due_after_it_begins": ("due_on", DUE_FIRST),
    "cost_is_not_negative": ("cost_planned", NEGATIVE),
}


@transaction.atomic
def add_action(*, plan: Plan, title: str, **values: Any) -> Action:
    """Raises ValidationError for days outside the plan, for what is of another plan, and for a closed plan."""
    held = hold(plan)
    refuse_outside(held, **{name: values.get(name) for name in DAYS})
    refuse_foreign(held, **{name: values.get(name) for name in SERVES})
    with refused_in_words(REFUSALS):
        return Action.objects.create(account_id=held.account_id, plan=held, title=title, **values)


@transaction.atomic
def edit_action(*, action: Action, version: int, changes: Mapping[str, Any]) -> Action:
    """What an action is; its status has verbs of its own.

    Raises StaleEdit when somebody saved in between; ValidationError for days outside the plan, for what is of another
    plan, for a circle of actions that wait for one another, and for a closed plan.
    """
    held = hold(action.plan)
    refuse_outside(held, **{n: changes[n] for n in DAYS if n in changes and changes[n] != getattr(action, n)})
    refuse_foreign(held, **{name: changes.get(name) for name in SERVES})
    with refused_in_words(REFUSALS):
        return save_versioned(instance=action, version=version, changes=changes)


@transaction.atomic
def remove_action(*, action: Action, version: int) -> None:
    """Those that waited for it wait no more.

    Raises StaleEdit, and ValidationError for a closed plan and while comments on it are open.
    """
    hold(action.plan)
    stored = save_versioned(instance=action, version=version, changes={})
    refuse_open_comments(stored)
    stored.delete()


def start_action(*, action: Action, version: int) -> Action:
    return _become(action, version, Action.Status.DOING)


def finish_action(*, action: Action, version: int, on: datetime.date) -> Action:
    return _become(action, version, Action.Status.DONE, on)


def drop_action(*, action: Action, version: int) -> Action:
    return _become(action, version, Action.Status.DROPPED)


def reopen_action(*, action: Action, version: int) -> Action:
    """Done or dropped is taken back: it is planned again."""
    return _become(action, version, Action.Status.PLANNED)


@transaction.atomic
def _become(action: Action, version: int, status: str, done_on: datetime.date | None = None) -> Action:
    """The second time changes nothing. Raises StaleEdit when it was changed since `version` in any other way."""
    hold(action.plan)
    stored = Action.objects.select_for_update(of=("self",), no_key=True).get(pk=action.pk)
    if stored.status == status:
        return stored
    return save_versioned(instance=stored, version=version, changes={"status": status, "done_on": done_on})
