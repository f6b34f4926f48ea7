"""Next steps of the diary: adding, editing, marking as done. By htmx an entry changes in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Tie
from accounts.models import Account
from dossiers.access import get_row_to_edit
from dossiers.diary.forms import StepEdit, StepForm
from dossiers.diary.narrowing import with_people_and_steps
from dossiers.diary.steps import add_step, edit_step, finish_step, line_of, remove_step, reopen_step
from dossiers.forms import RemoveForm, initial_of
from dossiers.models import DiaryEntry, NextStep
from dossiers.views.diary import FORM, address_of
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.history.editing import asked_next, edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_http_methods(FORM)
@keeps_typed_text
def next_step_new(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, entry = get_row_to_edit(request.user, account_id, DiaryEntry, pk)
    part, line = request.GET.get("part", ""), request.GET.get("line", "")
    number = int(line) if line.isascii() and line.isdigit() and len(line) < 6 else -1
    initial = {"text": line_of(entry, part, number), "owner": request.user.pk}
    form = StepForm(posted(request), initial=initial, account=account, writer=request.user, entry=entry)
    return edit_page(
        request,
        form=form,
        save=lambda: add_step(entry=entry, **form.cleaned_data),
        template=_template(request),
        context=_context(request, account, tie, entry) | {"title": _("New next step")},
        then=address_of(entry),
    )


@require_http_methods(FORM)
@keeps_typed_text
def next_step_edit(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, step = get_row_to_edit(request.user, account_id, NextStep, pk)
    form = StepEdit(
        posted(request),
        initial=initial_of(step, StepForm),
        version=step.version,
        account=account,
        writer=request.user,
        entry=step.entry,
    )
    remove = reverse("next_step_remove", args=[account.pk, step.pk])
    return edit_page(
        request,
        form=form,
        record=step,
        save=lambda: edit_step(step=step, version=form.version, changes=form.changes()),
        template=_template(request),
        context=_context(request, account, tie, step.entry) | {"title": _("Edit the next step"), "remove": remove},
        then=address_of(step.entry),
    )


def _in_place(request: SignedInRequest) -> bool:
    """Whether the entry is at hand; a page that names itself in ?next= has only room for the form."""
    return request.headers.get("HX-Request") == "true" and not asked_next(request)


def _template(request: SignedInRequest) -> str:
    return "dossiers/diary_entry.html" if _in_place(request) else "dossiers/row_edit.html"


def _context(request: SignedInRequest, account: Account, tie: Tie, entry: DiaryEntry) -> dict[str, Any]:
    """By htmx the whole entry is shown, with the form in it."""
    context: dict[str, Any] = {"account": account, "tie": tie, "back": address_of(entry)}
    if not _in_place(request):
        return context
    shown = with_people_and_steps(DiaryEntry.objects.filter(pk=entry.pk)).get()
    here = {"entry": shown, "opened": entry.pk, "action": request.get_full_path(), "today": timezone.localdate()}
    return context | here


@require_http_methods(FORM)
def next_step_remove(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, step = get_row_to_edit(request.user, account_id, NextStep, pk)
    form = RemoveForm(posted(request), version=step.version)
    title = _("Remove the next step “%(step)s”?") % {"step": step.text}
    back = address_of(step.entry)
    return edit_page(
        request,
        form=form,
        record=step,
        save=lambda: remove_step(step=step, version=form.version),
        template="dossiers/row_remove.html",
        context={"account": account, "tie": tie, "title": title, "back": back},
        then=back,
        said=_("Removed."),
    )


@require_POST
def next_step_done(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    _account, _tie, step = get_row_to_edit(request.user, account_id, NextStep, pk)
    on = timezone.localdate()
    said = _("The step “%(step)s” is done.") % {"step": step.text}
    return _marked(request, step, lambda version: finish_step(step=step, version=version, on=on), said)


@require_POST
def next_step_undo(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    _account, _tie, step = get_row_to_edit(request.user, account_id, NextStep, pk)
    said = _("The step “%(step)s” is open again.") % {"step": step.text}
    return _marked(request, step, lambda version: reopen_step(step=step, version=version), said)


def _marked(request: SignedInRequest, step: NextStep, mark: Callable[[int], NextStep], said: str) -> HttpResponse:
    form = RemoveForm(request.POST, version=step.version)
    back = address_of(step.entry)
    if not form.is_valid():
        messages.error(request, _("Open the diary and mark the step there."))
        return redirect(back)
    return acted(
        request,
        act=lambda: mark(form.version),
        back=back,
        said=said,
        stale=_("The step was changed since you read it. Look at it below, then mark it."),
        gone=_("The step was removed since you read it."),
    )
