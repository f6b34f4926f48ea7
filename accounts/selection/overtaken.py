"""Decisions of a round that somebody overtook: the account got another status by hand since the board decided."""

from __future__ import annotations

from django.db.models import F, Max

from accounts.models import Decision, Round, StatusChange


def overtaken_in(round_: Round) -> set[int]:
    """Ids of the candidates whose account was given a status, other than the decided one, after the decision.

    The moments are those of the recorded history; three statements, however many candidates there are.
    """
    events = Decision.pgh_event_model.objects.filter(candidate__round=round_)  # type: ignore[attr-defined]
    decided_at = dict(events.order_by().values_list("candidate").annotate(at=Max("pgh_created_at")))
    other = Decision.objects.filter(candidate__round=round_).exclude(status=F("candidate__account__status"))
    accounts = dict(other.values_list("candidate", "candidate__account"))
    changes = StatusChange.pgh_event_model.objects.filter(account__in=accounts.values())  # type: ignore[attr-defined]
    changed_at = dict(changes.order_by().values_list("account").annotate(at=Max("pgh_created_at")))
    return {
        candidate
        for candidate, account in accounts.items()
        if account in changed_at and candidate in decided_at and changed_at[account] > decided_at[candidate]
    }
