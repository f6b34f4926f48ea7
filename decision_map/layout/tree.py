"""The tidy tree: every post above its reports, each branch as close to its neighbour as their outlines allow.

After Reingold and Tilford, with cards of any size (van der Ploeg): a branch is drawn without regard to what stands
around it, so that a person added in one place leaves the shape of all other branches as it was. Leaves of a wide fan
hang in columns beside a spine; reports too wide for one row go on in the next, led by a trunk at their left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from decision_map.layout.forest import ROOT, Forest
from decision_map.layout.outline import Outline, needed_shift, seen_from_the_side
from decision_map.layout.shapes import Style


class Track(NamedTuple):
    """The way from a superior to a report, relative to the superior's middle and the upper edge of its card."""

    bus: float
    trunk: float | None = None
    row_bus: float = 0
    spine: float | None = None
    hanging: bool = False


class Unit:
    """What is set beside others below a superior: one branch, or a column of leaves."""

    __slots__ = ("east", "heart", "is_column", "left", "members", "right", "west", "x")

    def __init__(self, members: Sequence[int], sides: tuple[Outline, Outline], reach: tuple[float, float]) -> None:
        self.members = members
        self.left, self.right = sides
        self.west, self.east = reach
        self.is_column = False
        self.heart = 0.0
        self.x = 0.0


class Row(NamedTuple):
    units: list[Unit]
    left: Outline
    right: Outline
    west: float
    east: float

    @property
    def height(self) -> float:
        return max(self.left.height, self.right.height)


class TidyTree:
    """Places every visible post of a forest; `reach` and `depth` tell how much room each branch takes."""

    def __init__(self, forest: Forest, style: Style) -> None:
        self.forest, self.style = forest, style
        size = len(forest.posts)
        self.from_superior: list[tuple[float, float]] = [(0.0, 0.0)] * size
        self.track: list[Track | None] = [None] * size
        self.reach: list[tuple[float, float]] = [(0.0, 0.0)] * size
        self.depth: list[float] = [0.0] * size
        self._sides: dict[int, tuple[Outline, Outline]] = {}
        for at in reversed(forest.order):
            self._draw_branch(at)
        self._set_below(ROOT, forest.roots, 0, 0)

    def _draw_branch(self, at: int) -> None:
        post, gap = self.forest.posts[at], self.style.level_gap
        left, right, west, east = self._set_below(at, self.forest.reports[at], post.width, post.height)
        left.put_on_top(gap + post.height, -post.width / 2)
        right.put_on_top(gap + post.height, post.width / 2)
        self.reach[at] = (min(west, -post.width / 2), max(east, post.width / 2))
        self.depth[at] = left.height
        self._sides[at] = left, right

    def _set_below(
        self, at: int, reports: list[int], width: float, height: float
    ) -> tuple[Outline, Outline, float, float]:
        """Sets the reports below their superior's card and tells the sides of them all, from its middle."""
        if not reports:
            return Outline([]), Outline([]), 0, 0
        rows = self._rows(self._units(at, reports))
        trunk = None if len(rows) == 1 else rows[0].west - self.style.row_gap
        hanging = len(rows) == len(rows[0].units) == 1 and rows[0].units[0].is_column and at != ROOT
        if hanging:
            middle = -self.style.indent / 2 + width / 2
        else:
            middle = (_heart(rows[0].units[0]) + _heart(rows[0].units[-1])) / 2
        top = height
        for row in rows:
            aside = rows[0].west - row.west
            led = None if trunk is None or row is rows[0] else trunk - middle
            half = self.style.level_gap / 2
            track = Track(height + half, led, top + half, hanging=hanging)
            for unit in row.units:
                self._place(unit, unit.x + aside - middle, top, track)
            top += row.height
        return self._sides_of(rows, trunk, middle)

    def _sides_of(self, rows: list[Row], trunk: float | None, middle: float) -> tuple[Outline, Outline, float, float]:
        if trunk is None:
            left, right, west, east = rows[0].left, rows[0].right, rows[0].west, rows[0].east
            left.shift -= middle
            right.shift -= middle
            return left, right, west - middle, east - middle
        start = rows[0].west - middle
        widths = [(row.height, start + row.east - row.west) for row in reversed(rows)]
        height = sum(step[0] for step in widths)
        return Outline([(height, trunk - middle)]), Outline(widths), trunk - middle, max(step[1] for step in widths)

    def _place(self, unit: Unit, x: float, top: float, track: Track) -> None:
        """Members of a unit whose origin stands at `x`, below their superior's upper edge by `top`."""
        posts, y = self.forest.posts, top + self.style.level_gap
        if not unit.is_column:
            self.from_superior[unit.members[0]] = (x, y)
            self.track[unit.members[0]] = track
            return
        for at in unit.members:
            self.from_superior[at] = (x + self.style.indent + posts[at].width / 2, y)
            self.track[at] = track._replace(spine=x)
            y += posts[at].height + self.style.column_gap

    def _units(self, superior: int, reports: list[int]) -> list[Unit]:
        """Branches beside each other, runs of leaves in columns; only at the top some leaves stand side by side."""
        on_top = superior == ROOT or self.forest.superior[superior] == ROOT
        wide = len(reports) > (self.style.side_by_side if on_top else 1)
        units: list[Unit] = []
        run: list[int] = []
        for at in reports:
            if wide and not self.forest.reports[at]:
                run.append(at)
                continue
            units += self._columns(run)
            run = []
            units.append(self._branch(at))
        return units + self._columns(run)

    def _branch(self, at: int) -> Unit:
        return Unit((at,), self._sides.pop(at), self.reach[at])

    def _columns(self, run: list[int]) -> list[Unit]:
        length = self.style.column_length(len(run))
        parts = [run[first : first + length] for first in range(0, len(run), length)]
        return [self._branch(part[0]) if len(run) == 1 else self._column(part) for part in parts]

    def _column(self, members: list[int]) -> Unit:
        posts, style = self.forest.posts, self.style
        east = style.indent + max(posts[at].width for at in members)
        height = style.level_gap + sum(posts[at].height for at in members) + style.column_gap * (len(members) - 1)
        unit = Unit(members, (Outline([(height, 0)]), Outline([(height, east)])), (0, east))
        unit.is_column = True
        unit.heart = (style.indent + east) / 2
        return unit

    def _rows(self, units: list[Unit]) -> list[Row]:
        rows: list[Row] = []
        for unit in units:
            fitted = self._beside(rows[-1], unit) if rows else None
            if fitted is None:
                rows.append(Row([unit], unit.left, unit.right, unit.west, unit.east))
            else:
                rows[-1] = fitted
        return rows

    def _beside(self, row: Row, unit: Unit) -> Row | None:
        """The row with one more unit at its right; None where it would become too wide."""
        unit.x = needed_shift(row.right, unit.left) + self.style.sibling_gap
        west, east = min(row.west, unit.x + unit.west), max(row.east, unit.x + unit.east)
        if east - west > self.style.row_width:
            unit.x = 0
            return None
        unit.left.shift += unit.x
        unit.right.shift += unit.x
        row.units.append(unit)
        left, right = seen_from_the_side(row.left, unit.left), seen_from_the_side(unit.right, row.right)
        return Row(row.units, left, right, west, east)


def _heart(unit: Unit) -> float:
    return unit.x + unit.heart
