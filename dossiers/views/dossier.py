"""The dossier: what we know of a client, how old it is, and what is missing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import get_account
from dossiers.reading import read_dossier
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_safe
def dossier(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    page = read_dossier(account, request.user, timezone.localdate())
    return render(request, "dossiers/dossier.html", {"account": account, "tie": tie, "page": page})
