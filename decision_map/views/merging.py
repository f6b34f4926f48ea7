"""Two contacts of a client are one person: looked at side by side, and merged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Contact
from decision_map.access import get_on_map_to_edit
from decision_map.forms import MergeForm, SameAs
from decision_map.merging import merge_people, posts_of_one
from decision_map.models import Actor, DecisionMap, Post
from decision_map.side_by_side import aspects, seen
from decision_map.views.maps import FORM
from decision_map.views.table import address_of
from kam_portal.foundation.history.editing import add_errors, posted
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(FORM)
def actor_same(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, map_, actor = get_on_map_to_edit(request.user, account_id, map_id, Actor, pk)
    kept = actor.contact
    asked = SameAs(kept, request.GET if "other" in request.GET else None)
    context = {"account": account, "tie": tie, "back": address_of(map_), "kept": kept}
    if not asked.is_valid():
        context["title"] = _("%(name)s is the same person as …") % {"name": kept}
        return render(request, "decision_map/away_to.html", {**context, "form": asked})
    gone = asked.cleaned_data["other"]
    form = _form(kept, gone, posted(request))
    context |= {"gone": gone, "title": _("%(name)s and %(other)s are one person") % {"name": kept, "other": gone}}
    if not form.is_valid():
        return render(request, "decision_map/same.html", {**context, "form": form})
    try:
        dropped = merge_people(kept=kept, gone=gone, as_seen=form.cleaned_data["seen"], chosen=form.chosen())
    except StaleEdit:
        sentence = _("Somebody changed one of the two since you looked. Nothing was merged; this is how they are now.")
        messages.error(request, sentence)
        return render(request, "decision_map/same.html", {**context, "form": _form(kept, gone)}, status=409)
    except ValidationError as error:
        add_errors(form, error)
        return render(request, "decision_map/same.html", {**context, "form": form})
    kept.refresh_from_db()
    messages.success(request, _("%(name)s is one person now.") % {"name": kept})
    for of, posts in posts_of_one(kept):
        messages.warning(request, _holds_several(kept, of, posts))
    for line in dropped:
        messages.info(request, _("Dropped, as it was there already or joined the two: %(line)s.") % {"line": line})
    return redirect(address_of(map_))


def _holds_several(kept: Contact, of: DecisionMap, posts: Sequence[Post]) -> SafeString:
    """With a link to vacate each of them."""
    vacated = [(reverse("post_vacate", args=[of.account_id, of.pk, post.pk]), post.title) for post in posts]
    sentence = _("%(name)s holds several posts of the map “%(map)s” now. If that is not so, make one vacant:")
    told = sentence % {"name": kept, "map": of}
    return format_html("{} {}", told, format_html_join(", ", '<a href="{}">{}</a>', vacated))


def _form(kept: Contact, gone: Contact, sent: Any = None) -> MergeForm:
    return MergeForm(aspects(kept, gone), seen(kept, gone), sent)
