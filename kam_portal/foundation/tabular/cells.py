"""What one cell says: text, numbers, dates, addresses, choices - for certain, or Doubtful with a sentence.

A reader is a function from a cell to a value. "1,234" may be a thousand or one and a bit, "03/04/2026" March or April:
where two readings are possible none is taken.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kam_portal.foundation.plain_text import plain
from kam_portal.foundation.tabular.table import Cell

Reader = Callable[[Cell], Any]

# Line breaks and tabs within a cell become one blank, as in a one-line field of a page.
BREAKS = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+ *")
FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
BLANKS = re.compile(r"[\s'’]")  # noqa: RUF001

DIGITS_ONLY = re.compile(r"[+-]?[0-9]+", re.ASCII)
WITH_MARK = re.compile(r"[+-]?([0-9]+)([.,])([0-9]+)", re.ASCII)
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})+", re.ASCII)
GROUPED_WITH_MARK = re.compile(
    r"[+-]?[0-9]{1,3}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*(?!(?P=mark))[.,][0-9]+", re.ASCII
)
SPACED = re.compile(r"[+-]?[0-9]{1,3}(?:[\s'’][0-9]{3})*(?:[.,][0-9]+)?")  # noqa: RUF001

ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
DOTTED_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", re.ASCII)
SLASHED_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)


class Doubtful(ValueError):
    """The cell cannot be read for certain; the text is a sentence for the person who wrote the file."""


def as_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat()


def quoted(text: str) -> str:
    """`text` as a sentence shows it: short, and without what would break the line."""
    shown = "".join(c if c.isprintable() else "�" for c in text[:60])
    return _("“%(text)s”") % {"text": f"{shown}…" if len(text) > 60 else shown}


def text(limit: int) -> Reader:
    def read(cell: Cell) -> str:
        found = plain(as_text(cell))
        if not found.isprintable():
            found = BREAKS.sub(" ", found).strip()
            if FORBIDDEN.search(found):
                raise Doubtful(_("%(text)s contains control characters. Remove them.") % {"text": quoted(found)})
        if len(found) > limit:
            raise Doubtful(
                _("%(text)s has %(count)s characters; %(limit)s are kept at most. Shorten it.")
                % {"text": quoted(found), "count": len(found), "limit": limit}
            )
        return found

    return read


def number(cell: Cell) -> Decimal:
    """“1 234,50” and “1,234.50” alike; a lone mark before three digits is refused as ambiguous."""
    if isinstance(cell, Decimal):
        return cell
    written = as_text(cell).replace("−", "-").strip()  # noqa: RUF001
    if re.search(r"[\s'’]", written):  # noqa: RUF001
        if not SPACED.fullmatch(written):
            raise Doubtful(_("%(text)s is not a number.") % {"text": quoted(written)})
        return Decimal(BLANKS.sub("", written).replace(",", "."))
    if DIGITS_ONLY.fullmatch(written):
        return Decimal(written)
    if found := WITH_MARK.fullmatch(written):
        if len(found[3]) == 3 and len(found[1]) <= 3 and int(found[1]) and not found[1].startswith("0"):
            raise Doubtful(
                _("%(text)s can be read in two ways. Write %(thousands)s, or two decimal places.")
                % {"text": quoted(written), "thousands": written.replace(found[2], "")}
            )
        return Decimal(written.replace(",", "."))
    if GROUPED.fullmatch(written):
        return Decimal(re.sub("[.,]", "", written))
    if GROUPED_WITH_MARK.fullmatch(written):
        whole, fraction = re.fullmatch(r"(.*)[.,]([0-9]+)", written).groups()  # type: ignore[union-attr]
        return Decimal(re.sub("[.,]", "", whole) + "." + fraction)
    raise Doubtful(_("%(text)s is not a number.") % {"text": quoted(written)})


def money(cell: Cell) -> Decimal:
    """At most two decimal places and 14 digits before them; nothing is rounded."""
    found = number(cell)
    if abs(found) >= Decimal(10) ** 14:
        raise Doubtful(_("%(text)s is too large.") % {"text": quoted(as_text(cell))})
    if found != round(found, 2):
        raise Doubtful(_("%(text)s has more than two decimal places. Round it.") % {"text": quoted(as_text(cell))})
    return found.quantize(Decimal("0.01"))


def year(lowest: int, highest: int) -> Reader:
    def read(cell: Cell) -> int:
        written = as_text(cell)
        if not re.fullmatch(r"[0-9]{4}", written, re.ASCII) or not lowest <= int(written) <= highest:
            raise Doubtful(
                _("%(text)s is not a year between %(lowest)s and %(highest)s.")
                % {"text": quoted(written), "lowest": lowest, "highest": highest}
            )
        return int(written)

    return read


def day(cell: Cell) -> datetime.date:
    """2026-11-22 and 22.11.2026; 11/22/2026 only where one of the two must be the day."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    written = as_text(cell)
    parts: tuple[str, ...] = ()
    if found := ISO_DAY.fullmatch(written):
        parts = found.groups()
    elif found := DOTTED_DAY.fullmatch(written):
        parts = found.groups()[::-1]
    elif found := SLASHED_DAY.fullmatch(written):
        first, second, full_year = found.groups()
        if int(first) <= 12 and int(second) <= 12 and first != second:
            raise Doubtful(
                _("%(text)s can be read in two ways. Write the date as 2026-11-22.") % {"text": quoted(written)}
            )
        parts = (full_year, second, first) if int(first) > 12 else (full_year, first, second)
    try:
        return datetime.date(*(int(part) for part in parts))
    except (TypeError, ValueError):
        raise Doubtful(
            _("%(text)s is not a date. Write it as 2026-11-22 or 22.11.2026.") % {"text": quoted(written)}
        ) from None


def email(cell: Cell) -> str:
    written = as_text(cell)
    try:
        validate_email(written)
    except ValidationError:
        raise Doubtful(_("%(text)s is not an e-mail address.") % {"text": quoted(written)}) from None
    return str(text(254)(written))


def several(reader: Reader, separators: str) -> Reader:
    """Several values in one cell; the same one twice is kept once."""
    splitting = re.compile(separators)

    def read(cell: Cell) -> list[Any]:
        parts = (part.strip() for part in splitting.split(as_text(cell)))
        return list(dict.fromkeys(reader(part) for part in parts if part))

    return read


def choice(known: Mapping[str, Any], shown: Callable[[], str]) -> Reader:
    """One of `known` (folded spelling -> value); `shown` lists what may be written, for the refusal."""

    def read(cell: Cell) -> Any:
        written = as_text(cell)
        found = known.get(folded(written))
        if found is None:
            raise Doubtful(
                _("%(text)s is not known here. Write one of: %(known)s.") % {"text": quoted(written), "known": shown()}
            )
        return found

    return read


def folded(written: str) -> str:
    """A name without what people vary: case, ё, blanks, underscores and punctuation."""
    return re.sub(r"[\W_]+", "", written.casefold().replace("ё", "е"))  # noqa: RUF001
