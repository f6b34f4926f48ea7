"""One card of the picture: what stands on it, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from decision_map.access import get_map_to_edit
from decision_map.description import BY_KEY
from decision_map.pictures.faces import key_of
from decision_map.reading import Judged, PersonShown, read_map
from decision_map.table import table_of
from kam_portal.foundation.history.editing import asked_next
from kam_portal.foundation.people.signed_in import SignedInRequest

# What stands on a card of what is judged, each changed there by itself.
TAGS = ("roles", "attitude", "influence", "coverage", "trajectory", "support")


@require_safe
def map_card(request: SignedInRequest, account_id: int, map_id: int, card: str) -> HttpResponse:
    account, tie, map_ = get_map_to_edit(request.user, account_id, map_id)
    shown = read_map(map_, timezone.localdate(), may_judge=True)
    row = next((row for row in table_of(shown, {}).rows if str(key_of(row.post, row.person)) == card), None)
    if row is None:
        raise Http404
    context = {"account": account, "tie": tie, "map": map_, "row": row, "person": row.person, "card": card}
    context["post"] = row.post
    context["tags"] = list(_tags(row.person)) if row.person else []
    context["back"] = asked_next(request) or f"{map_.get_absolute_url()}#card-{card}"
    return render(request, "decision_map/card.html", context)


def _tags(person: PersonShown) -> Iterator[tuple[str, Any, Judged | None]]:
    """Key, title, and what is judged, if anything is."""
    for key in TAGS:
        yield key, BY_KEY[key].group or BY_KEY[key].title, person.judged.get(key)
