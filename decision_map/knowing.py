"""A map as it was read, as the plain values that measures and alerts look at."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from itertools import chain

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
    Star,
    Trajectory,
)
from decision_map.models import Line as StoredLine
from decision_map.reading import MapShown, PersonShown

# Whatever may be judged has an age; what belongs together is one aspect.
ASPECTS = {
    "roles": Aspect.ROLES,
    "attitude": Aspect.ATTITUDE,
    "authority": Aspect.SPONSOR,
    "weight": Aspect.SPONSOR,
    "support": Aspect.SPONSOR,
    "trajectory": Aspect.TRAJECTORY,
    "trajectory_since": Aspect.TRAJECTORY,
    "trajectory_why": Aspect.TRAJECTORY,
    "trajectory_until": Aspect.TRAJECTORY,
    "influence": Aspect.INFLUENCE,
    "adaptability": Aspect.ADAPTABILITY,
    "coverage": Aspect.COVERAGE,
    "criteria": Aspect.CRITERIA,
    "motivation_business": Aspect.MOTIVATION_BUSINESS,
    "motivation_personal": Aspect.MOTIVATION_PERSONAL,
    "counter_plan": Aspect.COUNTER_PLAN,
}
KINDS = {StoredLine.Kind.INFLUENCE.value: LineKind.INFLUENCES, StoredLine.Kind.CONFLICT.value: LineKind.CONFLICT}
ANSWERS = {"yes": True, "no": False}
# One of us, by the id, and whether they still work here.
Ours = tuple[Key | None, bool]


def known_of(shown: MapShown) -> ClientMap:
    """People by the id of their actor, vacancies by that of their post.

    Who has left is there as long as something hangs on them: a line, or a counterpart of ours. Who was erased is
    nobody, and the post held is no vacancy.
    """
    tied = {actor.id for line in shown.lines for actor in (line.start, line.end)}
    ours = {one.id: _counterparts(one) for one in shown.people}
    known = [one for one in shown.people if not one.is_erased]
    people = [_person(one) for one in known if counts(one.id, one.left_on, ours[one.id], tied)]
    vacancies = [Person(id=f"post-{post.id}", is_vacancy=True) for post in shown.posts if post.person is None]
    lines = [Line(KINDS[one.line.kind], one.start.id, one.end.id, one.line.strength or 1) for one in shown.lines]
    return ClientMap((*people, *vacancies), tuple(lines), tuple(chain.from_iterable(ours.values())))


def counts(person: Key, left_on: datetime.date | None, ours: Sequence[Counterpart], tied: Collection[Key]) -> bool:
    """`ours` are their counterparts, `tied` are all between whom a line runs."""
    return left_on is None or person in tied or bool(ours)


def counterparts_of(person: Key, mirror: Ours, backup: Ours) -> list[Counterpart]:
    return [
        Counterpart(person, key, is_backup=is_backup, is_active=is_active)
        for (key, is_active), is_backup in ((mirror, False), (backup, True))
        if key is not None
    ]


def _counterparts(shown: PersonShown) -> list[Counterpart]:
    mirror, backup = ((one.id, one.is_active) if one else (None, False) for one in (shown.mirror, shown.backup))
    return counterparts_of(shown.id, mirror, backup)


def _person(shown: PersonShown) -> Person:
    values = {key: judged.value for key, judged in shown.judged.items()}
    days = {key: judged.as_of for key, judged in shown.judged.items()}
    return person_of(shown.id, values, days, shown.last_met, has_left=shown.left_on is not None)


def person_of(
    key: Key,
    values: Mapping[str, str],
    days: Mapping[str, datetime.date],
    last_met: datetime.date | None,
    *,
    has_left: bool,
) -> Person:
    """`values` is what is judged, by the keys of description.py, `days` as of when."""
    attitude, influence, coverage = (values.get(name, "") for name in ("attitude", "influence", "coverage"))
    return Person(
        id=key,
        roles=frozenset(Role(role) for role in values.get("roles", "").split()),
        attitude=Attitude[attitude.upper()] if attitude else None,
        sponsor=SponsorAnswers(*(ANSWERS.get(values.get(name, "")) for name in ("authority", "weight", "support"))),
        trajectory=_trajectory(values),
        influence=Influence[influence.upper()] if influence else None,
        coverage=Coverage[coverage.upper()] if coverage else None,
        last_contact=last_met,
        has_counter_plan=bool(values.get("counter_plan")),
        judgements=_judgements(days),
        has_left=has_left,
    )


def _trajectory(values: Mapping[str, str]) -> Trajectory | None:
    star, since, until = (values.get(key, "") for key in ("trajectory", "trajectory_since", "trajectory_until"))
    if not star or not since:
        return None
    expires = datetime.date.fromisoformat(until) if until else None
    return Trajectory(Star(star), datetime.date.fromisoformat(since), expires)


def _judgements(days: Mapping[str, datetime.date]) -> tuple[Judgement, ...]:
    """One of each aspect, as old as the oldest of its answers."""
    oldest: dict[Aspect, datetime.date] = {}
    for key, as_of in days.items():
        if (aspect := ASPECTS.get(key)) is not None:
            oldest[aspect] = min(as_of, oldest.get(aspect, as_of))
    return tuple(Judgement(aspect, as_of) for aspect, as_of in oldest.items())
