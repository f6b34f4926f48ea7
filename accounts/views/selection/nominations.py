"""Nominations: a rater's own blind list while the step lasts, and afterwards the lists of all side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Candidate, Nomination, Rater, Round
from accounts.querysets import folded
from accounts.selection.access import RoundTie, get_round_taking_part, get_round_to_rate
from accounts.selection.comparing import lists_are_open
from accounts.selection.nominating import (
    LONGEST_NOTE,
    NOT_NAMED,
    Named,
    Row,
    hand_in,
    named_of,
    save_nominations,
    take_back,
)
from accounts.views.selection.comparing import comparison_page
from kam_portal.foundation.history.editing import keeps_typed_text
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import ROWS_A_PAGE, page_of

State = Round.State
LONGEST_SEARCH = 200
MINE = "mine"


@dataclass(frozen=True)
class Line:
    """An account of the round on the rater's own list; `now` differs from `typed` where another page changed it."""

    candidate: Candidate
    read: Named
    typed: Named
    now: Named | None = None


@require_safe
def nominations(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, tie = get_round_taking_part(request.user, round_id)
    if round_.state == State.NOMINATING and tie.rater is not None:
        return _own_list(request, round_, tie, tie.rater)
    if not lists_are_open(round_):
        return render(request, "accounts/selection/nominations_blind.html", {"round": round_, "tie": tie})
    return comparison_page(request, round_, tie)


def _own_list(
    request: SignedInRequest,
    round_: Round,
    tie: RoundTie,
    rater: Rater,
    *,
    typed: Mapping[int, Row] | None = None,
    moved: Mapping[int, Named] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the list that the address asks for; with `typed`, as it was sent."""
    asked = request.POST if typed is not None else request.GET
    query, only = _search(asked), MINE if asked.get("only") == MINE else ""
    candidates = Candidate.objects.filter(round=round_).select_related("account__kam")
    if only:
        candidates = candidates.filter(pk__in=Nomination.objects.filter(rater=rater).values("candidate"))
    if query:
        candidates = candidates.filter(account__name_key__contains=folded(query))
    if typed:
        candidates = Candidate.objects.filter(round=round_, pk__in=typed).select_related("account__kam")
    page = page_of(candidates.order_by("account__sort_key", "pk"), asked.get("page"))
    stored = named_of(rater, [candidate.pk for candidate in page])
    page.rows[:] = [_line(candidate, stored, typed or {}, moved or {}) for candidate in page]
    context = {
        "round": round_,
        "tie": tie,
        "rater": rater,
        "page": page,
        "query": query,
        "only": only,
        "named": Nomination.objects.filter(rater=rater).count(),
        "moved": bool(moved),
        "longest_note": LONGEST_NOTE,
    }
    return render(request, "accounts/selection/nominations.html", context, status=status)


def _line(
    candidate: Candidate, stored: Mapping[int, Named], typed: Mapping[int, Row], moved: Mapping[int, Named]
) -> Line:
    """A row that was only read shows what is stored now, so that saving again does not undo what another page did."""
    read = stored.get(candidate.pk, NOT_NAMED)
    row = typed.get(candidate.pk)
    wanted = row.wanted if row is not None and row.wanted != row.read else read
    return Line(candidate, read, wanted, moved.get(candidate.pk))


def _search(asked: QueryDict) -> str:
    return asked.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def rows_sent(sent: QueryDict) -> dict[int, Row]:
    """The rows of the page as they were read and as they shall be; numbers that are none are left out."""
    shown = [pk for pk in sent.getlist("row") if number_in(pk) is not None][:ROWS_A_PAGE]
    return {int(pk): Row(_named(sent, pk, "was-"), _named(sent, pk, "")) for pk in shown}


def _named(sent: QueryDict, pk: str, before: str) -> Named:
    """A note that stands beside an account names it: nobody explains what they do not mean."""
    note = " ".join(sent.get(f"{before}note-{pk}", "").replace("\x00", "").split())
    return Named(True, note) if note or sent.get(f"{before}named-{pk}") else NOT_NAMED


def _refuse_long_notes(rows: Mapping[int, Row]) -> None:
    notes = [row.wanted.note for row in rows.values() if row.wanted != row.read]
    sentence = _("A note has at most %(most)d characters; this one has %(count)d: “%(start)s…”")
    errors = [
        ValidationError(sentence, params={"most": LONGEST_NOTE, "count": len(note), "start": note[:40]})
        for note in notes
        if len(note) > LONGEST_NOTE
    ]
    if errors:
        raise ValidationError(errors)


@require_POST
@keeps_typed_text
def nominations_save(request: SignedInRequest, round_id: int) -> HttpResponse:
    round_, rater = get_round_to_rate(request.user, round_id)
    rows = rows_sent(request.POST)
    try:
        moved = _save(rater, rows)
    except ValidationError as error:
        return _refused(request, round_, rater, rows, error)
    return _changed_elsewhere(request, round_, rater, rows, moved) if moved else _onward(request, round_)


def _save(rater: Rater, rows: Mapping[int, Row]) -> dict[int, Named]:
    _refuse_long_notes(rows)
    return save_nominations(rater=rater, rows=rows)


def _changed_elsewhere(
    request: SignedInRequest, round_: Round, rater: Rater, rows: Mapping[int, Row], moved: Mapping[int, Named]
) -> HttpResponse:
    tie = RoundTie(may_run=False, rater=rater)
    return _own_list(request, round_, tie, rater, typed=rows, moved=moved, status=409)


def _refused(
    request: SignedInRequest, round_: Round, rater: Rater, rows: Mapping[int, Row], error: ValidationError
) -> HttpResponse:
    """What was ticked and typed stands on the page that follows: the list, or, when it is closed, to be copied."""
    for sentence in error.messages:
        messages.error(request, sentence)
    changed = [pk for pk, row in rows.items() if row.wanted != row.read]
    candidates = Candidate.objects.filter(round=round_, pk__in=changed).select_related("account")
    typed = [(candidate.account, rows[candidate.pk].wanted) for candidate in candidates]
    if not typed:
        return redirect("nominations", round_.pk)
    tie, seat = RoundTie(may_run=False, rater=rater), Rater.objects.filter(pk=rater.pk).first()
    round_.refresh_from_db(fields=["state"])
    if seat is not None and seat.nominated_at is None and round_.state == State.NOMINATING:
        return _own_list(request, round_, tie, seat, typed=rows, status=422)
    context = {"round": round_, "tie": tie, "typed": typed}
    return render(request, "accounts/selection/nominations_refused.html", context, status=409)


def _onward(request: SignedInRequest, round_: Round) -> HttpResponseRedirect:
    """To where the button that was pressed leads: another page, a search, or the same page again."""
    sent = request.POST
    page = sent.get("page", "") if "search" not in sent else ""
    go = sent.get("go", "")
    page = go if go.isdigit() and len(go) < 8 else page
    wanted = {"q": _search(sent), "only": sent.get("only", ""), "page": page}
    query = urlencode({name: value for name, value in wanted.items() if value})
    if not go and "search" not in sent:
        messages.success(request, _("Saved."))
    return redirect(f"{reverse('nominations', args=[round_.pk])}{'?' if query else ''}{query}")


@require_POST
@keeps_typed_text
def nominations_done(request: SignedInRequest, round_id: int) -> HttpResponse:
    """Save the page and hand the list in; or, with `back`, take it back."""
    round_, rater = get_round_to_rate(request.user, round_id)
    rows = {} if request.POST.get("back") else rows_sent(request.POST)
    try:
        if request.POST.get("back"):
            take_back(rater=rater)
            messages.success(request, _("The list is yours again. Hand it in when it is finished."))
            return redirect("nominations", round_.pk)
        with transaction.atomic():
            if moved := _save(rater, rows):
                return _changed_elsewhere(request, round_, rater, rows, moved)
            count = hand_in(rater=rater, at=timezone.now())
    except ValidationError as error:
        return _refused(request, round_, rater, rows, error)
    sentence = ngettext(
        "Handed in: you named %(count)d account. Thank you.",
        "Handed in: you named %(count)d accounts. Thank you.",
        count,
    )
    messages.success(request, sentence % {"count": count})
    return redirect("nominations", round_.pk)
