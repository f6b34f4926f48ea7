"""Plans, actions and readings, in the words of the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

if TYPE_CHECKING:
    from planning.models import Action, Plan, Reading  # noqa: F401 - the bases below name them

# Of actions that are still to be done.
OPEN = ("planned", "doing")


def is_running(over: str = "") -> Q:
    """Of a plan, or of what belongs to one: it was approved once and is not closed. In Python: Plan.is_running."""
    return Q((f"{over}approved_version__gt", 0)) & ~Q((f"{over}state", "closed"))


class PlanQuerySet(QuerySet["Plan"]):
    def running(self) -> PlanQuerySet:
        """Approved once and not closed: what stands in them is promised."""
        return self.filter(is_running())

    def present(self) -> PlanQuerySet:
        """Those not closed, the active one first, then the later ones."""
        is_active = ExpressionWrapper(Q(state="active"), output_field=BooleanField())
        return self.exclude(state="closed").order_by(is_active.desc(), "-starts_on", "-pk")


class ActionQuerySet(QuerySet["Action"]):
    def open(self) -> ActionQuerySet:
        return self.filter(status__in=OPEN)

    def promised(self) -> ActionQuerySet:
        """Open, in a plan that is running."""
        return self.open().filter(is_running("plan__"))


class ReadingQuerySet(QuerySet["Reading"]):
    def latest_of_goals(self) -> ReadingQuerySet:
        """The present of each goal: there is one reading of a goal a day."""
        return self.order_by("goal_id", "-on").distinct("goal_id")
