"""The dossier: what we know of a client, how old it is, and what is missing."""

import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import get_account
from dossiers.ahead.strips import calendar_marks, dossier_marks, strip_of
from dossiers.reading import DossierPage, read_dossier
from kam_portal.foundation.charts.year import Mark
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_safe
def dossier(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    today = timezone.localdate()
    page = read_dossier(account, request.user, today)
    strip = strip_of(_marks(page, today), today)
    context = {"account": account, "tie": tie, "page": page, "strip": strip}
    return render(request, "dossiers/dossier.html", context)


def _marks(page: DossierPage, today: datetime.date) -> list[Mark]:
    """Everything dated of the dossier: events, the review due, the steps of the client's budget."""
    tables = (table for section in page.sections for table in section.tables)
    budget = (row.values for table in tables if table.table.key == "budget_calendar" for row in table.rows)
    due_on = page.dossier.due_on if page.dossier else None
    return [*dossier_marks((coming.event for coming in page.events), due_on), *calendar_marks(budget, today)]
