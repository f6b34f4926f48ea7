"""A chart onto the map: uploaded, compared with the map, and only then written."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from decision_map.access import get_map_to_edit
from decision_map.importing.comparing import Comparison
from decision_map.importing.forms import ChartAnswers, ChartFile
from decision_map.importing.reading import packed, table_of, unpacked
from decision_map.importing.writing import take_chart
from decision_map.models import DecisionMap
from decision_map.views.maps import FORM
from kam_portal.foundation.history.editing import edit_page, posted
from kam_portal.foundation.history.once import FORM_TOKEN, token_of
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.refusing import Unreadable

COMPARED = "decision_map/import_compared.html"
# The button that looks again with other answers; the other one writes.
LOOK = "look"


@require_http_methods(FORM)
def map_import(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    form = ChartFile(posted(request), request.FILES or None)
    context = {"account": account, "tie": tie, "map": map_, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            table = table_of(form.cleaned_data["file"].read())
            chart = packed(map_, request.user, table)
        except Unreadable as refusal:
            form.add_error("file", refusal.sentence)
        else:
            shown = {"form": ChartAnswers(map_, table), "packed": chart, FORM_TOKEN: token_of(request)}
            return render(request, COMPARED, context | shown)
    return render(request, "decision_map/import.html", context)


@require_POST
def map_import_take(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    chart = request.POST.get("chart", "")
    try:
        table = unpacked(map_, request.user, chart)
    except signing.BadSignature:
        messages.error(request, _("This file was read too long ago, or was changed on its way. Choose it again."))
        return redirect("map_import", account.pk, map_.pk)
    form = ChartAnswers(map_, table, request.POST)
    context = {"account": account, "tie": tie, "map": map_, "packed": chart}
    if LOOK in request.POST:
        return render(request, COMPARED, context | {"form": form, FORM_TOKEN: token_of(request)})
    taken: list[Comparison] = []
    return edit_page(
        request,
        form=form,
        save=lambda: taken.append(_take(map_, form)),
        template=COMPARED,
        context=context,
        then=map_.get_absolute_url(),
        said=lambda: _said(taken[0], gone=form.gone_is_said),
    )


def _take(map_: DecisionMap, form: ChartAnswers) -> Comparison:
    answers = form.cleaned_data
    assert form.chart is not None  # noqa: S101 - a form without a chart is not valid
    gone, seen = answers.get("gone", False), form.present.digest
    try:
        return take_chart(map_=map_, chart=form.chart, seen=seen, gone=gone, on=answers["on"])
    except ValidationError:
        form.look_again()
        raise


def _said(found: Comparison, *, gone: bool) -> str:
    return _("The chart is on the map: %(came)d came, %(moved)d moved, %(left)d left, %(unchanged)d stayed.") % {
        "came": len(found.came),
        "moved": len(found.moved),
        "left": len(found.left) if gone else 0,
        "unchanged": len(found.unchanged),
    }
