"""Alerts of a map: put aside with a reason, brought back."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from decision_map.access import get_map_to_edit
from decision_map.alert_forms import AsideForm
from decision_map.alerting import watched
from decision_map.putting_aside import USUAL, bring_back, put_aside
from decision_map.reading import read_map
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def map_alert_put_aside(request: SignedInRequest, account_id: int, map_id: int, alert: str) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    today = timezone.localdate()
    told = watched(read_map(map_, today, may_judge=True), today).find(alert)
    if told is None:
        raise Http404
    form = AsideForm(posted(request), initial={"until": today + USUAL})
    return edit_page(
        request,
        form=form,
        save=lambda: put_aside(map_=map_, alert=told.id, on=today, by=request.user, **form.asked()),
        template="decision_map/alert_put_aside.html",
        context={"account": account, "tie": tie, "told": told, "back": map_.get_absolute_url()},
        then=map_.get_absolute_url(),
        said=_("Put aside. It comes back on that day, or when the people or the figures change."),
    )


@require_POST
def map_alert_back(request: SignedInRequest, account_id: int, map_id: int, alert: str) -> HttpResponse:
    _account, _tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    bring_back(map_=map_, alert=alert)
    return redirect(map_)
