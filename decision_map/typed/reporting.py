"""A table of who reports to whom, checked: every row is kept or set aside, and every doubt is told with its line."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

from decision_map.typed.lines import VACANT
from decision_map.typed.names import folded

K = TypeVar("K", bound=Hashable)

# What stands in such tables where nobody is above: "XX" in the organograms of the British government, NULL in dumps.
NOBODY_ABOVE = frozenset({"", "-", "–", "—", "n/a", "na", "none", "null", "xx", "нет"})


class Given(NamedTuple):
    """A row as it was read; `reports_to` is the id or the name of the superior."""

    line: int
    id: str
    reports_to: str
    name: str
    title: str = ""


class ProblemKind(StrEnum):
    NOBODY = "nobody"  # neither id nor name nor title: set aside
    DUPLICATE = "duplicate"  # the id stands in an earlier line: set aside
    NAMED_TWICE = "named_twice"  # without an id, and the name stands in an earlier line: kept
    SELF_REPORT = "self_report"  # from here on: kept, without a superior
    ORPHAN = "orphan"
    SEVERAL_SUPERIORS = "several_superiors"
    CIRCLE = "circle"


@dataclass(frozen=True, slots=True)
class Problem:
    """`value` is what stands in the row, `lines` the others it has to do with."""

    line: int
    kind: ProblemKind
    value: str = ""
    lines: tuple[int, ...] = ()


class Kept(NamedTuple):
    """A row with the line of its superior, if that is beyond doubt."""

    given: Given
    superior: int | None


@dataclass(frozen=True, slots=True)
class Checked:
    kept: tuple[Kept, ...]
    set_aside: tuple[Given, ...]
    problems: tuple[Problem, ...]


def check(rows: Sequence[Given]) -> Checked:
    """In the order of the rows; problems too. No two rows may have the same line."""
    usable, problems = _usable(rows)
    superior: dict[int, int | None] = {}
    finder = _Finder(usable)
    for row in usable:
        found = finder.superiors(row)
        superior[row.line] = found[0] if len(found) == 1 and found[0] != row.line else None
        problems += _unclear(row, found)
    for circle in circles(superior):
        for line in circle:
            superior[line] = None
            others = tuple(other for other in circle if other != line)
            problems.append(Problem(line, ProblemKind.CIRCLE, finder.row[line].reports_to, others))
    kept = tuple(Kept(row, superior[row.line]) for row in usable)
    aside = tuple(row for row in rows if row.line not in superior)
    return Checked(kept, aside, tuple(sorted(problems, key=lambda problem: problem.line)))


def circles(superior: Mapping[K, K | None]) -> Iterator[list[K]]:
    """Those who are, over some steps, their own superiors: each circle once, beginning with the first given."""
    done: set[K] = set()
    for start in superior:
        way: dict[K, None] = {}
        at: K | None = start
        while at is not None and at not in done and at not in way:
            way[at] = None
            at = superior.get(at)
        if at is not None and at in way:
            members = list(way)
            circle = members[members.index(at) :]
            yield circle
        done.update(way)


def _usable(rows: Sequence[Given]) -> tuple[list[Given], list[Problem]]:
    first_id: dict[str, int] = {}
    first_name: dict[str, int] = {}
    usable, problems = [], []
    for row in rows:
        key, name = row.id.strip(), folded(row.name)
        if not (key or name or row.title.strip()):
            problems.append(Problem(row.line, ProblemKind.NOBODY))
        elif key and key in first_id:
            problems.append(Problem(row.line, ProblemKind.DUPLICATE, key, (first_id[key],)))
        else:
            usable.append(row)
            if not key and name in first_name and name not in VACANT:
                problems.append(Problem(row.line, ProblemKind.NAMED_TWICE, row.name.strip(), (first_name[name],)))
            first_id.setdefault(key, row.line)
            first_name.setdefault(name, row.line)
    return usable, problems


class _Finder:
    """Lines by id and by name."""

    def __init__(self, rows: Sequence[Given]) -> None:
        self.row = {row.line: row for row in rows}
        self._by_id = {row.id.strip(): row.line for row in rows if row.id.strip()}
        self._by_name: dict[str, list[int]] = {}
        for row in rows:
            self._by_name.setdefault(folded(row.name), []).append(row.line)

    def superiors(self, row: Given) -> list[int]:
        """An id and the name of somebody else are two superiors: which of them was meant nobody can know."""
        value = row.reports_to.strip()
        if is_nobody(value) and value not in self._by_id:
            return []
        found = [self._by_id[value]] if value in self._by_id else []
        found += self._by_name.get(folded(value), []) if value else []
        return list(dict.fromkeys(found))


def is_nobody(value: str) -> bool:
    return value.strip().casefold() in NOBODY_ABOVE


def _unclear(row: Given, found: list[int]) -> Iterator[Problem]:
    value = row.reports_to.strip()
    if found == [row.line]:
        yield Problem(row.line, ProblemKind.SELF_REPORT, value)
    elif len(found) > 1:
        yield Problem(row.line, ProblemKind.SEVERAL_SUPERIORS, value, tuple(found))
    elif not found and not is_nobody(value):
        yield Problem(row.line, ProblemKind.ORPHAN, value)
