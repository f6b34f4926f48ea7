"""Bubbles on a square of two scales: numbers in, shapes out. Pure.

Figures come as Decimal; coordinates leave as floats. The area of a bubble is proportional to its value. What is known
as a range is a line or a box from its lowest to its highest, never a point; what has no horizontal position stands on
a rail beside the square at its height.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from kam_portal.foundation.charts.labels import Box, Label, Line, Taken, Wanted, along, place_labels

LETTERS = 12.0
LABEL_ROOM = 150.0
# Beyond so many marks names give way to the largest and the chosen ones.
NAMED_UP_TO = 300
# Up to so many each has its name, wherever it has to stand.
ALL_NAMED_UP_TO = 60
LARGEST_NAMED = 40
# A dot that can be seen, and the reach within which it can be hit by finger or mouse.
SMALLEST, UNKNOWN_RADIUS, HIT = 4.0, 5.0, 12.0
RANGE_THICKNESS = 8.0

Span = tuple[Decimal, Decimal]
Point = tuple[Decimal, Decimal]


class Spot(NamedTuple):
    """One thing to draw. `x` None: on the rail, in a lane of it. A span of two different ends is a range."""

    key: int
    label: str
    x: Span | None
    y: Span
    value: Decimal | None
    lane: int = 0
    forecast: Point | None = None
    before: Point | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The square in pixels and the scale of both its axes; mirrored runs the horizontal one from right to left."""

    box: Box
    low: Decimal
    high: Decimal
    mirrored: bool = False
    # The scale as floats, read once for thousands of values.
    start: float = field(init=False, repr=False, compare=False)
    length: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", float(self.low))
        object.__setattr__(self, "length", float(self.high) - float(self.low))

    def x(self, value: Decimal) -> float:
        along = self._share(value) * self.box.width
        return round(self.box.right - along if self.mirrored else self.box.x + along, 2)

    def y(self, value: Decimal) -> float:
        return round(self.box.bottom - self._share(value) * self.box.height, 2)

    def _share(self, value: Decimal) -> float:
        return (float(value) - self.start) / self.length

    @property
    def axis(self) -> float:
        return self.box.x + self.box.width / 2


class Mark(NamedTuple):
    """A bubble (radius) or a range (box); hollow where the value is unknown. On the rail `lane` is 0, 1, ..."""

    key: int
    x: float
    y: float
    radius: float
    box: Box | None = None
    is_hollow: bool = False
    lane: int | None = None
    arrow: Line | None = None
    trail: Line | None = None

    @property
    def is_range(self) -> bool:
        return self.box is not None

    def mirrored(self, axis: float) -> Mark:
        return self._replace(
            x=round(2 * axis - self.x, 2),
            box=self.box.mirrored(axis) if self.box else None,
            arrow=self.arrow.mirrored(axis) if self.arrow else None,
            trail=self.trail.mirrored(axis) if self.trail else None,
        )


@dataclass(frozen=True, slots=True)
class Rail:
    """The strip beside the square: its box and the middle of each lane."""

    box: Box
    lanes: tuple[float, ...]


@dataclass(frozen=True)
class Bubbles:
    """Marks from the largest to the smallest, so that none hides under another, and their names."""

    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


def bubbles(
    spots: Sequence[Spot],
    frame: Frame,
    rail: Rail | None,
    chosen: Collection[int] = (),
    *,
    only_chosen: bool = False,
    shrunk: float = 1.0,
) -> Bubbles:
    """All shapes. `chosen` are named first, or alone. `shrunk`: the radii of a smaller picture.

    Mirrored, the square is the exact mirror; the rail stays where it is.
    """
    upright = replace(frame, mirrored=False)
    largest = largest_radius(len(spots)) * shrunk
    scale = area_scale([spot.value for spot in spots if spot.x is not None], largest)
    ordered = sorted(spots, key=_largest_first)
    marks = [mark_of(spot, upright, rail, scale) for spot in ordered if spot.x is not None or rail]
    if rail:
        marks = spread_on_rail(marks, rail)
    labels = name_marks(marks, ordered, upright, rail, frozenset(chosen), only_chosen=only_chosen)
    if frame.mirrored:
        marks = [mark if mark.lane is not None else mark.mirrored(frame.axis) for mark in marks]
        on_rail = {mark.key for mark in marks if mark.lane is not None}
        labels = [label if label.key in on_rail else label.mirrored(frame.axis) for label in labels]
    return Bubbles(tuple(marks), tuple(labels))


