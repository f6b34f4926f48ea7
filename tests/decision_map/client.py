"""A client on whose map nothing is wrong; each test spoils one thing of it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from decision_map.measures import (
    Aspect,
    Attitude,
    ClientMap,
    Counterpart,
    Coverage,
    Influence,
    Judgement,
    Key,
    Line,
    LineKind,
    Person,
    Role,
    SponsorAnswers,
)

TODAY = datetime.date(2026, 11, 22)
YES = SponsorAnswers(True, True, True)


def days_ago(days: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=days)


IVANOVA = Person(
    id="ivanova",
    roles=frozenset({Role.DECISION_MAKER, Role.APPROVER}),
    attitude=Attitude.SUPPORTER,
    sponsor=YES,
    influence=Influence.INNER_CIRCLE,
    coverage=Coverage.IN_DEPTH,
    last_contact=days_ago(10),
    judgements=(Judgement(Aspect.ATTITUDE, days_ago(10)), Judgement(Aspect.SPONSOR, days_ago(30))),
)
PETROV = Person(
    id="petrov",
    roles=frozenset({Role.INFLUENCER}),
    attitude=Attitude.NEUTRAL,
    influence=Influence.POLITICAL_STRUCTURE,
    coverage=Coverage.MULTIPLE,
    last_contact=days_ago(40),
    judgements=(Judgement(Aspect.INFLUENCE, days_ago(40)),),
)
SIDOROV = Person(
    id="sidorov",
    roles=frozenset({Role.USER}),
    attitude=Attitude.NON_SUPPORTER,
    influence=Influence.LOW,
    coverage=Coverage.NONE,
    has_counter_plan=True,
)
LINES = (
    Line(LineKind.REPORTS_TO, "petrov", "ivanova"),
    Line(LineKind.REPORTS_TO, "sidorov", "petrov"),
    Line(LineKind.INFLUENCES, "petrov", "ivanova", 3),
    Line(LineKind.CONFLICT, "sidorov", "petrov"),
)
COUNTERPARTS = (Counterpart("ivanova", "anna"), Counterpart("petrov", "boris"))
HEALTHY = ClientMap((IVANOVA, PETROV, SIDOROV), LINES, COUNTERPARTS)


def changed(key: Key, **values: Any) -> ClientMap:
    """The healthy map with one person otherwise."""
    people = tuple(replace(person, **values) if person.id == key else person for person in HEALTHY.people)
    return replace(HEALTHY, people=people)


def joined_by(*people: Person) -> ClientMap:
    return replace(HEALTHY, people=HEALTHY.people + people)
