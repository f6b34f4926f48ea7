"""The table of a map: the same as the picture, to be read, sorted, narrowed and edited without it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from decision_map.access import get_map, maps_beside, may_read_judgements
from decision_map.models import DecisionMap
from decision_map.reading import read_map
from decision_map.sentences import of_line, of_reports
from decision_map.table import TableFilter, table_of
from kam_portal.foundation.history.once import FORM_TOKEN, token_of
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_safe
def map_table(request: SignedInRequest, account_id: int, map_id: int) -> HttpResponse:
    account, tie, map_ = get_map(request.user, account_id, map_id)
    shown = read_map(map_, timezone.localdate(), may_judge=may_read_judgements(tie))
    filters = TableFilter(request.GET or None, may_judge=shown.may_judge)
    context = {
        "account": account,
        "tie": tie,
        "map": map_,
        "maps": maps_beside(map_),
        "shown": shown,
        "filters": filters,
        "table": table_of(shown, filters.asked() if filters.is_bound else {}),
        "lines": [(line.line, of_line(line)) for line in shown.lines],
        "reports": list(of_reports(shown)),
        # For the person added in one line.
        FORM_TOKEN: token_of(request),
    }
    return render(request, "decision_map/table.html", context)


def address_of(map_: DecisionMap, anchor: str = "") -> str:
    """The table at the place of a post or a person."""
    table = reverse("map_table", args=[map_.account_id, map_.pk])
    return f"{table}#{anchor}" if anchor else table
