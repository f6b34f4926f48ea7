"""The people at the client."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Tie, get_account, get_account_to_edit
from accounts.contact_columns import with_columns
from accounts.forms import ContactFields, ContactForm
from accounts.keeping import create_contact, edit_contact, remove_contact
from accounts.models import Account, Contact
from accounts.views.versions import version_of
from accounts.who_left import LEFT_LAST, has_left, with_left
from kam_portal.foundation.documents.answers import file_answer
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.cards import Card, write_cards
from kam_portal.foundation.tabular.paging import page_of


def get_contact_to_edit(user: User, account_id: int, pk: int) -> tuple[Account, Tie, Contact]:
    account, tie = get_account_to_edit(user, account_id)
    contact = Contact.objects.filter(account=account, pk=pk).first()
    if contact is None:
        raise Http404
    return account, tie, contact


@require_safe
def contacts(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    people = with_left(with_columns(Contact.objects.filter(account=account))).order_by(LEFT_LAST, "name", "pk")
    page = page_of(people, request.GET.get("page"))
    return render(request, "accounts/contacts.html", {"account": account, "tie": tie, "page": page})


@require_safe
def contacts_cards(request: SignedInRequest, account_id: int) -> HttpResponse:
    """Everybody at the client, for an address book."""
    account, _tie = get_account(request.user, account_id)
    people = with_left(Contact.objects.known().filter(account=account)).order_by(LEFT_LAST, "name", "pk")
    return _cards(account, list(people), account.trade_name)


@require_safe
def contact_card(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, _tie = get_account(request.user, account_id)
    contact = with_left(Contact.objects.filter(account=account, pk=pk)).first()
    if contact is None:
        raise Http404
    return _cards(account, [contact], contact.name)


def _cards(account: Account, people: list[Contact], name: str) -> HttpResponse:
    cards = [
        Card(
            each.name,
            company=account.trade_name,
            title=each.title,
            emails=each.emails,
            phones=each.phones,
            note=_("Has left %(client)s.") % {"client": account.trade_name} if has_left(each) else "",
        )
        for each in people
    ]
    return file_answer(write_cards(cards), name=name, form="vcf")


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def contact_new(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    form = ContactFields(posted(request))
    return edit_page(
        request,
        form=form,
        save=lambda: create_contact(account=account, verified_on=timezone.localdate(), **form.cleaned_data),
        template="accounts/contact_form.html",
        then=_at,
        context={"account": account, "tie": tie, "back": account.get_absolute_url()},
        said=_("The contact was added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed_text
def contact_edit(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, contact = get_contact_to_edit(request.user, account_id, pk)
    form = ContactForm(posted(request), instance=contact)
    return edit_page(
        request,
        form=form,
        record=contact,
        save=lambda: edit_contact(
            contact=contact, version=form.version, changes=form.changes(), on=timezone.localdate()
        ),
        template="accounts/contact_form.html",
        then=_at(contact),
        context={"account": account, "tie": tie, "contact": contact, "back": _at(contact)},
    )


def _at(contact: Contact) -> str:
    """The account's page at the place of the contact."""
    return f"{reverse('account', args=[contact.account_id])}#contact-{contact.pk}"


@require_POST
def contact_remove(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, _tie, contact = get_contact_to_edit(request.user, account_id, pk)
    return acted(
        request,
        act=lambda: remove_contact(contact=contact, version=version_of(request)),
        back=reverse("contact_edit", args=[account.pk, pk]),
        then=account.get_absolute_url(),
        said=_("%(name)s was removed.") % {"name": contact.name},
        stale=_("Somebody changed this contact in between. Look again before you remove it."),
    )
