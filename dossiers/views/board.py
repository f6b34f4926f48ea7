"""The reviews board: what is overdue, what is wrong, and a word to those who can mend it."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.models import Status
from dossiers import board, board_links, board_rows
from dossiers.access import get_accounts_to_lead
from dossiers.nudging import nudge
from dossiers.querysets import DossierQuerySet
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of
from kam_portal.foundation.tabular.writing import write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def reviews(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    asked = board.asked_by(request.GET.dict())
    everything = board.board_of(user, today)
    tiles, total = board.tiles(board.narrowed(everything, asked), today)
    counted = next((tile.count for tile in tiles if tile.state == asked.state), total)
    rows = board_rows.as_rows(_asked_for(everything, asked, today), today)
    page = page_of(rows, request.GET.get("page"), known=counted)
    page.rows[:] = [board_rows.row_of(values, user, today) for values in page]
    context = {
        "asked": asked,
        "tiles": tiles,
        "total": total,
        "page": page,
        "sorts": board.SORTS.items(),
        "statuses": [(s, Status(s).label) for s in board.REVIEWED],
        "may_nudge": user.may(Right.LEAD_TEAM),
        "filters": request.GET.urlencode(),
        "links": board_links.links(),
        **board.people_offered(user, asked.team),
    }
    return render(request, "dossiers/board.html", context)


@require_POST
def reviews_nudge(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.LEAD_TEAM)
    accounts = get_accounts_to_lead(request.user, _ids(request))
    nudged = nudge(accounts=accounts, by=request.user, at=timezone.now())
    for sentence in nudged.sentences():
        (messages.success if nudged.said else messages.info)(request, sentence)
    filters = QueryDict(request.POST.get("filters", "")).urlencode()
    return redirect(f"{reverse('reviews')}?{filters}" if filters else reverse("reviews"))


@require_safe
def reviews_xlsx(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    asked = board.asked_by(request.GET.dict())
    rows = board_rows.table_of(_asked_for(board.board_of(user, today), asked, today), user, today)
    book = write_xlsx(_("Reviews"), [str(title) for title in board_rows.HEADER], rows)
    response = HttpResponse(book, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="reviews-{today:%Y-%m-%d}.xlsx"'
    return response


def _asked_for(dossiers: DossierQuerySet, asked: board.Asked, today: datetime.date) -> DossierQuerySet:
    dossiers = board.narrowed(dossiers, asked)
    if asked.state:
        dossiers = dossiers.in_board_state(asked.state, today)
    return board.ordered(dossiers, asked.sort, today)


def _ids(request: SignedInRequest) -> list[int]:
    """The chosen accounts; Http404 for what cannot be an account's id."""
    typed = [number_in(text) for text in request.POST.getlist("account")]
    known = [number for number in typed if number is not None]
    if len(known) < len(typed):
        raise Http404
    return known
