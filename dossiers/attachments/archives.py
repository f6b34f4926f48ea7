"""Office files are archives: looked through before they are kept, and never unpacked onto a disk.

A small archive can claim or make a thousand times its size, name paths outside of itself, be a link, hold another
archive, or carry programs. The directory at its end is measured before it is read; the sizes it claims are added up
before anything is unpacked; then every part is unpacked once, piece by piece, and has to be what the directory says.
"""

from __future__ import annotations

import stat
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_PARTS = 4_000
MAX_DIRECTORY = 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
# Pages and sheets pack 5 to 30 times; a part of blanks or zeros a thousand times.
MAX_RATIO = 100
RATIO_COUNTS_FROM = 1024 * 1024
PIECE = 256 * 1024
IN_MEMORY = 1024 * 1024
# A presentation holds the workbooks of its charts; those hold no further ones.
DEPTH = 1

START, END, END_64 = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
OTHER_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c")
END_SIZE, LONGEST_COMMENT = 22, 65_535
PACKED_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
UNOPENED = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, ValueError, EOFError)
CONTENTS, OPEN_DOCUMENT = "[Content_Types].xml", "mimetype"


@dataclass(frozen=True)
class Office:
    """What an office file is told by: the folder of its parts, or the type that an OpenDocument file names itself."""

    folder: str = ""
    mimetype: str = ""


def check_office(stream: IO[bytes], wanted: Office) -> None:
    """Raises ValidationError in words; the stream may stand anywhere and is left somewhere."""
    try:
        with _opened(stream) as archive:
            _check_parts(archive, MAX_UNPACKED)
            if not _is(archive, wanted):
                raise ValidationError(_("The name promises another kind of document than the content is."))
            _unpack(archive, DEPTH, MAX_UNPACKED)
    except UNOPENED as error:
        raise ValidationError(_damaged()) from error


def _damaged() -> str:
    return _("The file is damaged or was cut off on its way: it cannot be opened. Save it anew and upload it again.")


def _too_much() -> ValidationError:
    return ValidationError(_("The file unpacks to far more than a document needs and is not kept."))


def _opened(stream: IO[bytes]) -> zipfile.ZipFile:
    """The archive, once its directory is known to be of a size to be read."""
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(max(0, size - END_SIZE - LONGEST_COMMENT))
    tail = stream.read()
    place = tail.rfind(END)
    if place < 0 or len(tail) - place < END_SIZE:
        raise zipfile.BadZipFile
    parts, directory = struct.unpack("<HL", tail[place + 10 : place + 16])
    if parts > MAX_PARTS or directory > MAX_DIRECTORY or END_64 in tail[max(0, place - 20) : place]:
        raise _too_much()
    stream.seek(0)
    if stream.read(len(START)) != START:
        raise zipfile.BadZipFile
    stream.seek(0)
    return zipfile.ZipFile(stream)


def _check_parts(archive: zipfile.ZipFile, room: int) -> None:
    """What the directory says of the parts: their names, their sizes, that they are plain files."""
    parts = archive.infolist()
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise ValidationError(_("The file is protected by a password. Save it without one."))
    if len({part.filename for part in parts}) < len(parts) or any(_leads_out(part) for part in parts):
        raise ValidationError(_("The file has parts with names that lead out of it or stand twice, and is not kept."))
    if any(part.compress_type not in PACKED_BY for part in parts):
        raise zipfile.BadZipFile
    large = [part for part in parts if part.file_size > RATIO_COUNTS_FROM]
    if (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > room
        or any(part.file_size > MAX_RATIO * max(part.compress_size, 1) for part in large)
    ):
        raise _too_much()
    if any(_is_macro(part.filename.casefold()) for part in parts):
        raise ValidationError(
            _("The document carries macros, which are programs. Save it without them, as .docx, .xlsx or .pptx.")
        )


def _leads_out(part: zipfile.ZipInfo) -> bool:
    name = part.orig_filename
    steps = name.split("/")
    odd = name.startswith("/") or "\\" in name or "\x00" in name or ":" in steps[0] or ".." in steps
    return odd or stat.S_ISLNK(part.external_attr >> 16)


def _is_macro(name: str) -> bool:
    return name.endswith("vbaproject.bin") or "/macrosheets/" in name or name.startswith(("basic/", "scripts/"))


def _is(archive: zipfile.ZipFile, wanted: Office) -> bool:
    names = archive.namelist()
    if wanted.mimetype:
        return OPEN_DOCUMENT in names and archive.read(OPEN_DOCUMENT).strip() == wanted.mimetype.encode()
    return CONTENTS in names and any(name.startswith(wanted.folder) for name in names)


def _unpack(archive: zipfile.ZipFile, depth: int, room: int) -> None:
    """Every part once, to its end: a part that is not what the directory says breaks off there."""
    for part in archive.infolist():
        room -= part.file_size
        with archive.open(part) as stream:
            first = stream.read(PIECE)
            _check_first(part.filename.casefold(), first)
            inner = first.startswith(START)
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as copy:
                while first:
                    if inner:
                        copy.write(first)
                    first = stream.read(PIECE)
                if inner:
                    _check_inner(copy, depth, room)


def _check_first(name: str, first: bytes) -> None:
    if first.startswith(OTHER_ARCHIVES):
        raise _holds_an_archive()
    if name.endswith((".xml", ".rels")):
        start = first[:4096].replace(b"\x00", b"").lower()
        if b"<!doctype" in start or b"<!entity" in start:
            raise ValidationError(_("The file contains a document type definition and is not kept. Save it anew."))


def _check_inner(stream: IO[bytes], depth: int, room: int) -> None:
    """An office file inside an office file; any other archive is refused."""
    if depth == 0:
        raise _holds_an_archive()
    with _opened(stream) as archive:
        _check_parts(archive, room)
        if not {CONTENTS, OPEN_DOCUMENT} & set(archive.namelist()):
            raise _holds_an_archive()
        _unpack(archive, depth - 1, room)


def _holds_an_archive() -> ValidationError:
    return ValidationError(_("The document holds a packed archive and is not kept. Upload what is in it by itself."))
