"""Keeping the files of a client: a new one, a further version of one, words about it, and taking it away.

A file of the same name as one that is here is its next version; one with the very bytes of the latest version is that
version, so that a double click keeps one. Who removes a file removes all its versions: the rows at once, the bytes as
soon as that is final. The history keeps their names, sizes and authors, not their content.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import IO, Any, cast

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Count, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.models import Account
from dossiers.attachments.kinds import FileKind, recognise
from dossiers.attachments.limits import limits
from dossiers.attachments.names import clean_name, key_of
from dossiers.attachments.storing import discard, store
from dossiers.models import Attachment, AttachmentVersion
from kam_portal.foundation.documents.receiving import NotKept
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User

PIECE = 256 * 1024


class Outcome(Enum):
    NEW, NEXT_VERSION, HERE_ALREADY = range(3)


@dataclass(frozen=True)
class Kept:
    """Where a file went: version `number` of `attachment`."""

    attachment: Attachment
    number: int
    outcome: Outcome


@dataclass(frozen=True)
class _Measured:
    """A file that may be kept: its clean name, kind, size in bytes, digest, and who brought it."""

    name: str
    kind: FileKind
    size: int
    sha256: str
    by: User | None
    at: datetime.datetime


def keep_file(
    *,
    account: Account,
    upload: File,
    name: str,
    by: User | None,
    at: datetime.datetime,
    replaces: Attachment | None = None,
) -> Kept:
    """Keep the file, as the next version of `replaces` or of the one of its name; raises ValidationError in words.

    The bytes are stored outside the transaction that writes the rows: a slow storage locks nobody.
    """
    measured = _measure(upload, clean_name(name), by, at)
    _refuse_beyond_the_room(account, measured.size)
    stored_as = store(upload)
    try:
        kept = _record(account, measured, stored_as, replaces)
    except BaseException:
        discard([stored_as])
        raise
    if kept.outcome is Outcome.HERE_ALREADY:
        discard([stored_as])
    return kept


def edit_attachment(*, attachment: Attachment, version: int, changes: Mapping[str, Any]) -> Attachment:
    """Change title, note and section; raises StaleEdit when somebody saved or uploaded a version in between."""
    return save_versioned(instance=attachment, version=version, changes=changes)


@transaction.atomic
def remove_attachment(*, attachment: Attachment, version: int) -> None:
    """Take all versions away; raises StaleEdit when somebody saved or uploaded a version in between."""
    save_versioned(instance=attachment, version=version, changes={})
    stored = list(AttachmentVersion.objects.filter(attachment=attachment).values_list("stored_as", flat=True))
    attachment.delete()
    transaction.on_commit(lambda: discard(stored))


def _measure(upload: File, name: str, by: User | None, at: datetime.datetime) -> _Measured:
    largest = limits().largest
    if upload.size > largest:
        raise ValidationError(
            _("The file has %(size)s; at most %(limit)s are kept. Make it smaller, or split it.")
            % {"size": filesizeformat(upload.size), "limit": filesizeformat(largest)}
        )
    if isinstance(upload, NotKept):
        raise ValidationError(_("It came with too much else at once. Upload it again, by itself."))
    if not upload.size:
        raise ValidationError(_("The file is empty. Choose another one."))
    kind = recognise(cast(IO[bytes], upload.file), name)
    return _Measured(name, kind, upload.size, _digest(upload), by, at)


def _digest(upload: File) -> str:
    digest = hashlib.sha256()
    for piece in upload.chunks(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _refuse_beyond_the_room(account: Account, size: int) -> None:
    kept = AttachmentVersion.objects.filter(account=account).aggregate(files=Count("pk"), total=Sum("size"))
    allowed = limits()
    if kept["files"] >= allowed.files:
        raise ValidationError(
            _("This client has %(limit)s files already, versions counted; more are not kept. Remove old ones first.")
            % {"limit": allowed.files}
        )
    if (kept["total"] or 0) + size > allowed.total:
        raise ValidationError(
            _("The files of this client would have more than %(limit)s together. Remove old ones first.")
            % {"limit": filesizeformat(allowed.total)}
        )


@transaction.atomic
def _record(account: Account, measured: _Measured, stored_as: str, replaces: Attachment | None) -> Kept:
    """Uploads to one client follow each other: of two with one name at once the second becomes the next version."""
    Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    attachment = _named(account, measured.name, replaces)
    if attachment is not None and _is_latest(attachment, measured):
        return Kept(attachment, attachment.latest, Outcome.HERE_ALREADY)
    _refuse_beyond_the_room(account, measured.size)
    outcome = Outcome.NEW if attachment is None else Outcome.NEXT_VERSION
    attachment = _begun(account, measured) if attachment is None else _moved_on(attachment, measured)
    AttachmentVersion.objects.create(
        account=account,
        attachment=attachment,
        number=attachment.latest,
        stored_as=stored_as,
        original_name=measured.name,
        size=measured.size,
        content_type=measured.kind.content_type,
        sha256=measured.sha256,
        by=measured.by,
        at=measured.at,
    )
    return Kept(attachment, attachment.latest, outcome)


def _named(account: Account, name: str, replaces: Attachment | None) -> Attachment | None:
    """The attachment that a file of this name is a version of, locked; None for a new one."""
    ours = Attachment.objects.select_for_update(of=("self",), no_key=True).filter(account=account)
    same_name = ours.filter(name_key=key_of(name)).first()
    if replaces is None:
        return same_name
    found = ours.filter(pk=replaces.pk).first()
    if found is None:
        raise ValidationError(_("The file that this one should replace was removed meanwhile. Upload it as a new one."))
    if same_name is not None and same_name != found:
        raise ValidationError(
            _("Another file of this client, “%(title)s”, has this name. Upload it there, or give it another name.")
            % {"title": same_name.title}
        )
    return found


def _is_latest(attachment: Attachment, measured: _Measured) -> bool:
    latest = AttachmentVersion.objects.get(attachment=attachment, number=attachment.latest)
    return (latest.sha256, latest.size) == (measured.sha256, measured.size)


def _begun(account: Account, measured: _Measured) -> Attachment:
    name = measured.name
    return Attachment.objects.create(account=account, title=name, file_name=name, name_key=key_of(name))


def _moved_on(attachment: Attachment, measured: _Measured) -> Attachment:
    """The version of the text moves on too: who removes or edits the file has seen what they remove."""
    attachment.latest += 1
    attachment.version += 1
    attachment.file_name, attachment.name_key = measured.name, key_of(measured.name)
    attachment.save(update_fields=["latest", "version", "file_name", "name_key"])
    return attachment
