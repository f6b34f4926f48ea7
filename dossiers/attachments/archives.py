"""Office files are archives: looked through before they are kept, and never unpacked onto a disk.

A small archive can claim or make a thousand times its size, name paths outside of itself, be a link, hold another
archive, or carry programs. The directory at its end is measured before it is read; the sizes it claims are added up
before anything is unpacked; then every part is unpacked once, piece by piece, and has to be what the directory says.
The documents in a document draw on the same room as the document itself.
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
# What any document may unpack to, however small it is.
ROOM_AT_LEAST = 4 * 1024 * 1024
PIECE = 256 * 1024
IN_MEMORY = 1024 * 1024
# A presentation holds the workbooks of its charts; those hold no further ones.
DEPTH = 1
MAX_INNER = 60

START, END, END_64 = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
OTHER_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c")
END_SIZE, LONGEST_COMMENT = 22, 65_535
PACKED_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
UNOPENED = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, ValueError, EOFError)
CONTENTS, OPEN_DOCUMENT = "[Content_Types].xml", "mimetype"
LONGEST_TYPE = 200


@dataclass(frozen=True)
class Office:
    """What an office file is told by: the folder of its parts, or the type that an OpenDocument file names itself."""

    folder: str = ""
    mimetype: str = ""


@dataclass
class _Room:
    """What may still be unpacked of one file with all that is in it: bytes, parts, documents inside of it."""

    size: int
    parts: int = MAX_PARTS
    inner: int = MAX_INNER

    def take(self, size: int) -> None:
        self.size -= size
        if self.size < 0:
            raise _too_much()

    def take_parts(self, count: int) -> None:
        self.parts -= count
        if self.parts < 0:
            raise _too_much()

    def take_inner(self) -> None:
        self.inner -= 1
        if self.inner < 0:
            raise ValidationError(
                _("The document holds more than %(limit)s other documents and is not kept. Save it without them.")
                % {"limit": MAX_INNER}
            )


def check_office(stream: IO[bytes], wanted: Office) -> None:
    """Raises ValidationError in words; the stream may stand anywhere and is left somewhere."""
    room = _Room(min(MAX_UNPACKED, max(ROOM_AT_LEAST, MAX_RATIO * _size(stream))))
    try:
        with _opened(stream) as archive:
            _check_parts(archive, _size(stream), room)
            if not _is(archive, wanted):
                raise ValidationError(_("The name promises another kind of document than the content is."))
            _unpack(archive, DEPTH, room)
    except UNOPENED as error:
        raise ValidationError(_damaged()) from error


def _damaged() -> str:
    return _("The file is damaged or was cut off on its way: it cannot be opened. Save it anew and upload it again.")


def _too_much() -> ValidationError:
    return ValidationError(_("The file unpacks to far more than a document needs and is not kept."))


def _size(stream: IO[bytes]) -> int:
    return stream.seek(0, 2)


def _opened(stream: IO[bytes]) -> zipfile.ZipFile:
    """The archive, once its directory is known to be of a size to be read."""
    size = _size(stream)
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


def _check_parts(archive: zipfile.ZipFile, size: int, room: _Room) -> None:
    """What the directory of an archive of `size` bytes says of its parts: names, sizes, that they are plain files."""
    parts = archive.infolist()
    room.take_parts(len(parts))
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise ValidationError(_("The file is protected by a password. Save it without one."))
    if len({part.filename for part in parts}) < len(parts) or any(_leads_out(part) for part in parts):
        raise ValidationError(_("The file has parts with names that lead out of it or stand twice, and is not kept."))
    if any(part.compress_type not in PACKED_BY for part in parts):
        raise zipfile.BadZipFile
    large = [part for part in parts if part.file_size > RATIO_COUNTS_FROM]
    if (
        sum(part.file_size for part in parts) > room.size
        # Parts that lie over each other would be read again and again.
        or sum(part.compress_size for part in parts) > size
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
        return OPEN_DOCUMENT in names and _start(archive, OPEN_DOCUMENT).strip() == wanted.mimetype.encode()
    return CONTENTS in names and any(name.startswith(wanted.folder) for name in names)


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        return stream.read(LONGEST_TYPE)


def _unpack(archive: zipfile.ZipFile, depth: int, room: _Room) -> None:
    """Every part once, to its end: a part that is not what the directory says breaks off there."""
    for part in archive.infolist():
        with archive.open(part) as stream:
            piece = stream.read(PIECE)
            _check_first(part.filename.casefold(), piece)
            inner = piece.startswith(START)
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as copy:
                while piece:
                    room.take(len(piece))
                    if inner:
                        copy.write(piece)
                    piece = stream.read(PIECE)
                if inner:
                    _check_inner(copy, depth, room)


def _check_first(name: str, first: bytes) -> None:
    if first.startswith(OTHER_ARCHIVES):
        raise _holds_an_archive()
    if name.endswith((".xml", ".rels")):
        start = first[:4096].replace(b"\x00", b"").lower()
        if b"<!doctype" in start or b"<!entity" in start:
            raise ValidationError(_("The file contains a document type definition and is not kept. Save it anew."))


def _check_inner(stream: IO[bytes], depth: int, room: _Room) -> None:
    """An office file inside an office file; any other archive is refused."""
    if depth == 0:
        raise _holds_an_archive()
    room.take_inner()
    with _opened(stream) as archive:
        _check_parts(archive, _size(stream), room)
        if not {CONTENTS, OPEN_DOCUMENT} & set(archive.namelist()):
            raise _holds_an_archive()
        _unpack(archive, depth - 1, room)


def _holds_an_archive() -> ValidationError:
    return ValidationError(_("The document holds a packed archive and is not kept. Upload what is in it by itself."))
