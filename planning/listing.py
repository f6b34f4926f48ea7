"""The plans of a client, each with how far it is and who approved it when."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Account
from planning.models import Action, Goal, Plan, PlanVersion


def listed(account: Account) -> Sequence[Plan]:
    """The latest first, with `done` of `planned` actions, `goal_count`, and `approved_at` and `approved_by_name`."""
    approved = PlanVersion.objects.filter(plan=OuterRef("pk"), number=OuterRef("approved_version"))
    of_plan = Action.objects.filter(plan=OuterRef("pk")).exclude(status=Action.Status.DROPPED)
    per_plan = of_plan.order_by().values("plan")
    done = per_plan.annotate(n=Count("pk", filter=Q(status=Action.Status.DONE))).values("n")
    goals = Goal.objects.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(n=Count("pk")).values("n")
    return list(
        Plan.objects.filter(account=account).annotate(
            planned=_or_nought(per_plan.annotate(n=Count("pk")).values("n")),
            done=_or_nought(done),
            goal_count=_or_nought(goals),
            approved_at=Subquery(approved.values("approved_at")[:1]),
            approved_by_name=Subquery(approved.values(name=F("approved_by__full_name"))[:1]),
        )
    )


def _or_nought(count: object) -> Coalesce:
    return Coalesce(Subquery(count), 0, output_field=IntegerField())  # type: ignore[arg-type]
