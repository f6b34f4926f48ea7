"""A person of the map has gone to another client of ours."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Account
from decision_map.access import get_on_map_to_edit
from decision_map.forms import AwayForm, AwayTo
from decision_map.models import Actor
from decision_map.moving_away import move_away, what_was
from decision_map.unsupported import unsupported_on_all_maps
from decision_map.views.maps import FORM
from decision_map.views.table import address_of
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(FORM)
@keeps_typed_text
def actor_away(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    """First where to, then what goes along: what can be chosen there depends on it."""
    account, tie, map_, actor = get_on_map_to_edit(request.user, account_id, map_id, Actor, pk)
    today = timezone.localdate()
    others = Account.objects.editable_by(request.user, today).exclude(pk=account.pk)
    asked = AwayTo(others, request.GET if "to" in request.GET else None)
    title = _("%(name)s has gone to another client") % {"name": actor}
    context = {"account": account, "tie": tie, "title": title, "back": address_of(map_)}
    if not asked.is_valid():
        return render(request, "decision_map/away_to.html", {**context, "form": asked})
    there = asked.cleaned_data["to"]
    started = {"on": today, "note": what_was(actor)}
    form = AwayForm(there, posted(request), version=actor.version, initial=started)

    def save() -> Any:
        return move_away(actor=actor, version=form.version, to=there, by=request.user, **form.changes())

    return edit_page(
        request,
        form=form,
        record=actor,
        save=save,
        template="decision_map/left.html",
        context={
            **context,
            "title": _("%(name)s has gone to %(account)s") % {"name": actor, "account": there},
            "unsupported": unsupported_on_all_maps(actor, today),
            "goes_along": True,
        },
        then=address_of(map_, "left"),
        said=_("The posts stay here, vacant. %(account)s has the contact, and both diaries say so.")
        % {"account": there},
    )
