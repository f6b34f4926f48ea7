"""What is known of a client's people, as plain values. None is "nobody has judged that yet", which is never zero."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import NamedTuple

Key = int | str


class Role(StrEnum):
    """What somebody does in the client's buying; many at once."""

    DECISION_MAKER = "decision_maker"
    INFLUENCER = "influencer"
    INITIATOR = "initiator"
    USER = "user"
    BUYER = "buyer"
    GATEKEEPER = "gatekeeper"
    APPROVER = "approver"


class Attitude(IntEnum):
    ENEMY = -2
    NON_SUPPORTER = -1
    NEUTRAL = 0
    SUPPORTER = 1
    MENTOR = 2


class Influence(IntEnum):
    LOW = 1
    POLITICAL_STRUCTURE = 2
    INNER_CIRCLE = 3


class Coverage(IntEnum):
    """How well we are in contact."""

    NONE = 0
    BRIEF = 1
    MULTIPLE = 2
    IN_DEPTH = 3


class Star(StrEnum):
    RISING = "rising"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Holds until `expires`, that day included, unless it is confirmed again."""

    star: Star
    since: datetime.date
    expires: datetime.date | None = None

    def holds(self, at: datetime.date) -> bool:
        return self.expires is None or at <= self.expires


@dataclass(frozen=True, slots=True)
class SponsorAnswers:
    """A sponsor has the authority, the influence, and does support us: three questions, never the bare word."""

    authority: bool | None = None
    influence: bool | None = None
    support: bool | None = None

    @property
    def given(self) -> tuple[bool | None, bool | None, bool | None]:
        return self.authority, self.influence, self.support

    @property
    def verdict(self) -> bool | None:
        return False if False in self.given else None if None in self.given else True


class Aspect(StrEnum):
    """What a judgement is about."""

    ROLES = "roles"
    ATTITUDE = "attitude"
    SPONSOR = "sponsor"
    TRAJECTORY = "trajectory"
    INFLUENCE = "influence"
    ADAPTABILITY = "adaptability"
    COVERAGE = "coverage"
    CRITERIA = "criteria"
    MOTIVATION_BUSINESS = "motivation_business"
    MOTIVATION_PERSONAL = "motivation_personal"
    COUNTER_PLAN = "counter_plan"


class Judgement(NamedTuple):
    aspect: Aspect
    as_of: datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who stands in a box of the map; a vacancy is nobody, and stays visible."""

    id: Key
    roles: frozenset[Role] = frozenset()
    attitude: Attitude | None = None
    sponsor: SponsorAnswers = SponsorAnswers()
    trajectory: Trajectory | None = None
    influence: Influence | None = None
    coverage: Coverage | None = None
    last_contact: datetime.date | None = None
    has_counter_plan: bool = False
    judgements: tuple[Judgement, ...] = ()
    has_left: bool = False
    is_vacancy: bool = False

    @property
    def is_sponsor(self) -> bool | None:
        """Nobody who is neutral or against us is one, whatever was answered; None while an answer is open."""
        if self.attitude is not None and self.attitude <= Attitude.NEUTRAL:
            return False
        return self.sponsor.verdict

    @property
    def may_be_sponsor(self) -> bool:
        """Something speaks for it, and a question is open."""
        return self.is_sponsor is None and (self.attitude is not None or True in self.sponsor.given)

    @property
    def is_anti_sponsor(self) -> bool:
        return self.attitude is not None and self.attitude < Attitude.NEUTRAL

    @property
    def is_in_touch(self) -> bool:
        """Somebody of us has met this person: by the judged coverage, or by a contact in the diary."""
        return self.last_contact is not None or (self.coverage is not None and self.coverage > Coverage.NONE)

    def is_star(self, star: Star, at: datetime.date) -> bool:
        return self.trajectory is not None and self.trajectory.star is star and self.trajectory.holds(at)


class LineKind(StrEnum):
    REPORTS_TO = "reports_to"
    INFLUENCES = "influences"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Line:
    kind: LineKind
    start: Key
    end: Key
    strength: int = 1


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Somebody of us (`ours`) answers for a person of the client. Who was deactivated answers for nobody."""

    person: Key
    ours: Key
    is_backup: bool = False
    is_active: bool = True


@dataclass(frozen=True)
class ClientMap:
    """Everything the measures look at. Whom the client has lost, and vacancies, are no `present` people."""

    people: tuple[Person, ...]
    lines: tuple[Line, ...] = ()
    counterparts: tuple[Counterpart, ...] = ()

    @cached_property
    def present(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if not (person.has_left or person.is_vacancy))

    @cached_property
    def in_touch(self) -> tuple[Person, ...]:
        return tuple(person for person in self.present if person.is_in_touch)

    @cached_property
    def answered_for(self) -> frozenset[Key]:
        """Whom of the client a counterpart answers for; a backup alone is none."""
        return frozenset(found.person for found in self.counterparts if found.is_active and not found.is_backup)

    @cached_property
    def ours_in_touch(self) -> tuple[Key, ...]:
        """Who of us, backups too, answers for people we are in touch with; in the order given, each once."""
        theirs = {person.id for person in self.in_touch}
        return tuple(dict.fromkeys(c.ours for c in self.counterparts if c.is_active and c.person in theirs))

    def with_role(self, role: Role) -> tuple[Person, ...]:
        return tuple(person for person in self.present if role in person.roles)

    def sponsors(self) -> tuple[Person, ...]:
        return tuple(person for person in self.present if person.is_sponsor)

    def informal_lines_of(self, key: Key) -> Iterator[Line]:
        for line in self.lines:
            if line.kind is not LineKind.REPORTS_TO and key in (line.start, line.end):
                yield line

    def after_leaving(self, key: Key) -> ClientMap:
        """The post stays, as a vacancy, with its formal lines; all that hung on the person goes."""
        gone = set(self.informal_lines_of(key))
        return ClientMap(
            tuple(Person(id=key, is_vacancy=True) if person.id == key else person for person in self.people),
            tuple(line for line in self.lines if line not in gone),
            tuple(found for found in self.counterparts if found.person != key),
        )


def _weights() -> dict[Influence, Decimal]:
    return {Influence.LOW: Decimal(1), Influence.POLITICAL_STRUCTURE: Decimal(2), Influence.INNER_CIRCLE: Decimal(3)}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When an alert fires, and what counts how much [ours unless method.md, section 4 names the figure]."""

    # Days after which a judgement is unverified, and from which a decision maker is without contact: of the method.
    stale_after: int = 90
    contact_within: int = 60
    # From here on somebody is covered, influential; and an own or a client's side is not single-threaded.
    covered_from: Coverage = Coverage.MULTIPLE
    influential_from: Influence = Influence.POLITICAL_STRUCTURE
    threads_needed: int = 2
    # A map of so many people without anybody neutral or against us is asked about.
    friendly_map_from: int = 8
    wanted_roles: tuple[Role, ...] = tuple(Role)
    weights: dict[Influence, Decimal] = field(default_factory=_weights, hash=False)

    def verified_from(self, at: datetime.date) -> datetime.date:
        """The one rule of what is unverified, whatever is judged, and of informal lines: what is of an earlier day."""
        return at - datetime.timedelta(days=self.stale_after)


DEFAULT_THRESHOLDS = Thresholds()
