"""Cards of people (.vcf): written as vCard 3.0, which every address book takes, and read of any version as a table.

Content lines are folded and escaped by the library that reads calendars: both have the same grammar (RFC 6350, 5545).
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from icalendar import vAdr, vN, vOrg, vText
from icalendar.parser import Contentline, Contentlines, Parameters, split_on_unescaped_semicolon

from kam_portal.foundation.tabular.encoding import decode
from kam_portal.foundation.tabular.table import Row, Table

BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN\s*:\s*VCARD", re.IGNORECASE)
HEADER = ("name", "title", "unit", "site", "emails", "phones")
# The properties that are read. Pictures and sounds are dropped before anything parses them.
PROPERTY = re.compile(r"(?:[A-Za-z0-9-]+\.)?(BEGIN|END|FN|N|ORG|TITLE|EMAIL|TEL|ADR)\s*[;:]", re.IGNORECASE)
LONGEST_LINE = 8_000
QUOTED = re.compile(r";(?:ENCODING=)?QUOTED-PRINTABLE", re.IGNORECASE)
CHARSET = re.compile(r"CHARSET=\"?([A-Za-z0-9_-]+)", re.IGNORECASE)
SCHEMES = re.compile(r"(?:tel|mailto):", re.IGNORECASE)


@dataclass(frozen=True)
class Card:
    name: str
    company: str = ""
    unit: str = ""
    title: str = ""
    site: str = ""
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()


def write_cards(cards: Iterable[Card]) -> bytes:
    lines: Contentlines = Contentlines(line for card in cards for line in _written(card))
    return lines.to_ical()


def _written(card: Card) -> Iterator[Contentline]:
    work, none = Parameters({"TYPE": "WORK"}), Parameters()
    yield Contentline("BEGIN:VCARD")
    yield Contentline("VERSION:3.0")
    yield Contentline.from_parts("FN", none, vText(card.name))
    # Which of the words is the family name the portal does not know; readers show FN.
    yield Contentline.from_parts("N", none, vN((card.name, "", "", "", "")))
    if card.company or card.unit:
        yield Contentline.from_parts("ORG", none, vOrg((card.company, *filter(None, [card.unit]))))
    if card.title:
        yield Contentline.from_parts("TITLE", none, vText(card.title))
    if card.site:
        yield Contentline.from_parts("ADR", work, vAdr(("", "", "", card.site, "", "", "")))
    for email in card.emails:
        yield Contentline.from_parts("EMAIL", work, vText(email))
    for phone in card.phones:
        yield Contentline.from_parts("TEL", work, vText(phone))
    yield Contentline("END:VCARD")


def are_cards(data: bytes) -> bool:
    return BEGIN.match(data) is not None


@dataclass
class _Reading:
    """A card as far as it was read; `line` is where it begins."""

    line: int
    said: dict[str, list[list[str]]] = field(default_factory=dict)
    fault: str = ""

    def row(self) -> Row:
        name = " ".join(self._first("FN")) or self._structured_name()
        org, addresses = self._first("ORG"), self.said.get("ADR", [])
        sites = [parts[3] for parts in addresses if len(parts) > 3 and parts[3]]
        cells = (
            name,
            " ".join(self._first("TITLE")),
            ", ".join(filter(None, org[1:])),
            sites[0] if sites else "",
            "; ".join(SCHEMES.sub("", ";".join(parts)) for parts in self.said.get("EMAIL", [])),
            "; ".join(SCHEMES.sub("", ";".join(parts)) for parts in self.said.get("TEL", [])),
        )
        return Row(self.line, cells, self.fault)

    def _first(self, name: str) -> list[str]:
        return next((parts for parts in self.said.get(name, []) if any(parts)), [])

    def _structured_name(self) -> str:
        family, given, other = [*self._first("N"), "", "", ""][:3]
        return " ".join(filter(None, [given, other, family]))


def read_cards(data: bytes) -> Table:
    """A row a card, with the line it begins in; a line that cannot be read spoils its card alone."""
    text, encoding = decode(data)
    rows: list[Row] = []
    card: _Reading | None = None
    for number, line in _unfolded(text):
        name, parts, fault = _parsed(line, number)
        if name == "BEGIN":
            rows += [_unended(card)] if card else []
            card = _Reading(number)
        elif card is None:
            continue
        elif name == "END":
            rows.append(card.row())
            card = None
        elif fault:
            card.fault = fault
        else:
            card.said.setdefault(name, []).append(parts)
    rows += [_unended(card)] if card else []
    return Table(HEADER, rows, f"vCard, {encoding}")


def _unended(card: _Reading) -> Row:
    card.fault = _("The card has no end.")
    return card.row()


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The lines of properties that are read, put together, each with the number of its first."""
    begun, kept, is_soft = 0, "", False
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if begun and (raw[:1] in (" ", "\t") or is_soft):
            kept = kept if len(kept) > LONGEST_LINE else kept.removesuffix("=" if is_soft else "") + raw[not is_soft :]
        else:
            if begun and PROPERTY.match(kept):
                yield begun, kept
            begun, kept = number, raw
        is_soft = raw.endswith("=") and QUOTED.search(kept) is not None
    if PROPERTY.match(kept):
        yield begun, kept


def _parsed(line: str, number: int) -> tuple[str, list[str], str]:
    """Name, values, and why they cannot be read."""
    try:
        if len(line) > LONGEST_LINE:
            raise ValueError
        name, _params, value = Contentline(line).raw_parts()
        if quoted := QUOTED.search(line.partition(":")[0]):
            charset = CHARSET.search(line)
            value = quopri.decodestring(value.encode()).decode(charset[1] if charset and quoted else "utf-8")
        return name.rpartition(".")[2].upper(), split_on_unescaped_semicolon(value), ""
    except (ValueError, LookupError, AssertionError):
        return "", [], _("Line %(line)s of the card cannot be read.") % {"line": number}
