"""Invitations (.ics) into the diary: read, shown to choose from, and only then written."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import get_account_to_edit
from dossiers.diary.importing import fitting, offered, take_invitations, unpacked
from dossiers.diary.invitations import NotACalendar, Reading, read
from dossiers.diary.uploads import InvitationsForm
from kam_portal.foundation.history.editing import posted
from kam_portal.foundation.people.signed_in import SignedInRequest


@dataclass(frozen=True)
class FileRead:
    """A file by its name: what was in it, or why it could not be read."""

    name: str
    reading: Reading
    fault: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def diary_import(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account_to_edit(request.user, account_id)
    form = InvitationsForm(posted(request), request.FILES or None)
    context = {"account": account, "tie": tie, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "dossiers/diary_import.html", context)
    files = [_read(file) for file in form.cleaned_data["invitations"]]
    found = [invitation for file in files for invitation in file.reading.invitations]
    rows, text = fitting(account, request.user, offered(account, request.user, found))
    shown = {
        "files": files,
        "rows": rows,
        "fresh": sum(not row.is_taken for row in rows),
        "is_cut": len({each.key for each in found}) > len(rows),
        "packed": text,
    }
    return render(request, "dossiers/diary_import.html", context | shown)


def _read(file: UploadedFile) -> FileRead:
    name = (file.name or "")[:80]
    try:
        return FileRead(name, read(file.read(), now=timezone.now(), zone=timezone.get_current_timezone()))
    except NotACalendar as error:
        return FileRead(name, Reading([], []), str(error))


@require_POST
def diary_import_take(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, _tie = get_account_to_edit(request.user, account_id)
    try:
        invitations = unpacked(account, request.user, request.POST.get("invitations", ""))
    except signing.BadSignature:
        messages.error(request, _("These invitations were read too long ago. Choose the files again."))
        return redirect("diary_import", account.pk)
    wanted = set(request.POST.getlist("take"))
    chosen = [each for number, each in enumerate(invitations) if str(number) in wanted]
    if not chosen:
        messages.error(request, _("No meeting was ticked, so nothing was written. Choose the files again."))
        return redirect("diary_import", account.pk)
    made = take_invitations(account=account, by=request.user, invitations=chosen)
    said = ngettext("%(count)d entry was written.", "%(count)d entries were written.", made) % {"count": made}
    before = len(chosen) - made
    if before:
        said += " " + ngettext(
            "%(count)d was in the diary already.", "%(count)d were in the diary already.", before
        ) % {"count": before}
    messages.success(request, said)
    return redirect("diary", account.pk)
