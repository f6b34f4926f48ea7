"""Rows of the access table for the pages of plans, room by room; objects are made in scene.py."""

from __future__ import annotations

from tests.access_table import ADMINS, EDIT, FORM, GET, LEAD, OWNER, POST, READ, READERS, Door, Row

# Who moved days takes them back: in the scene the owner did.
MOVED_THEM = Door(frozenset({OWNER}), see=READERS - {OWNER})


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
    "plan_take_over": of_plan(EDIT, POST),
    "plan_carry": of_plan(EDIT, FORM),
    "carried_settle": of_plan(EDIT, POST, decision_id="carry_decision"),
    "plan_versions": of_plan(READ),
    "plan_version": of_plan(READ, number="plan_version"),
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
    "strategy": of_plan(READ, p="p"),
    "strategy_edit": of_plan(EDIT, FORM, p="p"),
}
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
ACTIONS: dict[str, Row] = {
    "actions": of_plan(READ),
    "actions_xlsx": of_plan(READ),
    "action_new": of_plan(EDIT, FORM),
    "action_quick": of_plan(EDIT, POST),
    "action": of_plan(READ, pk="action"),
    "action_edit": of_plan(EDIT, FORM, pk="action"),
    "action_remove": of_plan(EDIT, FORM, pk="action"),
    "action_start": of_plan(EDIT, POST, pk="action"),
    # The same door as the two beside it, of an action whose owner is the member who reads.
    "action_done": of_plan(READ, POST, pk="waiting_action"),
    "action_reopen": of_plan(EDIT, POST, pk="action"),
    "action_drop": of_plan(EDIT, POST, pk="action"),
    "action_move": of_plan(EDIT, FORM, pk="action"),
    "shift_undo": of_plan(MOVED_THEM, POST, pk="shift"),
    "resources": of_plan(READ),
    "resource_new": of_plan(EDIT, FORM),
    "resource_edit": of_plan(EDIT, FORM, pk="resource"),
    "resource_remove": of_plan(EDIT, FORM, pk="resource"),
}
PLAN_FILES: dict[str, Row] = {"plan_pdf": of_plan(READ), "plan_pptx": of_plan(READ)}
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

PLANNING = PLANS | GOALS | OPPORTUNITIES | ACTIONS | COMMUNICATIONS | PLAN_FILES
