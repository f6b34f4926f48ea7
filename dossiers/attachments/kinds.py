"""Which files are kept: told by their content, which has to agree with the ending of the name.

What a browser would run (HTML, SVG), programs, documents with macros and archives are refused, each in words.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

import filetype
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dossiers.attachments.archives import START, Office, check_office
from dossiers.attachments.names import ending_of

HEAD = 8192
PIECE = 256 * 1024
OOXML, ODF = "application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument"
UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
UTF8_MARK = b"\xef\xbb\xbf"
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<!--")


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is kept; `is_image` and `is_pdf` are shown by the browser, the rest only handed out."""

    title: str | Promise
    content_type: str
    check: Callable[[IO[bytes], bytes], None]

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def is_pdf(self) -> bool:
        return self.content_type == "application/pdf"


def _magic(*mimes: str) -> Callable[[IO[bytes], bytes], None]:
    """The first bytes are those of the type."""

    def check(_stream: IO[bytes], head: bytes) -> None:
        found = filetype.guess(head)
        if found is None or found.mime not in mimes:
            raise _another()

    return check


def _office(wanted: Office) -> Callable[[IO[bytes], bytes], None]:
    def check(stream: IO[bytes], head: bytes) -> None:
        if not head.startswith(START):
            raise ValidationError(
                _("The content is not that of an office document; one with a password looks so too. Save it anew.")
            )
        check_office(stream, wanted)

    return check


def _plain_text(stream: IO[bytes], head: bytes) -> None:
    """Text in UTF-16 with its mark, or in any encoding whose bytes are letters, marks and line ends."""
    encoding = UTF16.get(head[:2])
    start = head.decode(encoding, "replace").encode("utf-8", "replace") if encoding else head
    if start.removeprefix(UTF8_MARK).lstrip().lower().startswith(MARKUP):
        raise ValidationError(_WEB)
    if encoding is None and filetype.guess(head) is not None:
        raise _another()
    decoder = codecs.getincrementaldecoder(encoding)() if encoding else None
    stream.seek(0)
    try:
        while piece := stream.read(PIECE):
            text = decoder.decode(piece).encode() if decoder else piece
            if CONTROL.search(text):
                raise _another()
        if decoder:
            decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise _another() from error


def _another() -> ValidationError:
    return ValidationError(
        _("The ending of the name does not agree with the content. Open the file, save it anew and upload it again.")
    )


_DOCUMENT, _TEXT = pgettext_lazy("of a file", "Document"), pgettext_lazy("of a file", "Text")
_SHEET, _SLIDES, _IMAGE = gettext_lazy("Spreadsheet"), gettext_lazy("Presentation"), gettext_lazy("Image")
_JPEG = FileKind(_IMAGE, "image/jpeg", _magic("image/jpeg"))
KINDS: dict[str, FileKind] = {
    "pdf": FileKind("PDF", "application/pdf", _magic("application/pdf")),
    "png": FileKind(_IMAGE, "image/png", _magic("image/png", "image/apng")),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "gif": FileKind(_IMAGE, "image/gif", _magic("image/gif")),
    "webp": FileKind(_IMAGE, "image/webp", _magic("image/webp")),
    "docx": FileKind(_DOCUMENT, f"{OOXML}.wordprocessingml.document", _office(Office(folder="word/"))),
    "xlsx": FileKind(_SHEET, f"{OOXML}.spreadsheetml.sheet", _office(Office(folder="xl/"))),
    "pptx": FileKind(_SLIDES, f"{OOXML}.presentationml.presentation", _office(Office(folder="ppt/"))),
    "odt": FileKind(_DOCUMENT, f"{ODF}.text", _office(Office(mimetype=f"{ODF}.text"))),
    "ods": FileKind(_SHEET, f"{ODF}.spreadsheet", _office(Office(mimetype=f"{ODF}.spreadsheet"))),
    "odp": FileKind(_SLIDES, f"{ODF}.presentation", _office(Office(mimetype=f"{ODF}.presentation"))),
    "txt": FileKind(_TEXT, "text/plain", _plain_text),
    "csv": FileKind(_SHEET, "text/csv", _plain_text),
}
BY_TYPE = {kind.content_type: kind for kind in KINDS.values()}
ENDINGS = ", ".join(KINDS)

_WEB = gettext_lazy("Web pages and drawings that can carry programs (HTML, SVG) are not kept. Save it as PDF.")
_PROGRAM = gettext_lazy("Programs are not kept.")
_MACROS = gettext_lazy("Documents with macros are not kept. Save it without them, as .docx, .xlsx or .pptx.")
_OLD = gettext_lazy("This is a format of old office programs, which hides macros. Save it as .docx, .xlsx or .pptx.")
_ARCHIVE = gettext_lazy("Packed archives are not kept: nobody sees what is in them. Unpack it and upload the files.")
REFUSED: dict[str, Promise] = {
    **dict.fromkeys(("html", "htm", "xhtml", "xml", "svg", "svgz", "mht", "mhtml", "js", "mjs", "css"), _WEB),
    **dict.fromkeys(("exe", "dll", "msi", "com", "scr", "bat", "cmd", "ps1", "vbs", "sh", "jar", "lnk"), _PROGRAM),
    **dict.fromkeys(("docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm"), _MACROS),
    **dict.fromkeys(("doc", "dot", "xls", "xlt", "ppt", "pps", "rtf"), _OLD),
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tgz", "tar", "bz2", "xz", "iso", "cab"), _ARCHIVE),
}


def recognise(stream: IO[bytes], name: str) -> FileKind:
    """The kind of a file by its name, proved by its content; raises ValidationError in words."""
    ending = ending_of(name)
    kind = KINDS.get(ending)
    if kind is None:
        raise ValidationError(_refusal(ending))
    stream.seek(0)
    head = stream.read(HEAD)
    kind.check(stream, head)
    stream.seek(0)
    return kind


def _refusal(ending: str) -> str:
    if ending in REFUSED:
        return str(REFUSED[ending])
    allowed = {"endings": ENDINGS, "ending": ending[:20]}
    if not ending:
        return _("The name has no ending that tells what the file is. Kept are: %(endings)s.") % allowed
    return _("Files ending in .%(ending)s are not kept. Kept are: %(endings)s.") % allowed