def _largest_first(spot: Spot) -> tuple[Decimal, int]:
    return (-(spot.value or Decimal(0)), spot.key)


def largest_radius(count: int) -> float:
    """Fewer bubbles may be larger: 34 pixels up to forty of them, 9 from a thousand on."""
    return max(9.0, min(34.0, 34.0 * math.sqrt(40 / max(1, count))))


def area_scale(values: Iterable[Decimal | None], largest: float) -> float:
    """k of radius = k * sqrt(value): the largest value has the largest radius."""
    top = max((value for value in values if value is not None and value > 0), default=None)
    return largest / math.sqrt(top) if top else 0.0


def radius_of(value: Decimal | None, scale: float) -> float:
    """Area goes with the value, down to the smallest dot that can be seen; an unknown value is a small mark."""
    if value is None:
        return UNKNOWN_RADIUS
    return round(max(SMALLEST, scale * math.sqrt(value)), 3) if value > 0 else SMALLEST


def mark_of(spot: Spot, frame: Frame, rail: Rail | None, scale: float) -> Mark:
    y_low = frame.y(spot.y[0])
    y_high = y_low if spot.y[0] == spot.y[1] else frame.y(spot.y[1])
    if spot.x is None:
        assert rail is not None  # noqa: S101 - bubbles() leaves spots for the rail out where there is none
        middle = rail.lanes[spot.lane]
        box = _range_box(middle, middle, y_low, y_high)
        return Mark(spot.key, middle, round((y_low + y_high) / 2, 2), UNKNOWN_RADIUS, box, True, spot.lane)
    x_low = frame.x(spot.x[0])
    x_high = x_low if spot.x[0] == spot.x[1] else frame.x(spot.x[1])
    if x_low != x_high or y_low != y_high:
        x, y = round((x_low + x_high) / 2, 2), round((y_low + y_high) / 2, 2)
        return Mark(spot.key, x, y, RANGE_THICKNESS / 2, _range_box(x_low, x_high, y_low, y_high), True)
    radius = radius_of(spot.value, scale)
    arrow = _line((x_low, y_low), _pixels(spot.forecast, frame), radius) if spot.forecast else None
    trail = _line(_pixels(spot.before, frame), (x_low, y_low), 0) if spot.before else None
    return Mark(spot.key, x_low, y_low, radius, None, spot.value is None, None, arrow, trail)


def _pixels(point: Point, frame: Frame) -> tuple[float, float]:
    return frame.x(point[0]), frame.y(point[1])


def _line(start: tuple[float, float], end: tuple[float, float], skip: float) -> Line | None:
    """From one point to another, leaving the bubble at the start out; None where they hardly differ."""
    length = math.dist(start, end)
    if length < skip + 4:
        return None
    share = skip / length
    x, y = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
    return Line(round(x, 2), round(y, 2), end[0], end[1])


def _range_box(x_low: float, x_high: float, y_low: float, y_high: float) -> Box | None:
    """A bar along the axis that is uncertain, a field where both are; None for a point. y runs downwards."""
    wide, tall = x_high - x_low, y_low - y_high
    if wide <= 0 and tall <= 0:
        return None
    half = RANGE_THICKNESS / 2
    left, width = (x_low, wide) if wide > 0 else (x_low - half, RANGE_THICKNESS)
    top, height = (y_high, tall) if tall > 0 else (y_high - half, RANGE_THICKNESS)
    return Box(round(left, 2), round(top, 2), round(width, 2), round(height, 2))


