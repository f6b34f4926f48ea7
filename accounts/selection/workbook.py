"""All figures of a round as a workbook: accounts, factor scores, decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.kaism import Quadrant, shown
from accounts.models import Candidate, Decision, Status
from accounts.models.rounds import StrengthState
from accounts.selection.matrix import Matrix, asked_rows
from accounts.selection.matrix_rows import Row, row_of
from accounts.selection.model_words import in_figures
from accounts.selection.words import QUADRANT_WORDS
from kam_portal.foundation.tabular.writing import Sheet, write_workbook


def workbook_of(matrix: Matrix) -> bytes:
    """Narrowed as the page is; every figure to two places, as the page shows it."""
    rows = [row for row in matrix.rows if row.is_asked] or map(row_of, asked_rows(matrix).iterator())
    return write_workbook([accounts_sheet(rows), scores_sheet(matrix), decisions_sheet(matrix)])


def accounts_sheet(rows: Iterable[Row]) -> Sheet:
    header = (
        pgettext("of an account", "Name"),
        _("Industry"),
        _("KAM"),
        _("Team"),
        _("Status"),
        _("Quadrant"),
        _("borderline"),
        _("would flip"),
        _("Attractiveness"),
        _("Attractiveness, lowest"),
        _("Attractiveness, highest"),
        _("Scored weight, %"),
        _("provisional"),
        _("Relative strength"),
        _("Relative strength, lowest"),
        _("Relative strength, highest"),
        _("Strength is"),
        _("Best competitor"),
        _("Sales"),
        _("Currency"),
        _("Attractiveness in three years"),
        _("Relative strength in three years"),
    )
    return Sheet(_("Accounts"), header, (_account(row) for row in rows))


def _account(row: Row) -> tuple[Any, ...]:
    relative = row.is_relative
    return (
        row.name,
        row.industry,
        row.kam_name,
        row.team_name,
        str(Status(row.status).label),
        str(QUADRANT_WORDS[Quadrant(row.quadrant)].name) if row.quadrant else "",
        row.is_near,
        bool(row.flips),
        _shown(row.attractiveness),
        _shown(row.attractiveness_low),
        _shown(row.attractiveness_high),
        _shown(row.coverage),
        row.provisional,
        _shown(row.strength) if relative else None,
        _shown(row.strength_low) if relative else None,
        _shown(row.strength_high) if relative else None,
        str(StrengthState(row.strength_state).label),
        row.rival,
        row.value,
        row.currency,
        row.forecast_attractiveness,
        row.forecast_strength,
    )


def _shown(value: Decimal | None) -> Decimal | None:
    return None if value is None else shown(value)


def _narrowed(matrix: Matrix) -> QuerySet[Candidate]:
    return matrix.candidates.filter(matrix.asked.condition).order_by("account__sort_key", "pk")


def scores_sheet(matrix: Matrix) -> Sheet:
    """The effective score of each factor; an empty cell is not scored."""
    factors = list(matrix.round.model.factors.all())
    weighed = (f"{factor.name}, {in_figures(factor.weight)} %" for factor in factors)
    header = [pgettext("of an account", "Name"), *weighed]
    found = _narrowed(matrix).values_list("account__trade_name", "factor_scores")
    return Sheet(_("Factor scores"), header, ((name, *map(_shown, scores or ())) for name, scores in found.iterator()))


def decisions_of(candidates: QuerySet[Candidate]) -> QuerySet[Decision]:
    found = Decision.objects.filter(candidate__in=candidates.order_by().values("pk"))
    return found.select_related("candidate__account", "by").order_by("candidate__account__sort_key", "pk")


def decisions_sheet(matrix: Matrix) -> Sheet:
    header = (
        pgettext("of an account", "Name"),
        _("Decided status"),
        _("Proposed status"),
        _("Reason"),
        _("Client's consent"),
        _("Decided by"),
        _("Decided on"),
    )
    return Sheet(_("Decisions"), header, _decided(decisions_of(_narrowed(matrix))))


def _decided(decisions: Iterable[Decision]) -> Iterator[tuple[Any, ...]]:
    for decision in decisions:
        yield (
            decision.candidate.account.trade_name,
            str(decision.get_status_display()),
            str(Status(decision.proposed).label) if decision.proposed else "",
            decision.reason,
            str(decision.get_consent_display()),
            str(decision.by),
            decision.on,
        )
