"""Plans that wait for one person: to be approved or returned by who leads, to be mended by who owns the client."""

from __future__ import annotations

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from accounts.querysets import AccountQuerySet
from kam_portal.foundation.people.models import User
from planning.models import Plan, PlanState, PlanStep


def waiting_for(user: User, answered_for: AccountQuerySet) -> QuerySet[Plan]:
    """Discussed ones of clients that a lead answers for, the longest waiting first; returned ones of the own clients.

    Each carries `since`, and `reason` where it was returned.
    """
    last = PlanStep.objects.filter(plan=OuterRef("pk")).order_by("-pk")
    returned = Q(state=PlanState.DRAFT, account__kam=user, stepped_by__isnull=False) & ~Q(stepped_by=user)
    whose = returned
    if user.is_lead or user.is_admin:
        whose |= Q(state=PlanState.DISCUSSION, account__in=answered_for.order_by().values("pk"))
    found = Plan.objects.annotate(
        since=Subquery(last.values("at")[:1]),
        reason=Subquery(last.values("reason")[:1]),
        stepped_by=Subquery(last.values("by")[:1]),
    )
    return found.filter(whose).select_related("account").order_by(F("since").asc(nulls_last=True), "pk")
