"""The dossier as templates/typst/dossier.typ reads it: cover, chapters, edges of the page. All of it text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Account
from dossiers.models import Dossier
from dossiers.printing.blocks import in_cell, plain
from dossiers.printing.chapters import Asked, registered
from dossiers.printing.for_client import opened
from dossiers.printing.sections import Printed, chapters_of
from dossiers.printing.what import Contents, gather
from dossiers.printing.words import titled
from kam_portal.foundation.documents.typesetting import language, typeset
from kam_portal.foundation.people.models import User

# Of a name at the edge of every page.
LONGEST_NAME = 70


def dossier_pdf(asked: Asked) -> bytes:
    return typeset("dossier", data_of(asked))


def data_of(asked: Asked) -> dict[str, Any]:
    contents = gather(asked)
    if asked.is_for_client:
        contents = opened(contents)
    chapters = [*chapters_of(contents), *_registered(asked)]
    return document_of(
        asked.account,
        asked.reader,
        is_for_client=asked.is_for_client,
        heading=_("Dossier"),
        facts=_cover(contents),
        chapters=chapters,
    )


def document_of(
    account: Account,
    reader: User,
    *,
    is_for_client: bool,
    heading: str,
    facts: Iterable[tuple[str, str]],
    chapters: Iterable[Printed],
) -> dict[str, Any]:
    """A cover with facts and chapters after it, as templates/typst/dossier.typ reads them; `heading` is what it is."""
    return {
        "language": language(),
        "title": f"{heading} · {account.trade_name}",
        "name": in_cell(account.trade_name),
        "edge": in_cell(Truncator(account.trade_name).chars(LONGEST_NAME)),
        "version": _("For the client") if is_for_client else _("Internal"),
        "is_for_client": is_for_client,
        "line": line_of(account, reader, is_for_client=is_for_client),
        "facts": [[title, in_cell(text)] for title, text in facts],
        "chapters": [
            {"title": chapter.title, "blocks": [plain(block) for block in chapter.blocks]} for chapter in chapters
        ],
        "words": {"dossier": heading, "contents": _("Contents"), "of": pgettext("page 3 of 9", "of")},
    }


def line_of(account: Account, reader: User, *, is_for_client: bool) -> str:
    """What stands at the foot of every page."""
    if is_for_client:
        return _("Prepared for %(client)s") % {"client": Truncator(account.trade_name).chars(LONGEST_NAME)}
    return _("Confidential: internal, for the account team. Printed by %(name)s") % {"name": reader.full_name}


def _registered(asked: Asked) -> Sequence[Printed]:
    found = [Printed(str(chapter.title), list(chapter.blocks(asked))) for chapter in registered()]
    return [chapter for chapter in found if chapter.blocks]


def _cover(contents: Contents) -> list[tuple[str, str]]:
    """How we hold the client and how well we know it is not told to the client."""
    asked, dossier = contents.asked, contents.dossier
    printed = (_("Printed on"), date_format(asked.on, "DATE_FORMAT"))
    if asked.is_for_client:
        return [(_("Your key account manager"), _manager(asked.account)), printed]
    return [
        (titled(Account, "status"), str(asked.account.get_status_display())),
        (_("Key account manager"), _manager(asked.account)),
        (titled(Dossier, "signed_on"), _day(dossier.signed_on if dossier else None)),
        (titled(Dossier, "due_on"), _day(dossier.due_on if dossier else None)),
        (_("Filled in"), f"{contents.percent}\u00a0%"),
        printed,
    ]


def _manager(account: Account) -> str:
    return account.kam.full_name if account.kam else "—"


def _day(day: Any) -> str:
    return date_format(day, "DATE_FORMAT") if day else "—"
