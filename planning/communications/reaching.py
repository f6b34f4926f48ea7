"""Who hears what by which means, and whether the diary knows of it. Pure: days and numbers in, days and numbers out."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from planning.actions.due import is_late

# [ours] An entry of the diary so near to the day of a communication is taken for it.
NEAR = datetime.timedelta(days=7)
# By contact and tool: communications.
Cells = Mapping[tuple[int, str], list[int]]


class Standing(StrEnum):
    LATE = "late"
    NEXT = "next"
    UNDATED = "undated"
    TOLD = "told"


@dataclass(frozen=True)
class Planned:
    """One communication: by which tool, when, to which contacts."""

    id: int
    tool: str
    on: datetime.date | None
    told_on: datetime.date | None
    audience: frozenset[int]

    @property
    def day(self) -> datetime.date | None:
        return self.told_on or self.on


@dataclass(frozen=True)
class Met:
    """A contact in an entry of the diary."""

    contact: int
    entry: int
    on: datetime.date


@dataclass(frozen=True)
class Reached:
    """Of one contact: how many communications are planned and due by now, and the entries of the plan's period."""

    planned: int
    due: int
    happened: int
    last: datetime.date | None

    @property
    def is_too_few(self) -> bool:
        """Fewer entries than what should have been told by now."""
        return self.happened < self.due


def standing_of(planned: Planned, today: datetime.date, *, runs: bool) -> Standing:
    """`runs`: whether its plan does, see Plan.is_running; in another one nothing is promised, and so nothing late."""
    if planned.told_on is not None:
        return Standing.TOLD
    if planned.on is None:
        return Standing.UNDATED
    return Standing.LATE if is_late(planned.on, today, runs=runs) else Standing.NEXT


def entries_of(programme: Iterable[Planned], met: Iterable[Met]) -> dict[int, list[int]]:
    """By communication: the entries near to its day with somebody of its audience, the nearest first."""
    by_contact: dict[int, list[Met]] = defaultdict(list)
    for each in met:
        by_contact[each.contact].append(each)
    found = {}
    for planned in programme:
        if (day := planned.day) is not None:
            near = {
                each.entry: abs(each.on - day)
                for contact in planned.audience
                for each in by_contact[contact]
                if abs(each.on - day) <= NEAR
            }
            found[planned.id] = sorted(near, key=lambda entry: (near[entry], entry))
    return found


def reached(
    programme: Iterable[Planned],
    met: Iterable[Met],
    since: datetime.date,
    until: datetime.date,
    today: datetime.date,
    *,
    runs: bool,
) -> dict[int, Reached]:
    """By contact who is planned for or was met between the two days, both included.

    What has no day is not due, and where the plan does not run only what was told.
    """
    planned: dict[int, int] = defaultdict(int)
    due: dict[int, int] = defaultdict(int)
    for each in programme:
        for contact in each.audience:
            planned[contact] += 1
            due[contact] += each.day is not None and each.day <= today and (runs or each.told_on is not None)
    entries: dict[int, dict[int, datetime.date]] = defaultdict(dict)
    for one in met:
        if since <= one.on <= until:
            entries[one.contact][one.entry] = one.on
    return {
        contact: Reached(
            planned.get(contact, 0),
            due.get(contact, 0),
            len(entries.get(contact, ())),
            max(entries.get(contact, {}).values(), default=None),
        )
        for contact in [*planned, *(contact for contact in entries if contact not in planned)]
    }


def by_means(programme: Sequence[Planned], tools: Iterable[str]) -> tuple[list[str], Cells]:
    """The tools that are used, in their order; and by contact and tool the communications."""
    cells: dict[tuple[int, str], list[int]] = defaultdict(list)
    for planned in programme:
        for contact in planned.audience:
            cells[contact, planned.tool].append(planned.id)
    used = {planned.tool for planned in programme}
    return [tool for tool in tools if tool in used], cells
