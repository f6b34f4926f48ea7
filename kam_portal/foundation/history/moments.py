"""What the history of an object tells: moments, each with what somebody changed at once."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Title = str | Promise


@dataclass(frozen=True)
class Line:
    """One field: its title, before and after in words."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """What happened to one thing: "insert", "update" or "delete"."""

    part: Title
    subject: str
    action: str
    lines: Sequence[Line]

    @property
    def is_one_value(self) -> bool:
        """A single value whose title is the subject."""
        return [line.title for line in self.lines] == [""]


@dataclass(frozen=True)
class Moment:
    """What one person did at one instant; with a title what belongs together, from `since` to `at`."""

    who: str
    since: datetime.datetime
    at: datetime.datetime
    page: str
    changes: Sequence[Change]
    title: str = ""


@dataclass(frozen=True)
class Chronicle:
    """One page of moments, newest first."""

    moments: Sequence[Moment]
    number: int
    has_next: bool

    @property
    def newer(self) -> int:
        return self.number - 1

    @property
    def older(self) -> int:
        return self.number + 1
