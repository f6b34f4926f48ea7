"""From when alerts fire, kept once for the whole company; until an admin changes them, as the method says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, Subquery
from django.db.models.functions import JSONObject

from decision_map.measures import DEFAULT_THRESHOLDS, Coverage, Influence, Thresholds
from decision_map.models import AlertLimits, DecisionMap
from kam_portal.foundation.history.versions import save_versioned

FIELDS = (
    *("stale_after", "contact_within", "threads_needed", "friendly_map_from"),
    *("influential_from", "covered_from"),
)


def limits_now() -> AlertLimits:
    """The company's row; one that nobody has saved yet, with the method's figures, while there is none."""
    return AlertLimits.objects.first() or AlertLimits()


def thresholds_now() -> Thresholds:
    return _thresholds({name: getattr(limits_now(), name) for name in FIELDS})


def with_limits(maps: QuerySet[DecisionMap]) -> QuerySet[DecisionMap]:
    """Maps that bring the limits along, for pages that count their statements: see thresholds_of()."""
    row = AlertLimits.objects.values(row=JSONObject(**{name: F(name) for name in FIELDS}))
    return maps.annotate(limits=Subquery(row[:1]))


def thresholds_of(map_: DecisionMap) -> Thresholds:
    """Of a map that was read by with_limits() without another statement."""
    if not hasattr(map_, "limits"):
        return thresholds_now()
    return _thresholds(map_.limits) if map_.limits else DEFAULT_THRESHOLDS


@transaction.atomic
def edit_limits(*, version: int, changes: Mapping[str, Any]) -> AlertLimits:
    """Raises StaleEdit when somebody saved in between."""
    AlertLimits.objects.get_or_create(only=True)
    return save_versioned(instance=AlertLimits.objects.get(), version=version, changes=changes)


def _thresholds(row: Mapping[str, int]) -> Thresholds:
    return Thresholds(
        stale_after=row["stale_after"],
        contact_within=row["contact_within"],
        threads_needed=row["threads_needed"],
        friendly_map_from=row["friendly_map_from"],
        influential_from=Influence(row["influential_from"]),
        covered_from=Coverage(row["covered_from"]),
    )
