"""The plan of a client on its overview: how its goals stand, what is late, what comes next; or how to begin one."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext as _

from accounts.access import Tie
from accounts.models import Account, Status
from kam_portal.foundation.statements import Statement
from planning.goals.progress import Standing
from planning.life.reached import day_of, progress_in
from planning.models import Action, Comment, Goal, Plan, Reading

# Clients of whom somebody is expected to have a plan.
PLANNED = (Status.KEY, Status.KEY_DEVELOPMENT)


@dataclass(frozen=True)
class NextAction:
    pk: int
    title: str
    due_on: datetime.date | None
    owner: str


@dataclass(frozen=True)
class PlanCard:
    """`plan` is the active one, else the next; None while nobody has begun one."""

    plan: Plan | None
    goals: int = 0
    reached: int = 0
    on_the_way: int = 0
    # Behind, going the wrong way, or past their day.
    in_doubt: int = 0
    late: int = 0
    next: NextAction | None = None
    open_comments: int = 0

    @property
    def needs_attention(self) -> bool:
        return bool(self.late or self.in_doubt)

    @property
    def on_track(self) -> str:
        return _("%(n)d of %(all)d") % {"n": self.reached + self.on_the_way, "all": self.goals}


class PlanOnOverview:
    template = "planning/overview_card.html"

    def read(self, account: Account, tie: Tie, on: datetime.date) -> PlanCard | None:
        """One statement, whatever the plan holds."""
        found = next(iter(_PRESENT.ask(account=account.pk, today=on)), None)
        if found is None:
            return PlanCard(None) if tie.may_edit and account.status in PLANNED else None
        found.account = account
        return _card(found, on)


def _present(account: int, today: datetime.date) -> QuerySet[Plan]:
    """The first of the plans not closed, with everything the card tells of it."""
    open_actions = Action.objects.open().filter(plan=OuterRef("pk")).order_by()
    late = open_actions.filter(due_on__lt=today).values("plan").annotate(n=Count("pk")).values("n")
    coming = open_actions.filter(due_on__gte=today).order_by("due_on", "pk")
    asked = Comment.objects.filter(plan=OuterRef("pk"), resolved_at=None, answers=None).order_by()
    return (
        Plan.objects.filter(account=account)
        .present()
        .annotate(
            goal_rows=ArraySubquery(_goals()),
            late_actions=Subquery(late),
            coming=Subquery(coming.values(row=_as_row("pk", "title", "due_on", owner="owner__full_name"))[:1]),
            open_comments=Subquery(asked.values("plan").annotate(n=Count("pk")).values("n")),
        )[:1]
    )


def _goals() -> QuerySet[Goal, Any]:
    read = Reading.objects.filter(goal=OuterRef("pk")).order_by("-on", "-pk")
    latest = read.values(row=_as_row("on", "value", "is_reached"))
    rows = Goal.objects.filter(plan=OuterRef("pk")).annotate(latest=Subquery(latest[:1]))
    return rows.values(row=_as_row("kind", "baseline", "target", "due_on", "latest"))


def _as_row(*names: str, **named: str) -> JSONObject:
    """Figures as text: a number of JSON would come back as a float."""
    figures = {"baseline", "target", "value"}
    columns: dict[str, Any] = {name: Cast(name, CharField()) if name in figures else name for name in names}
    return JSONObject(**columns, **named)


_PRESENT = Statement(_present, account=int, today=datetime.date)


def _card(plan: Any, on: datetime.date) -> PlanCard:
    standing = Counter(progress_in(row, row["latest"], plan.starts_on, on).standing for row in plan.goal_rows)
    coming = plan.coming
    return PlanCard(
        plan=plan,
        goals=len(plan.goal_rows),
        reached=standing[Standing.REACHED],
        on_the_way=standing[Standing.ON_THE_WAY],
        in_doubt=sum(standing[each] for each in (Standing.BEHIND, Standing.AWAY, Standing.MISSED)),
        # What was never approved was never promised.
        late=(plan.late_actions or 0) if plan.is_running else 0,
        next=NextAction(coming["pk"], coming["title"], day_of(coming["due_on"]), coming["owner"] or "")
        if coming
        else None,
        open_comments=plan.open_comments or 0,
    )
