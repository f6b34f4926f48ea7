"""Rows of the access table for the pages of plans, room by room; objects are made in scene.py."""

from __future__ import annotations

from tests.access_table import EDIT, FORM, GET, OWNER, POST, READ, READERS, Door, Row


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
OPPORTUNITIES: dict[str, Row] = {}
ACTIONS: dict[str, Row] = {}
# The comment of the table's object was written by the owner of the account.
WRITER = Door(frozenset({OWNER}), see=READERS - {OWNER})
COMMUNICATIONS: dict[str, Row] = {
    "communications": of_plan(READ),
    "communication_new": of_plan(EDIT, FORM),
    "communication_add": of_plan(EDIT),
    "communication_edit": of_plan(EDIT, FORM, pk="communication"),
    "communication_told": of_plan(EDIT, FORM, pk="communication"),
    "communication_remove": of_plan(EDIT, FORM, pk="communication"),
    "discussion": of_plan(READ),
    "comment_new": of_plan(READ, FORM),
    "comment_answer": of_plan(READ, FORM, pk="comment"),
    "comment_edit": of_plan(WRITER, FORM, pk="comment"),
    "comment_resolve": of_plan(EDIT, POST, pk="comment"),
    "comment_reopen": of_plan(EDIT, POST, pk="comment"),
    "comment_remove": of_plan(WRITER, FORM, pk="comment"),
}
PLAN_FILES: dict[str, Row] = {}

PLANNING = PLANS | GOALS | OPPORTUNITIES | ACTIONS | COMMUNICATIONS | PLAN_FILES
