"""Rows of the access table for the pages of plans, room by room; objects are made in scene.py."""

from __future__ import annotations

from tests.access_table import EDIT, FORM, GET, READ, Door, Row


def of_plan(door: Door, methods: tuple[str, ...] = GET, body: str = "", **arguments: str) -> Row:
    return Row(door, methods, {"plan_id": "plan", **arguments}, body)


def of_client(door: Door, methods: tuple[str, ...] = GET, body: str = "", **arguments: str) -> Row:
    return Row(door, methods, {"account_id": "account", **arguments}, body)


PLANS: dict[str, Row] = {
    "plans": of_client(READ),
    "plan_new": of_client(EDIT, FORM),
    "plan": of_plan(READ),
    "plan_edit": of_plan(EDIT, FORM),
    "plan_remove": of_plan(EDIT, FORM),
}
GOALS: dict[str, Row] = {
    "goals": of_plan(READ),
    "goal_new": of_plan(EDIT, FORM),
    "goal": of_plan(READ, pk="goal"),
    "goal_edit": of_plan(EDIT, FORM, pk="goal"),
    "goal_remove": of_plan(EDIT, FORM, pk="goal"),
    "reading_new": of_plan(EDIT, FORM, pk="goal"),
    "reading_edit": of_plan(EDIT, FORM, pk="reading"),
    "reading_remove": of_plan(EDIT, FORM, pk="reading"),
    "strategy_edit": of_plan(EDIT, FORM, p="p"),
}
OPPORTUNITIES: dict[str, Row] = {}
ACTIONS: dict[str, Row] = {}
COMMUNICATIONS: dict[str, Row] = {}
PLAN_FILES: dict[str, Row] = {"plan_pdf": of_plan(READ), "plan_pptx": of_plan(READ)}

PLANNING = PLANS | GOALS | OPPORTUNITIES | ACTIONS | COMMUNICATIONS | PLAN_FILES
