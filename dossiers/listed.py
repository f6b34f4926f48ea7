"""What the account list says of a dossier: when its review is due and where it stands."""

from __future__ import annotations

import datetime

from django.db.models import F, Q
from django.utils import formats
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.listing import Cell, Column, Filter, Row, Tally
from dossiers.querysets import DUE_SOON_DAYS, BoardState, board_condition


def due_in_words(due_on: datetime.date, review_state: str, today: datetime.date) -> Cell:
    """How a due date reads on a day: days late or left and the tone that goes with it, the date behind."""
    days = (due_on - today).days
    date = formats.date_format(due_on, "SHORT_DATE_FORMAT")
    if days < 0:
        return Cell(ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}, "bad", date)
    if review_state == "returned":
        return Cell(gettext("returned"), "warn", date)
    if days == 0:
        return Cell(gettext("due today"), "warn", date)
    words = ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    return Cell(words, "warn" if days <= DUE_SOON_DAYS else "good", date)


def _due(row: Row, today: datetime.date) -> Cell:
    due_on = row["dossier__due_on"]
    return due_in_words(due_on, row["dossier__review_state"], today) if due_on else Cell("")


DUE = Column(
    key="due",
    title=_("Review due"),
    reads=("dossier__due_on", "dossier__review_state"),
    cell=_due,
    order=(F("dossier__due_on").asc(nulls_last=True),),
)


def _stands_in(state: str, today: datetime.date) -> Q:
    return board_condition(state, today, prefix="dossier__")


REVIEW = Filter(key="review", title=_("Review"), choices=tuple(BoardState.choices), condition=_stands_in)
OVERDUE = Tally(
    key="overdue",
    title=_("Overdue"),
    condition=lambda today: _stands_in(BoardState.OVERDUE, today),
    shown_by={"review": BoardState.OVERDUE.value},
)
