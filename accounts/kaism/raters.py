"""One score from many raters: four sellers do not outvote one financier (method.md, section 2). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.kaism.totals import ZERO, Scores

DISCUSS_SPREAD = Decimal(3)


@dataclass(frozen=True, slots=True)
class Consensus:
    """What the raters say together about one factor of one account.

    value: the mean of the function means, in points; None when nobody scored.
    by_function: mean of each function that scored, by name. raters: how many scores there are.
    spread: highest minus lowest individual score, None when nobody scored. discuss: the spread is too wide.
    """

    value: Decimal | None
    by_function: dict[str, Decimal]
    raters: int
    spread: Decimal | None
    discuss: bool


def consensus(ratings: Mapping[str, Scores], *, discuss_spread: Decimal = DISCUSS_SPREAD) -> Consensus:
    """Mean within each function, then mean across functions [KAM].

    ratings: function -> the scores of its raters, None for who has not scored. A function in which nobody scored
    has no voice. "Discuss" is a spread of 3 points and more over all raters.
    """
    given = {function: [s for s in scores if s is not None] for function, scores in ratings.items()}
    means = {function: mean(scores) for function, scores in sorted(given.items()) if scores}
    everyone = [score for scores in given.values() for score in scores]
    if not everyone:
        return Consensus(None, {}, 0, None, discuss=False)
    spread = max(everyone) - min(everyone)
    return Consensus(mean(list(means.values())), means, len(everyone), spread, discuss=spread >= discuss_spread)


def mean(values: Sequence[Decimal]) -> Decimal:
    """Of at least one value."""
    return sum(values, ZERO) / len(values)
