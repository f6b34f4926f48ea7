"""A whole plan in one statement, as JSON without words: what its page shows, what a version freezes, what is carried.

Every row is a mapping with `id` and the columns below. Ours are named beside their numbers ("owner", "owner_id").
People of the client stand in lists of {"id", "name"}, `id` being the contact's: `people` of a goal and `audience` of a
communication. Exact numbers are text, days are ISO, and what nobody entered is None or "".
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from kam_portal.foundation.alongside import OVER, Alongside
from kam_portal.foundation.statements import Statement
from planning.models import (
    Action,
    Comment,
    Communication,
    Goal,
    GoalPerson,
    Listener,
    Opportunity,
    Plan,
    Reading,
    Resource,
    Strategy,
)
from planning.resources.sums import MONEY, Figures, Standing, standing_of

Row = dict[str, Any]
# What a plan says of itself.
OF_PLAN = ("title", "starts_on", "ends_on", "currency", "aim")
CLIENT_GOAL = f"client_goal{OVER}values"
# Kind of rows -> how they are read; in the order in which a plan is told.
ROWS: Mapping[str, Alongside[Any]] = {
    "goals": Alongside(
        Goal,
        *(
            "title",
            CLIENT_GOAL,
            "kind",
            "measure",
            "unit",
            "baseline",
            "target",
            "due_on",
            "note",
            "carried_from_id",
            "version",
        ),
    ),
    "strategies": Alongside(
        Strategy,
        *("p", "strategy", "no_change_because", "discount", "contract_value", "payment_days", "version"),
    ),
    "opportunities": Alongside(
        Opportunity,
        *("title", "kind", "time", "money", "people", "benefit", "value_1", "value_3", "value_5", "probability"),
        *("stage", "outcome", "goal__title", "note", "carried_from_id", "version"),
    ),
    "actions": Alongside(
        Action,
        *("title", "goal__title", "opportunity__title", "p", "owner__full_name", "starts_on", "due_on", "status"),
        *("done_on", "cost_planned", "cost_used", "waits_for__title", "note", "carried_from_id", "version"),
    ),
    "communications": Alongside(
        Communication,
        *(
            "message",
            "subject",
            "tool",
            "on",
            "owner__full_name",
            "goal__title",
            "told_on",
            "result",
            "carried_from_id",
        ),
        "version",
    ),
    "resources": Alongside(Resource, "kind", "title", "planned", "used", "note", "version"),
}
# What is read over a relation is called as the relation is.
_SHORT = {name: name.split(OVER)[0] for how in ROWS.values() for name in how.names if OVER in name}
_GOAL_PEOPLE = Alongside(GoalPerson, "goal_id", "contact__name")
_LISTENERS = Alongside(Listener, "communication_id", "contact__name")
_READINGS = Alongside(Reading, "goal_id", "on", "value", "note", "is_reached")
_OPEN_COMMENTS = Alongside(Comment, "text", "at", "by__full_name")
COMMENTS_SHOWN = 3


@dataclass(frozen=True)
class Whole:
    """A plan with all that belongs to it; `latest` is the latest reading by the id of its goal."""

    plan: Row
    rows: Mapping[str, list[Row]]
    latest: Mapping[int, Row]
    comments: Sequence[Comment]
    open_comments: int

    def __getitem__(self, kind: str) -> list[Row]:
        return self.rows[kind]

    def resources(self) -> list[Standing]:
        """What the plan needs, with what its actions cost."""
        needed = [Figures(row["kind"], _exact(row["planned"]), _exact(row["used"])) for row in self["resources"]]
        costs = [
            Figures(
                MONEY,
                _exact(row["cost_planned"]),
                _exact(row["cost_used"]),
                is_dropped=row["status"] == Action.Status.DROPPED,
                is_asked=False,
            )
            for row in self["actions"]
        ]
        return standing_of([*needed, *costs])


def read_whole(plan: Plan) -> Whole:
    """As it is stored now. Under hold(plan) it stays so to the end of the transaction."""
    [found] = _WHOLE.ask(plan=plan.pk)
    rows = {kind: [_flat(row) for row in how.named(getattr(found, f"{kind}_")) or []] for kind, how in ROWS.items()}
    _put(rows["goals"], "people", _GOAL_PEOPLE.named(found.goal_people), "goal_id")
    _put(rows["communications"], "audience", _LISTENERS.named(found.listeners), "communication_id")
    return Whole(
        plan={name: _plain(getattr(found, name)) for name in OF_PLAN},
        rows=rows,
        latest={row["goal_id"]: row for row in _READINGS.named(found.readings)},
        comments=_OPEN_COMMENTS.loaded(found.comments_),
        open_comments=found.open_comments or 0,
    )


def _of(model: type[models.Model], over: str = "plan") -> QuerySet[Any]:
    return model._default_manager.filter(**{over: OuterRef("pk")})


def _whole(plan: Any) -> QuerySet[Plan]:
    still_open = _of(Comment).filter(resolved_at=None, answers=None)
    count = still_open.order_by().values("plan").annotate(n=Count("pk")).values("n")
    readings = Reading.objects.filter(goal__plan=OuterRef("pk")).latest_of_goals()
    people = _of(GoalPerson, "goal__plan").order_by("contact__name", "pk")
    listeners = _of(Listener, "communication__plan").order_by("contact__name", "pk")
    return (
        Plan.objects.filter(Q(pk=plan))
        .only(*OF_PLAN)
        .annotate(**{f"{kind}_": how.of(_of(how.model)) for kind, how in ROWS.items()})
        .annotate(
            goal_people=_GOAL_PEOPLE.of(people),
            listeners=_LISTENERS.of(listeners),
            readings=_READINGS.of(readings),
            comments_=_OPEN_COMMENTS.of(still_open.order_by("-pk"), at_most=COMMENTS_SHOWN),
            open_comments=Subquery(count),
        )
    )


_WHOLE = Statement(_whole, plan=int)


def _flat(row: Row) -> Row:
    """`owner__full_name` becomes `owner`; of the client's goal its name alone."""
    if CLIENT_GOAL in row:
        row[CLIENT_GOAL] = (row[CLIENT_GOAL] or {}).get("name", "")
    return {_SHORT.get(name, name): value for name, value in row.items()}


def _put(rows: Iterable[Row], name: str, people: Iterable[Row], by: str) -> None:
    found: dict[int, list[Row]] = defaultdict(list)
    for person in people:
        found[person[by]].append({"id": person["contact_id"], "name": person[f"contact{OVER}name"]})
    for row in rows:
        row[name] = found.get(row["id"], [])


def _exact(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
