"""How well something is known, as a reader sees it: as of when, by whom, from where, and whether it is stale."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from dossiers import cadence
from dossiers.models.provenance import Provenance


@dataclass(frozen=True)
class Known:
    """Provenance in words; without `as_of` nobody has verified it."""

    as_of: datetime.date | None
    by: str
    source: str
    is_stale: bool


def known(fact: Provenance, today: datetime.date, months: int | None) -> Known:
    """Provenance of a fact or a row whose author is loaded; `months` of the cycle, None without one."""
    return Known(fact.as_of, fact.by.full_name if fact.by else "", fact.source, is_stale(fact, today, months))


def is_stale(fact: Provenance, today: datetime.date, months: int | None) -> bool:
    """Whether it was last verified longer ago than a whole cycle."""
    return fact.as_of is not None and is_older(fact.as_of, today, months)


def is_older(day: datetime.date, today: datetime.date, months: int | None) -> bool:
    """Whether a day lies further back than a whole cycle; never for an account without a cadence."""
    return months is not None and cadence.is_stale(day, today, months)
