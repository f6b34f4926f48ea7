"""The timeline of a plan as its template draws it: what the shapes are, and what each says in words."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from kam_portal.foundation.charts.svg import NOT_XML
from planning.actions.timeline import Item, Placed, Timeline, timeline
from planning.models import Action, Plan


@dataclass(frozen=True)
class Shape:
    placed: Placed
    action: Action
    title: str


@dataclass(frozen=True)
class Picture:
    timeline: Timeline
    shapes: Sequence[Shape]
    undated: int

    @property
    def count(self) -> int:
        return len(self.shapes)


def picture_of(actions: Sequence[Action], plan: Plan, today: datetime.date) -> Picture:
    """`actions` have been looked at: see rows.looked_at()."""
    items = [Item(a.pk, NOT_XML.sub("", a.title), a.starts_on, a.due_on, a.waits_for_id) for a in actions]
    drawn = timeline(items, first=plan.starts_on, last=plan.ends_on, today=today)
    by_key = {action.pk: action for action in actions}
    shapes = [Shape(row, by_key[row.item.key], _title(row, by_key[row.item.key])) for row in drawn.rows]
    return Picture(drawn, shapes, len(drawn.undated))


def _title(row: Placed, action: Action) -> str:
    """Everything that the row shows without letters, and its name where it was cut."""
    days = [formats.date_format(day, "SHORT_DATE_FORMAT") for day in (action.starts_on, action.due_on) if day]
    words = [
        row.item.label if row.is_cut else "",
        " – ".join(days),
        str(action.get_status_display()),
        action.owner.full_name if action.owner else "",
        _("no longer works with this client") if action.is_left_behind else "",  # type: ignore[attr-defined]
        _("late") if action.is_late else "",  # type: ignore[attr-defined]
        _("begins before what it waits for ends") if action.is_too_soon else "",  # type: ignore[attr-defined]
    ]
    return " · ".join(word for word in words if word)
