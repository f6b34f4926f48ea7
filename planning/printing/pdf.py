"""A plan as PDF: in full, with the template of the printed dossier, or on one sheet of A4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dossiers.printing.blocks import in_cell, plain
from dossiers.printing.pdf import LONGEST_NAME
from kam_portal.foundation.documents.typesetting import typeset
from planning.printing.chapters import chapters_of
from planning.printing.for_client import opened
from planning.printing.one_page import page_of
from planning.printing.what import Asked, Contents, gather, language
from planning.printing.words import period


def full_pdf(asked: Asked) -> bytes:
    return typeset("dossier", data_of(contents_of(asked, with_map=True)))


def one_page_pdf(asked: Asked) -> bytes:
    return typeset("plan_on_one_page", {**page_of(contents := contents_of(asked)), "line": line_of(contents.asked)})


def contents_of(asked: Asked, *, with_map: bool = False) -> Contents:
    """Of the map nothing is even read for the client."""
    contents = gather(asked, with_map=with_map and not asked.is_for_client)
    return opened(contents) if asked.is_for_client else contents


def data_of(contents: Contents) -> dict[str, Any]:
    """For templates/typst/dossier.typ."""
    asked, account = contents.asked, contents.asked.account
    heading = heading_of(contents)
    return {
        "language": language(),
        "title": f"{heading} · {account.trade_name}",
        "name": in_cell(account.trade_name),
        "edge": in_cell(Truncator(account.trade_name).chars(LONGEST_NAME)),
        "version": _("For the client") if asked.is_for_client else _("Internal"),
        "is_for_client": asked.is_for_client,
        "line": line_of(asked),
        "facts": [[title, in_cell(text)] for title, text in _cover(contents)],
        "chapters": [
            {"title": chapter.title, "blocks": [plain(block) for block in chapter.blocks]}
            for chapter in chapters_of(contents)
        ],
        "words": {"dossier": heading, "contents": _("Contents"), "of": pgettext("page 3 of 9", "of")},
    }


def heading_of(contents: Contents) -> str:
    """What the document is called; even the title of a plan is ours."""
    return _("What we do for your goals") if contents.asked.is_for_client else _("Account development plan")


def line_of(asked: Asked) -> str:
    """What stands at the foot of every page."""
    name = Truncator(asked.account.trade_name).chars(LONGEST_NAME)
    if asked.is_for_client:
        return _("Prepared for %(client)s") % {"client": name}
    return _("Confidential: internal, for the account team. Printed by %(name)s") % {"name": asked.reader.full_name}


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
