"""The files of a client: the list, uploading, words about a file, taking it away, looking at it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import prefetch_related_objects
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Tie, get_account, get_account_to_edit
from accounts.models import Account
from dossiers.access import get_attachment_version, get_row_to_edit
from dossiers.attachments import serving
from dossiers.attachments.forms import AttachmentEdit, AttachmentForm, UploadForm
from dossiers.attachments.keeping import Kept, Outcome, edit_attachment, keep_file, remove_attachment
from dossiers.attachments.kinds import ENDINGS, KINDS
from dossiers.attachments.limits import limits
from dossiers.attachments.reading import latest_versions
from dossiers.forms import RemoveForm, initial_of
from dossiers.models import Attachment, AttachmentVersion
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of

FORM = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Received:
    """What became of one file, in a sentence."""

    name: str
    is_kept: bool
    said: str


@require_safe
def attachments(request: SignedInRequest, account_id: int) -> HttpResponse:
    account, tie = get_account(request.user, account_id)
    return _list(request, account, tie, UploadForm(account=account))


def _list(request: SignedInRequest, account: Account, tie: Tie, form: UploadForm) -> HttpResponse:
    page = page_of(latest_versions(account), request.GET.get("page"))
    prefetch_related_objects(page.rows, "attachment__versions__by")
    context = {"account": account, "tie": tie, "page": page, "form": form, "limits": limits()}
    accepted = {"endings": ENDINGS, "accept": ",".join(f".{ending}" for ending in KINDS)}
    return render(request, "dossiers/files.html", context | accepted)


@require_POST
def attachment_upload(request: SignedInRequest, account_id: int) -> HttpResponse:
    """Several files at once, each kept or refused by itself; a script that asks for JSON is told file by file."""
    account, tie = get_account_to_edit(request.user, account_id)
    form = UploadForm(request.POST, account=account)
    uploads = request.FILES.getlist("files")
    is_script = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    if form.is_valid():
        received = [_receive(request, account, upload, form.cleaned_data["replaces"]) for upload in uploads]
    elif is_script:
        received = [Received(upload.name or "", False, str(form.errors["replaces"][0])) for upload in uploads]
    else:
        return _list(request, account, tie, form)
    if is_script:
        return JsonResponse({"results": [asdict(each) for each in received]})
    _tell(request, received)
    return redirect("attachments", account.pk)


def _receive(request: SignedInRequest, account: Account, upload: UploadedFile, replaces: Attachment | None) -> Received:
    name = upload.name or ""
    try:
        kept = keep_file(
            account=account, upload=upload, name=name, by=request.user, at=timezone.now(), replaces=replaces
        )
    except ValidationError as refusal:
        return Received(name, False, " ".join(refusal.messages))
    return Received(name, True, _said(kept))


def _said(kept: Kept) -> str:
    words = {
        Outcome.NEW: _("Kept."),
        Outcome.NEXT_VERSION: _("Kept as version %(number)s."),
        Outcome.HERE_ALREADY: _("This very file is here already, as version %(number)s; nothing is there twice."),
    }
    return words[kept.outcome] % {"number": kept.number}


def _tell(request: SignedInRequest, received: list[Received]) -> None:
    """A line for each file; the refused ones last, where the eye stops."""
    if not received:
        messages.error(request, _("Choose a file first, then upload it."))
    for each in sorted(received, key=lambda each: not each.is_kept):
        level = messages.SUCCESS if each.is_kept else messages.ERROR
        messages.add_message(request, level, _("“%(name)s”: %(said)s") % {"name": each.name, "said": each.said})


@require_http_methods(FORM)
@keeps_typed_text
def attachment_edit(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, attachment = get_row_to_edit(request.user, account_id, Attachment, pk)
    form = AttachmentEdit(posted(request), initial=initial_of(attachment, AttachmentForm), version=attachment.version)
    back = _back(attachment)
    remove = reverse("attachment_remove", args=[account.pk, attachment.pk])
    draft = f"{account.pk}-file-{attachment.pk}"
    context = {"account": account, "tie": tie, "title": attachment.title, "back": back, "draft": draft}
    return edit_page(
        request,
        form=form,
        record=attachment,
        save=lambda: edit_attachment(attachment=attachment, version=form.version, changes=form.changes()),
        template="dossiers/row_edit.html",
        context=context | {"remove": remove},
        then=back,
    )


@require_http_methods(FORM)
def attachment_remove(request: SignedInRequest, account_id: int, pk: int) -> HttpResponse:
    account, tie, attachment = get_row_to_edit(request.user, account_id, Attachment, pk)
    form = RemoveForm(posted(request), version=attachment.version)
    title = _("Remove the file “%(title)s” with all its versions?") % {"title": attachment.title}
    warning = _("The file and its versions are deleted for good. The history keeps their names, not what was in them.")
    context = {"account": account, "tie": tie, "title": title, "back": _back(attachment), "warning": warning}
    return edit_page(
        request,
        form=form,
        record=attachment,
        save=lambda: remove_attachment(attachment=attachment, version=form.version),
        template="dossiers/row_remove.html",
        context=context,
        then=reverse("attachments", args=[account.pk]),
        said=_("Removed."),
    )


def _back(attachment: Attachment) -> str:
    return f"{reverse('attachments', args=[attachment.account_id])}#file-{attachment.pk}"


@require_safe
def attachment_download(request: SignedInRequest, account_id: int, pk: int, number: int) -> HttpResponseBase:
    version = get_attachment_version(request.user, account_id, pk, number)
    return _handed_out(request, version, serving.download)


@require_safe
def attachment_preview(request: SignedInRequest, account_id: int, pk: int, number: int) -> HttpResponseBase:
    version = get_attachment_version(request.user, account_id, pk, number)
    if not serving.is_shown(version.content_type):
        raise Http404
    return _handed_out(request, version, serving.preview)


def _handed_out(
    request: SignedInRequest, version: AttachmentVersion, answer: Callable[[AttachmentVersion], FileResponse]
) -> HttpResponseBase:
    try:
        return answer(version)
    except FileNotFoundError:
        messages.error(
            request,
            _("The storage has lost the file “%(name)s”. Tell your admin: it may be in a backup.")
            % {"name": version.original_name},
        )
        return redirect("attachments", version.account_id)
