"""A timeline of actions: days in, shapes out. Pure.

One row an action, its name at the left, bar or diamond at the right: nothing covers anything, whatever the days. Where
something stands in the room of the days is told in percent of its width, so that a phone shows all of it, too.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kam_portal.foundation.charts.labels import text_width
from kam_portal.foundation.charts.year import month_after

WIDTH, ROW = 100.0, 24.0
# Half a diamond, and the way of an arrow before it turns; for a room about as wide as it is on a screen.
REACH, TURN = 0.8, 0.6
NARROWEST_BAR = 0.4
# Letters of a name, and the room beside the days that a screen has for it.
LETTERS, NAME_ROOM = 12.0, 220.0
TICKS_AT_MOST = 24
# The names of so many ticks have room beside one another.
NAMED, NAMED_ON_A_PHONE = 12, 3


class Item(NamedTuple):
    """An action: without a beginning it is a point at its due date, without a due date it only begins."""

    key: int
    label: str
    starts_on: datetime.date | None
    due_on: datetime.date | None
    waits_for: int | None = None


class Tick(NamedTuple):
    """A `minor` one goes without its name where there is little room."""

    first: datetime.date
    x: float
    is_named: bool
    is_minor: bool


class Placed(NamedTuple):
    """A row of the picture; `y` is its middle, in pixels. A diamond has no width, `x` is its middle then."""

    item: Item
    y: float
    x: float
    width: float

    @property
    def is_point(self) -> bool:
        return self.width == 0

    @property
    def is_cut(self) -> bool:
        """Whether a screen has too little room for its name."""
        return text_width(self.item.label, LETTERS) > NAME_ROOM

    @property
    def left(self) -> float:
        return self.x - REACH if self.is_point else self.x

    @property
    def right(self) -> float:
        return self.x + (REACH if self.is_point else self.width)


class Arrow(NamedTuple):
    """From the end of the one that is waited for to the beginning of the one that waits.

    Its path has tenths of a percent to the right, and pixels downwards.
    """

    above: int
    key: int
    path: str
    # It begins before the other ends.
    is_back: bool


@dataclass(frozen=True)
class Timeline:
    """`today` is None where it lies outside; `undated` have no day at all and no place here."""

    ticks: Sequence[Tick]
    today: float | None
    rows: Sequence[Placed]
    arrows: Sequence[Arrow]
    undated: Sequence[Item]

    @property
    def height(self) -> float:
        return len(self.rows) * ROW


@dataclass(frozen=True)
class _Frame:
    first: datetime.date
    days: int

    def x(self, day: datetime.date, part: float = 0.0) -> float:
        return round(((day - self.first).days + part) / self.days * WIDTH, 2)


def timeline(items: Sequence[Item], *, first: datetime.date, last: datetime.date, today: datetime.date) -> Timeline:
    """Whole months from `first` to `last`, and further where an action lies outside; rows by their first day."""
    dated = sorted((i for i in items if i.starts_on or i.due_on), key=_in_order)
    days = [day for i in dated for day in (i.starts_on, i.due_on) if day]
    frame = _frame(min([first, *days]), max([last, *days]))
    rows = [_placed(item, number, frame) for number, item in enumerate(dated)]
    ends = frame.first + datetime.timedelta(days=frame.days)
    now = frame.x(today, 0.5) if frame.first <= today < ends else None
    return Timeline(_ticks(frame), now, rows, list(_arrows(rows)), [i for i in items if not (i.starts_on or i.due_on)])


def _in_order(item: Item) -> tuple[datetime.date, datetime.date, int]:
    begins, ends = item.starts_on or item.due_on, item.due_on or item.starts_on
    assert begins is not None and ends is not None  # noqa: S101 - only dated ones are sorted
    return begins, ends, item.key


def _frame(first: datetime.date, last: datetime.date) -> _Frame:
    begin = first.replace(day=1)
    return _Frame(begin, (month_after(last) - begin).days)


def _placed(item: Item, number: int, frame: _Frame) -> Placed:
    y = (number + 0.5) * ROW
    if item.starts_on is None or item.due_on is None:
        day = item.due_on or item.starts_on
        assert day is not None  # noqa: S101 - only dated ones are placed
        return Placed(item, y, frame.x(day, 0.5), 0)
    x = frame.x(item.starts_on)
    return Placed(item, y, x, max(NARROWEST_BAR, round(frame.x(item.due_on, 1) - x, 2)))


def _ticks(frame: _Frame) -> list[Tick]:
    """The first days of months; of longer times of quarters, years, or more years."""
    ends = frame.first + datetime.timedelta(days=frame.days)
    months = (ends.year - frame.first.year) * 12 + ends.month - frame.first.month
    step = next((s for s in (1, 3, 12, 60, 240) if months / s <= TICKS_AT_MOST), 1200)
    start = frame.first if step == 1 else month_after(frame.first, -((frame.first.month - 1) % min(step, 12)))
    found = [month_after(start, n) for n in range(0, months + step, step)]
    shown = [first for first in found if frame.first <= first < ends]
    named = math.ceil(len(shown) / NAMED)
    major = named * math.ceil(len(shown) / named / NAMED_ON_A_PHONE)
    return [Tick(day, frame.x(day), place % named == 0, place % major > 0) for place, day in enumerate(shown)]


def _arrows(rows: Iterable[Placed]) -> Iterable[Arrow]:
    placed = {row.item.key: row for row in rows}
    for row in placed.values():
        above = placed.get(row.item.waits_for or 0)
        if above is not None and above is not row:
            yield Arrow(above.item.key, row.item.key, _path(above, row), row.left < above.right)


def _path(above: Placed, row: Placed) -> str:
    """Straight down where there is room in between, else back between two rows."""
    begin = f"M{_tenths(above.right)} {above.y:g}H{_tenths(above.right + TURN)}"
    end = f"V{row.y:g}H{_tenths(row.left)}"
    if row.left - TURN >= above.right + TURN:
        return begin + end
    between = above.y + (ROW / 2 if row.y > above.y else -ROW / 2)
    return f"{begin}V{between:g}H{_tenths(row.left - 2 * TURN)}{end}"


def _tenths(x: float) -> str:
    return f"{10 * x:.0f}"
