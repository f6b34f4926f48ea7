"""How a due date and a review look wherever they stand: in words, with a tone that gets warmer."""

import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.models import Dossier
from dossiers.querysets import DUE_SOON_DAYS, BoardState, board_states

register = template.Library()


def due_words(due_on: datetime.date, today: datetime.date) -> str:
    days = (due_on - today).days
    if days == 0:
        return _("due today")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}


def due_tone(due_on: datetime.date, today: datetime.date) -> str:
    days = (due_on - today).days
    return "bad" if days < 0 else "warn" if days <= DUE_SOON_DAYS else "good"


def review_in_words(due_on: datetime.date, review_state: str, today: datetime.date) -> list[tuple[str, str]]:
    """Everything that is true of a dossier's review, the worst first, each with its tone."""
    return [_state_in_words(state, due_on, today) for state in board_states(due_on, review_state, today)]


def _state_in_words(state: BoardState, due_on: datetime.date, today: datetime.date) -> tuple[str, str]:
    if state == BoardState.RETURNED:
        return _("returned"), "warn"
    if state == BoardState.IN_PROGRESS:
        return _("in progress"), "info"
    return due_words(due_on, today), due_tone(due_on, today)


@register.inclusion_tag("dossiers/review_pills.html")
def review_pills(dossier: Dossier) -> dict[str, Any]:
    """A dossier's review in pills, as of the reader's today; it has a due date."""
    assert dossier.due_on is not None  # noqa: S101 - asked by the template
    return {"pills": review_in_words(dossier.due_on, dossier.review_state, timezone.localdate())}
