"""Foreign ids in the forms of communications and comments, for tests/test_smuggling.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from kam_portal.foundation.people.models import User
from planning.communications import forms as communication_forms
from planning.communications.writing import plan_communication
from planning.discussion import forms as comment_forms
from planning.discussion.writing import write_comment
from planning.models import Goal, Plan
from tests.planning.edit_forms import plan_of
from tests.smuggling import MISSING, World

MODULES = (communication_forms, comment_forms)
HUGE = "9" * 30
TOLD = {"message": "Saves a third", "subject": "product", "tool": "seminar"}
Case = Callable[[World], tuple[User, str, dict[str, Any], list[Any]]]


def _goal_of(plan: Plan) -> int:
    return Goal.objects.create(account=plan.account, plan=plan, title="Grow").pk


def _foreign(world: World, field: str) -> list[Any]:
    """Another client's, another plan's of the own one, and what is nowhere."""
    found = {
        "owner": lambda: [world.cast.viktor.pk],
        "audience": lambda: [world.contact.pk],
        "goal": lambda: [_goal_of(plan_of(world.theirs)), _goal_of(plan_of(world.mine))],
    }
    return [*found[field](), MISSING, HUGE]


def new(field: str) -> Case:
    def case(world: World) -> tuple[User, str, dict[str, Any], list[Any]]:
        address = f"/plans/{plan_of(world.mine).pk}/communications/new/"
        return world.cast.anna, address, TOLD, _foreign(world, field)

    return case


def edited(field: str) -> Case:
    def case(world: World) -> tuple[User, str, dict[str, Any], list[Any]]:
        row = plan_communication(plan=plan_of(world.mine), **TOLD)
        address = f"/plans/{row.plan_id}/communications/{row.pk}/edit/"
        return world.cast.anna, address, {**TOLD, "version": 1}, _foreign(world, field)

    return case


def commented(world: World) -> tuple[User, str, dict[str, Any], list[Any]]:
    address = f"/plans/{plan_of(world.mine).pk}/comments/new/"
    return world.cast.anna, address, {"text": "Why?"}, [world.cast.viktor.pk, world.cast.anna.pk, MISSING, HUGE]


def comment_edited(world: World) -> tuple[User, str, dict[str, Any], list[Any]]:
    row = write_comment(plan=plan_of(world.mine), text="Why?", by=world.cast.anna, at=timezone.now())
    address = f"/plans/{row.plan_id}/comments/{row.pk}/edit/"
    return world.cast.anna, address, {"text": "Why?", "version": 1}, [world.cast.viktor.pk, MISSING, HUGE]


FIELDS = ("owner", "goal", "audience")
IDS: dict[tuple[str, str], Case] = {
    **{("CommunicationForm", field): new(field) for field in FIELDS},
    **{("CommunicationEdit", field): edited(field) for field in FIELDS},
    ("CommentForm", "asked"): commented,
    ("CommentEdit", "asked"): comment_edited,
}
