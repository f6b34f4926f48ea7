"""A plan as PDF: in full, with the template of the printed dossier, or on one sheet of A4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dossiers.printing.pdf import document_of
from kam_portal.foundation.documents.typesetting import typeset
from planning.printing.chapters import chapters_of
from planning.printing.contents import Asked, Contents
from planning.printing.for_client import opened
from planning.printing.gathering import gather
from planning.printing.one_page import page_of
from planning.printing.words import period


def full_pdf(asked: Asked) -> bytes:
    return typeset("dossier", data_of(contents_of(asked, with_map=True)))


def one_page_pdf(asked: Asked) -> bytes:
    return typeset("plan_on_one_page", page_of(contents_of(asked)))


def contents_of(asked: Asked, *, with_map: bool = False) -> Contents:
    """Of the map nothing is even read for the client."""
    contents = gather(asked, with_map=with_map and not asked.is_for_client)
    return opened(contents) if asked.is_for_client else contents


def data_of(contents: Contents) -> dict[str, Any]:
    return document_of(
        contents.asked.account,
        contents.asked.reader,
        is_for_client=contents.asked.is_for_client,
        heading=contents.heading,
        facts=_cover(contents),
        chapters=chapters_of(contents),
    )


def _cover(contents: Contents) -> Sequence[tuple[str, str]]:
    asked = contents.asked
    shared = [
        (_("Period"), period(asked.plan.starts_on, asked.plan.ends_on)),
        (_("Your key account manager") if asked.is_for_client else _("Key account manager"), _manager(asked)),
        (_("Printed on"), date_format(asked.on, "DATE_FORMAT")),
    ]
    if asked.is_for_client:
        return shared
    return [(_("Plan"), contents.title), (_("State"), contents.standing), *shared]


def _manager(asked: Asked) -> str:
    return asked.account.kam.full_name if asked.account.kam else "—"
