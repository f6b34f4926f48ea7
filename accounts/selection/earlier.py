"""Where the accounts stood before: the published rounds before a round, for who may look at them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Candidate, Round
from kam_portal.foundation.charts.bubbles import Point
from kam_portal.foundation.people.models import User


def rounds_before(round_: Round) -> QuerySet[Round]:
    """The published rounds before this one; all of them while it runs."""
    published = Round.objects.filter(state=Round.State.PUBLISHED).exclude(pk=round_.pk).order_by()
    if round_.published_on is None:
        return published
    sooner = Q(published_on__lt=round_.published_on)
    return published.filter(sooner | Q(published_on=round_.published_on, pk__lt=round_.pk))


def places_before(round_: Round) -> QuerySet[Candidate]:
    """The accounts in the published rounds before this one that looked at them, the newest first."""
    looked_at = Candidate.objects.filter(round__in=rounds_before(round_), stays=True)
    return looked_at.order_by("-round__published_on", "-round")


def taken_part_in(user: User) -> Q:
    """Of candidates: in a round that the person rated in or ran, and so saw the places of."""
    return Q(round__in=Round.objects.filter(Q(raters__user=user) | Q(runner=user)).order_by().values("pk"))


def points_before(*, user: User, round_: Round, candidates: QuerySet[Candidate], readable: Q) -> dict[int, Point]:
    """Account -> (strength, attractiveness) in the newest round before this one that looked at it; one statement.

    Only rounds the person may look at: of accounts not `readable`, those they took part in. Nothing where that round
    could not place the account, or placed it on another scale.
    """
    found = places_before(round_).filter(account__in=candidates.order_by().values("account"))
    if readable:
        found = found.filter(readable | taken_part_in(user))
    newest = found.order_by("account", "-round__published_on", "-round").distinct("account")
    rows = newest.values_list("account", "strength", "attractiveness", "quadrant", "round__model__scale_choice")
    return dict(_placed(rows, round_.model.scale_choice))


def _placed(rows: Iterable[tuple[Any, ...]], scale: str) -> Iterable[tuple[int, Point]]:
    for account, strength, attractiveness, quadrant, measured_on in rows:
        if quadrant and measured_on == scale:
            yield account, (strength, attractiveness)
