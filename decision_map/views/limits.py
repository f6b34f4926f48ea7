"""The limits of alerts: for admins."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from decision_map.limit_forms import LimitsForm
from decision_map.limits import edit_limits, limits_now
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.history.timeline import chronicle
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def alert_limits(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.RUN_EVERYTHING)
    limits = limits_now()
    form = LimitsForm(limits, posted(request))
    return edit_page(
        request,
        form=form,
        record=limits,
        save=lambda: edit_limits(version=form.version, changes=form.changes()),
        template="decision_map/limits.html",
        context={"moments": chronicle(limits).moments if limits.pk else ()},
        then=reverse("alert_limits"),
        said=_("Saved. Every map is looked at by these limits from now on."),
    )
