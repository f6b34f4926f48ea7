"""A curve of shares with a mark: numbers in, shapes out. Pure; the template draws it beside a table of the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Curve:
    """In pixels of the drawing: `line` for a polyline, the zero line, the mark, and the point that meets it."""

    width: int
    height: int
    line: str
    zero_y: int
    mark_y: int
    met: tuple[int, int] | None


def share_curve(
    points: Sequence[tuple[int, Decimal]],
    *,
    of: int,
    mark: Decimal,
    met_at: tuple[int, Decimal] | None,
    lowest: Decimal,
    width: int,
    height: int,
) -> Curve:
    """A line from nothing over (rank, cumulative %) for ranks 1 to `of`; `lowest` is the least share met, or 0.

    `mark` is a share, `met_at` the first point that reaches it, None where none does. Shares end at 100.
    """
    span = HUNDRED - min(Decimal(0), lowest)

    def x(rank: int) -> int:
        return round(Decimal(width) * rank / max(1, of))

    def y(share: Decimal) -> int:
        return round(height * (HUNDRED - share) / span)

    line = " ".join(f"{x(rank)},{y(share)}" for rank, share in [(0, Decimal(0)), *points])
    met = None if met_at is None else (x(met_at[0]), y(met_at[1]))
    return Curve(width, height, line, y(Decimal(0)), y(mark), met)
