"""How well we know each person of the client, against what was agreed [method.md, section 4; figures ours].

Counted are the diary's entries of the last 365 days. A meeting says twice as much as a call or a letter.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum, StrEnum

from decision_map.measures.known import Influence, Key, Thresholds

YEAR, QUARTER = datetime.timedelta(days=365), datetime.timedelta(days=91)
FIRM_FROM, CLOSE_FROM = 4, 10
MEETING, OTHER = 2, 1
# Over-visited: so many times as often as planned, and at least so many contacts more.
TIMES_THE_PLAN, MORE_THAN_PLANNED = 2, 3


class Strength(IntEnum):
    NONE = 0
    THIN = 1
    FIRM = 2
    CLOSE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What one of us and one of them had in a year; `last` is their last contact ever."""

    meetings: int = 0
    others: int = 0
    last: datetime.date | None = None

    def strength(self, at: datetime.date, thresholds: Thresholds) -> Strength:
        """Without a contact for longer than a judgement is verified it is thin, however much there was before."""
        points = MEETING * self.meetings + OTHER * self.others
        if not points or self.last is None:
            return Strength.NONE
        if self.last < thresholds.verified_from(at) or points < FIRM_FROM:
            return Strength.THIN
        return Strength.CLOSE if points >= CLOSE_FROM else Strength.FIRM


class Sign(StrEnum):
    """What the contacts with a person ask us to do."""

    NOBODYS = "nobodys"
    NEVER_MET = "never_met"
    OVERDUE = "overdue"
    OVER_VISITED = "over_visited"
    ABOVE_WEIGHT = "above_weight"
    WITHOUT_COUNTERPART = "without_counterpart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """How often a person was met, by whomever of us. None is "not agreed" and "not judged", which is never zero."""

    person: Key
    year: int = 0
    quarter: int = 0
    last: datetime.date | None = None
    every_days: int | None = None
    has_mirror: bool = False
    has_backup: bool = False
    influence: Influence | None = None
    decides: bool = False

    @property
    def planned_year(self) -> int | None:
        return self._planned(YEAR)

    @property
    def planned_quarter(self) -> int | None:
        return self._planned(QUARTER)

    @property
    def more_than_planned(self) -> int | None:
        return None if self.planned_year is None else self.year - self.planned_year

    def _planned(self, period: datetime.timedelta) -> int | None:
        if self.every_days is None:
            return None
        return int((Decimal(period.days) / self.every_days).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def days_since(self, at: datetime.date) -> int | None:
        return None if self.last is None else (at - self.last).days


def signs(people: Iterable[Met], at: datetime.date, thresholds: Thresholds) -> Mapping[Key, tuple[Sign, ...]]:
    """Of each person, the most pressing first."""
    present = list(people)
    most = most_with_influence(present, thresholds)
    return {met.person: tuple(_signs(met, at, most)) for met in present}


def most_with_influence(people: Iterable[Met], thresholds: Thresholds) -> int | None:
    """How often the most visited of those with influence was met; None where nobody is known to have any."""
    wanted = thresholds.influential_from
    return max((met.year for met in people if met.influence is not None and met.influence >= wanted), default=None)


def _signs(met: Met, at: datetime.date, most: int | None) -> Iterable[Sign]:
    if not (met.has_mirror or met.has_backup or met.year):
        yield Sign.NOBODYS
        return
    if met.last is None:
        yield Sign.NEVER_MET
    elif met.every_days is not None and (at - met.last).days > met.every_days:
        yield Sign.OVERDUE
    if _is_over_visited(met):
        yield Sign.OVER_VISITED
    elif _is_above_weight(met, most):
        yield Sign.ABOVE_WEIGHT
    if not met.has_mirror:
        yield Sign.WITHOUT_COUNTERPART


def _is_over_visited(met: Met) -> bool:
    planned, more = met.planned_year, met.more_than_planned
    if planned is None or more is None:
        return False
    return met.year >= TIMES_THE_PLAN * planned and more >= MORE_THAN_PLANNED


def _is_above_weight(met: Met, most: int | None) -> bool:
    """Of low influence, deciding nothing, and met more often than anybody who has influence."""
    if met.influence is not Influence.LOW or met.decides or most is None:
        return False
    return met.year > most and met.year > MORE_THAN_PLANNED
