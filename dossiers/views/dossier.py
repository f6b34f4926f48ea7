"""The dossier: what we know of a client, how old it is, and what is missing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import get_account
from dossiers.ahead.strips import dossier_marks, strip_of
from dossiers.reading import read_dossier
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_safe
def dossier(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    today = timezone.localdate()
    page = read_dossier(account, today)
    due_on = page.dossier.due_on if page.dossier else None
    strip = strip_of(dossier_marks((coming.event for coming in page.events), due_on), today)
    context = {"account": account, "tie": tie, "page": page, "strip": strip}
    return render(request, "dossiers/dossier.html", context)
