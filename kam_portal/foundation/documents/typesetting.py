"""PDF and PNG by typst: a template of ours, and data that it reads as JSON.

User text only ever travels as a JSON string, which typst shows as text and never reads as markup. Nothing is written
to disk, no package and no address is asked for.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings
from django.utils.translation import get_language

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "typst"
# Of a PNG: twice the size of a screen's points.
POINTS_PER_INCH = 144.0
# Zero width space, and what joins the signs beside it: joiners, variants, skin tones.
BREAK = "\u200b"
JOINERS = frozenset("\u200c\u200d\u2060\ufe0e\ufe0f") | {chr(code) for code in range(0x1F3FB, 0x1F400)}


def typeset(
    template: str, data: Mapping[str, Any], *, form: Literal["pdf", "png"] = "pdf", ppi: float = POINTS_PER_INCH
) -> bytes:
    """The document of `templates/typst/<template>.typ`; `data` is what json can write, dates and figures as text."""
    found = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        format=form,
        ppi=ppi,
        sys_inputs={"data": json.dumps(data)},
    )
    assert isinstance(found, bytes)  # noqa: S101 - one page of PNG or one PDF; a list only of several pages
    return found


def language() -> str:
    """The reader's, as documents name it."""
    return (get_language() or "en").split("-")[0]


def breakable(text: str, longest: int) -> str:
    """The text with a place to break in every run of more than `longest` letters, so that it stays on the paper.

    Typst breaks between words and at hyphens; an address or a line of signs would run over the edge. No letter is
    parted from its accent, no sign from what is joined to it.
    """
    return re.sub(rf"\S{{{longest + 1},}}", lambda run: _parted(run[0], longest // 2), text)


def _parted(run: str, every: int) -> str:
    parts, since = [], 0
    for at in range(1, len(run)):
        if at - since >= every and _may_part(run[at - 1], run[at]):
            parts.append(run[since:at])
            since = at
    return BREAK.join([*parts, run[since:]])


def _may_part(before: str, after: str) -> bool:
    """Between two letters or signs that stand for themselves."""
    return before not in JOINERS and after not in JOINERS and unicodedata.category(after)[0] in "LNPS"
