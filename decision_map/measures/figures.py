"""The measures of a map [method.md, section 4]: how many of how much, and of how many nothing is known."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from decision_map.measures.known import (
    DEFAULT_THRESHOLDS,
    ClientMap,
    Judgement,
    Key,
    Person,
    Role,
    Thresholds,
)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole, both counted over what is known; `unknown` is for how many it is not."""

    part: Decimal
    whole: Decimal
    unknown: int = 0

    @property
    def value(self) -> Decimal | None:
        """None while nothing is known."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Measures:
    """`net_support` runs from -1, all are enemies, to 1, all are mentors; the other ratios from 0 to 1."""

    people: int
    vacancies: int
    coverage: Ratio
    coverage_by_influence: Ratio
    coverage_of_decision_makers: Ratio
    roles_filled: Ratio
    who_fills: dict[Role, tuple[Key, ...]]
    threads_theirs: int
    threads_ours: int
    net_support: Ratio
    freshness: Ratio
    sponsors: tuple[Key, ...]
    anti_sponsors: tuple[Key, ...]


def measures(known: ClientMap, *, at: datetime.date, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> Measures:
    present = known.present
    who_fills = {role: tuple(person.id for person in known.with_role(role)) for role in Role}
    return Measures(
        people=len(present),
        vacancies=sum(person.is_vacancy for person in known.people),
        coverage=_coverage(present, thresholds),
        coverage_by_influence=_coverage_by_influence(present, thresholds),
        coverage_of_decision_makers=_coverage(known.with_role(Role.DECISION_MAKER), thresholds),
        roles_filled=_ratio(sum(bool(who_fills[r]) for r in thresholds.wanted_roles), len(thresholds.wanted_roles)),
        who_fills=who_fills,
        threads_theirs=len(known.in_touch),
        threads_ours=len(known.ours_in_touch),
        net_support=_net_support(present, thresholds),
        freshness=_freshness(present, at, thresholds),
        sponsors=tuple(person.id for person in known.sponsors()),
        anti_sponsors=tuple(person.id for person in present if person.is_anti_sponsor),
    )


def unverified(
    person: Person, *, at: datetime.date, thresholds: Thresholds = DEFAULT_THRESHOLDS
) -> tuple[Judgement, ...]:
    """What was judged too long ago: its 90th day is the last on which a judgement is verified."""
    verified_from = thresholds.verified_from(at)
    return tuple([found for found in person.judgements if found.as_of < verified_from])


def _ratio(part: int, whole: int, unknown: int = 0) -> Ratio:
    return Ratio(Decimal(part), Decimal(whole), unknown)


def _coverage(people: Iterable[Person], thresholds: Thresholds) -> Ratio:
    judged = [person.coverage for person in people]
    known = [coverage for coverage in judged if coverage is not None]
    return _ratio(sum(c >= thresholds.covered_from for c in known), len(known), len(judged) - len(known))


def _coverage_by_influence(people: Iterable[Person], thresholds: Thresholds) -> Ratio:
    part, whole, unknown = Decimal(0), Decimal(0), 0
    for person in people:
        if person.coverage is None or person.influence is None:
            unknown += 1
            continue
        weight = thresholds.weights[person.influence]
        whole += weight
        if person.coverage >= thresholds.covered_from:
            part += weight
    return Ratio(part, whole, unknown)


def _net_support(people: Iterable[Person], thresholds: Thresholds) -> Ratio:
    """Attitudes weighted by influence, against all of them being mentors."""
    part, whole, unknown = Decimal(0), Decimal(0), 0
    for person in people:
        if person.attitude is None or person.influence is None:
            unknown += 1
            continue
        weight = thresholds.weights[person.influence]
        part += weight * int(person.attitude)
        whole += weight * 2
    return Ratio(part, whole, unknown)


def _freshness(people: Iterable[Person], at: datetime.date, thresholds: Thresholds) -> Ratio:
    judged = stale = unjudged = 0
    for person in people:
        judged += len(person.judgements)
        stale += len(unverified(person, at=at, thresholds=thresholds))
        unjudged += not person.judgements
    return _ratio(judged - stale, judged, unjudged)
