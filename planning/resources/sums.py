"""What is planned, used and left of people, time and money. Pure; missing is not zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

PEOPLE, TIME, MONEY = KINDS = ("people", "time", "money")


class Figures(NamedTuple):
    """Of one resource or one action; None for what nobody entered. A dropped one costs what was used of it alone."""

    kind: str
    planned: Decimal | None
    used: Decimal | None
    is_dropped: bool = False
    # What has neither figure is expected to have one: a resource, not an action.
    is_asked: bool = True


@dataclass(frozen=True)
class Standing:
    """Of one kind, None for what is not known. `is_partly` where something has no figure: the sums are of the rest."""

    kind: str
    planned: Decimal | None
    used: Decimal | None
    is_partly: bool

    @property
    def left(self) -> Decimal | None:
        """What nobody planned, or nobody counted, leaves nothing that is known."""
        return None if self.planned is None or self.used is None else self.planned - self.used

    @property
    def is_known(self) -> bool:
        return self.planned is not None or self.used is not None


def standing_of(figures: Iterable[Figures]) -> list[Standing]:
    """The three kinds in their order, those of which nothing is said too."""
    found: dict[str, list[Figures]] = {kind: [] for kind in KINDS}
    for each in figures:
        found[each.kind].append(each)
    return [_standing(kind, rows) for kind, rows in found.items()]


def _standing(kind: str, rows: list[Figures]) -> Standing:
    return Standing(
        kind,
        _sum(each.planned for each in rows if not each.is_dropped),
        _sum(each.used for each in rows),
        any(each.planned is None and (each.is_asked or each.used is not None) for each in rows),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
