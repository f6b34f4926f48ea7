"""The alerts of a map [method.md, section 4], each with the people it is about and the figures that explain it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from decision_map.measures.figures import unverified
from decision_map.measures.known import (
    DEFAULT_THRESHOLDS,
    Aspect,
    Attitude,
    ClientMap,
    Influence,
    Key,
    Person,
    Role,
    Star,
    Thresholds,
)

Figure = int | datetime.date | Influence | Attitude | tuple[Aspect, ...] | None


class AlertKind(StrEnum):
    """In the order in which they are told. The last one is a gentle question, no alarm."""

    NO_DECISION_MAKER = "no_decision_maker"
    DECISION_MAKER_WITHOUT_CONTACT = "decision_maker_without_contact"
    SINGLE_THREADED_THEIRS = "single_threaded_theirs"
    SINGLE_THREADED_OURS = "single_threaded_ours"
    ANTI_SPONSOR_WITHOUT_PLAN = "anti_sponsor_without_plan"
    NO_SPONSOR = "no_sponsor"
    ONLY_SPONSOR_IS_SETTING = "only_sponsor_is_setting"
    RISING_WITHOUT_COUNTERPART = "rising_without_counterpart"
    INFLUENTIAL_WITHOUT_COUNTERPART = "influential_without_counterpart"
    ONLY_GATEKEEPERS = "only_gatekeepers"
    STALE_JUDGEMENT = "stale_judgement"
    LEFT_BUT_COUNTS = "left_but_counts"
    NOBODY_AGAINST = "nobody_against"

    @property
    def is_question(self) -> bool:
        return self is AlertKind.NOBODY_AGAINST


@dataclass(frozen=True, slots=True)
class Alert:
    """`people` are the client's, `ours` our own, by id."""

    kind: AlertKind
    people: tuple[Key, ...] = ()
    ours: tuple[Key, ...] = ()
    figures: dict[str, Figure] = field(default_factory=dict)

    @property
    def subject(self) -> tuple[AlertKind, Key | None]:
        """What makes it the same alert at another time: its kind, and the person if it is told of each one apart."""
        return self.kind, self.people[0] if self.kind in OF_EACH_PERSON else None


@dataclass(frozen=True, slots=True)
class Looking:
    """What a rule looks at."""

    known: ClientMap
    at: datetime.date
    thresholds: Thresholds


Rule = Callable[[Looking], Iterator[Alert]]


