"""Where names stand beside their marks without covering anything: greedy and stable. Pure; pixels are floats."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

# Of the size of the letters, a little generous: system fonts differ, and a label too wide collides.
NARROW, USUAL, CAPITAL, WIDE, FULL = 0.36, 0.6, 0.7, 0.92, 1.05
NARROW_LETTERS = frozenset("iljtfrI.,:;|'!()[] `·")
WIDE_LETTERS = frozenset("mwMWЖШЩЮЫФМжшщюыфм@%…—")

CELL = 48.0
LATTICE = 12
GAP = 6.0
NEAR = tuple((math.cos(turn), math.sin(turn)) for turn in (k * math.pi / 8 for k in range(16)))


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle: its left upper corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def overlaps(self, other: Box) -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Box) -> bool:
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    def mirrored(self, axis: float) -> Box:
        return Box(2 * axis - self.right, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float

    def mirrored(self, axis: float) -> Line:
        return Line(2 * axis - self.x1, self.y1, 2 * axis - self.x2, self.y2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name wished for, round a point with some reach."""

    key: int
    text: str
    x: float
    y: float
    reach: float


@dataclass(frozen=True, slots=True)
class Label:
    """A name in its box; far from its mark a thin line leads there."""

    key: int
    text: str
    box: Box
    leader: Line | None = None

    def mirrored(self, axis: float) -> Label:
        leader = self.leader.mirrored(axis) if self.leader else None
        return Label(self.key, self.text, self.box.mirrored(axis), leader)


def text_width(text: str, size: float) -> float:
    return size * sum(_letter(char) for char in text)


def _letter(char: str) -> float:
    if char in NARROW_LETTERS:
        return NARROW
    if char in WIDE_LETTERS:
        return WIDE
    if ord(char) > 0x2E7F:
        return FULL
    return CAPITAL if char.isupper() else USUAL


def shortened(text: str, room: float, size: float) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    if text_width(text, size) <= room:
        return text
    used = text_width("…", size)
    for number, char in enumerate(text):
        used += size * _letter(char)
        if used > room:
            return text[:number].rstrip() + "…"
    return text


