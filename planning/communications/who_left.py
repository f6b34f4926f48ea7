"""Who of the client's people has left: in a plan they stay as they were named, and it is said."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Account, Contact
from decision_map.models import Actor
from planning.models import Goal


@dataclass(frozen=True)
class Named:
    contact: Contact
    has_left: bool


def who_left(account: Account) -> frozenset[int]:
    """The contacts who left every map they stood on; one statement."""
    rows = list(Actor.objects.filter(account=account).order_by().values_list("contact", "left_on"))
    return frozenset(pk for pk, _day in rows) - {pk for pk, left_on in rows if left_on is None}


def named_by(goal: Goal) -> list[Named]:
    """Whom of the client the goal names; a second statement where it names somebody."""
    people = list(goal.people.order_by("name", "pk"))
    left = who_left(goal.plan.account) if people else frozenset()
    return [Named(person, person.pk in left) for person in people]
