"""Rounds of account selection: the list, a new one, its title and dates, and the way to the page of its step."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.models import Rater, Round, ScoringModel
from accounts.selection.access import BLIND, get_round, get_round_to_run
from accounts.selection.forms import RoundFields, RoundForm
from accounts.selection.rounds import create_round, edit_round
from accounts.selection.standing import Asked, asked_of
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import Page, page_of

State = Round.State


@dataclass(frozen=True)
class Line:
    """One round of the list. `missing` of `waited_for` have not handed in; None where the step waits for nobody."""

    round: Round
    until: datetime.date | None
    waited_for: int
    missing: int | None
    asked: Asked | None


@require_safe
def rounds(request: SignedInRequest) -> HttpResponse:
    user = request.user
    require(user, Right.SEE_DIRECTORY)
    visible = Round.objects.visible_to(user, timezone.localdate()).select_related("model", "runner")
    page = page_of(visible.order_by("-pk"), request.GET.get("page"))
    asked = asked_of(user, page.rows)
    lines = _lines(page, asked)
    context = {
        "page": page,
        "lines": lines,
        "to_do": [ask for ask in asked.values() if not ask.is_done],
        "may_create": user.may(Right.LEAD_TEAM),
        "has_model": ScoringModel.objects.filter(state=ScoringModel.State.PUBLISHED).exists(),
    }
    return render(request, "accounts/selection/rounds.html", context)


def _lines(page: Page, asked: dict[int, Asked]) -> list[Line]:
    nominating = Q(round__state=State.NOMINATING, nominated_at__isnull=True)
    scoring = Q(round__state=State.SCORING, scored_at__isnull=True)
    seats = Rater.objects.filter(round__in=[round_.pk for round_ in page], user__is_active=True).order_by()
    counted = seats.values_list("round").annotate(m=Count("pk"), n=Count("pk", filter=nominating | scoring))
    counts = {pk: (m, n) for pk, m, n in counted}
    found = []
    for round_ in page:
        waited_for, missing = counts.get(round_.pk, (0, 0))
        until = {State.NOMINATING: round_.nominate_until, State.SCORING: round_.score_until}.get(State(round_.state))
        waits = round_.state in (State.NOMINATING, State.SCORING) and waited_for
        found.append(Line(round_, until, waited_for, missing if waits else None, asked.get(round_.pk)))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def round_new(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.LEAD_TEAM)
    form = RoundFields(posted(request), today=timezone.localdate())
    return edit_page(
        request,
        form=form,
        save=lambda: create_round(runner=request.user, **form.cleaned_data),
        template="accounts/selection/round_new.html",
        then=lambda made: reverse("round_setup", args=[made.pk]),
        said=_("The round is being set up. Choose its accounts and raters."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def round_edit(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie = get_round_to_run(request.user, round_id)
    form = RoundForm(posted(request), instance=round_, today=timezone.localdate())
    return edit_page(
        request,
        form=form,
        record=round_,
        save=lambda: edit_round(round_=round_, version=form.version, changes=form.changes()),
        template="accounts/selection/round_edit.html",
        then=reverse("round_progress", args=[round_.pk]),
        context={"round": round_, "tie": tie},
    )


@require_safe
def round_page(request: SignedInRequest, round_id: int) -> HttpResponse:
    """The page of the step: the matrix once the blind steps are over, else how far the round is."""
    round_, _tie = get_round(request.user, round_id)
    is_open = round_.state not in BLIND and round_.state != State.CANCELLED
    return redirect(reverse("matrix" if is_open else "round_progress", args=[round_.pk]))
