"""The course of one figure over time against two levels: dated numbers in, shapes out. Pure.

The template draws it beside a table of the same numbers.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

# Room above and below the outermost value, so that no line lies on the edge.
MARGIN = 8


class Point(NamedTuple):
    on: datetime.date
    value: Decimal
    x: int
    y: int


@dataclass(frozen=True)
class Course:
    """In pixels of the drawing: `line` for a polyline; a level that is not known, and a today outside, are None."""

    width: int
    height: int
    points: tuple[Point, ...]
    first: datetime.date
    last: datetime.date
    target_y: int | None
    baseline_y: int | None
    today_x: int | None

    @property
    def line(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def course_of(
    values: Sequence[tuple[datetime.date, Decimal]],
    *,
    first: datetime.date,
    last: datetime.date,
    target: Decimal | None,
    baseline: Decimal | None,
    today: datetime.date,
    width: int,
    height: int,
) -> Course:
    """From the day `first` to `last`, wider where a value lies outside of them."""
    ordered = sorted(values)
    days = [first, last, *(day for day, _value in ordered)]
    start, end = min(days), max(days)
    span = (end - start).days or 1
    levels = [value for _day, value in ordered] + [level for level in (target, baseline) if level is not None]
    lowest, highest = min(levels, default=Decimal(0)), max(levels, default=Decimal(0))

    def x(day: datetime.date) -> int:
        return round(Decimal(width) * (day - start).days / span)

    def y(value: Decimal) -> int:
        if highest == lowest:
            return height // 2
        return MARGIN + round((height - 2 * MARGIN) * (highest - value) / (highest - lowest))

    return Course(
        width,
        height,
        tuple(Point(day, value, x(day), y(value)) for day, value in ordered),
        start,
        end,
        None if target is None else y(target),
        None if baseline is None else y(baseline),
        x(today) if start <= today <= end else None,
    )
