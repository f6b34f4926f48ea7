"""The matrix of a round as one reader sees it: what the page and all its downloads are made of."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value

from accounts.models import Candidate, Round
from accounts.narrowing import Select
from accounts.selection.access import RoundTie, candidates_seen_by
from accounts.selection.density import counted, density_of, owners_and_industries
from accounts.selection.matrix_asked import Asked, asked_by, owners_of, selects_of
from accounts.selection.matrix_rows import READS, TURNS, Row, candidates_of, few_rows
from accounts.selection.picture import Picture, Summary, picture_of, summary_of
from kam_portal.foundation.charts.bubbles import Point
from kam_portal.foundation.people.models import User
from kam_portal.foundation.tabular.paging import ROWS_A_PAGE, Page, page_of


@dataclass(frozen=True)
class Matrix:
    """`rows` are all candidates in the order asked for; none where the crowd is drawn as a density."""

    round: Round
    asked: Asked
    candidates: QuerySet[Candidate]
    rows: list[Row]
    picture: Picture
    summary: Summary
    selects: list[Select]
    moved: bool

    @property
    def is_density(self) -> bool:
        return not self.rows and self.summary.total > 0


def matrix_of(user: User, round_: Round, tie: RoundTie, query: Mapping[str, str], on: datetime.date) -> Matrix:
    """One statement for up to 2,000 candidates, one more for those who took no part; four counts above that."""
    asked = asked_by(query, round_.model.strong_at_left)
    seen = candidates_seen_by(user, round_, tie, on)
    candidates = candidates_of(round_, seen)
    rows = few_rows(candidates, asked.condition, asked.order)
    if not rows:
        return _crowd(round_, asked, candidates)
    before = places_before(round_, seen) if asked.since else {}
    picture = picture_of(rows, round_.model, strong_at_left=asked.strong_at_left, before=before)
    selects = selects_of(asked, *owners_of(rows))
    moved = any(mark.trail for mark in picture.shapes.marks)
    return Matrix(round_, asked, candidates, rows, picture, summary_of(rows), selects, moved)


def _crowd(round_: Round, asked: Asked, candidates: QuerySet[Candidate]) -> Matrix:
    picture = density_of(candidates, round_.model, asked.condition, strong_at_left=asked.strong_at_left)
    selects = selects_of(asked, *owners_and_industries(candidates))
    return Matrix(round_, asked, candidates, [], picture, counted(candidates, asked.condition), selects, moved=False)


def places_before(round_: Round, seen: Sequence[int] | None) -> dict[int, Point]:
    """Account -> (strength, attractiveness) in the published round before this one, of those who had a quadrant."""
    earlier = Round.objects.filter(
        state=Round.State.PUBLISHED, pk__lt=round_.pk, model__scale_choice=round_.model.scale_choice
    ).order_by("-published_on", "-pk")
    placed = Candidate.objects.filter(round=earlier.values("pk")[:1]).exclude(quadrant="")
    if seen is not None:
        placed = placed.filter(account__in=seen)
    rows: Any = placed.order_by().values_list("account", "strength", "attractiveness")
    return {account: (strength, attractiveness) for account, strength, attractiveness in rows}


def table_page(matrix: Matrix, number: str | None) -> Page:
    """Fifty rows of those asked for; cut from what is read already, or by the database where the crowd is large."""
    if not matrix.is_density:
        return _cut([row for row in matrix.rows if row.is_asked], number)
    rows = asked_rows(matrix)
    page = page_of(rows, number, known=matrix.summary.asked)
    page.rows[:] = [Row(*row) for row in page]
    return page


def asked_rows(matrix: Matrix) -> QuerySet[Any, Any]:
    """The candidates asked for in the table's order, as the values of `Row`."""
    found = matrix.candidates.filter(matrix.asked.condition).annotate(is_asked=Value(True), turns=TURNS)
    return found.order_by(*matrix.asked.order).values_list(*READS, "is_asked")


def _cut(rows: list[Row], number: str | None) -> Page:
    wanted = int(number) if number and number.isdecimal() and len(number) < 10 else 1
    wanted = max(1, min(wanted, -(-len(rows) // ROWS_A_PAGE)))
    start = (wanted - 1) * ROWS_A_PAGE
    has_next = len(rows) > start + ROWS_A_PAGE
    return Page(rows[start : start + ROWS_A_PAGE], wanted, ROWS_A_PAGE, len(rows), is_capped=False, has_next=has_next)
