"""Who changed what stands in a plan last, and when, from the recorded history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models

from accounts.models import Account
from dossiers.reviews.topics import Trace
from dossiers.reviews.traces import named, row_traces
from planning.models import Goal, Reading, Strategy
from planning.reviewing.entries import GOAL, parted


def traces_of(account: Account, keys: Iterable[str]) -> dict[str, Trace]:
    """A goal changes by a reading too: the later of both."""
    asked: dict[type[models.Model], dict[int, str]] = {Goal: {}, Strategy: {}}
    for key in keys:
        if (parts := parted(key)) is not None:
            asked[Goal if parts.kind == GOAL else Strategy][parts.pk] = key
    written = row_traces(account, {model: own for model, own in asked.items() if own}, ())
    read = _read(account, asked[Goal])
    return written | {key: trace for key, trace in read.items() if key not in written or trace.when > written[key].when}


def _read(account: Account, goals: Mapping[int, str]) -> dict[str, Trace]:
    if not goals:
        return {}
    events = Reading.pgh_event_model.objects.filter(account=account, goal_id__in=goals)  # type: ignore[attr-defined]
    latest = events.order_by("goal_id", "-pgh_id").distinct("goal_id")
    rows = latest.values_list("goal_id", "by_id", "pgh_created_at", "pgh_context__metadata")
    return named({goals[pk]: ((metadata or {}).get("user") or by, at.isoformat()) for pk, by, at, metadata in rows})
