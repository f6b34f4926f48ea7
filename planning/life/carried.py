"""What became of the items of a plan that went into the next period: what is still to be changed, what was dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from planning.life.whole import Whole
from planning.life.words import item_name
from planning.models import CarryDecision, Plan, Strategy

STRATEGY = CarryDecision.Kind.STRATEGY
# Kind of a decision -> kind of the rows, and the page where such an item is edited.
_KINDS: Mapping[str, tuple[str, str]] = {
    CarryDecision.Kind.GOAL: ("goals", "goal_edit"),
    CarryDecision.Kind.STRATEGY: ("strategies", "strategy_edit"),
    CarryDecision.Kind.OPPORTUNITY: ("opportunities", "opportunity_edit"),
    CarryDecision.Kind.ACTION: ("actions", "action_edit"),
    CarryDecision.Kind.COMMUNICATION: ("communications", "communication_edit"),
    CarryDecision.Kind.RESOURCE: ("resources", "resource_edit"),
}


@dataclass(frozen=True)
class ToChange:
    decision: int
    kind: str
    title: str
    url: str


@dataclass(frozen=True)
class Dropped:
    kind: str
    title: str
    reason: str


def still_to_change(plan: Plan, whole: Whole) -> list[ToChange]:
    """Carried to be changed, and touched by nobody since: an edit of the item is the change. A P goes by its name."""
    if plan.carried_from_id is None:
        return []
    found = []
    untouched = {
        (kind, row.get("p") if kind == STRATEGY else row.get("carried_from_id")): row
        for kind, (rows, _page) in _KINDS.items()
        for row in whole[rows]
        if row["version"] == 1
    }
    p_before = Strategy.objects.filter(pk=OuterRef("item")).values("p")
    for each in plan.carried_items.filter(choice=CarryDecision.Choice.CHANGE).annotate(p=Subquery(p_before)):
        row = untouched.get((each.kind, each.p if each.kind == STRATEGY else each.item))
        if row is not None:
            rows, page = _KINDS[each.kind]
            url = reverse(page, args=[plan.pk, row["p"] if each.kind == STRATEGY else row["id"]])
            found.append(ToChange(each.pk, each.get_kind_display(), item_name(rows, row), url))
    return found


def dropped_of(plan: Plan, whole: Whole) -> list[Dropped]:
    """What of this plan was not taken into the next one, and why; of items that are still there."""
    dropped = list(plan.carried_away.filter(choice=CarryDecision.Choice.DROP))
    wanted = {(each.kind, each.item) for each in dropped}
    names = {
        (kind, row["id"]): item_name(rows, row)
        for kind, (rows, _page) in _KINDS.items()
        for row in whole[rows]
        if (kind, row["id"]) in wanted
    }
    return [
        Dropped(each.get_kind_display(), names[each.kind, each.item], each.reason)
        for each in dropped
        if (each.kind, each.item) in names
    ]
