"""The diary of a client: reading, writing, and marking a next step as done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import get_account, get_account_to_edit
from dossiers.access import get_row_to_edit
from dossiers.diary.forms import DiaryEdit, DiaryFilter, DiaryForm
from dossiers.diary.writing import edit_entry, finish_next_step, write_entry
from dossiers.forms import RemoveForm, initial_of
from dossiers.models import DiaryEntry
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of

FORM = ["GET", "HEAD", "POST"]
ENTRIES_A_PAGE = 20


@require_safe
def diary(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    asked = DiaryFilter(request.GET or None)
    entries = DiaryEntry.objects.filter(account=account).narrowed(**_wanted(asked))
    shown = entries.select_related("by", "next_step_owner").prefetch_related("ours", "theirs")
    page = page_of(shown, request.GET.get("page"), size=ENTRIES_A_PAGE)
    context = {"account": account, "tie": tie, "page": page, "filters": asked, "today": timezone.localdate()}
    return render(request, "dossiers/diary.html", context)


def _wanted(asked: DiaryFilter) -> dict[str, str]:
    """The filters that can be read; what cannot is marked in the form and narrows nothing."""
    asked.is_valid()
    found = asked.cleaned_data if asked.is_bound else {}
    return {"kind": found.get("kind", ""), "text": found.get("q", "")}


@require_http_methods(FORM)
@keeps_typed_text
def diary_new(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    today = timezone.localdate()
    initial = {"on": today, "ours": [request.user.pk], "next_step_owner": request.user.pk}
    form = DiaryForm(posted(request), initial=initial, account=account, writer=request.user, today=today)
    back = reverse("diary", args=[account.pk])
    title = _("New diary entry")
    return edit_page(
        request,
        form=form,
        save=lambda: write_entry(account=account, by=request.user, **form.cleaned_data),
        template="dossiers/row_edit.html",
        context={"account": account, "tie": tie, "title": title, "back": back, "draft": f"{account.pk}-diary"},
        then=back,
    )


@require_http_methods(FORM)
@keeps_typed_text
def diary_edit(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, entry = get_row_to_edit(request.user, account_id, DiaryEntry, pk)
    form = DiaryEdit(
        posted(request),
        initial=_initial(entry),
        version=entry.version,
        account=account,
        writer=request.user,
        today=timezone.localdate(),
        entry=entry,
    )
    back = reverse("diary", args=[account.pk])
    draft = f"{account.pk}-diary-{entry.pk}"
    return edit_page(
        request,
        form=form,
        record=entry,
        save=lambda: edit_entry(entry=entry, version=form.version, changes=form.changes()),
        template="dossiers/row_edit.html",
        context={"account": account, "tie": tie, "title": str(entry), "back": back, "draft": draft},
        then=back,
    )


def _initial(entry: DiaryEntry) -> dict[str, Any]:
    ours = list(entry.ours.values_list("pk", flat=True))
    theirs = list(entry.theirs.values_list("pk", flat=True))
    return initial_of(entry, DiaryForm) | {"ours": ours, "theirs": theirs}


@require_POST
def next_step_done(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, _tie, entry = get_row_to_edit(request.user, account_id, DiaryEntry, pk)
    form = RemoveForm(request.POST, version=entry.version)
    back = redirect(f"{reverse('diary', args=[account.pk])}#entry-{entry.pk}")
    if not form.is_valid():
        messages.error(request, _("Open the diary and mark the step there."))
        return back
    try:
        finish_next_step(entry=entry, version=form.version, on=timezone.localdate())
    except StaleEdit:
        messages.error(request, _("The entry was changed since you read it. Look at the step below, then mark it."))
        return back
    messages.success(request, _("The step “%(step)s” is done.") % {"step": entry.next_step})
    return back
