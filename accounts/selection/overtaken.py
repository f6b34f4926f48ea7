"""Decisions of a round that somebody overtook: the account got another status by hand since the board decided."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery

from accounts.models import Decision, Round, StatusChange


def overtaken_in(round_: Round) -> set[int]:
    """Ids of the candidates whose account was given a status, other than the decided one, after the decision.

    The moments are those of the recorded history. One statement, which looks at the few accounts whose status was
    changed since the round exists, however many were decided about.
    """
    changes: Any = StatusChange.pgh_event_model.objects  # type: ignore[attr-defined]
    made: Any = Decision.pgh_event_model.objects.filter(candidate=OuterRef("candidate"))  # type: ignore[attr-defined]
    first: Any = Round.pgh_event_model.objects.filter(pgh_obj=round_.pk).order_by("pgh_id")  # type: ignore[attr-defined]
    lately = changes.filter(pgh_created_at__gte=Subquery(first.values("pgh_created_at")[:1]))
    decisions = Decision.objects.filter(candidate__round=round_, candidate__account__in=lately.values("account"))
    dated = decisions.annotate(decided_at=Subquery(made.order_by("-pgh_id").values("pgh_created_at")[:1]))
    later = changes.filter(account=OuterRef("candidate__account"), pgh_created_at__gt=OuterRef("decided_at"))
    found = dated.exclude(status=F("candidate__account__status")).filter(Exists(later))
    return set(found.values_list("candidate", flat=True))
