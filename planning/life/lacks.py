"""What keeps a plan from being submitted, in words, each with the page where it is put right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from planning.life.carried import ToChange
from planning.life.readiness import Lack, Lacking, PlannedAction, PlannedGoal, lacks
from planning.life.whole import Whole
from planning.models import Goal, P
from planning.querysets import OPEN

SENTENCES: Mapping[Lacking, Promise] = {
    Lacking.GOALS: _("The plan has no goal yet."),
    Lacking.CLIENT_GOAL: _("Goal “%(name)s”: which goal of the client does it serve?"),
    Lacking.MEASURE: _("Goal “%(name)s” has no measure."),
    Lacking.TARGET: _("Goal “%(name)s” has no target."),
    Lacking.DATE: _("Goal “%(name)s” has no date."),
    Lacking.P: _("%(name)s: there is neither a strategy nor a reason why nothing changes."),
    Lacking.OWNER: _("Action “%(name)s” has no owner."),
    Lacking.DUE: _("Action “%(name)s” has no date."),
    Lacking.CHANGE: _("%(kind)s “%(name)s” was carried to be changed. Change it, or say that it stays as it is."),
}
_PAGES: Mapping[Lacking, str] = {
    Lacking.GOALS: "goal_new",
    Lacking.P: "strategy_edit",
    Lacking.OWNER: "action_edit",
    Lacking.DUE: "action_edit",
}


@dataclass(frozen=True)
class Missing:
    text: str
    url: str


def missing_in(plan_id: int, whole: Whole, to_change: Sequence[ToChange]) -> list[Missing]:
    carried = {each.decision: each for each in to_change}
    titles = {(kind, row["id"]): row["title"] for kind in ("goals", "actions") for row in whole[kind]}
    return [
        _of_carried(carried[int(lack.which)]) if lack.what is Lacking.CHANGE else _of_plan(plan_id, lack, titles)
        for lack in _lacks_of(whole, carried)
    ]


def _lacks_of(whole: Whole, to_change: Iterable[int]) -> list[Lack]:
    """Actions that are done or dropped lack nothing."""
    goals = [
        PlannedGoal(
            id=goal["id"],
            has_client_goal=goal["client_goal_id"] is not None,
            has_measure=bool(goal["measure"]),
            has_date=goal["due_on"] is not None,
            is_measured=goal["kind"] == Goal.Kind.MEASURED,
            has_target=goal["target"] is not None,
        )
        for goal in whole["goals"]
    ]
    actions = [
        PlannedAction(action["id"], action["owner_id"] is not None, action["due_on"] is not None)
        for action in whole["actions"]
        if action["status"] in OPEN
    ]
    empty = {row["p"]: not row["strategy"] and not row["no_change_because"] for row in whole["strategies"]}
    return lacks(empty, goals, actions, to_change)


def _of_carried(each: ToChange) -> Missing:
    return Missing(str(SENTENCES[Lacking.CHANGE]) % {"kind": each.kind, "name": each.title}, each.url)


def _of_plan(plan_id: int, lack: Lack, titles: Mapping[tuple[str, int], str]) -> Missing:
    return Missing(_sentence(lack, titles), _page(plan_id, lack))


def _sentence(lack: Lack, titles: Mapping[tuple[str, int], str]) -> str:
    if lack.what is Lacking.P:
        name = str(P(str(lack.which)).label)
    else:
        kind = "actions" if lack.what in (Lacking.OWNER, Lacking.DUE) else "goals"
        name = titles.get((kind, int(lack.which or 0)), "")
    return str(SENTENCES[lack.what]) % {"name": name}


def _page(plan_id: int, lack: Lack) -> str:
    own = [] if lack.which == "" else [lack.which]
    return reverse(_PAGES.get(lack.what, "goal_edit"), args=[plan_id, *own])
