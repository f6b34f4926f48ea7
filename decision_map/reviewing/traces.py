"""Who changed what stands on a map last, and when, from the recorded history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from accounts.models import Account
from decision_map.models import Actor, Judgement, Line, Occupancy, Post
from decision_map.reviewing.entries import JUDGED, LINE, PERSON, POST, parted
from dossiers.reviews.topics import Trace
from dossiers.reviews.traces import named, row_traces

Seen = dict[str, tuple[int | None, str]]


def traces_of(account: Account, keys: Iterable[str]) -> dict[str, Trace]:
    asked: dict[str, dict[int, str]] = {kind: {} for kind in (POST, PERSON, JUDGED, LINE)}
    for key in keys:
        if (parts := parted(key)) is not None:
            asked[parts[0]][parts[2]] = key
    rows: dict[type[models.Model], Mapping[int, str]] = {Post: asked[POST], Line: asked[LINE]}
    people = _moved(account, asked[PERSON]) | _judged(account, asked[JUDGED])
    return row_traces(account, {model: own for model, own in rows.items() if own}, (Line,)) | named(people)


def _moved(account: Account, people: Mapping[int, str]) -> Seen:
    """Who came, moved, left or was given a counterpart: the latest of what was recorded of them and their posts."""
    found: Seen = {}
    if not people:
        return found
    for model, actor in ((Actor, "pgh_obj_id"), (Occupancy, "actor_id")):
        events = _events(model).filter(account=account, **{f"{actor}__in": people})
        latest = events.order_by(actor, "-pgh_id").distinct(actor)
        for pk, when, metadata in latest.values_list(actor, "pgh_created_at", "pgh_context__metadata"):
            seen = ((metadata or {}).get("user"), when.isoformat())
            found[people[pk]] = max(found.get(people[pk], seen), seen, key=lambda each: each[1])
    return found


def _judged(account: Account, people: Mapping[int, str]) -> Seen:
    """The first event of the latest version: what came after it in the same version is a review that confirmed it."""
    if not people:
        return {}
    events = _events(Judgement).filter(account=account, actor_id__in=people)
    latest = events.order_by("actor_id", "-actor_version", "pgh_id").distinct("actor_id")
    rows = latest.values_list("actor_id", "by_id", "pgh_created_at", "pgh_context__metadata")
    return {people[pk]: ((metadata or {}).get("user") or by, when.isoformat()) for pk, by, when, metadata in rows}


def _events(model: type[models.Model]) -> Any:
    return model.pgh_event_model.objects  # type: ignore[attr-defined]
