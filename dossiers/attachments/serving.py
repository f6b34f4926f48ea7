"""Handing files out: downloads never run in a browser, previews show pictures and PDF in a room of their own.

Every answer is streamed from the storage and says what it is with `nosniff`; the portal's policy lets no page frame it.

- A download is an attachment in a sandbox, whatever its type.
- A picture is shown by the browser in a sandbox without scripts, forms and the portal's cookies.
- A PDF is shown by the browser's own viewer, which runs apart from the portal: neither its pages nor its scripts reach
  ours. It is not in a sandbox, because the viewers of many browsers refuse to start in one and show an empty page
  (Chromium before its viewer had a process of its own, Safari). Its content was proved to be PDF when it came, nothing
  else may be loaded by it, and `object-src` lets the viewer in.
"""

from __future__ import annotations

from django.http import FileResponse

from dossiers.attachments.kinds import BY_TYPE
from dossiers.attachments.storing import opened
from dossiers.models import AttachmentVersion

APART = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
PDF = "default-src 'none'; object-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
WITH_CHARSET = "text/"


def is_shown(content_type: str) -> bool:
    """Whether a browser shows it: pictures and PDF."""
    kind = BY_TYPE.get(content_type)
    return kind is not None and (kind.is_image or kind.is_pdf)


def download(version: AttachmentVersion) -> FileResponse:
    """Raises FileNotFoundError when the storage has lost it."""
    # The encoding of a text is its own affair: as a type that says nothing of it no program guesses.
    known = version.content_type in BY_TYPE and not version.content_type.startswith(WITH_CHARSET)
    return _answer(version, APART, version.content_type if known else "application/octet-stream", as_attachment=True)


def preview(version: AttachmentVersion) -> FileResponse:
    """Only of what is_shown(); raises FileNotFoundError when the storage has lost it."""
    policy = PDF if BY_TYPE[version.content_type].is_pdf else APART
    return _answer(version, policy, version.content_type, as_attachment=False)


def _answer(version: AttachmentVersion, policy: str, content_type: str, *, as_attachment: bool) -> FileResponse:
    answer = FileResponse(
        opened(version), as_attachment=as_attachment, filename=version.original_name, content_type=content_type
    )
    answer["Content-Length"] = str(version.size)
    answer["Content-Security-Policy"] = policy
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
