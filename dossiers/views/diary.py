"""The diary of a client: reading, writing, editing."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import get_account, get_account_to_edit
from accounts.models import Account, Contact
from dossiers.access import get_row, get_row_to_edit
from dossiers.diary.filters import DiaryFilter
from dossiers.diary.forms import DiaryEdit, DiaryForm, Entry
from dossiers.diary.narrowing import contacts_last_met_first, narrowed, with_people_and_steps
from dossiers.diary.writing import edit_entry, write_entry
from dossiers.forms import initial_of
from dossiers.models import DiaryEntry
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.history.once import FORM_TOKEN, token_of
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of

FORM = ["GET", "HEAD", "POST"]
ENTRIES_A_PAGE = 20
PEOPLE = ("ours", "theirs", "new_people")


@require_safe
def diary(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    today = timezone.localdate()
    contacts = list(contacts_last_met_first(account))
    filters = DiaryFilter(request.GET or None, account=account, contacts=contacts)
    asked = filters.asked
    entries = with_people_and_steps(narrowed(DiaryEntry.objects.filter(account=account), asked))
    page = page_of(entries, request.GET.get("page"), size=ENTRIES_A_PAGE)
    context = {"account": account, "tie": tie, "page": page, "filters": filters, "today": today}
    context["asked_text"] = asked.text
    if tie.may_edit:
        form = _new_form(request, account, today, contacts)
        if not request.GET:
            form.fields["summary"].widget.attrs["autofocus"] = True
        context |= {"form": form, FORM_TOKEN: token_of(request)}
    return render(request, "dossiers/diary.html", context)


@require_safe
def diary_entry(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    _account, entry = get_row(request.user, account_id, DiaryEntry, pk)
    return redirect(address_of(entry))


def address_of(entry: DiaryEntry) -> str:
    """The page of the whole diary that shows the entry, at its place."""
    newer = Q(on__gt=entry.on) | Q(on=entry.on, pk__gt=entry.pk)
    number = DiaryEntry.objects.filter(newer, account=entry.account_id).count() // ENTRIES_A_PAGE + 1
    page = f"?page={number}" if number > 1 else ""
    return f"{reverse('diary', args=[entry.account_id])}{page}#entry-{entry.pk}"


def _new_form(
    request: SignedInRequest, account: Account, today: datetime.date, contacts: list[Contact] | None = None
) -> DiaryForm:
    """With today, the writer, and the kind of the entry the writer wrote last."""
    me = request.user
    kind = DiaryEntry.objects.filter(by=me).order_by("-pk").values_list("kind", flat=True).first()
    initial = {"kind": kind, "on": today, "ours": [me.pk], "next_step_owner": me.pk}
    return DiaryForm(posted(request), initial=initial, account=account, writer=me, today=today, contacts=contacts)


@require_http_methods(FORM)
@keeps_typed_text
def diary_new(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    form = _new_form(request, account, timezone.localdate())
    back = reverse("diary", args=[account.pk])
    title = _("New diary entry")
    return edit_page(
        request,
        form=form,
        save=lambda: write_entry(account=account, by=request.user, **form.cleaned_data),
        template="dossiers/entry_edit.html",
        context={"account": account, "tie": tie, "title": title, "back": back, "draft": f"{account.pk}-diary"},
        then=back,
    )


@require_http_methods(FORM)
@keeps_typed_text
def diary_edit(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, entry = get_row_to_edit(request.user, account_id, DiaryEntry, pk)
    form = _edit_form(request, account, entry, request.user)
    draft = f"{account.pk}-diary-{entry.pk}"
    back = address_of(entry)
    return edit_page(
        request,
        form=form,
        record=entry,
        save=lambda: edit_entry(
            entry=entry, version=form.version, changes=form.changes(), new_people=form.cleaned_data["new_people"]
        ),
        template="dossiers/entry_edit.html",
        context={"account": account, "tie": tie, "title": str(entry), "back": back, "draft": draft},
        then=address_of,
    )


def _edit_form(request: SignedInRequest, account: Account, entry: DiaryEntry, writer: User) -> DiaryEdit:
    people: dict[str, Any] = {name: list(getattr(entry, name).values_list("pk", flat=True)) for name in PEOPLE[:2]}
    initial = initial_of(entry, Entry, but=PEOPLE) | people
    today = timezone.localdate()
    return DiaryEdit(
        posted(request),
        initial=initial,
        version=entry.version,
        account=account,
        writer=writer,
        today=today,
        entry=entry,
    )
