"""A strip of twelve months: dates in, shapes out. Pure.

Across, places are shares of the width in percent, so letters keep their size however wide the strip is drawn; down and
for letters, pixels. Marks are laid out in lanes for the narrowest width: what stands apart there stands apart wherever
there is more room, for shares move away from each other and letters stay as wide as they are.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kam_portal.foundation.charts.labels import shortened, text_width

MONTHS = 12
# Half of a mark, and what is left free between two neighbours of a lane.
REACH, GAP = 6.0, 6.0
LETTERS = 12.0


class Mark(NamedTuple):
    """Something on a day: its name, the kind that chooses its shape, and how many days before it matters."""

    key: int
    on: datetime.date
    label: str
    kind: str = ""
    lead_days: int = 0


class Month(NamedTuple):
    """A month by its first day: where it begins and where its middle is, in percent."""

    first: datetime.date
    x: float
    middle: float


class Placed(NamedTuple):
    """A mark in its lane, in percent of the width. `label` is empty where no room was left for it."""

    mark: Mark
    x: float
    lane: int
    # The lead time that lies on the strip.
    bar_x: float
    bar_width: float
    label: str
    # The label ends at the mark instead of beginning there.
    is_label_before: bool
    is_past: bool


@dataclass(frozen=True)
class Strip:
    """`today` in percent, None where it lies outside; `left_out` marks lie outside of the twelve months."""

    months: tuple[Month, ...]
    today: float | None
    placed: tuple[Placed, ...]
    lanes: int
    left_out: int

    @property
    def first(self) -> datetime.date:
        return self.months[0].first


@dataclass(frozen=True)
class _Frame:
    first: datetime.date
    days: int

    def share(self, day: datetime.date, part: float = 0.0) -> float:
        """The place of a part of a day, from 0 to 1."""
        return ((day - self.first).days + part) / self.days


@dataclass(frozen=True)
class _Wanted:
    """A mark with what it takes at the narrowest width, in pixels: with its label, and without."""

    mark: Mark
    label: str
    is_label_before: bool
    left: float
    right: float
    bare_left: float
    bare_right: float


def month_after(day: datetime.date, months: int = 1) -> datetime.date:
    """The first day of the month so many months after that of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return datetime.date(index // 12, index % 12 + 1, 1)


def year_strip(
    marks: Sequence[Mark],
    *,
    first: datetime.date,
    today: datetime.date,
    narrowest: float,
    lanes_at_most: int = 1_000,
    size: float = LETTERS,
) -> Strip:
    """Twelve months from that of `first`, with every mark that lies in them, by date.

    A label takes at most half of the narrowest width. Beyond `lanes_at_most` marks lose their labels, and then stand
    on each other in the last lane.
    """
    first = first.replace(day=1)
    firsts = [month_after(first, n) for n in range(MONTHS + 1)]
    frame = _Frame(first, (firsts[-1] - first).days)
    inside = sorted((m for m in marks if first <= m.on < firsts[-1]), key=lambda m: (m.on, m.key))
    wanted = sorted((_wanted(mark, frame, narrowest, size) for mark in inside), key=lambda w: (w.left, w.mark.key))
    ends: list[float] = []
    placed = [_placed(one, ends, frame, today, lanes_at_most) for one in wanted]
    placed.sort(key=lambda p: (p.mark.on, p.mark.key))
    months = [
        Month(begin, _percent(frame.share(begin)), _percent((frame.share(begin) + frame.share(end)) / 2))
        for begin, end in zip(firsts[:-1], firsts[1:], strict=True)
    ]
    is_inside = first <= today < firsts[-1]
    now = _percent(frame.share(today, 0.5)) if is_inside else None
    return Strip(tuple(months), now, tuple(placed), len(ends), len(marks) - len(inside))


def _wanted(mark: Mark, frame: _Frame, width: float, size: float) -> _Wanted:
    x = frame.share(mark.on, 0.5) * width
    label = shortened(mark.label, width / 2, size)
    room = text_width(label, size)
    is_before = x + room > width
    begin = max(0.0, x - mark.lead_days * width / frame.days)
    bare_left, bare_right = min(begin, x - REACH), x + REACH
    left, right = (min(bare_left, x - room), bare_right) if is_before else (bare_left, max(bare_right, x + room))
    return _Wanted(mark, label, is_before, left, right, bare_left, bare_right)


def _placed(one: _Wanted, ends: list[float], frame: _Frame, today: datetime.date, lanes_at_most: int) -> Placed:
    """The mark in the first lane with room; `ends` says where each lane is taken up to, and grows."""
    lane, label = _lane(one.left, one.right, ends, lanes_at_most), one.label
    if lane is None:
        lane, label = _lane(one.bare_left, one.bare_right, ends, lanes_at_most), ""
    if lane is None:
        lane = len(ends) - 1
        ends[lane] = max(ends[lane], one.bare_right)
    begin = max(0.0, frame.share(one.mark.on, 0.5) - one.mark.lead_days / frame.days)
    x = frame.share(one.mark.on, 0.5)
    return Placed(
        mark=one.mark,
        x=_percent(x),
        lane=lane,
        bar_x=_percent(begin),
        bar_width=_percent(x - begin),
        label=label,
        is_label_before=one.is_label_before,
        is_past=one.mark.on < today,
    )


def _lane(left: float, right: float, ends: list[float], lanes_at_most: int) -> int | None:
    """The first lane that is free from `left` on, opened where need be, and taken up to `right`; None without one."""
    for lane, end in enumerate(ends):
        if end + GAP <= left:
            ends[lane] = right
            return lane
    if len(ends) < lanes_at_most:
        ends.append(right)
        return len(ends) - 1
    return None


def _percent(share: float) -> float:
    return round(share * 100, 2)
