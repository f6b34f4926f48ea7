"""The bytes of attachments in Django's storage, a folder or a bucket: never a path, always a name made here.

Bytes are stored before the row that names them is written, and deleted after the row is gone for good. What a crash in
between leaves behind belongs to nobody; `forget_strays` deletes it.
"""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Iterable, Iterator

from django.core.files import File
from django.core.files.storage import default_storage

from dossiers.models import AttachmentVersion

log = logging.getLogger("kam.files")
FOLDER = "attachments"


def store(upload: File) -> str:
    """The name under which the bytes are kept; it tells nothing of the file."""
    name = uuid.uuid4().hex
    upload.seek(0)
    return default_storage.save(f"{FOLDER}/{name[:2]}/{name}", File(upload.file))


def opened(version: AttachmentVersion) -> File:
    """The bytes, to be read piece by piece; FileNotFoundError when the storage has lost them."""
    return default_storage.open(version.stored_as, "rb")


def discard(names: Iterable[str]) -> None:
    """A storage that is away is no reason to fail: what stays is a stray."""
    for name in names:
        try:
            default_storage.delete(name)
        except Exception:
            log.exception("the stored file %s could not be deleted", name)


def forget_strays(*, before: datetime.datetime) -> int:
    """Delete what was stored before that instant and no row names; answers how many files."""
    strays = list(_strays(before))
    discard(strays)
    return len(strays)


def _strays(before: datetime.datetime) -> Iterator[str]:
    try:
        folders, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        stored = {f"{FOLDER}/{folder}/{name}" for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]}
        known = AttachmentVersion.objects.filter(stored_as__in=stored).values_list("stored_as", flat=True)
        for name in sorted(stored - set(known)):
            if default_storage.get_modified_time(name) < before:
                yield name
