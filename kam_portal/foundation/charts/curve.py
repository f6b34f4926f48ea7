"""A curve of shares with a mark: numbers in, shapes out. Pure; the template draws it beside a table of the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Curve:
    """In pixels of the drawing: `line` for a polyline, the zero line, the height of the mark and where it is met."""

    width: int
    height: int
    line: str
    zero_y: int
    mark_y: int
    mark_x: int | None


def share_curve(
    points: Sequence[tuple[int, Decimal]],
    *,
    of: int,
    mark: Decimal,
    mark_at: int | None,
    lowest: Decimal,
    width: int,
    height: int,
) -> Curve:
    """A line from nothing over (rank, cumulative %) for ranks 1 to `of`; `lowest` is the least share met, or 0.

    `mark` is a share, `mark_at` the rank that meets it, None where none does. Shares end at 100.
    """
    span = HUNDRED - min(Decimal(0), lowest)

    def x(rank: int) -> int:
        return round(Decimal(width) * rank / max(1, of))

    def y(share: Decimal) -> int:
        return round(height * (HUNDRED - share) / span)

    line = " ".join(f"{x(rank)},{y(share)}" for rank, share in [(0, Decimal(0)), *points])
    return Curve(width, height, line, y(Decimal(0)), y(mark), None if mark_at is None else x(mark_at))
