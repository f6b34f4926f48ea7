"""How far a goal is from its baseline to its target. Pure; missing is not zero.

[ours] Progress is the way gone of the way to go: (now - baseline) / (target - baseline), so that a target below the
baseline (fewer complaints) is reached by falling. Without a baseline it starts at nought, if the target is above it;
a goal whose target is its baseline is kept or not, and has no progress in between. More than all is told as it is,
and so is going the wrong way.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

HUNDRED, NOUGHT = Decimal(100), Decimal(0)


class Read(NamedTuple):
    """What a goal was found to be on a day; `is_reached` of a goal told in words."""

    on: datetime.date
    value: Decimal | None = None
    is_reached: bool = False


class Standing(StrEnum):
    """`BEHIND`: the way gone lags the time gone; `MISSED`: the day has passed without it."""

    UNKNOWN = "unknown"
    REACHED = "reached"
    ON_THE_WAY = "on_the_way"
    BEHIND = "behind"
    AWAY = "away"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a goal wants. `in_words` has no numbers: its readings say whether it is reached."""

    baseline: Decimal | None = None
    target: Decimal | None = None
    starts_on: datetime.date
    due_on: datetime.date | None = None
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """`percent` is rounded half up to whole ones for display; None where something is missing."""

    now: Read | None
    share: Decimal | None
    standing: Standing

    @property
    def percent(self) -> Decimal | None:
        return None if self.share is None else (self.share * HUNDRED).quantize(Decimal(1), rounding=ROUND_HALF_UP)

    @property
    def drawn(self) -> int:
        """The part of a bar that is filled: never less than nothing, never more than all of it."""
        return 0 if self.percent is None else int(min(HUNDRED, max(NOUGHT, self.percent)))


def progress_of(aim: Aim, readings: Iterable[Read], at: datetime.date) -> Progress:
    """Its present is the latest reading up to the day `at`; of a measured goal the latest that has a value."""
    told = [read for read in readings if read.on <= at and (aim.in_words or read.value is not None)]
    now = max(told, key=lambda read: read.on, default=None)
    if aim.in_words:
        return Progress(now, None, _in_words(aim, now, at))
    share = None if now is None or now.value is None else way_gone(aim, now.value)
    return Progress(now, share, _measured(aim, now, share, at))


def way_gone(aim: Aim, value: Decimal) -> Decimal | None:
    """The way gone of the way to go; None where there is no way."""
    if aim.target is None:
        return None
    start = aim.baseline
    if start is None:
        if aim.target <= NOUGHT:
            return None
        start = NOUGHT
    way = aim.target - start
    return (value - start) / way if way else None


def reaches(aim: Aim, value: Decimal) -> bool:
    """Whether the value is at the target or beyond, seen from the baseline."""
    if aim.target is None:
        return False
    falls = aim.baseline is not None and aim.target < aim.baseline
    return value <= aim.target if falls else value >= aim.target


def _in_words(aim: Aim, now: Read | None, at: datetime.date) -> Standing:
    if now is not None and now.is_reached:
        return Standing.REACHED
    if aim.due_on is not None and at > aim.due_on:
        return Standing.MISSED
    return Standing.UNKNOWN if now is None else Standing.ON_THE_WAY


def _measured(aim: Aim, now: Read | None, share: Decimal | None, at: datetime.date) -> Standing:
    if now is not None and now.value is not None and reaches(aim, now.value):
        return Standing.REACHED
    if aim.due_on is not None and at > aim.due_on:
        return Standing.MISSED
    if now is None or share is None:
        return Standing.UNKNOWN
    if share < NOUGHT:
        return Standing.AWAY
    return Standing.BEHIND if share < _time_gone(aim, now.on) else Standing.ON_THE_WAY


def _time_gone(aim: Aim, on: datetime.date) -> Decimal:
    """Of the days from the plan's first to the goal's: what had passed when it was read."""
    days = (aim.due_on - aim.starts_on).days if aim.due_on else 0
    return Decimal(max(0, (on - aim.starts_on).days)) / days if days > 0 else NOUGHT