def spread_on_rail(marks: Sequence[Mark], rail: Rail) -> list[Mark]:
    """Marks at the same height stand side by side in their lane, as far as there is room; then they may overlap."""
    step = UNKNOWN_RADIUS * 2 + 2
    wide = rail.box.width / max(1, len(rail.lanes))
    seats = max(1, int((wide - 8) // step))
    rows: dict[tuple[int, int], int] = {}
    placed = {}
    for mark in sorted((mark for mark in marks if mark.lane is not None), key=lambda mark: (mark.y, mark.key)):
        assert mark.lane is not None  # noqa: S101 - filtered above
        row = (mark.lane, int(mark.y // step))
        seat = rows.get(row, 0)
        rows[row] = seat + 1
        start = rail.box.x + wide * mark.lane + 4 + UNKNOWN_RADIUS
        x = round(start + (seat % seats) * step, 2)
        placed[mark.key] = mark._replace(x=x, box=replace(mark.box, x=x - RANGE_THICKNESS / 2) if mark.box else None)
    return [placed.get(mark.key, mark) for mark in marks]


def name_marks(
    marks: Sequence[Mark],
    ordered: Sequence[Spot],
    frame: Frame,
    rail: Rail | None,
    chosen: frozenset[int],
    *,
    only_chosen: bool,
) -> list[Label]:
    """Chosen ones first, then by value; beyond NAMED_UP_TO marks only LARGEST_NAMED of them."""
    names = {spot.key: spot.label for spot in ordered}
    queue = [mark for mark in marks if mark.key in chosen]
    if not only_chosen:
        queue += [mark for mark in marks if mark.key not in chosen]
    if len(marks) > NAMED_UP_TO:
        queue = queue[:LARGEST_NAMED]
    every = len(marks) <= ALL_NAMED_UP_TO
    farthest = 200.0 if every else 60.0 if len(marks) <= NAMED_UP_TO else 30.0
    # Among a thousand bubbles no place is free: names keep off the named ones.
    taken = taken_by(queue)
    wished = [Wanted(mark.key, names[mark.key], mark.x, mark.y, _reach(mark)) for mark in queue]
    lanes = {mark.key for mark in marks if mark.lane is not None}
    fields = [(frame.box, [one for one in wished if one.key not in lanes])]
    if rail:
        fields.append((rail.box, [one for one in wished if one.key in lanes]))
    found = []
    for bounds, asked in fields:
        room = min(LABEL_ROOM, bounds.width - 24)
        found += place_labels(
            asked, taken=taken, bounds=bounds, size=LETTERS, room=room, farthest=farthest, anywhere=every
        )
    return found


def _reach(mark: Mark) -> float:
    return RANGE_THICKNESS / 2 if mark.is_range else mark.radius


def taken_by(marks: Iterable[Mark]) -> Taken:
    taken = Taken()
    for mark in marks:
        if mark.box is None:
            taken.add_circle(mark.x, mark.y, mark.radius + 1)
        elif min(mark.box.width, mark.box.height) <= RANGE_THICKNESS:
            taken.add(mark.box)
        else:
            for edge in _edges(mark.box):
                taken.add(edge)
        for line in (mark.arrow, mark.trail):
            for box in along(line) if line else ():
                taken.add(box)
    return taken


def _edges(box: Box) -> tuple[Box, ...]:
    """The outline of a field: names may stand within it, not on its lines."""
    return (
        Box(box.x - 1, box.y - 1, box.width + 2, 2),
        Box(box.x - 1, box.bottom - 1, box.width + 2, 2),
        Box(box.x - 1, box.y - 1, 2, box.height + 2),
        Box(box.right - 1, box.y - 1, 2, box.height + 2),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a density grid: how many stand in it, and how many of those are asked for; shade from 0 to 1."""

    box: Box
    count: int
    asked: int
    shade: float


def density(counts: Mapping[tuple[int, int], tuple[int, int]], frame: Frame, cells: int) -> tuple[Cell, ...]:
    """(column, row) from 0 at the low ends -> (count, asked for). Shade goes with the square root of the count."""
    most = max((count for count, _asked in counts.values()), default=1)
    wide, tall = frame.box.width / cells, frame.box.height / cells
    found = []
    for (column, row), (count, asked) in sorted(counts.items()):
        box = Box(round(frame.box.x + column * wide, 2), round(frame.box.bottom - (row + 1) * tall, 2), wide, tall)
        if frame.mirrored:
            box = box.mirrored(frame.axis)
        found.append(Cell(box, count, asked, round(math.sqrt(count / most), 3)))
    return tuple(found)