def wrapped(text: str, room: float, size: float) -> list[str]:
    """The text in lines that fit the room, broken between words."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


@dataclass
class Taken:
    """What is taken already, found by neighbourhood: boxes, and circles as (x, y, radius)."""

    boxes: dict[tuple[int, int], list[Box]] = field(default_factory=lambda: defaultdict(list))
    circles: dict[tuple[int, int], list[tuple[float, float, float]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, box: Box) -> None:
        for cell in _cells(box):
            self.boxes[cell].append(box)

    def add_circle(self, x: float, y: float, radius: float) -> None:
        for cell in _cells(Box(x - radius, y - radius, 2 * radius, 2 * radius)):
            self.circles[cell].append((x, y, radius))

    def is_free(self, box: Box) -> bool:
        for cell in _cells(box):
            # A page asks this a thousand times: plain loops are twice as fast as any().
            for other in self.boxes.get(cell, ()):
                if box.overlaps(other):
                    return False
            for x, y, radius in self.circles.get(cell, ()):
                if _meets(box, x, y, radius):
                    return False
        return True


def _meets(box: Box, x: float, y: float, radius: float) -> bool:
    across = x - min(max(x, box.x), box.right)
    down = y - min(max(y, box.y), box.bottom)
    return across * across + down * down < radius * radius


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.x // CELL), int(box.right // CELL) + 1):
        for row in range(int(box.y // CELL), int(box.bottom // CELL) + 1):
            yield column, row


def place_labels(
    wanted: Iterable[Wanted],
    *,
    taken: Taken,
    bounds: Box,
    size: float,
    room: float,
    farthest: float,
    anywhere: bool = False,
) -> list[Label]:
    """Names in the order given: beside the mark where that is free, else farther off with a leader.

    Where that fails too a name is left out, or looks for any free place of the bounds.

    No two boxes overlap, none lies on what is `taken` or leaves the bounds; the same input gives the same picture.
    """
    placed = []
    for one in wanted:
        text = shortened(one.text, room, size)
        width, height = text_width(text, size) + 2, size * 1.3
        found = _beside(one, width, height, taken, bounds) or _farther(one, width, height, taken, bounds, farthest)
        if found is None and anywhere:
            found = _anywhere(one, width, height, taken, bounds)
        if found is None:
            continue
        box, is_far = found
        taken.add(box)
        placed.append(Label(one.key, text, box, _leader(one, box) if is_far else None))
    return placed


def _beside(one: Wanted, width: float, height: float, taken: Taken, bounds: Box) -> tuple[Box, bool] | None:
    off = one.reach + GAP
    slanted = off * 0.75
    corners = (
        (one.x + off, one.y - height / 2),
        (one.x - off - width, one.y - height / 2),
        (one.x - width / 2, one.y - off - height),
        (one.x - width / 2, one.y + off),
        (one.x + slanted, one.y - slanted - height),
        (one.x + slanted, one.y + slanted),
        (one.x - slanted - width, one.y - slanted - height),
        (one.x - slanted - width, one.y + slanted),
    )
    return _first_free((Box(x, y, width, height) for x, y in corners), taken, bounds, is_far=False)


def _farther(
    one: Wanted, width: float, height: float, taken: Taken, bounds: Box, farthest: float
) -> tuple[Box, bool] | None:
    distances = range(int(one.reach) + 16, int(one.reach + farthest), 12)
    boxes = (_on_ring(one, distance, turn, width, height) for distance in distances for turn in NEAR)
    return _first_free(boxes, taken, bounds, is_far=True)


def _anywhere(one: Wanted, width: float, height: float, taken: Taken, bounds: Box) -> tuple[Box, bool] | None:
    """The nearest free place of a fine lattice."""
    across = range(int(bounds.width - width) // LATTICE + 1)
    down = range(int((bounds.height - height) / height) + 1)
    boxes = [Box(bounds.x + c * LATTICE, bounds.y + r * height, width, height) for c in across for r in down]
    boxes.sort(key=lambda box: (box.x + width / 2 - one.x) ** 2 + (box.y + height / 2 - one.y) ** 2)
    return _first_free(boxes, taken, bounds, is_far=True)


def _on_ring(one: Wanted, distance: float, turn: tuple[float, float], width: float, height: float) -> Box:
    """A box whose near edge lies at a distance, so that names on the left end where those on the right begin."""
    x, y = one.x + distance * turn[0], one.y + distance * turn[1]
    return Box(x - width * (1 - turn[0]) / 2, y - height / 2, width, height)


def _first_free(boxes: Iterable[Box], taken: Taken, bounds: Box, *, is_far: bool) -> tuple[Box, bool] | None:
    for box in boxes:
        if bounds.holds(box) and taken.is_free(box):
            return box, is_far
    return None


def _leader(one: Wanted, box: Box) -> Line:
    x, y = min(max(one.x, box.x), box.right), min(max(one.y, box.y), box.bottom)
    length = math.hypot(x - one.x, y - one.y) or 1.0
    share = one.reach / length
    return Line(one.x + (x - one.x) * share, one.y + (y - one.y) * share, x, y)


def along(line: Line, *, step: float = 8, thick: float = 5) -> Sequence[Box]:
    """Small boxes along a line, so that names keep off it."""
    length = math.hypot(line.x2 - line.x1, line.y2 - line.y1)
    count = max(1, int(length / step))
    return [
        Box(
            line.x1 + (line.x2 - line.x1) * k / count - thick / 2,
            line.y1 + (line.y2 - line.y1) * k / count - thick / 2,
            thick,
            thick,
        )
        for k in range(count + 1)
    ]
