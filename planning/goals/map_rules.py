"""A goal held against the decision map (method.md, section 5.7). Pure: people of a map in, who and what in out.

[ours] A contact is older than the next date, when for somebody who decides more days have gone since the last contact
than are left until the goal's next date, and more than RECENT at all: who was met a week ago need not be met again
because an action is due tomorrow. The next date is the earliest open action of the goal that is not past, else the
goal's own day; where both are past or missing nothing is said. Where nobody is known to decide, whoever of the goal's
people was met last counts.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from decision_map.measures import Attitude, ClientMap, Key, Person, Role

# [ours] Days in which a contact is recent, however near the next date is.
RECENT = 14


class Lack(StrEnum):
    """What a goal lacks on the map; in the order in which it is told."""

    NO_MAP = "no_map"
    NO_SPONSOR = "no_sponsor"
    NEVER_MET = "never_met"
    OLD_CONTACT = "old_contact"


@dataclass(frozen=True, slots=True)
class Found:
    """People by their keys, in the order of the map. `late` are those of the old contact, `unmet` who was never met."""

    people: tuple[Key, ...] = ()
    decide: tuple[Key, ...] = ()
    support: tuple[Key, ...] = ()
    oppose: tuple[Key, ...] = ()
    sponsors: tuple[Key, ...] = ()
    unmet: tuple[Key, ...] = ()
    late: tuple[Key, ...] = ()
    last_contact: datetime.date | None = None
    lacks: tuple[Lack, ...] = ()


NOTHING = Found(lacks=(Lack.NO_MAP,))


def held_against(
    known: ClientMap, *, among: Collection[Key] | None, next_on: datetime.date | None, at: datetime.date
) -> Found:
    """`among` are the goal's own people, None where it is about everybody of the map; who has left counts no more."""
    people = [person for person in known.present if among is None or person.id in among]
    decide = [person for person in people if Role.DECISION_MAKER in person.roles]
    unmet = [person for person in decide if person.last_contact is None]
    sponsors = [person for person in people if person.is_sponsor]
    late = _late(decide, people, next_on, at)
    lacks = [
        *([Lack.NO_SPONSOR] if not sponsors else []),
        *([Lack.NEVER_MET] if unmet else []),
        *([Lack.OLD_CONTACT] if late else []),
    ]
    return Found(
        people=_keys(people),
        decide=_keys(decide),
        support=_keys(person for person in people if _supports(person)),
        oppose=_keys(person for person in people if person.is_anti_sponsor),
        sponsors=_keys(sponsors),
        unmet=_keys(unmet),
        late=_keys(late),
        last_contact=max((person.last_contact for person in people if person.last_contact), default=None),
        lacks=tuple(lacks),
    )


def _supports(person: Person) -> bool:
    return bool(person.is_sponsor) or (person.attitude is not None and person.attitude > Attitude.NEUTRAL)


def _late(
    decide: Collection[Person], people: Collection[Person], next_on: datetime.date | None, at: datetime.date
) -> list[Person]:
    if next_on is None or next_on < at:
        return []
    met = [(person.last_contact, person) for person in decide or people if person.last_contact is not None]
    if not decide and met:
        latest = max(day for day, _person in met)
        met = [(day, person) for day, person in met if day == latest]
    return [person for day, person in met if (at - day).days > max(RECENT, (next_on - at).days)]


def _keys(people: Iterable[Person]) -> tuple[Key, ...]:
    return tuple(person.id for person in people)
