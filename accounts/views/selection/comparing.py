"""The comparison of lists: who named whom, how far functions agree, and who goes on to scoring."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.kaism import Overlap
from accounts.models import Candidate, Round
from accounts.selection.access import RoundTie, get_candidate, get_round_to_run
from accounts.selection.comparing import (
    Lists,
    Naming,
    keep_candidate,
    keep_candidates,
    lists_are_open,
    lists_of,
    named_in,
    namings_of,
    note_difference,
    version_of_lists,
)
from accounts.selection.forms import DifferenceForm
from accounts.views.versions import version_of
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import Function
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of

State = Round.State
OPEN_DIFFERENCES = "open"


@dataclass(frozen=True)
class Line:
    """One account somebody named. `is_agreed`: by every function."""

    candidate: Candidate
    namings: list[Naming]
    n: int
    is_agreed: bool


def comparison_page(request: SignedInRequest, round_: Round, tie: RoundTie) -> HttpResponse:
    """From the end of the nominations on, for whoever takes part. Seven statements, whatever was named."""
    lists = lists_of(round_)
    asked = request.GET.get("by", "")
    page = page_of(_narrowed(named_in(round_), asked, lists), request.GET.get("page"))
    namings = namings_of([candidate.pk for candidate in page])
    page.rows[:] = [_line(candidate, namings[candidate.pk], lists) for candidate in page]
    every = Candidate.objects.filter(round=round_)
    context = {
        "round": round_,
        "tie": tie,
        "lists": lists,
        "page": page,
        "asked": asked if asked in _choices(lists) else "",
        "choices": [(value, label) for value, label in _choices(lists).items()],
        "overlaps": [in_words(pair) for pair in lists.pairs],
        "silent": lists.silent,
        "accounts": every.count(),
        "staying": every.filter(stays=True).count(),
        "may_keep": tie.may_run and round_.state == State.COMPARING,
        "may_note": tie.may_run and not round_.is_closed,
        "keeps": range(1, lists.functions + 1),
        "lists_version": version_of_lists(round_),
    }
    return render(request, "accounts/selection/comparison_of_lists.html", context)


def _choices(lists: Lists) -> dict[str, str]:
    """Filters by how many functions named an account, with how many such accounts there are."""
    found = {}
    for n, count in lists.tally.items():
        words = ngettext("named by %(n)d function (%(count)d)", "named by %(n)d functions (%(count)d)", n)
        found[str(n)] = words % {"n": n, "count": count}
    if lists.functions > 1:
        count = lists.named - lists.tally[lists.functions]
        found[OPEN_DIFFERENCES] = _("open differences (%(count)d)") % {"count": count}
    return found


def _narrowed(named: QuerySet[Candidate], asked: str, lists: Lists) -> QuerySet[Candidate]:
    if asked not in _choices(lists):
        return named
    return named.filter(Q(n__lt=lists.functions) if asked == OPEN_DIFFERENCES else Q(n=int(asked)))


def _line(candidate: Candidate, namings: list[Naming], lists: Lists) -> Line:
    n = len({naming.function for naming in namings})
    return Line(candidate, namings, n, n == lists.functions)


def in_words(pair: Overlap) -> dict[str, Any]:
    """ "Sales and finance agree on 4 of 9: 44 %"."""
    names = {"one": Function(pair.first).label, "other": Function(pair.second).label}
    if pair.jaccard is None:
        sentence = _("%(one)s and %(other)s: neither named anybody.")
        return {"text": sentence % names, "share": None}
    share = (pair.jaccard * 100).quantize(Decimal(1), ROUND_HALF_UP)
    sentence = _("%(one)s and %(other)s agree on %(both)d of %(either)d: %(share)s %%")
    values = names | {"both": pair.both, "either": pair.either, "share": share}
    return {"text": sentence % values, "share": share}


@require_POST
def candidates_keep(request: SignedInRequest, round_id: int) -> HttpResponse:
    """By how many functions at least named them; or one account with `candidate` and `stays`.

    `version` is what was read: of that account, or of the lists.
    """
    round_, _tie = get_round_to_run(request.user, round_id)
    version = version_of(request)
    try:
        if one := request.POST.get("candidate", ""):
            candidate = get_candidate(round_, _number(one))
            stays = request.POST.get("stays") == "1"
            keep_candidate(round_=round_, candidate=candidate, stays=stays, version=version)
            words = _("%(name)s goes on to scoring.") if stays else _("%(name)s is left out.")
            messages.success(request, words % {"name": candidate.account})
        else:
            least = _number(request.POST.get("least", ""))
            stay, every = keep_candidates(round_=round_, named_by_at_least=least, version=version)
            words = ngettext("%(n)d of %(m)d goes on to scoring.", "%(n)d of %(m)d go on to scoring.", stay)
            messages.success(request, words % {"n": stay, "m": every})
    except StaleEdit:
        sentence = _("Somebody changed something here in between, so nothing was done. Look at the lists, then choose.")
        messages.error(request, sentence)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("nominations", round_.pk)


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise ValidationError(_("Choose which accounts go on to scoring."))
    return int(typed)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def difference_note(request: SignedInRequest, round_id: int, pk: int) -> HttpResponse:
    round_, tie = get_round_to_run(request.user, round_id)
    candidate = get_candidate(round_, pk)
    if not lists_are_open(round_):
        messages.error(request, _("The lists are blind until the nominations close. Come back then."))
        return redirect("nominations", round_.pk)
    form = DifferenceForm(posted(request), instance=candidate)
    return edit_page(
        request,
        form=form,
        record=candidate,
        save=lambda: note_difference(
            candidate=candidate, version=form.version, note=str(form.changes()["difference_note"])
        ),
        template="accounts/selection/difference_note.html",
        then=reverse("nominations", args=[round_.pk]),
        context={"round": round_, "tie": tie, "candidate": candidate, "namings": namings_of([candidate.pk])[pk]},
    )
