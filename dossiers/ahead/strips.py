"""The year ahead of clients as pictures: events and the review due as marks, marks as strips for the templates."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.cadence import DAYS_BEFORE
from dossiers.models import EventAhead, EventKind
from kam_portal.foundation.charts.year import MONTHS, Mark, Placed, Strip, month_after, year_strip

REVIEW, CALENDAR = "review", "calendar"
# Every kind has a shape of its own (templates/svg/year_mark.svg) and its word in the legend.
KINDS: dict[str, str | Promise] = {
    EventKind.CONTRACT_END: EventKind.CONTRACT_END.label,
    EventKind.BUDGET: EventKind.BUDGET.label,
    CALENDAR: gettext_lazy("Budget calendar"),
    EventKind.TENDER: EventKind.TENDER.label,
    EventKind.BOARD: EventKind.BOARD.label,
    REVIEW: gettext_lazy("Review due"),
    EventKind.OTHER: EventKind.OTHER.label,
}
# The strip stands beside other columns or on a phone, and is drawn twice: the page shows the one that fits. These are
# the pixels there are at least (static/css/year.css).
NARROW, WIDE = 236.0, 560.0
NARROW_LETTERS = 11.0
# Pixels: two lines of the axis, and a lane of a label above its mark.
AXIS, LANE, MARK_DOWN, LABEL_UP = 34, 34, 24, 11
# Rows of a team have no axis of their own and say the day alone.
ROW_LANE, ROW_MARK_DOWN, ROW_LANES, ROW_HEIGHT = 30, 22, 4, 46


@dataclass(frozen=True)
class Shape:
    """A mark as the template draws it: percent across, pixels down."""

    placed: Placed
    y: int
    label_y: int
    title: str

    @property
    def kind(self) -> str:
        return self.placed.mark.kind


@dataclass(frozen=True)
class Picture:
    strip: Strip
    shapes: Sequence[Shape]
    height: int
    axis: int

    @property
    def depth(self) -> int:
        """Pixels below the axis."""
        return self.height - self.axis


@dataclass(frozen=True)
class YearStrip:
    """The same marks for little and for much room; `kinds` are those that occur, each with its word."""

    narrow: Picture
    wide: Picture
    kinds: Sequence[tuple[str, str]]

    @property
    def count(self) -> int:
        return len(self.wide.shapes)

    @property
    def beside(self) -> list[Shape]:
        """What is no event, and so stands in no list of events."""
        return [shape for shape in self.wide.shapes if shape.kind not in EventKind.values]


def dossier_marks(events: Iterable[EventAhead], due_on: datetime.date | None) -> list[Mark]:
    """Events and the review due of one client."""
    marks = [event_mark(event, event.title) for event in events]
    if due_on is not None:
        marks.append(Mark(0, due_on, _("Review due"), REVIEW, max(DAYS_BEFORE)))
    return marks


def calendar_marks(rows: Iterable[Mapping[str, str]], today: datetime.date) -> list[Mark]:
    """Steps of the client's budget calendar where they end within twelve months: they come back every year.

    `rows` hold name, from_month and to_month (1 to 12, or empty) as the table of the dossier does. What has no month
    has no place; with one month a step lasts that month.
    """
    marks = []
    for number, row in enumerate(rows, start=1):
        begins, ends = row.get("from_month") or row.get("to_month"), row.get("to_month") or row.get("from_month")
        if begins and ends:
            first = month_after(today, (int(ends) - today.month) % MONTHS)
            last = month_after(first) - datetime.timedelta(days=1)
            begin = month_after(first, -((int(ends) - int(begins)) % MONTHS))
            marks.append(Mark(-number, last, row.get("name", ""), CALENDAR, (last - begin).days))
    return marks


def event_mark(event: EventAhead, label: str) -> Mark:
    return Mark(event.pk, event.on, label, event.kind, event.lead_days)


def strip_of(marks: Sequence[Mark], today: datetime.date) -> YearStrip | None:
    """Twelve months from the current one; None where nothing lies in them."""
    wide = year_strip(marks, first=today, today=today, narrowest=WIDE)
    if not wide.placed:
        return None
    narrow = year_strip(marks, first=today, today=today, narrowest=NARROW, size=NARROW_LETTERS)
    return YearStrip(_picture(narrow), _picture(wide), kinds_of(wide.placed))


def row_of(events: Sequence[EventAhead], today: datetime.date) -> Picture:
    """One client of many: no axis, few lanes, the day alone beside the mark."""
    marks = [event_mark(event, str(event.on.day)) for event in events]
    strip = year_strip(marks, first=today, today=today, narrowest=NARROW, size=NARROW_LETTERS, lanes_at_most=ROW_LANES)
    titles = {event.pk: event.title for event in events}
    shapes = [_shape(p, p.lane * ROW_LANE + ROW_MARK_DOWN, titles[p.mark.key]) for p in strip.placed]
    return Picture(strip, shapes, max(ROW_HEIGHT, strip.lanes * ROW_LANE), 0)


def axis_of(today: datetime.date) -> Picture:
    """The months alone, above many rows."""
    return Picture(year_strip([], first=today, today=today, narrowest=NARROW), (), AXIS, AXIS)


def kinds_of(placed: Iterable[Placed]) -> list[tuple[str, str]]:
    occurring = {one.mark.kind for one in placed}
    return [(kind, str(word)) for kind, word in KINDS.items() if kind in occurring]


def _picture(strip: Strip) -> Picture:
    shapes = [_shape(p, AXIS + p.lane * LANE + MARK_DOWN, p.mark.label) for p in strip.placed]
    return Picture(strip, shapes, AXIS + strip.lanes * LANE, AXIS)


def _shape(placed: Placed, y: int, title: str) -> Shape:
    kind = KINDS.get(placed.mark.kind, "")
    words = [formats.date_format(placed.mark.on, "DATE_FORMAT"), str(kind), title if title != str(kind) else ""]
    return Shape(placed, y, y - LABEL_UP, " · ".join(word for word in words if word))
