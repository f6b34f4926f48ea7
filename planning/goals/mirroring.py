"""The client's goals of the dossier, and those that no goal of a plan mirrors yet."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from dossiers.description import TABLES
from dossiers.models import TableRow
from dossiers.values import from_stored, to_words
from kam_portal.foundation.numbers import number_in
from planning.goals.writing import CLIENT_GOALS
from planning.models import Goal, Plan
from planning.period import lies_inside


@dataclass(frozen=True)
class ClientGoal:
    """A goal of the client as its dossier says it."""

    row: TableRow

    @property
    def title(self) -> str:
        return str(self.row)

    @property
    def measure(self) -> str:
        return str(self.row.values.get("measure", ""))

    @property
    def kind(self) -> str:
        return self._word("kind")

    @property
    def until(self) -> str:
        return self._word("until")

    @property
    def owner(self) -> str:
        return str(self.row.values.get("owner", ""))

    @property
    def day(self) -> datetime.date | None:
        found: datetime.date | None = from_stored(TABLES[CLIENT_GOALS]["until"], self.row.values.get("until", ""))
        return found

    def _word(self, key: str) -> str:
        return to_words(TABLES[CLIENT_GOALS][key], self.row.values.get(key, ""))


def to_mirror(plan: Plan) -> list[ClientGoal]:
    """Of the plan's client, as the dossier has them: those that no goal of the plan serves."""
    served = Goal.objects.filter(plan=plan, client_goal=OuterRef("pk"))
    rows = TableRow.objects.filter(~Exists(served), account=plan.account_id, table=CLIENT_GOALS)
    return [ClientGoal(row) for row in rows]


def mirrored(plan: Plan, number: str) -> dict[str, Any]:
    """What a new goal begins with when it mirrors this one: the measure, and the day where it lies in the plan."""
    pk = number_in(number)
    row = TableRow.objects.filter(account=plan.account_id, table=CLIENT_GOALS, pk=pk).first() if pk else None
    if row is None:
        return {}
    theirs = ClientGoal(row)
    day = theirs.day
    due_on = day if day is not None and lies_inside(plan, day) else None
    return {"client_goal": row.pk, "measure": theirs.measure, "due_on": due_on}
