"""Plans not yet closed as entries of a review: their goals as they stand, and what is said of each P."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import Prefetch

from accounts.models import Account
from dossiers.reviews.topics import ID, Entry
from dossiers.values import to_stored
from planning.models import Goal, Plan, Reading, Strategy

GOAL, STRATEGY = "plan_goal", "plan_p"
OF_A_GOAL = ("title", "measure", "unit", "baseline", "target", "due_on")
OF_A_STRATEGY = ("p", "strategy", "no_change_because", "discount", "contract_value", "payment_days")


class Parts(NamedTuple):
    """What the key of an entry says; `p` of a strategy alone."""

    kind: str
    plan_id: int
    pk: int
    p: str = ""


def key_of(row: Goal | Strategy) -> str:
    """With the plan and the P, so that where the entry is edited is known without asking."""
    if isinstance(row, Goal):
        return f"{GOAL}:{row.plan_id}-{row.pk}"
    return f"{STRATEGY}:{row.plan_id}-{row.pk}-{row.p}"


def parted(key: str) -> Parts | None:
    """None for the key of another floor."""
    kind, _colon, rest = key.partition(":")
    if kind not in (GOAL, STRATEGY):
        return None
    plan_id, pk, *more = rest.split("-")
    return Parts(kind, int(plan_id), int(pk), *more)


def read_entries(account: Account) -> list[Entry]:
    """Four statements, and one where there is no plan."""
    plans = {plan.pk: plan for plan in Plan.objects.filter(account=account).exclude(state="closed")}
    if not plans:
        return []
    # The only plan of a client need not be named.
    titles = {pk: plan.title if len(plans) > 1 else "" for pk, plan in plans.items()}
    goals = Goal.objects.filter(plan__in=plans).select_related("client_goal").order_by("plan", "pk")
    found = [_goal(goal, titles) for goal in goals.prefetch_related(latest_reading())]
    filled = Strategy.objects.filter(plan__in=plans).exclude(strategy="", no_change_because="")
    return found + [_strategy(row, titles) for row in filled.order_by("plan", "pk")]


def latest_reading() -> Prefetch[Any]:
    """The present of each goal, as `latest`: a list of one, or of none."""
    rows = Reading.objects.latest_of_goals().select_related("by")
    return Prefetch("readings", rows, to_attr="latest")


def _goal(goal: Any, titles: Mapping[int, str]) -> Entry:
    value = {name: to_stored(getattr(goal, name)) for name in OF_A_GOAL}
    value |= _named("client_goal", goal.client_goal_id, str(goal.client_goal or "")) | _plan(goal, titles)
    if not goal.latest:
        return Entry(key_of(goal), value)
    (now,) = goal.latest
    value |= {"value": to_stored(now.value), "note": now.note, "is_reached": to_stored(now.is_reached)}
    return Entry(key_of(goal), value, now.on.isoformat(), now.by.full_name if now.by else "")


def _strategy(row: Strategy, titles: Mapping[int, str]) -> Entry:
    value = {name: to_stored(getattr(row, name)) for name in OF_A_STRATEGY}
    return Entry(key_of(row), value | _plan(row, titles))


def _plan(row: Goal | Strategy, titles: Mapping[int, str]) -> dict[str, str]:
    return _named("plan", row.plan_id, titles[row.plan_id])


def _named(name: str, pk: int | None, text: str) -> dict[str, str]:
    return {name: text, f"{name}{ID}": str(pk or "")}
