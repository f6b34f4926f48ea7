"""Rows of the access table for the pages of plans, room by room; objects are made in scene.py."""

from __future__ import annotations

from tests.access_table import ADMINS, EDIT, FORM, GET, POST, READ, Door, Row


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
GOALS: dict[str, Row] = {}
OPPORTUNITIES: dict[str, Row] = {
    "opportunities": of_plan(READ),
    "opportunity_new": of_plan(EDIT, FORM),
    "opportunity": of_plan(READ, pk="opportunity"),
    "opportunity_edit": of_plan(EDIT, FORM, pk="opportunity"),
    "opportunity_remove": of_plan(EDIT, FORM, pk="opportunity"),
    **{
        f"opportunity_{button}": of_plan(EDIT, POST, "version=1", pk="opportunity")
        for button in ("forward", "back", "won", "lost", "dropped", "reopened")
    },
    "work_done": of_plan(EDIT, POST, pk="opportunity", work_id="stage_work"),
    "work_undo": of_plan(EDIT, POST, pk="opportunity", work_id="stage_work"),
    "white_space": of_client(READ),
    "space_edit": of_client(EDIT, FORM, unit_id="unit", product_id="product"),
    "products": Row(ADMINS),
    "product_new": Row(ADMINS, FORM),
    "product_edit": Row(ADMINS, FORM, {"pk": "product"}),
    "product_move": Row(ADMINS, POST, {"pk": "product"}),
    "stage_works": Row(ADMINS),
    "stage_work_new": Row(ADMINS, FORM),
    "stage_work_edit": Row(ADMINS, FORM, {"pk": "stage_work"}),
    "stage_work_move": Row(ADMINS, POST, {"pk": "stage_work"}),
}
ACTIONS: dict[str, Row] = {}
COMMUNICATIONS: dict[str, Row] = {}
PLAN_FILES: dict[str, Row] = {}

PLANNING = PLANS | GOALS | OPPORTUNITIES | ACTIONS | COMMUNICATIONS | PLAN_FILES
