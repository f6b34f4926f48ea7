"""Bands turn a quantity into a score: half-open, contiguous, open at both ends (method.md, section 2). Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from accounts.kaism.errors import BandsBroken, NotAQuantity
from accounts.kaism.scales import Scale


@dataclass(frozen=True, slots=True)
class Band:
    """Quantities from `low` (included; None: any below) to `high` (excluded; None: any above) get `score`."""

    low: Decimal | None
    high: Decimal | None
    score: Decimal


class Wrong(StrEnum):
    NO_BANDS = "no_bands"
    EMPTY = "empty"  # a band that does not rise, or whose end is no number
    GAP = "gap"
    OVERLAP = "overlap"
    OUTSIDE_SCALE = "outside_scale"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong from `low` to `high` (None: without end), between or in these bands."""

    wrong: Wrong
    low: Decimal | None
    high: Decimal | None
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class BandTable:
    """Bands without a fault, rising. Made by `check_bands`, so that every finite quantity has exactly one band."""

    bands: tuple[Band, ...]
    edges: tuple[Decimal, ...]

    def band_of(self, raw: Decimal) -> Band:
        """Raises NotAQuantity for what is no finite number."""
        if not raw.is_finite():
            raise NotAQuantity(raw)
        return self.bands[bisect_right(self.edges, raw)]


def bands_of(edges: Iterable[tuple[Decimal | None, Decimal]]) -> list[Band]:
    """Bands from their lower ends (None: open) and scores: each reaches up to the next end, the last is open above."""
    rising = sorted(edges, key=lambda edge: (edge[0] is not None, edge[0] or Decimal(0)))
    ends: list[Decimal | None] = [*(low for low, _score in rising[1:]), None]
    return [Band(low, high, score) for (low, score), high in zip(rising, ends, strict=False)]


def check_bands(bands: Iterable[Band], *, scale: Scale | None = None) -> BandTable:
    """The table of these bands, given in any order. Raises BandsBroken with every fault named."""
    given = list(bands)
    if faults := faults_of(given, scale=scale):
        raise BandsBroken(faults)
    rising = tuple(sorted(given, key=from_below))
    return BandTable(rising, tuple(band.low for band in rising[1:] if band.low is not None))


def faults_of(bands: Iterable[Band], *, scale: Scale | None = None) -> tuple[Fault, ...]:
    """Every fault, from below: empty bands, scores outside the scale (where given), gaps and overlaps.

    The first band must be open below and the last one above [ours], else some quantity would have no score.
    """
    given = list(bands)
    if not given:
        return (Fault(Wrong.NO_BANDS, None, None, ()),)
    empty = [Fault(Wrong.EMPTY, band.low, band.high, (band,)) for band in given if is_empty(band)]
    rising = sorted((band for band in given if not is_empty(band)), key=from_below)
    astray = [Fault(Wrong.OUTSIDE_SCALE, b.low, b.high, (b,)) for b in rising if scale and not holds(scale, b)]
    return (*empty, *astray, *seams(rising))


def seams(rising: Sequence[Band]) -> Iterator[Fault]:
    """Gaps at the ends, and gaps and overlaps between neighbours; `widest` is whoever reached highest so far."""
    if not rising:
        return
    widest = rising[0]
    if widest.low is not None:
        yield Fault(Wrong.GAP, None, widest.low, (widest,))
    for band in rising[1:]:
        if widest.high is None or band.low is None or band.low < widest.high:
            yield Fault(Wrong.OVERLAP, band.low, lower_end(widest.high, band.high), (widest, band))
        elif band.low > widest.high:
            yield Fault(Wrong.GAP, widest.high, band.low, (widest, band))
        widest = widest if widest.high is None or (band.high is not None and band.high <= widest.high) else band
    if widest.high is not None:
        yield Fault(Wrong.GAP, widest.high, None, (widest,))


def from_below(band: Band) -> tuple[bool, Decimal, bool, Decimal]:
    """Sorts by the low end, then by the high end; no low end comes first, no high end last."""
    return (band.low is not None, band.low or Decimal(0), band.high is None, band.high or Decimal(0))


def lower_end(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return min((end for end in (one, other) if end is not None), default=None)


def is_empty(band: Band) -> bool:
    """No quantity is in it: it does not rise, or an end is no finite number."""
    if any(end is not None and not end.is_finite() for end in (band.low, band.high)):
        return True
    return band.low is not None and band.high is not None and band.low >= band.high


def holds(scale: Scale, band: Band) -> bool:
    return band.score.is_finite() and scale.low <= band.score <= scale.high