def alerts(known: ClientMap, *, at: datetime.date, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> tuple[Alert, ...]:
    """In the order of their kinds, then of the people given. A map without a box has none: nobody has begun it."""
    if not known.people:
        return ()
    looking = Looking(known, at, thresholds)
    return tuple(alert for kind in AlertKind for alert in RULES[kind](looking))


def _no_decision_maker(look: Looking) -> Iterator[Alert]:
    if not look.known.with_role(Role.DECISION_MAKER):
        yield Alert(AlertKind.NO_DECISION_MAKER, figures={"people": len(look.known.present)})


def _decision_maker_without_contact(look: Looking) -> Iterator[Alert]:
    limit = look.thresholds.contact_within
    for person in look.known.with_role(Role.DECISION_MAKER):
        days = None if person.last_contact is None else (look.at - person.last_contact).days
        if days is None or days >= limit:
            figures: dict[str, Figure] = {"days": days, "last_contact": person.last_contact, "limit": limit}
            yield Alert(AlertKind.DECISION_MAKER_WITHOUT_CONTACT, (person.id,), figures=figures)


def _single_threaded_theirs(look: Looking) -> Iterator[Alert]:
    threads = look.known.in_touch
    if len(threads) < look.thresholds.threads_needed:
        figures: dict[str, Figure] = {"threads": len(threads), "people": len(look.known.present)}
        figures["limit"] = look.thresholds.threads_needed
        yield Alert(AlertKind.SINGLE_THREADED_THEIRS, _ids(threads), figures=figures)


def _single_threaded_ours(look: Looking) -> Iterator[Alert]:
    """Not while we are in touch with nobody at all: that is said of their side."""
    threads, theirs = look.known.ours_in_touch, look.known.in_touch
    if theirs and len(threads) < look.thresholds.threads_needed:
        figures: dict[str, Figure] = {"threads": len(threads), "in_touch": len(theirs)}
        figures["limit"] = look.thresholds.threads_needed
        yield Alert(AlertKind.SINGLE_THREADED_OURS, _ids(theirs), threads, figures)


def _anti_sponsor_without_plan(look: Looking) -> Iterator[Alert]:
    for person in look.known.present:
        if person.is_anti_sponsor and not person.has_counter_plan:
            figures: dict[str, Figure] = {"attitude": person.attitude, "influence": person.influence}
            yield Alert(AlertKind.ANTI_SPONSOR_WITHOUT_PLAN, (person.id,), figures=figures)


def _no_sponsor(look: Looking) -> Iterator[Alert]:
    """Names those of whom it is still open, because not all three questions are answered."""
    if look.known.sponsors():
        return
    hopeful = [person for person in look.known.present if person.may_be_sponsor]
    figures: dict[str, Figure] = {"people": len(look.known.present), "open": len(hopeful)}
    yield Alert(AlertKind.NO_SPONSOR, _ids(hopeful), figures=figures)


def _only_sponsor_is_setting(look: Looking) -> Iterator[Alert]:
    """Also where there are several, and all of them are on the way out."""
    sponsors = look.known.sponsors()
    if sponsors and all(person.is_star(Star.SETTING, look.at) for person in sponsors):
        yield Alert(AlertKind.ONLY_SPONSOR_IS_SETTING, _ids(sponsors), figures={"sponsors": len(sponsors)})


def _rising_without_counterpart(look: Looking) -> Iterator[Alert]:
    for person in look.known.present:
        if person.trajectory and person.is_star(Star.RISING, look.at) and person.id not in look.known.answered_for:
            figures: dict[str, Figure] = {"since": person.trajectory.since, "expires": person.trajectory.expires}
            yield Alert(AlertKind.RISING_WITHOUT_COUNTERPART, (person.id,), figures=figures)


def _influential_without_counterpart(look: Looking) -> Iterator[Alert]:
    for person in look.known.present:
        influential = person.influence is not None and person.influence >= look.thresholds.influential_from
        if influential and person.id not in look.known.answered_for:
            figures: dict[str, Figure] = {"influence": person.influence, "limit": look.thresholds.influential_from}
            yield Alert(AlertKind.INFLUENTIAL_WITHOUT_COUNTERPART, (person.id,), figures=figures)


def _only_gatekeepers(look: Looking) -> Iterator[Alert]:
    """Of those who have a role at all, everybody keeps the gate and nobody does anything else."""
    with_roles = [person for person in look.known.present if person.roles]
    if with_roles and all(person.roles == {Role.GATEKEEPER} for person in with_roles):
        figures: dict[str, Figure] = {"gatekeepers": len(with_roles), "people": len(look.known.present)}
        yield Alert(AlertKind.ONLY_GATEKEEPERS, _ids(with_roles), figures=figures)


def _stale_judgement(look: Looking) -> Iterator[Alert]:
    for person in look.known.present:
        stale = unverified(person, at=look.at, thresholds=look.thresholds)
        if stale:
            oldest = min(found.as_of for found in stale)
            aspects = tuple(found.aspect for found in stale)
            figures: dict[str, Figure] = {"aspects": aspects, "oldest": oldest, "days": (look.at - oldest).days}
            figures["limit"] = look.thresholds.stale_after
            yield Alert(AlertKind.STALE_JUDGEMENT, (person.id,), figures=figures)


def _left_but_counts(look: Looking) -> Iterator[Alert]:
    """Still in a box of the map. The measures do not count them; what hangs on them has to go to somebody else."""
    for person in look.known.people:
        if person.has_left and not person.is_vacancy:
            ours = tuple(
                dict.fromkeys(c.ours for c in look.known.counterparts if c.person == person.id and c.is_active)
            )
            lines = sum(1 for _ in look.known.informal_lines_of(person.id))
            figures: dict[str, Figure] = {"roles": len(person.roles), "lines": lines, "counterparts": len(ours)}
            yield Alert(AlertKind.LEFT_BUT_COUNTS, (person.id,), ours, figures)


def _nobody_against(look: Looking) -> Iterator[Alert]:
    present = look.known.present
    judged = [person.attitude for person in present if person.attitude is not None]
    if len(present) >= look.thresholds.friendly_map_from and judged and min(judged) > Attitude.NEUTRAL:
        figures: dict[str, Figure] = {"people": len(present), "judged": len(judged)}
        figures["limit"] = look.thresholds.friendly_map_from
        yield Alert(AlertKind.NOBODY_AGAINST, figures=figures)


def _ids(people: tuple[Person, ...] | list[Person]) -> tuple[Key, ...]:
    return tuple(person.id for person in people)


RULES: dict[AlertKind, Rule] = {
    AlertKind.NO_DECISION_MAKER: _no_decision_maker,
    AlertKind.DECISION_MAKER_WITHOUT_CONTACT: _decision_maker_without_contact,
    AlertKind.SINGLE_THREADED_THEIRS: _single_threaded_theirs,
    AlertKind.SINGLE_THREADED_OURS: _single_threaded_ours,
    AlertKind.ANTI_SPONSOR_WITHOUT_PLAN: _anti_sponsor_without_plan,
    AlertKind.NO_SPONSOR: _no_sponsor,
    AlertKind.ONLY_SPONSOR_IS_SETTING: _only_sponsor_is_setting,
    AlertKind.RISING_WITHOUT_COUNTERPART: _rising_without_counterpart,
    AlertKind.INFLUENTIAL_WITHOUT_COUNTERPART: _influential_without_counterpart,
    AlertKind.ONLY_GATEKEEPERS: _only_gatekeepers,
    AlertKind.STALE_JUDGEMENT: _stale_judgement,
    AlertKind.LEFT_BUT_COUNTS: _left_but_counts,
    AlertKind.NOBODY_AGAINST: _nobody_against,
}
OF_EACH_PERSON = frozenset(
    {
        AlertKind.DECISION_MAKER_WITHOUT_CONTACT,
        AlertKind.ANTI_SPONSOR_WITHOUT_PLAN,
        AlertKind.RISING_WITHOUT_COUNTERPART,
        AlertKind.INFLUENTIAL_WITHOUT_COUNTERPART,
        AlertKind.STALE_JUDGEMENT,
        AlertKind.LEFT_BUT_COUNTS,
    }
)
