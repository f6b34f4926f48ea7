"""How a due date looks wherever it stands: in words, with a tone that gets warmer."""

import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.querysets import DUE_SOON_DAYS

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


@register.inclusion_tag("components/pill.html")
def due_pill(due_on: datetime.date | None) -> dict[str, Any]:
    """The due date as a pill in the reader's today; “not under review” without one."""
    if due_on is None:
        return {"label": _("not under review")}
    today = timezone.localdate()
    return {"label": due_words(due_on, today), "tone": due_tone(due_on, today), "icon": "clock"}
