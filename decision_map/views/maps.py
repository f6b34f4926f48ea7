"""The map itself: opened, begun, renamed, removed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Tie, get_account_to_edit
from accounts.models import Account
from decision_map.access import get_first_map, get_map, get_map_to_edit, maps_beside, may_read_judgements
from decision_map.drawing import begin_map, edit_map, remove_map
from decision_map.forms import MapEdit, MapForm
from decision_map.models import DecisionMap
from decision_map.reading import read_map
from dossiers.forms import RemoveForm
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest

FORM = ["GET", "HEAD", "POST"]
# In the address of a picture that follows a change: what may be taken back.
UNDO = "undo"


@require_safe
def map_first(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie, map_ = get_first_map(request.user, account_id)
    if map_ is None:
        return render(request, "decision_map/none_yet.html", {"account": account, "tie": tie})
    return shown_page(request, account, tie, map_)


@require_safe
def map_page(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map(request.user, account_id, map_id)
    return shown_page(request, account, tie, map_)


def shown_page(request: SignedInRequest, account: Account, tie: Tie, map_: DecisionMap) -> HttpResponse:
    """The page of a map, or the picture alone for the page that is open."""
    shown = read_map(map_, timezone.localdate(), may_judge=may_read_judgements(tie))
    context = {"account": account, "tie": tie, "map": map_, "shown": shown}
    if request.htmx:  # type: ignore[attr-defined]
        after = {"is_fragment": True, "undo": request.GET.get(UNDO, "") if request.method == "GET" else ""}
        return render(request, "decision_map/here.html", {**context, **after})
    context["maps"] = maps_beside(map_)
    return render(request, "decision_map/map.html", context)


@require_http_methods(FORM)
@keeps_typed_text
def map_new(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    is_first = not DecisionMap.objects.filter(account=account).exists()
    form = MapForm(posted(request), initial={"title": account.trade_name if is_first else ""})
    return edit_page(
        request,
        form=form,
        save=lambda: begin_map(account=account, title=form.cleaned_data["title"]),
        template="dossiers/row_edit.html",
        context={"account": account, "tie": tie, "title": _("Begin a map"), "back": _all(account)},
        then=lambda map_: map_.get_absolute_url(),
        said=_("The map is begun. Add the first person."),
    )


@require_http_methods(FORM)
@keeps_typed_text
def map_edit(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    form = MapEdit(map_, posted(request))
    return edit_page(
        request,
        form=form,
        record=map_,
        save=lambda: edit_map(map_=map_, version=form.version, changes=form.changes()),
        template="dossiers/row_edit.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Edit the map “%(map)s”") % {"map": map_.title},
            "back": map_.get_absolute_url(),
            "remove": reverse("map_remove", args=[account.pk, map_.pk]),
        },
        then=map_.get_absolute_url(),
    )


@require_http_methods(FORM)
def map_remove(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    form = RemoveForm(posted(request), version=map_.version)
    return edit_page(
        request,
        form=form,
        record=map_,
        save=lambda: remove_map(map_=map_, version=form.version),
        template="dossiers/row_remove.html",
        context={
            "account": account,
            "tie": tie,
            "title": _("Remove the map “%(map)s”?") % {"map": map_.title},
            "warning": _(
                "All its posts, lines and judgements go with it; the people stay contacts of the account. "
                "The history keeps what it said."
            ),
            "back": map_.get_absolute_url(),
        },
        then=_all(account),
        said=_("Removed."),
    )


def _all(account: Account) -> str:
    return reverse("map_first", args=[account.pk])
