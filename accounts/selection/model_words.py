"""Scoring models in words: figures, bands with their unit, and how far the weights are from 100."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from accounts.kaism import Band, Scale, bands_of
from accounts.kaism.scales import HUNDRED
from accounts.models import BandEdge, BandScore, Factor, Measure

ZERO = Decimal(0)
BandRow = tuple[Decimal | None, Decimal]


def in_figures(value: Decimal, *, grouped: bool = True) -> str:
    """A number in the reader's marks without idle zeros: 50,000 or 0.5."""
    plain = format(value.normalize(), "f") if value else "0"
    if grouped:
        return formats.number_format(Decimal(plain), use_l10n=True, force_grouping=True)
    return plain.replace(".", str(formats.get_format("DECIMAL_SEPARATOR")))


def scale_in_words(scale: Scale) -> str:
    return f"{in_figures(scale.low)}–{in_figures(scale.high)}"


def unit_of(measure: str, currency: str) -> str:
    """What the quantities of a measure are counted in, as it stands behind a number."""
    return currency if measure == Measure.SALES else "%"


def rows_of_bands(edges: Iterable[BandEdge]) -> list[BandRow]:
    return [(edge.low, edge.score) for edge in edges]


def band_in_words(band: Band, unit: str) -> str:
    """“below 50,000 EUR”, “50,000 to 200,000 EUR” (the upper end excluded) or “from 1,000,000 EUR”."""
    low = None if band.low is None else in_figures(band.low)
    high = None if band.high is None else in_figures(band.high)
    if low is None and high is None:
        return _("any figure")
    if low is None:
        return _("below %(high)s %(unit)s") % {"high": high, "unit": unit}
    if high is None:
        return _("from %(low)s %(unit)s") % {"low": low, "unit": unit}
    return _("from %(low)s to below %(high)s %(unit)s") % {"low": low, "high": high, "unit": unit}


def hit_in_words(hit: BandScore) -> str:
    """The band that a quantity of the sales rows fell into; only turnover has a currency."""
    return band_in_words(Band(hit.band_low, hit.band_high, hit.score), hit.currency or "%")


def bands_in_words(factor: Factor) -> list[tuple[str, str]]:
    """(quantities, score) of each band of a factor, from below."""
    unit = unit_of(factor.measure, factor.currency)
    bands = bands_of(rows_of_bands(factor.band_edges.all()))
    return [(band_in_words(band, unit), in_figures(band.score)) for band in bands]


@dataclass(frozen=True)
class Weighing:
    """How the weights stand: their sum, and a sentence that says what is missing or too much."""

    total: Decimal
    words: str

    @property
    def is_complete(self) -> bool:
        return self.total == HUNDRED


def weighing_of(weights: Sequence[Decimal]) -> Weighing:
    total = sum(weights, ZERO)
    values = {"total": in_figures(total), "rest": in_figures(abs(HUNDRED - total))}
    if total == HUNDRED:
        return Weighing(total, _("Weights sum to exactly 100."))
    if total < HUNDRED:
        return Weighing(total, _("Weights sum to %(total)s: %(rest)s missing.") % values)
    return Weighing(total, _("Weights sum to %(total)s: %(rest)s too much.") % values)
