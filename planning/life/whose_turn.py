"""Plans that wait for one person: to be approved or returned by who leads, to be mended by who owns the client, for a
word of whoever is asked in them.
"""

from __future__ import annotations

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from accounts.querysets import AccountQuerySet
from kam_portal.foundation.people.models import User
from planning.discussion.reading import unanswered_by
from planning.models import Plan, PlanState, PlanStep


def waiting_for(user: User, answered_for: AccountQuerySet, readable: AccountQuerySet) -> QuerySet[Plan]:
    """Discussed ones of clients that a lead answers for, the longest waiting first; returned ones of the own clients;
    those in which `user` is asked and has not answered.

    Each carries `since`; `is_turn` of its steps, with `reason` where it was returned; `question`, the number of the
    first comment that asks.
    """
    question = unanswered_by(user).filter(plan=OuterRef("pk"))
    last = PlanStep.objects.filter(plan=OuterRef("pk")).order_by("-pk")
    returned = Q(state=PlanState.DRAFT, account__kam=user, stepped_by__isnull=False) & ~Q(stepped_by=user)
    turn = returned
    if user.is_lead or user.is_admin:
        turn |= Q(state=PlanState.DISCUSSION, account__in=answered_for.order_by().values("pk"))
    asked = Q(question__isnull=False, account__in=readable.order_by().values("pk")) & ~Q(state=PlanState.CLOSED)
    found = Plan.objects.annotate(
        stepped_at=Subquery(last.values("at")[:1]),
        reason=Subquery(last.values("reason")[:1]),
        stepped_by=Subquery(last.values("by")[:1]),
        question=Subquery(question.values("pk")[:1]),
    ).annotate(
        is_turn=Case(When(turn, then=True), default=False),
        since=Case(When(turn, then=F("stepped_at")), default=Subquery(question.values("at")[:1])),
    )
    return found.filter(Q(is_turn=True) | asked).select_related("account").order_by("since", "pk")
