"""Pictures of a dossier on paper: SVG from the geometry of the charts, with colours written out and no user's text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.translation import ngettext

from dossiers.printing.what import SalesYear
from dossiers.reading import Size, Step
from dossiers.reading_rows import RowLine
from kam_portal.foundation.charts.amounts import short_amount
from kam_portal.foundation.charts.bars import bar_chart

# One bar alone takes no more than its place.
WIDTH, PLACE, HEIGHT, BELOW = 460, 110, 120, 18
STRONG, MIDDLE, LIGHT = "#0b6472", "#5f9fa8", "#b5d3d7"
YEARS_DRAWN = 6
# The rungs of the ladder rise from the left.
RUNG_WIDTH, RUNG_LOW, RUNG_STEP, RUNG_LETTERS, RUNG_LINE = 150, 48, 14, 20, 12


def sales_by_year(years: Sequence[SalesYear]) -> str:
    """Sales of the latest years in one currency, the oldest at the left; "" with nothing to draw."""
    drawn = [year for year in years[:YEARS_DRAWN] if year.currency == years[0].currency][::-1]
    return _bars([(str(year.year), year.sales) for year in drawn])


def share_of_wallet(rows: Sequence[RowLine]) -> str:
    """Our share by year; a full bar would be all they buy."""
    shares = [(row.name, row.values.get("share")) for row in rows[:YEARS_DRAWN]][::-1]
    values = [(year, Decimal(share) if share else None) for year, share in shares]
    return _bars(values, whole=Decimal(100), in_words=_percent)


def sizes_of_opportunity(sizes: Sequence[Size]) -> str:
    """Three bars a horizon: low, base, high."""
    values = [
        (ngettext("%(years)s year", "%(years)s years", size.years) % {"years": size.years} if at == 1 else "", amount)
        for size in sizes
        for at, amount in enumerate(size.amounts)
    ]
    return _bars(values, fills=(LIGHT, STRONG, MIDDLE))


@dataclass(frozen=True)
class Rung:
    """Lines of words with their height; the last says who stands here."""

    step: Step
    lines: Sequence[tuple[int, str]]
    mark_y: int
    x: int
    y: int
    width: int
    height: int


def ladder(steps: Sequence[Step], *, is_exact: bool) -> str:
    """The four rungs as stairs: filled where we stand or may stand, framed where the client says we do."""
    height = RUNG_LOW + RUNG_STEP * (len(steps) - 1) + 2
    rungs = [_rung(step, at, height - 1) for at, step in enumerate(steps)]
    context = {"rungs": rungs, "width": RUNG_WIDTH * len(steps), "height": height, "is_exact": is_exact}
    return render_to_string("svg/ladder.svg", context)


def _rung(step: Step, at: int, ground: int) -> Rung:
    tall = RUNG_LOW + RUNG_STEP * at
    top = ground - tall
    words = wrap(str(step.title), RUNG_LETTERS)
    lines = [(top + 3 + RUNG_LINE * number, line) for number, line in enumerate(words, 1)]
    return Rung(step, lines, lines[-1][0] + RUNG_LINE + 1, at * RUNG_WIDTH + 1, top, RUNG_WIDTH - 4, tall)


def _percent(value: Decimal | None) -> str:
    return "–" if value is None else f"{number_format(value.normalize(), use_l10n=True)}\u00a0%"


def _bars(
    values: Sequence[tuple[str, Decimal | None]],
    *,
    fills: Sequence[str] = (STRONG,),
    whole: Decimal | None = None,
    in_words: Callable[[Decimal | None], str] = short_amount,
) -> str:
    if all(value is None for _label, value in values):
        return ""
    chart = bar_chart(values, width=min(WIDTH, PLACE * len(values)), height=HEIGHT, whole=whole)
    drawn = [(bar, in_words(bar.value), fills[at % len(fills)]) for at, bar in enumerate(chart.bars)]
    return render_to_string(
        "svg/bars.svg", {"chart": chart, "bars": drawn, "width": WIDTH, "height": HEIGHT + BELOW, "whole": whole}
    )
