"""The KAISM matrix of a round: the picture, its filters, and the table of the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from accounts.models import Status
from accounts.selection.access import get_open_round
from accounts.selection.describing import Sentences
from accounts.selection.drawing import addresses, svg_of
from accounts.selection.matrix import Matrix, matrix_of, table_page
from accounts.selection.matrix_asked import COLUMNS, LEFT, RIGHT
from accounts.selection.matrix_rows import Row
from accounts.templatetags.account_page import status_tone
from kam_portal.foundation.people.signed_in import SignedInRequest

# Beside the picture; the filter shows all of them.
FLIPPING_NAMED = 8


@require_safe
def matrix(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie = get_open_round(request.user, round_id)
    found = matrix_of(request.user, round_, tie, request.GET.dict(), timezone.localdate())
    page = table_page(found, request.GET.get("page"))
    address, sentences = addresses(round_), Sentences()
    page.rows[:] = [line_of(row, sentences) | {"url": address(row.account)} for row in page]
    flipping = [row for row in found.rows if row.flips]
    context = {
        "round": round_,
        "tie": tie,
        "matrix": found,
        "svg": svg_of(found.picture, round_.title, address=address) if found.summary.total else "",
        "page": page,
        "headings": headings_of(found),
        "flipping": [line_of(row, sentences) | {"url": address(row.account)} for row in flipping[:FLIPPING_NAMED]],
        "more_flipping": max(0, len(flipping) - FLIPPING_NAMED),
        "other_side": RIGHT if found.asked.strong_at_left else LEFT,
        "query": request.GET.urlencode(),
    }
    return render(request, "accounts/selection/matrix.html", context)


def line_of(row: Row, sentences: Sentences) -> dict[str, Any]:
    """One candidate of the table in words: everything the picture says of it."""
    numbers = sentences.numbers
    return {
        "name": row.name,
        "industry": row.industry,
        "standing": sentences.standing(row),
        "quadrant": row.quadrant,
        "attractiveness": numbers.attractiveness(row),
        "strength": numbers.strength(row),
        "strength_note": row.rival if row.is_relative else sentences.strength_states[row.strength_state],
        "is_relative": row.is_relative,
        "value": numbers.money(row.value, row.currency) or "—",
        "forecast": numbers.forecast(row),
        "status": Status(row.status).label,
        "tone": status_tone(row.status),
        "kam": row.kam_name or "—",
    }


@dataclass(frozen=True)
class Heading:
    """A column's title; `sort` is the order its link asks for, `direction` what is shown now (aria-sort)."""

    title: str | Promise
    sort: str
    direction: str
    is_number: bool


def headings_of(found: Matrix) -> list[Heading]:
    now = found.asked.sort
    headings = []
    for column in COLUMNS:
        first, second = ("descending", "ascending") if column.is_number else ("ascending", "descending")
        direction = {column.key: first, f"-{column.key}": second}.get(now, "")
        sort = f"-{column.key}" if now == column.key else column.key
        headings.append(Heading(column.title, sort, direction, column.is_number))
    return headings
