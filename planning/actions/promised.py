"""What people promised in running plans - actions and communications - for the pages of one person."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.urls import reverse

from accounts.querysets import AccountQuerySet
from kam_portal.foundation.people.models import User
from planning.models import Action, Communication
from planning.querysets import is_running

ACTION, COMMUNICATION = "action", "communication"
_COLUMNS = ("is_others", "day", "kind", "pk", "plan_id", "account_id", "account__trade_name", "text", "owner_name")


@dataclass(frozen=True)
class Promised:
    """An action or a communication that is not done; `owner` is named where it is somebody else."""

    kind: str
    pk: int
    plan_id: int
    account_id: int
    account: str
    text: str
    on: datetime.date
    owner: str

    @property
    def path(self) -> str:
        if self.kind == ACTION:
            return reverse("action", args=[self.plan_id, self.pk])
        return f"{reverse('communications', args=[self.plan_id])}#communication-{self.pk}"


def promised_of(
    user: User,
    readable: AccountQuerySet,
    *,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    others: Q | None = None,
    at_most: int,
) -> Sequence[Promised]:
    """This person's at readable clients, and then those of `others`: one statement."""
    whose = Q(owner=user, account__in=readable.order_by().values("pk"))
    if others is not None:
        whose |= others
    first, last = since or datetime.date.min, until or datetime.date.max
    actions = Action.objects.promised().filter(whose, due_on__range=(first, last))
    communications = _untold().filter(whose, on__range=(first, last))
    rows = _columns(actions, ACTION, "due_on", "title", user).union(
        _columns(communications, COMMUNICATION, "on", "message", user), all=True
    )
    return [_promised(row) for row in rows.order_by("is_others", "day", "kind", "pk")[:at_most]]


def _untold() -> QuerySet[Communication]:
    return Communication.objects.filter(is_running("plan__"), told_on=None)


def _columns(rows: QuerySet[Any], kind: str, day: str, text: str, user: User) -> QuerySet[Any, Any]:
    return (
        rows.order_by()
        .annotate(
            is_others=Case(When(owner=user, then=0), default=1),
            day=F(day),
            kind=Value(kind, output_field=CharField()),
            text=F(text),
            owner_name=Case(When(owner=user, then=Value("")), default=F("owner__full_name")),
        )
        .values(*_COLUMNS)
    )


def _promised(row: dict[str, Any]) -> Promised:
    return Promised(
        kind=row["kind"],
        pk=row["pk"],
        plan_id=row["plan_id"],
        account_id=row["account_id"],
        account=row["account__trade_name"],
        text=row["text"],
        on=row["day"],
        owner=row["owner_name"] or "",
    )
