"""What stands on every page of a plan."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from planning.models import PlanState
from planning.pages import ROOMS, open_room

register = template.Library()


@register.inclusion_tag("planning/rooms.html", takes_context=True)
def plan_rooms(context: dict[str, Any], plan: Any) -> dict[str, Any]:
    """The row that leads from one page of a plan to another."""
    match = context["request"].resolver_match
    here = open_room(match.url_name) if match else ""
    rooms = [
        {"title": room.title, "url": reverse(room.url_name, args=[plan.pk]), "is_open": room.url_name == here}
        for room in ROOMS
    ]
    return {"rooms": rooms}


TONES = {PlanState.DISCUSSION: "info", PlanState.APPROVED: "accent", PlanState.ACTIVE: "good"}


@register.filter
def state_tone(state: str) -> str:
    """The tone of the pill; a draft and a closed plan stay muted."""
    return TONES.get(PlanState(state), "")
