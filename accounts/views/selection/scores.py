"""The blind grid of one rater: cells saved one by one or all at once, handed in and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Candidate, Factor, Rater, Round
from accounts.selection.access import RoundTie, get_round_to_score
from accounts.selection.grid import cells_of, lines_of, not_scored_yet, sent_edits, with_typed
from accounts.selection.scoring import (
    CellsRefused,
    Edit,
    asked_of_raters,
    hand_in,
    progress_of,
    save_scores,
    take_back,
)
from kam_portal.foundation.history.editing import keeps_typed_text
from kam_portal.foundation.people.access import allow
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of

NOT_SCORED = "open"


@require_safe
def scores(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie, rater = get_round_to_score(request.user, round_id)
    allow(round_.state == Round.State.SCORING, _("The scoring of this round is not open."))
    factors = asked_of_raters(round_)
    candidates = _staying(round_)
    only = NOT_SCORED if request.GET.get("only") == NOT_SCORED else ""
    if only:
        candidates = not_scored_yet(candidates, rater, factors)
    page = page_of(candidates, request.GET.get("page"))
    lines = lines_of(rater, page, factors)
    context = {**_around(round_, tie, rater, factors), "page": page, "lines": lines, "only": only}
    return render(request, "accounts/selection/scores.html", context)


@require_POST
@keeps_typed_text
def score_save(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie, rater = get_round_to_score(request.user, round_id)
    edits = sent_edits(request.POST)
    try:
        saved = save_scores(rater=rater, edits=edits)
    except CellsRefused as refused:
        return _refused_cells(request, tie, rater, edits, refused)
    except ValidationError as error:
        return _refused_wholly(request, tie, rater, edits, error)
    if request.htmx:  # type: ignore[attr-defined]
        return _cells(request, rater, edits)
    said = ngettext("%(count)d answer was saved.", "%(count)d answers were saved.", saved) % {"count": saved}
    messages.success(request, said if saved else _("Nothing was changed, so there was nothing to save."))
    return redirect(_back_to(round_, request.POST))


@require_POST
def scores_done(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie, rater = get_round_to_score(request.user, round_id)
    progress = progress_of(rater, asked_of_raters(round_))
    if progress.missing and request.POST.get("confirmed") != "yes":
        context = {"round": round_, "tie": tie, "progress": progress}
        return render(request, "accounts/selection/scores_done.html", context)
    try:
        hand_in(rater=rater, at=timezone.now())
    except ValidationError as error:
        return _refused_wholly(request, tie, rater, [], error)
    messages.success(request, _("Your scores are handed in. Thank you."))
    return redirect("scores", round_.pk)


@require_POST
def scores_take_back(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie, rater = get_round_to_score(request.user, round_id)
    try:
        take_back(rater=rater)
    except ValidationError as error:
        return _refused_wholly(request, tie, rater, [], error)
    messages.success(request, _("You have your scores back and can change them."))
    return redirect("scores", round_.pk)


def _staying(round_: Round) -> Any:
    return (
        Candidate.objects.filter(round=round_, stays=True).select_related("account").order_by("account__sort_key", "pk")
    )


def _around(round_: Round, tie: RoundTie, rater: Rater, factors: Sequence[Factor]) -> dict[str, Any]:
    measured = round_.model.factors.exclude(measure="")
    return {
        "round": round_,
        "tie": tie,
        "rater": rater,
        "factors": factors,
        "measured": list(measured),
        "scale": round_.model.scale,
        "progress": progress_of(rater, factors),
    }


def _cells(
    request: SignedInRequest, rater: Rater, edits: Sequence[Edit], refused: CellsRefused | None = None
) -> HttpResponse:
    """The cells that were sent, anew, and the progress."""
    factors = asked_of_raters(rater.round)
    sent = {edit.key for edit in edits}
    candidates = _staying(rater.round).filter(pk__in={edit.candidate for edit in edits})
    lines = lines_of(rater, candidates, factors)
    if refused is not None:
        lines = with_typed(lines, edits, refused)
    cells = [cell for cell in cells_of(lines) if (cell.candidate.pk, cell.factor.pk) in sent]
    context = {"cells": cells, "progress": progress_of(rater, factors), "rater": rater}
    return render(request, "accounts/selection/score_cells.html", context, status=_status(refused))


def _status(refused: CellsRefused | None) -> int:
    return 409 if refused is not None and refused.clashes else 200


def _refused_cells(
    request: SignedInRequest, tie: RoundTie, rater: Rater, edits: Sequence[Edit], refused: CellsRefused
) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return _cells(request, rater, edits, refused)
    factors = asked_of_raters(rater.round)
    candidates = _staying(rater.round).filter(pk__in={edit.candidate for edit in edits})
    lines = with_typed(lines_of(rater, candidates, factors), edits, refused)
    around = _around(rater.round, tie, rater, factors)
    context = {**around, "lines": lines, "refused": len(refused.errors) + len(refused.clashes), **_place(request.POST)}
    return render(request, "accounts/selection/scores.html", context, status=_status(refused))


def _refused_wholly(
    request: SignedInRequest, tie: RoundTie, rater: Rater, edits: Sequence[Edit], error: ValidationError
) -> HttpResponse:
    """Nothing can be saved: a sentence, and every typed value to be copied."""
    sentence = error.messages[0]
    if request.htmx:  # type: ignore[attr-defined]
        refused = CellsRefused({edit.key: sentence for edit in edits}, {})
        answer = _cells(request, rater, edits, refused)
        answer.status_code = 409
        return answer
    typed = [edit for edit in edits if edit.text.strip() or edit.note.strip()]
    names = dict(
        Candidate.objects.filter(round=rater.round_id, pk__in={edit.candidate for edit in typed}).values_list(
            "pk", "account__trade_name"
        )
    )
    factors = {factor.pk: factor.name for factor in rater.round.model.factors.all()}
    rows = [(names.get(edit.candidate, ""), factors.get(edit.factor, ""), edit) for edit in typed]
    context = {"round": rater.round, "tie": tie, "sentence": sentence, "rows": rows}
    return render(request, "accounts/selection/scores_refused.html", context, status=409)


def _place(sent: QueryDict) -> dict[str, str]:
    """The part of the list that the reader was looking at."""
    number = sent.get("page", "")
    only = NOT_SCORED if sent.get("only") == NOT_SCORED else ""
    return {"only": only, "number": number if number.isascii() and number.isdigit() else ""}


def _back_to(round_: Round, sent: QueryDict) -> str:
    place = _place(sent)
    asked = {name: value for name, value in (("page", place["number"]), ("only", place["only"])) if value}
    return reverse("scores", args=[round_.pk]) + (f"?{urlencode(asked)}" if asked else "")
