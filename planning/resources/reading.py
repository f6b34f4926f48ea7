"""What a plan needs, as its page shows it: two statements."""

from __future__ import annotations

from dataclasses import dataclass

from planning.models import Action, Plan, Resource
from planning.resources.sums import MONEY, Figures, Standing, standing_of


@dataclass(frozen=True)
class Needs:
    """The rows, and by kind, with its title, what they come to."""

    rows: list[Resource]
    standing: list[tuple[str, Standing]]


def needs_of(plan: Plan) -> Needs:
    """Money counts what actions cost."""
    rows = list(Resource.objects.filter(plan=plan))
    costs = Action.objects.filter(plan=plan).order_by().values_list("cost_planned", "cost_used", "status")
    figures = [Figures(row.kind, row.planned, row.used) for row in rows]
    figures += [
        Figures(MONEY, planned, used, is_dropped=status == Action.Status.DROPPED, is_asked=False)
        for planned, used, status in costs
    ]
    return Needs(rows, [(str(Resource.Kind(each.kind).label), each) for each in standing_of(figures)])
