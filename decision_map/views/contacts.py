"""The contact matrix of a map: their people against ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from decision_map.access import get_map, may_read_judgements
from decision_map.contact_matrix import MatrixFilter, matrix_of
from decision_map.models import DecisionMap
from decision_map.reading import read_map
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_safe
def map_contacts(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map(request.user, account_id, map_id)
    today = timezone.localdate()
    shown = read_map(map_, today, may_judge=may_read_judgements(tie))
    context = {"account": account, "tie": tie, "map": map_, "maps": DecisionMap.objects.filter(account=account)}

    def narrow(ours: Sequence[User]) -> Mapping[str, str]:
        filters = MatrixFilter(request.GET or None, ours=ours, may_judge=shown.may_judge)
        context["filters"] = filters
        return filters.asked() if filters.is_bound else {}

    context |= {"shown": shown, "matrix": matrix_of(shown, account, today, narrow)}
    return render(request, "decision_map/contacts.html", context)
