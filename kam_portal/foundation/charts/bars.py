"""Upright bars: numbers in, shapes out. Pure; the template draws them beside a table of the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# Shares of one bar's place, in percent: the bar itself, and the room above it for its label.
BAR_SHARE = 62
LABEL_HEIGHT = 14


@dataclass(frozen=True)
class Bar:
    """One bar in pixels of the drawing; zero and missing have no height and are told apart by `is_missing`."""

    label: str
    value: Decimal | None
    x: int
    y: int
    width: int
    height: int
    label_y: int

    @property
    def is_missing(self) -> bool:
        return self.value is None

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class BarChart:
    bars: tuple[Bar, ...]
    width: int
    height: int
    baseline: int


def bar_chart(
    values: Sequence[tuple[str, Decimal | None]], *, width: int, height: int, whole: Decimal | None = None
) -> BarChart:
    """Bars from a common zero line, losses below it; the largest amount and the labels fill `height`.

    A missing value has no bar: missing is not zero. `whole`: what a full bar would be, such as 100 of shares.
    """
    known = [value for _label, value in values if value is not None]
    top, bottom = max([whole or Decimal(0), *known]), min([Decimal(0), *known])
    span = top - bottom or Decimal(1)
    room = height - LABEL_HEIGHT * (2 if bottom < 0 else 1)
    baseline = LABEL_HEIGHT + round(room * top / span)
    place = width // max(1, len(values))
    bars = []
    for number, (label, value) in enumerate(values):
        tall = round(room * abs(value or Decimal(0)) / span)
        is_loss = value is not None and value < 0
        y = baseline if is_loss else baseline - tall
        label_y = y + tall + LABEL_HEIGHT - 3 if is_loss else y - 4
        wide = place * BAR_SHARE // 100
        bars.append(Bar(label, value, number * place + (place - wide) // 2, y, wide, tall, label_y))
    return BarChart(tuple(bars), width, height, baseline)
