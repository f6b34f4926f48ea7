"""In which order candidates of a round are listed: as the method ranks quadrants and statuses, then by name."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, Value, When

from accounts.kaism import Quadrant
from accounts.listing import status_rank

BY_NAME: tuple[Any, ...] = ("account__sort_key", "pk")
# Who has no quadrant comes last.
QUADRANT_RANK = Case(
    *[When(quadrant=quadrant.value, then=Value(rank)) for rank, quadrant in enumerate(Quadrant)],
    default=Value(len(Quadrant)),
    output_field=IntegerField(),
)
STATUS_NOW = status_rank("account__status")
STATUS_DECIDED = status_rank("decision__status")
