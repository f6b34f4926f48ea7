"""The pages of a plan by their URL names: those that count as its tab, and the row that leads from one to another."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Room:
    """A page of a plan in the row above it; `pages` are further URL names on which it counts as open."""

    url_name: str
    title: str | Promise
    pages: frozenset[str] = frozenset()


STEPS = ("plan_take_back", "plan_return", "plan_close", "plan_carry")
ROOMS: tuple[Room, ...] = (
    Room("plan", _("Plan"), frozenset({"plan_edit", "plan_remove", *STEPS})),
    Room("plan_versions", _("Versions"), frozenset({"plan_version"})),
)
# Of a client, not of one of its plans.
BESIDE = frozenset({"plan_new"})
# Addresses of plans do not lie under the account's.
PLAN_PAGES = BESIDE | {room.url_name for room in ROOMS} | {page for room in ROOMS for page in room.pages}


def open_room(url_name: str) -> str:
    """The URL name of the room a page belongs to; the plan's own where none claims it."""
    return next((room.url_name for room in ROOMS if url_name == room.url_name or url_name in room.pages), "plan")
