"""Rows of the access table for the pages of plans, room by room; objects are made in scene.py."""

from __future__ import annotations

from tests.access_table import EDIT, FORM, GET, LEAD, POST, READ, Door, Row


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
    "plan_submit": of_plan(EDIT, POST),
    "plan_take_back": of_plan(EDIT, FORM),
    "plan_return": of_plan(LEAD, FORM),
    "plan_approve": of_plan(LEAD, POST),
    "plan_activate": of_plan(EDIT, POST),
    "plan_discuss_again": of_plan(EDIT, POST),
    "plan_close": of_plan(EDIT, FORM),
    "plan_carry": of_plan(EDIT, FORM),
    "carried_settle": of_plan(EDIT, POST, decision_id="carry_decision"),
    "plan_versions": of_plan(READ),
    "plan_version": of_plan(READ, number="plan_version"),
}
GOALS: dict[str, Row] = {}
OPPORTUNITIES: dict[str, Row] = {}
ACTIONS: dict[str, Row] = {}
COMMUNICATIONS: dict[str, Row] = {}
PLAN_FILES: dict[str, Row] = {}

PLANNING = PLANS | GOALS | OPPORTUNITIES | ACTIONS | COMMUNICATIONS | PLAN_FILES
