"""What keeps a person from leaving, or from a role with fewer rights: somebody must take over first; and what follows.

Upper floors register what they know of (accounts: whoever owns accounts) in AppConfig.ready().
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from kam_portal.foundation.people.models import Team, User
from kam_portal.foundation.people.roles import RIGHTS, Right, Role


@dataclass(frozen=True)
class Duty:
    """Something a person holds by virtue of `right`. `sentence` says what and what to do, "" when they hold nothing."""

    key: str
    right: Right
    sentence: Callable[[User], str]


class Follower(Protocol):
    """Called with a person who was just deactivated, by whom and when, in the same transaction."""

    def __call__(self, person: User, *, by: User | None, at: datetime.datetime) -> None: ...


_duties: dict[str, Duty] = {}
_followers: list[Follower] = []


def register(duty: Duty) -> None:
    _duties[duty.key] = duty


def follow(follower: Follower) -> None:
    """Register what an upper floor does when somebody leaves; a second registration of the same one is ignored."""
    if follower not in _followers:
        _followers.append(follower)


def tell_followers(person: User, *, by: User | None, at: datetime.datetime) -> None:
    for follower in _followers:
        follower(person, by=by, at=at)


def duties_of(person: User) -> list[str]:
    """In words, everything that must be handed over before the person is deactivated."""
    return [words for duty in _duties.values() if (words := duty.sentence(person))]


def duties_beyond(person: User, role: str) -> list[str]:
    """In words, what the person holds and could not hold in that role."""
    lost = [duty for duty in _duties.values() if duty.right not in RIGHTS[Role(role)]]
    return [words for duty in lost if (words := duty.sentence(person))]


def _leads_a_team(person: User) -> str:
    names = ", ".join(Team.objects.filter(lead=person).values_list("name", flat=True))
    if not names:
        return ""
    return _("%(person)s leads %(teams)s. Name another lead there first.") % {"person": person, "teams": names}


def _last_admin(person: User) -> str:
    """Somebody must be able to let people in; the rows are locked, so that two admins cannot both go at once."""
    if person.role != Role.ADMIN or not person.is_active:
        return ""
    admins = User.objects.active_admins().order_by("pk").select_for_update()
    if any(admin.pk != person.pk for admin in admins):
        return ""
    return _("%(person)s is the only admin. Make somebody else an admin first.") % {"person": person}


register(Duty("leads a team", Right.LEAD_TEAM, _leads_a_team))
register(Duty("last admin", Right.RUN_EVERYTHING, _last_admin))
