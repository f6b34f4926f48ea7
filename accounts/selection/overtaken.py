"""Decisions that something overtook: a status given by hand, or figures that let the rules propose something else."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable

from accounts.models import Candidate, Decision, Round, StatusChange
from accounts.selection.proposing import PROPOSED_NOW, with_earlier


def with_doubts(candidates: QuerySet[Candidate], round_: Round) -> QuerySet[Candidate]:
    """Each with `earlier` and, while the round decides, whether its decision `is_overtaken` or `has_moved`.

    is_overtaken: the account was given a status, other than the decided one, after the decision. has_moved: else, the
    decision has no reason of its own and is not what the rules propose now.
    """
    candidates = with_earlier(candidates, round_)
    if round_.state != Round.State.DECIDING:
        return candidates.annotate(is_overtaken=Value(False), has_moved=Value(False))
    decided = Q(decision__isnull=False)
    lately = Q(account__in=_changes_since_the_round_exists(round_).values("account"))
    overtaken = decided & ~Q(decision__status=F("account__status")) & lately & Exists(_changes_since())
    moved = decided & Q(decision__reason="") & ~Q(decision__proposed=PROPOSED_NOW) & ~overtaken
    return candidates.annotate(is_overtaken=_whether(overtaken), has_moved=_whether(moved))


def _whether(condition: Q | Combinable) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _changes_since_the_round_exists(round_: Round) -> QuerySet[Any]:
    """They are few, however many candidates were decided about."""
    first = Round.pgh_event_model.objects.filter(pgh_obj=round_.pk).order_by("pgh_id")  # type: ignore[attr-defined]
    changes: QuerySet[Any] = StatusChange.pgh_event_model.objects.order_by()  # type: ignore[attr-defined]
    return changes.filter(pgh_created_at__gte=Subquery(first.values("pgh_created_at")[:1]))


def _changes_since() -> QuerySet[Any]:
    """Statuses given to the account of a candidate after its decision, by the moments of the recorded history."""
    decisions = Decision.pgh_event_model.objects  # type: ignore[attr-defined]
    changes: QuerySet[Any] = StatusChange.pgh_event_model.objects.order_by()  # type: ignore[attr-defined]
    newest = decisions.filter(candidate=OuterRef(OuterRef("pk"))).order_by("-pgh_created_at")
    decided_at = Subquery(newest.values("pgh_created_at")[:1])
    return changes.filter(account=OuterRef("account"), pgh_created_at__gt=decided_at)
