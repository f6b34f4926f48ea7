"""What the account list says of a dossier: when its review is due and where it stands."""

from __future__ import annotations

import datetime

from django.db.models import F, Q
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from accounts.listing import Cell, Column, Filter, Row, Tally
from dossiers.querysets import BoardState, board_condition
from dossiers.templatetags.due import review_in_words


def due_in_words(due_on: datetime.date, review_state: str, today: datetime.date) -> Cell:
    """How a review reads on a day, with the tone of the worst and the date behind."""
    pills = review_in_words(due_on, review_state, today)
    words = " · ".join(words for words, _tone in pills)
    return Cell(words, pills[0][1], formats.date_format(due_on, "SHORT_DATE_FORMAT"))


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


def _stands_in(state: str, today: datetime.date, account: str = "") -> Q:
    return board_condition(state, today, prefix=f"{account}dossier__")


REVIEW = Filter(key="review", title=_("Review"), choices=tuple(BoardState.choices), condition=_stands_in)
OVERDUE = Tally(
    key="overdue",
    title=_("Overdue"),
    condition=lambda today, account: _stands_in(BoardState.OVERDUE, today, account),
    shown_by={"review": BoardState.OVERDUE.value},
)
