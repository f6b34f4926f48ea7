"""The report of a round on paper: what the typst template reads. All of it text; the reader's language is active."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import Round, Status
from accounts.selection.describing import Sentences
from accounts.selection.drawing import svg_of
from accounts.selection.matrix import Matrix, asked_rows
from accounts.selection.matrix_rows import READABLE_VALUE, Row, row_of
from accounts.selection.model_words import in_figures
from accounts.selection.picture import Numbers
from accounts.selection.words import QUADRANT_WORDS
from accounts.selection.workbook import decisions_of
from kam_portal.foundation.documents.typesetting import language
from kam_portal.foundation.people.models import Function

# Paper ends somewhere: the largest of a crowd, the rest is in the workbook.
ROWS_AT_MOST = 1000


def picture_data(matrix: Matrix, title: str, *, paper: bool, on: datetime.date) -> dict[str, Any]:
    """For templates/typst/matrix.typ."""
    return {
        "language": language(),
        "title": title,
        "line": " · ".join([str(matrix.round.model), str(matrix.round.get_state_display()), tally(matrix)]),
        "footer": confidential(on),
        "paper": paper,
        "svg": svg_of(matrix.picture, title, styled=True),
    }


def report_data(matrix: Matrix, on: datetime.date) -> dict[str, Any]:
    """For templates/typst/round.typ."""
    round_, rows = matrix.round, listed(matrix)
    left_out = matrix.summary.asked - len(rows)
    return {
        "language": language(),
        "title": round_.title,
        "footer": confidential(on),
        "page": _("Page"),
        "of": pgettext("page 3 of 9", "of"),
        "facts": facts_of(round_, matrix),
        "people": people_of(round_),
        "figures": [[str(count), str(words)] for _key, count, words in matrix.summary.figures],
        "svg": svg_of(matrix.picture, round_.title, styled=True),
        "quadrants": [
            [str(words.name), str(words.strategy), str(words.resources)] for words in QUADRANT_WORDS.values()
        ],
        "accounts": accounts_table(rows, left_out),
        "factors": factors_table(round_),
        "decisions": decisions_table(matrix),
        "words": {
            "report": _("Selection of key accounts: report of the round"),
            "people": _("Took part"),
            "matrix": _("Matrix"),
            "quadrants": _("What the quadrants mean"),
            "accounts": _("Accounts"),
            "factors": _("Factors and weights"),
            "decisions": _("Decisions"),
        },
    }


def confidential(on: datetime.date) -> str:
    return _("Confidential: for those who take part in the selection. Printed %(day)s") % {
        "day": date_format(on, "DATE_FORMAT")
    }


def tally(matrix: Matrix) -> str:
    total, asked = matrix.summary.total, matrix.summary.asked
    if matrix.asked.is_narrow:
        words = ngettext("%(n)s of %(all)s account asked for", "%(n)s of %(all)s accounts asked for", total)
        return words % {"n": asked, "all": total}
    return ngettext("%(n)s account", "%(n)s accounts", total) % {"n": total}


def listed(matrix: Matrix) -> list[Row]:
    if not matrix.is_density:
        return [row for row in matrix.rows if row.is_asked][:ROWS_AT_MOST]
    largest = asked_rows(matrix).order_by(READABLE_VALUE.desc(nulls_last=True), "pk")
    return [row_of(row) for row in largest[:ROWS_AT_MOST]]


def facts_of(round_: Round, matrix: Matrix) -> list[list[str]]:
    model, numbers = round_.model, Numbers()
    thresholds = _("attractiveness %(a)s, relative strength %(s)s, borderline within %(b)s") % {
        "a": numbers.score(model.attractiveness_threshold),
        "s": numbers.score(model.strength_threshold),
        "b": numbers.score(model.borderline),
    }
    dates = (
        (_("Nominations until"), round_.nominate_until),
        (_("Scores until"), round_.score_until),
        (_("Published on"), round_.published_on),
    )
    return [
        [_("Step"), str(round_.get_state_display())],
        [_("Scoring model"), str(model)],
        [_("High from"), thresholds],
        [_("Run by"), str(round_.runner)],
        [_("Sales of the year"), str(round_.sales_year)],
        *([title, date_format(day, "DATE_FORMAT")] for title, day in dates if day),
        [_("Accounts"), tally(matrix)],
    ]


def people_of(round_: Round) -> list[list[str]]:
    """Function -> the names of those who had a seat for it."""
    seats: dict[str, list[str]] = {}
    for function, name in round_.raters.order_by("user__full_name").values_list("function", "user__full_name"):
        seats.setdefault(function, []).append(name)
    return [[str(Function(f).label), ", ".join(seats[f])] for f in Function if f in seats]


def accounts_table(rows: Sequence[Row], left_out: int) -> dict[str, Any]:
    sentences = Sentences()
    note = ngettext(
        "%(n)s more account is in the spreadsheet.", "%(n)s more accounts are in the spreadsheet.", left_out
    )
    return {
        "header": [
            pgettext("of an account", "Name"),
            _("Quadrant"),
            _("Attractiveness"),
            _("Relative strength"),
            _("Sales"),
            _("KAM"),
        ],
        "rows": [_account(row, sentences) for row in rows],
        "note": note % {"n": left_out} if left_out > 0 else "",
    }


def _account(row: Row, sentences: Sentences) -> list[str]:
    numbers = sentences.numbers
    strength = numbers.strength(row) if row.is_relative else sentences.strength_states[row.strength_state]
    return [
        row.name,
        sentences.standing(row),
        numbers.attractiveness(row),
        strength,
        numbers.money(row.value, row.currency) or "—",
        row.kam_name or "—",
    ]


def factors_table(round_: Round) -> dict[str, Any]:
    rows = [
        [factor.name, factor.question, f"{in_figures(factor.weight)} %", str(factor.get_measure_display() or "")]
        for factor in round_.model.factors.all()
    ]
    return {"header": [_("Factor"), _("Question"), _("Weight"), _("Scored from")], "rows": rows}


def decisions_table(matrix: Matrix) -> dict[str, Any]:
    made = decisions_of(matrix.candidates.filter(matrix.asked.condition))
    rows = [
        [
            decision.candidate.account.trade_name,
            str(decision.get_status_display()),
            str(Status(decision.proposed).label) if decision.proposed else "—",
            decision.reason,
            str(decision.by),
            date_format(decision.on, "SHORT_DATE_FORMAT"),
        ]
        for decision in made[:ROWS_AT_MOST]
    ]
    header = [
        pgettext("of an account", "Name"),
        _("Decided status"),
        _("Proposed status"),
        _("Reason"),
        _("Decided by"),
        _("Decided on"),
    ]
    left_out = made.count() - len(rows) if len(rows) == ROWS_AT_MOST else 0
    note = ngettext(
        "%(n)s more decision is in the spreadsheet.", "%(n)s more decisions are in the spreadsheet.", left_out
    )
    return {"header": header, "rows": rows, "note": note % {"n": left_out} if left_out > 0 else ""}
