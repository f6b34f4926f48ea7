"""PDF and PNG by typst: a template of ours, and data that it reads as JSON.

User text only ever travels as a JSON string, which typst shows as text and never reads as markup. Nothing is written
to disk, no package and no address is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "typst"
# Of a PNG: twice the size of a screen's points.
POINTS_PER_INCH = 144.0


def typeset(template: str, data: Mapping[str, Any], *, form: Literal["pdf", "png"] = "pdf") -> bytes:
    """The document of `templates/typst/<template>.typ`; `data` is what json can write, dates and figures as text."""
    found = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        format=form,
        ppi=POINTS_PER_INCH,
        sys_inputs={"data": json.dumps(data)},
    )
    assert isinstance(found, bytes)  # noqa: S101 - one page of PNG or one PDF; a list only of several pages
    return found
