"""What is kept about a person of a client: looked at, handed out, erased on request.

Whoever may edit the account reads all of it already, judgements too, and hands it out. Erasing cannot be taken back and
reaches into the history and signed reviews, which no editor may touch: the team lead or an admin does it.
"""

from __future__ import annotations

import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Tie, get_account_to_lead
from accounts.models import Account, Contact
from accounts.personal.erasing import erase_person
from accounts.personal.exporting import as_json, parts_of
from accounts.personal.forms import EraseForm
from accounts.personal.keepers import keepers
from accounts.personal.mentions import mentions_of
from accounts.personal.recognising import person_of
from accounts.personal.same import elsewhere
from accounts.views.contacts import get_contact_to_edit
from kam_portal.foundation.documents.answers import file_answer
from kam_portal.foundation.history.editing import edit_page, posted
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest


def get_contact_to_erase(user: User, account_id: int, pk: int) -> tuple[Account, Tie, Contact]:
    account, tie = get_account_to_lead(user, account_id)
    contact = Contact.objects.filter(account=account, pk=pk).first()
    if contact is None:
        raise Http404
    return account, tie, contact


@require_safe
def contact_data(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, contact = get_contact_to_edit(request.user, account_id, pk)
    context = {"account": account, "tie": tie, "contact": contact, "parts": parts_of(contact)}
    return render(request, "accounts/personal/data.html", context)


@require_safe
def contact_export(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    _account, _tie, contact = get_contact_to_edit(request.user, account_id, pk)
    now = timezone.now().astimezone(datetime.UTC)
    return file_answer(as_json(contact, parts_of(contact), now), name=contact.name, form="json")


@require_http_methods(["GET", "HEAD", "POST"])
def contact_erase(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, contact = get_contact_to_erase(request.user, account_id, pk)
    data = reverse("contact_data", args=[account.pk, contact.pk])
    if contact.erased_on is not None:
        return redirect(data)
    person = person_of(contact)
    mentions = mentions_of(person)
    form = EraseForm(posted(request), mentions=mentions)
    return edit_page(
        request,
        form=form,
        save=lambda: erase_person(
            contact=contact, on=timezone.localdate(), at=timezone.now(), by=request.user, **form.cleaned_data
        ),
        template="accounts/personal/erase.html",
        context={
            "account": account,
            "tie": tie,
            "contact": contact,
            "mentions": mentions,
            "going": [line for keeper in keepers() for line in keeper.going(person)],
            "staying": [line for keeper in keepers() for line in keeper.staying(person)],
            "elsewhere": elsewhere(contact, request.user, timezone.localdate()),
            "back": data,
        },
        then=data,
        said=_("Erased. Nothing is kept about this person any more."),
    )
