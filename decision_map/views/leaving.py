"""What would be if somebody left: the map without them. Nothing is written."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from decision_map.access import get_on_map_to_edit
from decision_map.models import Actor
from decision_map.pictures.leaving import leaving_page
from decision_map.reading import read_map
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_safe
def map_leaves(request: SignedInRequest, account_id: int, map_id: int, pk: int) -> HttpResponse:
    account, tie, map_, actor = get_on_map_to_edit(request.user, account_id, map_id, Actor, pk)
    today = timezone.localdate()
    page = leaving_page(read_map(map_, today, may_judge=True), actor.pk, request.GET.dict(), today)
    context = {"account": account, "tie": tie, "map": map_, "page": page}
    return render(request, "decision_map/leaves.html", context)
