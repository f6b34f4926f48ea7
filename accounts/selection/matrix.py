"""The matrix of a round as one reader sees it: what the page and all its downloads are made of."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Value

from accounts.models import Candidate, Round
from accounts.narrowing import Select
from accounts.selection.access import RoundTie, candidates_seen_by
from accounts.selection.density import counted, density_of, owners_and_industries
from accounts.selection.earlier import points_before
from accounts.selection.matrix_asked import Asked, asked_by, owners_of, selects_of
from accounts.selection.matrix_rows import READS, TURNS, Row, candidates_of, few_rows, readable_by, row_of
from accounts.selection.picture import Picture, Summary, picture_of, summary_of
from kam_portal.foundation.people.models import User
from kam_portal.foundation.tabular.paging import ROWS_A_PAGE, Page, page_of


@dataclass(frozen=True)
class Matrix:
    """`rows` are all candidates in the order asked for; none where the crowd is drawn as a density.

    withholds: of some accounts the reader sees the place and neither the best competitor nor the sales.
    """

    round: Round
    asked: Asked
    candidates: QuerySet[Candidate]
    rows: list[Row]
    picture: Picture
    summary: Summary
    selects: list[Select]
    moved: bool
    withholds: bool

    @property
    def is_density(self) -> bool:
        return not self.rows and self.summary.total > 0


def matrix_of(user: User, round_: Round, tie: RoundTie, query: Mapping[str, str], on: datetime.date) -> Matrix:
    """One statement for up to 2,000 candidates, one more for those who took no part; four counts above that."""
    asked = asked_by(query, round_.model.strong_at_left)
    seen = candidates_seen_by(user, round_, tie, on)
    readable = readable_by(user, round_, on) if seen is None else Q()
    candidates = candidates_of(round_, seen, readable)
    rows = few_rows(candidates, asked.condition, asked.order)
    if not rows:
        return _crowd(round_, asked, candidates, withholds=bool(readable))
    before = points_before(user=user, round_=round_, candidates=candidates, readable=readable) if asked.since else {}
    model = round_.model
    picture = picture_of(rows, model.scale, model.thresholds, strong_at_left=asked.strong_at_left, before=before)
    selects = selects_of(asked, *owners_of(rows))
    moved = any(mark.trail for mark in picture.shapes.marks)
    withholds = any(not row.is_readable for row in rows)
    return Matrix(round_, asked, candidates, rows, picture, summary_of(rows), selects, moved, withholds)


def _crowd(round_: Round, asked: Asked, candidates: QuerySet[Candidate], *, withholds: bool) -> Matrix:
    picture = density_of(candidates, round_.model, asked.condition, strong_at_left=asked.strong_at_left)
    selects = selects_of(asked, *owners_and_industries(candidates))
    summary = counted(candidates, asked.condition)
    return Matrix(round_, asked, candidates, [], picture, summary, selects, moved=False, withholds=withholds)


def table_page(matrix: Matrix, number: str | None) -> Page:
    """Fifty rows of those asked for; cut from what is read already, or by the database where the crowd is large."""
    if not matrix.is_density:
        return _cut([row for row in matrix.rows if row.is_asked], number)
    page = page_of(asked_rows(matrix), number, known=matrix.summary.asked)
    page.rows[:] = [row_of(row) for row in page]
    return page


def asked_rows(matrix: Matrix) -> QuerySet[Any, Any]:
    """The candidates asked for in the table's order, as the values of `row_of`."""
    found = matrix.candidates.filter(matrix.asked.condition).annotate(is_asked=Value(True), turns=TURNS)
    return found.order_by(*matrix.asked.order).values_list(*READS, "is_asked")


def _cut(rows: list[Row], number: str | None) -> Page:
    wanted = int(number) if number and number.isdecimal() and len(number) < 10 else 1
    wanted = max(1, min(wanted, -(-len(rows) // ROWS_A_PAGE)))
    start = (wanted - 1) * ROWS_A_PAGE
    has_next = len(rows) > start + ROWS_A_PAGE
    return Page(rows[start : start + ROWS_A_PAGE], wanted, ROWS_A_PAGE, len(rows), is_capped=False, has_next=has_next)
