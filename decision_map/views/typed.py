"""People as they are typed in one line, or pasted as a list."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from decision_map.access import get_map_to_edit
from decision_map.models import Actor, DecisionMap, Post
from decision_map.newcomers import add_newcomers
from decision_map.reading import anchor_of
from decision_map.typed_forms import TypedPeople, TypedPerson
from decision_map.views.maps import FORM
from decision_map.views.table import address_of
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.history.once import FORM_TOKEN, token_of
from kam_portal.foundation.people.signed_in import SignedInRequest

# The button that saves a list; the other one only looks at it.
TAKE = "take"


@require_http_methods(FORM)
@keeps_typed_text
def actor_new(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    form = TypedPerson(map_, posted(request))
    return edit_page(
        request,
        form=form,
        save=lambda: add_newcomers(map_=map_, newcomers=form.newcomers(), on=timezone.localdate()),
        template="dossiers/row_edit.html",
        context={"account": account, "tie": tie, "title": _("Add a person"), "back": address_of(map_)},
        # Who adds one line after the other finds the cursor in the field again.
        then=lambda made: address_of(map_, "one-line") if request.POST.get("more") else _at(map_, made[0]),
        said=lambda: _("On the map: %(text)s.") % {"text": form.cleaned_data["text"].strip()},
    )


@require_http_methods(FORM)
@keeps_typed_text
def people_paste(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    takes = TAKE in request.POST
    form = TypedPeople(map_, posted(request), asked=takes)
    template, context = (
        "decision_map/paste.html",
        {"account": account, "tie": tie, "map": map_, "back": address_of(map_), "take": TAKE},
    )
    if request.method == "POST" and not takes:
        # Only looked at: the token of the page goes on to the save.
        return render(request, template, context | {"form": form, FORM_TOKEN: token_of(request)})
    return edit_page(
        request,
        form=form,
        save=lambda: add_newcomers(map_=map_, newcomers=form.newcomers(), on=timezone.localdate()),
        template=template,
        context=context,
        then=address_of(map_),
        said=lambda: _added(len(form.newcomers())),
    )


def _added(count: int) -> str:
    return ngettext("Added to the map: %(count)d line.", "Added to the map: %(count)d lines.", count) % {"count": count}


def _at(map_: DecisionMap, made: Actor | Post) -> str:
    """The table at the place of who was added: the latest post, or the person without one."""
    if isinstance(made, Post):
        return address_of(map_, anchor_of(None, made.pk))
    post = made.occupancies.order_by("-pk").values_list("post", flat=True).first()
    return address_of(map_, anchor_of(made.pk, post))
