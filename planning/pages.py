"""The pages of a plan by their URL names: those that count as its tab, and the row that leads from one to another."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Room:
    """A page of a plan in the row above it; `pages` are further URL names on which it counts as open."""

    url_name: str
    title: str | Promise
    pages: frozenset[str] = frozenset()


_GOALS = ("goal", "goal_new", "goal_edit", "goal_remove", "reading_new", "reading_edit", "reading_remove")
_CHANCES = frozenset(f"opportunity{page}" for page in ("", "_new", "_edit", "_remove"))
_ACTIONS = frozenset({"action", "action_new", "action_quick", "action_edit", "action_remove", "action_move"})
_RESOURCES = frozenset({"resource_new", "resource_edit", "resource_remove"})
_COMMUNICATIONS = frozenset(f"communication_{page}" for page in ("new", "add", "edit", "told", "remove"))
_COMMENTS = frozenset(f"comment_{page}" for page in ("new", "answer", "edit", "resolve", "reopen", "remove"))
STEPS = ("plan_take_back", "plan_return", "plan_close", "plan_carry", "plan_take_over")
ROOMS: tuple[Room, ...] = (
    Room("plan", _("Plan"), frozenset({"plan_edit", "plan_remove", "strategy", "strategy_edit", *STEPS})),
    Room("goals", _("Goals"), frozenset(_GOALS)),
    Room("opportunities", _("Opportunities"), _CHANCES),
    Room("actions", _("Actions"), _ACTIONS),
    Room("resources", _("Resources"), _RESOURCES),
    Room("communications", _("Communications"), _COMMUNICATIONS),
    Room("discussion", _("Discussion"), _COMMENTS),
    Room("plan_versions", _("Versions"), frozenset({"plan_version"})),
)
# Of a client, not of one of its plans.
BESIDE = frozenset({"plan_new", "white_space", "space_edit"})
# Addresses of plans do not lie under the account's.
PLAN_PAGES = BESIDE | {room.url_name for room in ROOMS} | {page for room in ROOMS for page in room.pages}


def communication_address(plan: int, pk: int) -> str:
    """Its place in the programme: a communication has no page of its own."""
    return f"{reverse('communications', args=[plan])}#communication-{pk}"


def open_room(url_name: str) -> str:
    """The URL name of the room a page belongs to; the plan's own where none claims it."""
    return next((room.url_name for room in ROOMS if url_name == room.url_name or url_name in room.pages), "plan")
