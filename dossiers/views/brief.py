"""Before a visit: one page of what one should have in mind, on screen and on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import get_account
from dossiers.brief.forms import BriefForm
from dossiers.brief.reading import contacts_offered, read_brief
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.signed_in import SignedInRequest

CHOSEN_AT_MOST = 100


@require_safe
def brief(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    today = timezone.localdate()
    typed = [pk for pk in map(number_in, request.GET.getlist("people")[:CHOSEN_AT_MOST]) if pk is not None]
    offered = contacts_offered(account, typed)
    form = BriefForm(request.GET or None, contacts=offered, initial={"on": today})
    found = form.cleaned_data if form.is_valid() else {}
    chosen = [int(pk) for pk in found.get("people", ())]
    sheet = read_brief(account, offered, chosen, on=found.get("on") or today, today=today)
    context = {"account": account, "tie": tie, "form": form, "brief": sheet, "today": today}
    return render(request, "dossiers/brief.html", context)
