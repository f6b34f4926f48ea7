"""The actions of a plan as a workbook; what a spreadsheet would run is defused by its writer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from kam_portal.foundation.tabular.writing import write_xlsx
from planning.models import Action, Plan


def workbook_of(plan: Plan, actions: Iterable[Action]) -> bytes:
    """One sheet, a row an action, in the order given."""
    header = (
        _("Action"),
        _("Who does it"),
        _("From"),
        _("Due"),
        _("Status"),
        _("Done on"),
        f"{_('Cost, planned')}, {plan.currency}",
        f"{_('Cost, used')}, {plan.currency}",
        _("Our goal"),
        _("Opportunity"),
        "P",
        _("Waits for"),
        _("Note"),
    )
    return write_xlsx(_("Actions"), header, (_row(action) for action in actions))


def _row(action: Action) -> tuple[Any, ...]:
    return (
        action.title,
        action.owner.full_name if action.owner else None,
        action.starts_on,
        action.due_on,
        str(action.get_status_display()),
        action.done_on,
        action.cost_planned,
        action.cost_used,
        action.goal.title if action.goal else None,
        action.opportunity.title if action.opportunity else None,
        str(action.get_p_display()) if action.p else None,
        action.waits_for.title if action.waits_for else None,
        action.note,
    )
