"""What the company puts in order by hand - products, lines of the checklist - is moved one place at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

MOVED = _("Somebody changed the order since you opened the page. Look at it again, then move the line.")


def order_of(rows: Sequence[Any]) -> str:
    """The order of what can be moved, as it travels with a page that moves one."""
    return "-".join(str(row.pk) for row in rows)


def change_places(movable: QuerySet[Any], pk: int, *, up: bool, order: str) -> None:
    """Within rows that have a position; at the end of the list nothing moves. Positions are dense afterwards.

    Raises ValidationError when the order is not the one that was read, and when the row is none of them any more.
    """
    # Locked in one order first: who waited for the lock reads the positions as they are then.
    list(movable.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    rows = list(movable)
    if order != order_of(rows) or pk not in {row.pk for row in rows}:
        raise ValidationError(MOVED)
    here = next(number for number, row in enumerate(rows) if row.pk == pk)
    there = here + (-1 if up else 1)
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    for number, row in enumerate(rows):
        if row.position != number:
            row.position = number
            row.save(update_fields=["position"])
