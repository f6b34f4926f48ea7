"""What of plans is found by words: goals, opportunities, actions, what is told and discussed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.finding import about, with_headline
from planning.discussion.messages import address_of
from planning.models import Action, Comment, Communication, Goal, Opportunity
from planning.pages import communication_address


@dataclass(frozen=True)
class Searched:
    """A kind of what is found: by which columns, of what day, and the address by plan and number."""

    title: str | Promise
    model: Any
    columns: tuple[str, ...]
    day: Any
    path: Callable[[int, int], str]


SEARCHED: Mapping[str, Searched] = {
    "goal": Searched(
        _("Goal"),
        Goal,
        ("title", "measure", "note"),
        F("due_on"),
        lambda plan, pk: reverse("goal", args=[plan, pk]),
    ),
    "opportunity": Searched(
        _("Opportunity"),
        Opportunity,
        ("title", "note"),
        Value(None),
        lambda plan, pk: reverse("opportunity", args=[plan, pk]),
    ),
    "action": Searched(
        _("Action"),
        Action,
        ("title", "note"),
        F("due_on"),
        lambda plan, pk: reverse("action", args=[plan, pk]),
    ),
    "communication": Searched(
        _("Communication"),
        Communication,
        ("message", "result"),
        F("on"),
        communication_address,
    ),
    "comment": Searched(
        _("Comment"),
        Comment,
        ("text",),
        TruncDate("at"),
        address_of,
    ),
}


def found_in(rows: QuerySet[Any], kind: str, text: str) -> QuerySet[Any]:
    """The rows with these words, and what stands around them."""
    columns = SEARCHED[kind].columns
    return with_headline(about(rows, text, *columns), text, *columns)
