"""Rounds of more accounts than can be drawn: the database counts them, by cell of a grid and by where they stand."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet, Value
from django.utils.translation import ngettext

from accounts.models import Candidate, ScoringModel
from accounts.models.rounds import StrengthState
from accounts.selection.matrix_asked import BORDERLINE, FLIPS, Owner
from accounts.selection.matrix_rows import NOT_RELATIVE
from accounts.selection.picture import Picture, Summary, around, frame_of
from kam_portal.foundation.charts.bubbles import Bubbles, Cell, density

CELLS = 20
COMPLETE = Q(strength_state=StrengthState.PLACED, provisional=False)


def _cell(name: str, model: ScoringModel) -> Func:
    """Number of the cell from 1; the upper end of the scale belongs to the last one."""
    low, high = Value(model.scale.low), Value(model.scale.high)
    bucket = Func(F(name), low, high, Value(CELLS), function="width_bucket", output_field=IntegerField())
    return Func(bucket, Value(CELLS), function="LEAST", output_field=IntegerField())


def density_of(candidates: QuerySet[Candidate], model: ScoringModel, asked: Q, *, strong_at_left: bool) -> Picture:
    """The picture as a grid of counts; one statement. Only complete places stand in a cell."""
    placed = candidates.filter(COMPLETE).order_by()
    rows = (
        placed.annotate(column=_cell("strength", model), row=_cell("attractiveness", model))
        .values("column", "row")
        .annotate(count=Count("pk"), asked=Count("pk", filter=asked) if asked else Count("pk"))
        .values_list("column", "row", "count", "asked")
    )
    counts = {(column - 1, row - 1): (count, found) for column, row, count, found in rows}
    frame, _rail = frame_of(model.scale, strong_at_left, on_rail=0)
    return around(frame, None, Bubbles((), ()), {}, model.thresholds, cells=density(counts, frame, CELLS))


def counted(candidates: QuerySet[Candidate], asked: Q) -> Summary:
    """The same figures as picture.summary_of, by one statement."""
    unknown = Q(strength_state__in=NOT_RELATIVE)
    kinds: dict[str, Any] = {
        "unknown": Count("pk", filter=Q(quadrant="") & unknown),
        "provisional": Count("pk", filter=Q(quadrant="") & ~unknown),
        "flips": Count("pk", filter=FLIPS),
        "borderline": Count("pk", filter=BORDERLINE),
        "asked": Count("pk", filter=asked) if asked else Count("pk"),
    }
    rows: Any = candidates.order_by().values("quadrant").annotate(total=Count("pk"), **kinds)
    found = Summary(quadrants=Counter())
    for row in rows:
        if row["quadrant"]:
            found.quadrants[row["quadrant"]] = row["total"]
        for name in ("total", *kinds):
            setattr(found, name, getattr(found, name) + row[name])
    return found


def owners_and_industries(candidates: QuerySet[Candidate]) -> tuple[set[Owner], set[str]]:
    """What the filters offer; two statements."""
    kam = "account__kam"
    owners = candidates.order_by().values_list(kam, f"{kam}__full_name", f"{kam}__team", f"{kam}__team__name")
    industries = candidates.order_by().values_list("account__industry", flat=True)
    return set(owners.distinct()), set(industries.distinct())


def words_of(cell: Cell, is_narrow: bool) -> str:
    if is_narrow:
        words = ngettext(
            "%(asked)s of %(count)s account stands here", "%(asked)s of %(count)s accounts stand here", cell.count
        )
        return words % {"asked": cell.asked, "count": cell.count}
    words = ngettext("%(count)s account stands here", "%(count)s accounts stand here", cell.count)
    return words % {"count": cell.count}
