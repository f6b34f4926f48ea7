"""The year ahead of all clients whose dossiers one reads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.ahead import strips, team_year
from dossiers.board import people_offered
from dossiers.models import EventKind
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_safe
def year_ahead(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    asked = team_year.asked_by(request.GET.dict(), today)
    year = team_year.year_of(user, asked, request.GET.get("page"), today)
    context = {
        "asked": asked,
        "year": year,
        "page": year.page,
        "axis": strips.axis_of(today),
        "kinds": [(kind, word) for kind, word in strips.KINDS.items() if kind in EventKind.values],
        "today": today,
        **people_offered(user, asked.team),
    }
    return render(request, "dossiers/year_ahead.html", context)
