"""Who waits for whom among the actions of a plan: pure walks over "waits for". Days move with those waited for."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping

Waits = Mapping[int, int | None]


def waiting_in_turn(key: int, waits: Waits) -> list[int]:
    """Those that wait for `key`, directly or through others, the nearer first."""
    direct: dict[int, list[int]] = defaultdict(list)
    for each, above in waits.items():
        if above is not None:
            direct[above].append(each)
    found, seen = [key], {key}
    for each in found:
        nearer = sorted(set(direct[each]) - seen)
        found += nearer
        seen |= set(nearer)
    return found[1:]


def closes_a_circle(key: int, above: int | None, waits: Waits) -> bool:
    """Whether `key` would come to wait for itself if it waited for `above`."""
    walked: set[int] = set()
    while above is not None and above not in walked:
        if above == key:
            return True
        walked.add(above)
        above = waits.get(above)
    return False


def moved(day: datetime.date | None, days: int) -> datetime.date | None:
    return day + datetime.timedelta(days=days) if day is not None else None


def starts_too_soon(
    starts_on: datetime.date | None, due_on: datetime.date | None, waits_until: datetime.date | None
) -> bool:
    """Whether an action begins (or, without a beginning, is due) before the one that it waits for ends."""
    begins = starts_on or due_on
    return begins is not None and waits_until is not None and begins < waits_until
