"""A file as an answer: named by us, never run by the browser it reaches."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

TYPES = {
    "json": "application/json; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "pdf": "application/pdf",
    "vcf": "text/vcard; charset=utf-8",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST_NAME = 100
# What parts words in a name, such as “2026/27”: a file may not be called so, and the words stay apart.
PARTS = re.compile(r"[/\\|.,:;+&]+")


def file_answer(content: bytes, *, name: str, form: str) -> HttpResponse:
    """The content as an attachment called after `name`; letters of any alphabet stay, what systems forbid goes."""
    plain = _cut(slugify(PARTS.sub(" ", name), allow_unicode=True)) or "document"
    answer = HttpResponse(content, content_type=TYPES[form])
    answer["Content-Disposition"] = content_disposition_header(True, f"{plain}.{form}") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _cut(name: str) -> str:
    """No longer than systems take, and no word cut in two."""
    if len(name) > LONGEST_NAME:
        whole, _, _ = name[: LONGEST_NAME + 1].rpartition("-")
        name = whole or name[:LONGEST_NAME]
    return name.strip("-_")
