"""What of a plan is still open, as it is decided upon when the plan goes into the next period."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kam_portal.foundation.charts.amounts import exact_amount
from planning.life.reached import is_reached
from planning.life.whole import Row, Whole
from planning.models import Action, CarryDecision, Opportunity, P, Stage
from planning.querysets import OPEN

Kind, Status = CarryDecision.Kind, Action.Status
Key = tuple[str, int]


@dataclass(frozen=True)
class Item:
    """An open item of the plan before, as the page asks about it; `told` is how far it is, and whose."""

    kind: str
    id: int
    title: str
    on: str | None = None
    told: str = ""

    @property
    def key(self) -> Key:
        return self.kind, self.id


def open_items(whole: Whole) -> list[Item]:
    """What is neither reached, won, done nor told, and what is needed; a P that says nothing has nothing to carry."""
    goals = (
        Item(Kind.GOAL, row["id"], row["title"], row["due_on"], _way(row, whole.latest.get(row["id"])))
        for row in whole["goals"]
        if not is_reached(row, whole.latest.get(row["id"]))
    )
    ps = (
        Item(Kind.STRATEGY, row["id"], f"{P(row['p']).label}: {row['strategy'] or row['no_change_because']}")
        for row in whole["strategies"]
        if row["strategy"] or row["no_change_because"]
    )
    chances = (
        Item(Kind.OPPORTUNITY, row["id"], row["title"], told=str(Stage(row["stage"]).label))
        for row in whole["opportunities"]
        if row["outcome"] == Opportunity.Outcome.OPEN
    )
    actions = (
        Item(Kind.ACTION, row["id"], row["title"], row["due_on"], _joined(Status(row["status"]).label, row["owner"]))
        for row in whole["actions"]
        if row["status"] in OPEN
    )
    told = (
        Item(Kind.COMMUNICATION, row["id"], row["message"], row["on"], row["owner"] or "")
        for row in whole["communications"]
        if row["told_on"] is None
    )
    needed = (Item(Kind.RESOURCE, row["id"], row["title"]) for row in whole["resources"])
    return [*goals, *ps, *chances, *actions, *told, *needed]


def _way(goal: Row, latest: Row | None) -> str:
    """Where it stands and where it is to go; of a goal in words what was read last."""
    if latest is not None and latest["value"] is None:
        return str(latest["note"])
    ends = [latest["value"] if latest else None, goal["target"]]
    told = " → ".join("—" if each is None else exact_amount(Decimal(each)) for each in ends)
    return "" if ends == [None, None] else _joined(told, goal["unit"], between=" ")


def _joined(*words: Any, between: str = " · ") -> str:
    return between.join(str(word) for word in words if word)
