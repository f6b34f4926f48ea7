"""Relative strength: us against the best competitor, as the client sees it (method.md, section 2). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.kaism.scales import TEN, Scale
from accounts.kaism.totals import COVERAGE_NEEDED, Scores, Total, weighted_total


@dataclass(frozen=True, slots=True)
class Strength:
    """How we stand at one client; a reading of the horizontal axis.

    own, rival: our total O and the best competitor's total C on the client's criteria; rival None: nobody assessed.
    competitor: the name of the best competitor.
    ratio: O/C, None when C is 0 or one of them is unknown. difference: O-C in points, None when one is unknown.
    value: R, the place on the axis. lowest, highest: the ends of R when everything missing is scored low or high.
    provisional: R is not to be placed, for too little is known about us or about whoever may be the best.
    absolute_only: we are scored and no competitor is; `own` may be shown, never plotted as relative strength.
    """

    own: Total
    competitor: str | None
    rival: Total | None
    ratio: Decimal | None
    difference: Decimal | None
    value: Decimal | None
    lowest: Decimal
    highest: Decimal
    provisional: bool
    absolute_only: bool


def relative_strength(own: Total, competitors: Mapping[str, Total], *, scale: Scale = TEN) -> Strength:
    """O against the named firm with the highest TOTAL, never the best score per criterion; ties by name [KAM].

    R = middle of the scale + (O-C)/2, so 5 + (O-C)/2 on 0-10 [KAM] and 3 + (O-C)/2 on 1-5 [ours]: since O-C runs over
    the width of the scale both ways, R fills the very same scale, and parity is its middle. `scale` is that of the
    axis. A competitor without any score is not assessed and does not count. R is provisional [ours] when our own total
    is, or that of the best competitor, or that of another one who could still turn out the best. With nobody assessed
    the ends of R are those for any competitor at all.
    """
    assessed = {name: total for name, total in competitors.items() if total.value is not None}
    name = best_of(assessed)
    rival = assessed[name] if name is not None else None
    ceiling = max((total.highest for total in assessed.values()), default=scale.high)
    floor = max((total.lowest for total in assessed.values()), default=scale.low)
    ours, theirs = own.value, rival.value if rival else None
    difference = ours - theirs if ours is not None and theirs is not None else None
    return Strength(
        own=own,
        competitor=name,
        rival=rival,
        ratio=ours / theirs if ours is not None and theirs else None,
        difference=difference,
        value=on_axis(difference, scale) if difference is not None else None,
        lowest=on_axis(own.lowest - ceiling, scale),
        highest=on_axis(own.highest - floor, scale),
        provisional=own.provisional or theirs is None or is_open(assessed, theirs),
        absolute_only=ours is not None and rival is None,
    )


def strength_on_criteria(
    weights: Sequence[Decimal],
    own: Scores,
    competitors: Mapping[str, Scores],
    *,
    scale: Scale = TEN,
    coverage_needed: Decimal = COVERAGE_NEEDED,
) -> Strength:
    """The same from scores on the client's criteria: `own[i]` and `competitors[name][i]` belong to `weights[i]`.

    Raises what `weighted_total` raises.
    """

    def total(scores: Scores) -> Total:
        return weighted_total(weights, scores, scale=scale, coverage_needed=coverage_needed)

    return relative_strength(total(own), {name: total(scores) for name, scores in competitors.items()}, scale=scale)


def own_total_needed(rival: Decimal, threshold: Decimal, *, scale: Scale = TEN) -> Decimal:
    """The own total O that puts R on the threshold, against a competitor's total C. It may lie outside the scale."""
    return rival + 2 * (threshold - scale.middle)


def on_axis(difference: Decimal, scale: Scale) -> Decimal:
    return scale.middle + difference / 2


def best_of(assessed: Mapping[str, Total]) -> str | None:
    return min(assessed, key=lambda name: (-(assessed[name].value or 0), name), default=None)


def is_open(assessed: Mapping[str, Total], best: Decimal) -> bool:
    """Somebody thinly assessed is the best competitor or could still become it."""
    return any(total.provisional and total.highest >= best for total in assessed.values())
