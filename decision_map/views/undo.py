"""The last change of one's own on a map: looked at, and taken back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from decision_map.access import get_map_to_edit
from decision_map.undoing import STALE, last_done, undo
from decision_map.views.by_hand import OVERTAKEN, REFUSED, answer_with_picture
from decision_map.views.maps import FORM
from kam_portal.foundation.history.editing import asked_next
from kam_portal.foundation.history.timeline import told
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(FORM)
def map_undo(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    if request.method != "POST":
        done = last_done(map_, request.user)
        moments = told(account, done.events, guarded=True) if done else []
        context = {"account": account, "tie": tie, "map": map_, "done": done, "moments": moments}
        return render(
            request, "decision_map/undo.html", {**context, "back": asked_next(request) or map_.get_absolute_url()}
        )
    try:
        undo(map_=map_, key=request.POST.get("change", ""), by=request.user)
    except ValidationError as error:
        # As a list, also where the verb names a field.
        codes = {each.code for each in ValidationError([error]).error_list}
        status = OVERTAKEN if STALE in codes else REFUSED
        return answer_with_picture(request, (account, tie, map_), " ".join(error.messages), status)
    messages.success(request, _("Your last change is taken back. Undo once more brings it back."))
    return answer_with_picture(request, (account, tie, map_), undo=request.change)
