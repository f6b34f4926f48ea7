"""The pages of plans on which something new is made, for tests/test_saved_once.py."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.models import Account, Authority
from planning.goals.writing import add_goal
from planning.models import (
    Action,
    Comment,
    Communication,
    Goal,
    Opportunity,
    Plan,
    Product,
    Reading,
    Resource,
    StageWork,
)
from tests.conftest import TODAY
from tests.planning.edit_forms import plan_of

PERIOD = {"title": "2027", "currency": "EUR", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}
TOLD = {"message": "Saves a third", "subject": "product", "tool": "seminar"}
CHANCE = {"title": "Pumps", "kind": "use", "stage": "need"}
FORMS: dict[str, tuple[type[models.Model], str, dict[str, Any]]] = {
    "plan": (Plan, "plans/new/", PERIOD),
    "goal": (Goal, "/plans/{plan}/goals/new/", {"title": "Grow", "kind": "measured"}),
    "reading": (Reading, "/plans/{plan}/goals/{goal}/readings/new/", {"on": TODAY, "value": "5"}),
    "opportunity": (
        Opportunity,
        "/plans/{plan}/opportunities/new/",
        CHANCE,
    ),
    "product": (Product, "/plans/products/new/", {"name": "Pumps"}),
    "work at a stage": (StageWork, "/plans/stages/new/", {"stage": "need", "text_en": "Ask", "text_ru": "Спросить"}),
    "action": (Action, "/plans/{plan}/actions/new/", {"title": "Call"}),
    "resource": (Resource, "/plans/{plan}/resources/new/", {"kind": "money", "title": "Seminar"}),
    "communication": (Communication, "/plans/{plan}/communications/new/", TOLD),
    "comment": (Comment, "/plans/{plan}/comments/new/", {"text": "Why?"}),
    "authority": (Authority, "/assignments/authority/of/{owner}/new/", {"valid_from": TODAY, "discount": "5"}),
}


def in_a_plan(account: Account) -> dict[str, int]:
    plan = plan_of(account)
    return {"plan": plan.pk, "goal": add_goal(plan=plan, title="Reach").pk}
