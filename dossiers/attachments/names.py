"""Names of files as people sent them: what no system can show is taken out, what cannot be kept is refused."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dossiers.models.attachments import NAME_LIMIT

# Separators of folders, and what Windows forbids in a name.
FORBIDDEN = re.compile(r'[/\\:*?"<>|]')


def clean_name(sent: str) -> str:
    """The last part of a path, composed, without control characters and marks that turn the order of letters round.

    Raises ValidationError when nothing is left of it, or too much.
    """
    last = re.split(r"[/\\]", sent)[-1]
    seen = "".join(letter for letter in unicodedata.normalize("NFC", last) if letter.isprintable())
    name = " ".join(FORBIDDEN.sub("_", seen).split()).strip(". ")
    if not name:
        raise ValidationError(_("The file has no name. Give it one and upload it again."))
    if len(name) > NAME_LIMIT:
        raise ValidationError(
            _("The name has %(count)s characters; %(limit)s are kept at most. Shorten it.")
            % {"count": len(name), "limit": NAME_LIMIT}
        )
    return name


def key_of(name: str) -> str:
    """What two names have in common when they name the same file."""
    return unicodedata.normalize("NFC", name.casefold())


def ending_of(name: str) -> str:
    """In small letters, without the dot; "" where there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.casefold() if dot and stem else ""
