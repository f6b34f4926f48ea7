"""What an opportunity is worth: effort against benefit, and value against probability (method.md, section 5.2). Pure.

Effort is the mean of time, money and people, each from 1 to 5. Missing is not zero: with one of the three missing the
effort is a range, the missing ones taken as least and as most, and there is no class [ours, as KAISM does below its
coverage]. From 3 on effort and benefit are high, within 0.25 of it borderline [ours, as KAISM does on its 1-5 scale].
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from accounts.kaism.scales import settled

LOWEST, HIGHEST = Decimal(1), Decimal(5)
HIGH_FROM = Decimal(3)
BORDERLINE = Decimal("0.25")
HUNDRED = Decimal(100)
# [ours] Where one value by probability stands for an opportunity, it is that of so many years.
HORIZON = 3


class Worth(StrEnum):
    """What to do with an opportunity, by benefit and effort."""

    QUICK_WIN = "quick_win"
    STRATEGIC = "strategic"
    FILL_IN = "fill_in"
    DROP = "drop"


# (benefit is high, effort is high)
CLASSES = {
    (True, False): Worth.QUICK_WIN,
    (True, True): Worth.STRATEGIC,
    (False, False): Worth.FILL_IN,
    (False, True): Worth.DROP,
}


@dataclass(frozen=True, slots=True)
class Effort:
    """Between `lowest` and `highest` it lies; `given` of the three parts are known."""

    lowest: Decimal
    highest: Decimal
    given: int

    @property
    def value(self) -> Decimal | None:
        """The mean; None while a part is missing."""
        return self.lowest if self.given == 3 else None


def effort_of(time: int | None, money: int | None, people: int | None) -> Effort:
    """The mean of the three; a part that is missing is taken as 1 for the lower end and as 5 for the upper one."""
    given = [Decimal(part) for part in (time, money, people) if part is not None]
    missing, known = 3 - len(given), sum(given, Decimal(0))
    return Effort(settled((known + missing * LOWEST) / 3), settled((known + missing * HIGHEST) / 3), len(given))


def class_of(effort: Effort, benefit: int | None) -> Worth | None:
    """None while the benefit or a part of the effort is missing."""
    if effort.value is None or benefit is None:
        return None
    return CLASSES[benefit >= HIGH_FROM, effort.value >= HIGH_FROM]


def is_borderline(effort: Effort, benefit: int | None) -> bool:
    """Whether one of both lies so close to the threshold that the class is hardly one."""
    if effort.value is None or benefit is None:
        return False
    return any(abs(figure - HIGH_FROM) <= BORDERLINE for figure in (effort.value, Decimal(benefit)))


def weight(brings: Decimal | None, benefit: int | None) -> tuple[bool, Decimal, int]:
    """Sorts what is expected to bring most first, what nobody can tell last; then the greater benefit."""
    return brings is None, -(brings or Decimal(0)), -(benefit or 0)


def expected(value: Decimal | None, probability: int | None) -> Decimal | None:
    """Value times probability in %; None while one of them is missing."""
    return None if value is None or probability is None else value * probability / HUNDRED


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over those that have a figure: `given` of `of`. None where none has one: missing is not zero."""

    amount: Decimal | None
    given: int
    of: int

    @property
    def is_partial(self) -> bool:
        return self.given < self.of


def summed(amounts: Iterable[Decimal | None]) -> Sum:
    every = list(amounts)
    known = [amount for amount in every if amount is not None]
    return Sum(sum(known, Decimal(0)) if known else None, len(known), len(every))
