"""Whom of the client a goal names: who has left stays named, and it is said."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Contact
from decision_map.who_left import who_left
from planning.models import Goal


@dataclass(frozen=True)
class Named:
    contact: Contact
    has_left: bool


def named_by(goal: Goal) -> list[Named]:
    """A second statement where it names somebody."""
    people = list(goal.people.order_by("name", "pk"))
    left = who_left(goal.plan.account) if people else frozenset()
    return [Named(person, person.pk in left) for person in people]
