"""What a map is drawn from and what its drawing consists of. Coordinates are pixels from the left upper corner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Key = int | str


class Point(NamedTuple):
    x: float
    y: float


class Post(NamedTuple):
    """A box of the chart. Without `parent`, or with one that is not among the posts, it is a root."""

    id: Key
    parent: Key | None
    width: float
    height: float
    folded: bool = False


class TieKind(StrEnum):
    INFLUENCE = "influence"
    CONFLICT = "conflict"


class Tie(NamedTuple):
    """An informal line between two posts; `id` is whatever the caller knows it by."""

    id: Key
    start: Key
    end: Key
    kind: TieKind
    strength: int = 1


@dataclass(frozen=True, slots=True)
class Style:
    """Distances, and when a fan of reports is wrapped: they decide how dense the picture is."""

    sibling_gap: float = 32
    level_gap: float = 48
    # Up to so many reports of a root stand side by side; other leaves hang below each other, beside a spine.
    side_by_side: int = 3
    # How many leaves stand in a column, by how many there are: full columns stay as they are when one is added.
    columns: tuple[tuple[int, int], ...] = ((18, 6), (36, 8), (72, 10))
    longest_column: int = 12
    column_gap: float = 16
    indent: float = 18
    # Reports of one post that would become wider than this go on in another row.
    row_width: float = 3000
    row_gap: float = 10
    margin: float = 36

    def column_length(self, leaves: int) -> int:
        return next((length for most, length in self.columns if leaves <= most), self.longest_column)


DEFAULT_STYLE = Style()


class Card(NamedTuple):
    """Where a post stands. `hidden` counts the people folded away under it."""

    id: Key
    x: float
    y: float
    width: float
    height: float
    hidden: int = 0

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


class FormalLine(NamedTuple):
    """An elbow from a superior's card to that of a report."""

    superior: Key
    report: Key
    points: tuple[Point, ...]


class InformalLine(NamedTuple):
    """A tie on its way around the cards. It ends at the card that shows its post: a folded one may stand for it."""

    tie: Tie
    start_card: Key
    end_card: Key
    points: tuple[Point, ...]

    @property
    def middle(self) -> Point:
        """Halfway along the line: where its symbol stands."""
        pairs = list(zip(self.points, self.points[1:], strict=False))
        left = sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in pairs) / 2
        for a, b in pairs:
            length = abs(a.x - b.x) + abs(a.y - b.y)
            if length and left <= length:
                return Point(a.x + (b.x - a.x) * left / length, a.y + (b.y - a.y) * left / length)
            left -= length
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class Picture:
    """Cards in reading order (a superior before the reports, siblings as given), lines, and the size of it all.

    `cut` names the posts whose superior would close a circle: they are drawn as roots. `undrawn` are the ties that
    have no line here: an end is not on the map, or both are behind the same card.
    """

    cards: tuple[Card, ...]
    formal: tuple[FormalLine, ...]
    informal: tuple[InformalLine, ...]
    width: float
    height: float
    cut: tuple[Key, ...] = ()
    undrawn: tuple[Tie, ...] = ()


class SameIdTwice(ValueError):
    """Two posts with one id cannot both stand on a map."""

    def __init__(self, ids: list[Key]) -> None:
        super().__init__(f"posts given twice: {ids}")
        self.ids = ids
