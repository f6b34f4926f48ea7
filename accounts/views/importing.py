"""Importing by the pages, for admins: upload, check and correct the columns, run, see the result."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from accounts.importing import runs
from accounts.importing.forms import ColumnsForm, UploadForm
from accounts.importing.running import KINDS
from accounts.models import ImportRun
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.writing import write_csv

RECENT = 10
SHOWN_LINES = 100


def get_run(request: SignedInRequest, pk: int) -> ImportRun:
    """A run for an admin's eyes; Http404 when there is none."""
    require(request.user, Right.RUN_EVERYTHING)
    found = ImportRun.objects.select_related("started_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def import_start(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.RUN_EVERYTHING)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        import_run = runs.receive(kind=form.cleaned_data["kind"], upload=upload, file_name=upload.name, by=request.user)
        runs.check(import_run=import_run)
        return redirect("import_check", import_run.pk)
    recent = ImportRun.objects.select_related("started_by")[:RECENT]
    context = {"form": form, "kinds": KINDS.values(), "recent": [(run, KINDS[run.kind].title) for run in recent]}
    return render(request, "accounts/import_start.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def import_check(request: SignedInRequest, pk: int) -> HttpResponse:
    import_run = get_run(request, pk)
    if import_run.state in (ImportRun.State.RUNNING, ImportRun.State.DONE):
        return redirect("import_result", import_run.pk)
    form = ColumnsForm(
        request.POST if "columns" in request.POST else None,
        columns=KINDS[import_run.kind].columns,
        header=import_run.header,
        chosen=import_run.columns,
    )
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        runs.check(import_run=import_run, overrides=form.cleaned_data if form.is_bound else None)
        return redirect("import_check", import_run.pk)
    context = _context(import_run) | {"form": form}
    return render(request, "accounts/import_check.html", context, status=422 if form.errors else 200)


@require_POST
def import_run(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_run(request, pk)
    runs.carry_out(import_run=found)
    return redirect("import_result", found.pk)


@require_safe
def import_result(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_run(request, pk)
    if found.state in (ImportRun.State.CHECKING, ImportRun.State.CHECKED):
        return redirect("import_check", found.pk)
    return render(request, "accounts/import_result.html", _context(found))


@require_safe
def import_rejected(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rejected lines as CSV, to work through beside the file."""
    found = get_run(request, pk)
    table = write_csv([_("Line"), _("Why")], found.rejected)
    headers = {
        "Content-Disposition": f'attachment; filename="rejected-{found.pk}.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(table, content_type="text/csv; charset=utf-8", headers=headers)


def _context(found: ImportRun) -> dict[str, object]:
    used = set(found.columns.values())
    return {
        "run": found,
        "kind": KINDS[found.kind],
        "rejected": found.rejected[:SHOWN_LINES],
        "is_cut": len(found.rejected) > SHOWN_LINES,
        "notes": found.notes[:SHOWN_LINES],
        "unused": [title for title in found.header if title not in used],
        "is_silent": runs.is_silent(found, timezone.now()),
        "changes_nothing": found.rows > 0 and found.unchanged == found.rows,
        "may_run": found.state == ImportRun.State.CHECKED and not found.refusal and not found.rejected,
    }
