"""What is still to be done by people who no longer work with the client: who they are, and all of it taken over."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.querysets import without_a_tie
from kam_portal.foundation.statements import Statement
from planning.life.whole import Whole
from planning.models import Action, Communication, Plan
from planning.plans import hold
from planning.querysets import OPEN


@dataclass(frozen=True)
class LeftBehind:
    """How many open actions and communications still to be told, and the names of their owners."""

    actions: int
    communications: int
    owners: Sequence[str]


def left_behind(plan: Plan, whole: Whole, on: datetime.date) -> LeftBehind:
    gone = owners_without_a_tie(plan, on)
    actions = [row for row in whole["actions"] if row["status"] in OPEN and row["owner_id"] in gone]
    untold = [row for row in whole["communications"] if row["told_on"] is None and row["owner_id"] in gone]
    return LeftBehind(len(actions), len(untold), sorted({row["owner"] for row in [*actions, *untold]}))


def owners_without_a_tie(plan: Plan, on: datetime.date) -> frozenset[int]:
    """Of open actions and of what is still to be told; one statement, and none of a closed plan."""
    return frozenset() if plan.is_closed else frozenset(_OWNERS.ask(plan=plan.pk, on=on))


@transaction.atomic
def take_over(*, plan: Plan, manager: int | None, on: datetime.date) -> int:
    """All of it goes to the client's manager; returns how many, nought the second time.

    `manager` is whom its page named. Raises ValidationError when somebody else is the manager by now, or nobody who
    works here, and for a closed plan.
    """
    # First of all locks, so that the client does not go on to the next manager meanwhile.
    # The manager is read after it: joined to a row that one waited for, they would be missing.
    kam = Account.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.account_id).kam
    held = hold(plan)
    if kam is None or not kam.is_active:
        raise ValidationError(_("This client has no manager who works here. Assign one first."))
    if kam.pk != manager:
        sentence = _("Meanwhile %(name)s became the manager of this client. Look again before you hand this over.")
        raise ValidationError(sentence, params={"name": kam})
    return sum(_given_to(kam.pk, rows) for rows in _left_behind(held.pk, on))


def _left_behind(plan: int, on: datetime.date) -> tuple[QuerySet[Action], QuerySet[Communication]]:
    lost = without_a_tie(on)
    untold = Communication.objects.filter(lost, plan=plan, told_on=None)
    return Action.objects.filter(lost, plan=plan).open(), untold


def _owners(plan: int, on: datetime.date) -> QuerySet[Any, int]:
    actions, communications = (rows.order_by().values_list("owner", flat=True) for rows in _left_behind(plan, on))
    return actions.union(communications)


_OWNERS = Statement(_owners, plan=int, on=datetime.date)


def _given_to(manager: int, rows: QuerySet[Any]) -> int:
    """Whoever has one of them open in a form is told of it by its version."""
    found = rows.model._default_manager.filter(pk__in=rows.order_by().values("pk"))
    return found.update(owner=manager, version=F("version") + 1)
