"""The matrix and its round as files; same door and same narrowing as the page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.selection.access import get_open_round
from accounts.selection.drawing import svg_of
from accounts.selection.matrix import Matrix, matrix_of
from accounts.selection.report import picture_data, report_data
from accounts.selection.workbook import workbook_of
from kam_portal.foundation.documents.answers import file_answer
from kam_portal.foundation.documents.typesetting import typeset
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_safe
def matrix_svg(request: SignedInRequest, round_id: int) -> HttpResponse:
    found = _matrix(request, round_id)
    drawn = svg_of(found.picture, found.round.title, styled=True)
    return file_answer(drawn.encode(), name=_name(found), form="svg")


@require_safe
def matrix_png(request: SignedInRequest, round_id: int) -> HttpResponse:
    found = _matrix(request, round_id)
    data = picture_data(found, found.round.title, paper=False, on=timezone.localdate())
    return file_answer(typeset("matrix", data, form="png"), name=_name(found), form="png")


@require_safe
def matrix_pdf(request: SignedInRequest, round_id: int) -> HttpResponse:
    found = _matrix(request, round_id)
    data = picture_data(found, found.round.title, paper=True, on=timezone.localdate())
    return file_answer(typeset("matrix", data), name=_name(found), form="pdf")


@require_safe
def round_pdf(request: SignedInRequest, round_id: int) -> HttpResponse:
    found = _matrix(request, round_id)
    data = report_data(found, timezone.localdate())
    return file_answer(typeset("round", data), name=found.round.title, form="pdf")


@require_safe
def round_xlsx(request: SignedInRequest, round_id: int) -> HttpResponse:
    found = _matrix(request, round_id)
    return file_answer(workbook_of(found), name=found.round.title, form="xlsx")


def _matrix(request: SignedInRequest, round_id: int) -> Matrix:
    round_, tie = get_open_round(request.user, round_id)
    return matrix_of(request.user, round_, tie, request.GET.dict(), timezone.localdate())


def _name(found: Matrix) -> str:
    return f"{_('Matrix')} {found.round.title}"
