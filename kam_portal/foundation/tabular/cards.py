"""Cards of people (.vcf): written as vCard 3.0, which every address book takes, and read of any version as a table.

Content lines are folded and escaped by the library that reads calendars: both have the same grammar (RFC 6350, 5545).
"""

from __future__ import annotations

import io
import quopri
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from icalendar import vAdr, vN, vOrg, vText
from icalendar.parser import Contentline, Contentlines, Parameters, split_on_unescaped_semicolon

from kam_portal.foundation.tabular.encoding import decode
from kam_portal.foundation.tabular.refusing import Unreadable
from kam_portal.foundation.tabular.table import Row, Table

BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN\s*:\s*VCARD", re.IGNORECASE)
HEADER = ("name", "title", "unit", "site", "emails", "phones")
# The properties that are read. Pictures and sounds are dropped before anything parses them.
PROPERTY = re.compile(r"(?:[A-Za-z0-9-]+\.)?(BEGIN|END|FN|N|ORG|TITLE|EMAIL|TEL|ADR)\s*[;:]", re.IGNORECASE)
LONGEST_LINE = 8_000
# [ours] Of the properties that are read, in one card; nobody has so many addresses and numbers.
MOST_PROPERTIES = 30
# [ours] Two thousand people with a picture each have no more lines, and no more words beside the pictures.
MOST_LINES, MOST_CHARACTERS = 250_000, 1_000_000
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
    note: str = ""


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
    if card.note:
        yield Contentline.from_parts("NOTE", none, vText(card.note))
    yield Contentline("END:VCARD")


def are_cards(data: bytes) -> bool:
    return BEGIN.match(data) is not None


@dataclass
class _Reading:
    """A card as far as it was read; `line` is where it begins."""

    line: int
    said: dict[str, list[list[str]]] = field(default_factory=dict)
    fault: str = ""
    count: int = 0

    def take(self, kind: str, line: str, number: int) -> None:
        self.count += 1
        if self.count == MOST_PROPERTIES + 1:
            sentence = _("The card has more than %(most)d lines with names, addresses and numbers.")
            self.fault = sentence % {"most": MOST_PROPERTIES}
        if self.count > MOST_PROPERTIES:
            return
        parts, fault = _parsed(line, number)
        if fault:
            self.fault = fault
        else:
            self.said.setdefault(kind, []).append(parts)

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


def read_cards(data: bytes, *, most: int | None = None) -> Table:
    """A row a card, with the line it begins in; a line that cannot be read spoils its card alone.

    Reading ends with the first card beyond `most`. Raises Unreadable for more lines or words than are read at once.
    """
    text, encoding = decode(data)
    rows: list[Row] = []
    card: _Reading | None = None
    room = MOST_CHARACTERS
    for number, line in _unfolded(text):
        kind, room = _kind(line), room - len(line)
        if room < 0:
            raise _too_much(number)
        if kind == "BEGIN":
            rows += [_unended(card)] if card else []
            card = _Reading(number)
        elif card is not None and kind == "END":
            rows.append(card.row())
            card = None
        elif card is not None:
            card.take(kind, line, number)
        if most is not None and len(rows) > most:
            return Table(HEADER, rows, f"vCard, {encoding}")
    rows += [_unended(card)] if card else []
    return Table(HEADER, rows, f"vCard, {encoding}")


def _unended(card: _Reading) -> Row:
    card.fault = _("The card has no end.")
    return card.row()


def _too_much(line: int) -> Unreadable:
    sentence = _("Up to line %(line)s the file holds more than is read at once. Split it into several files.")
    return Unreadable(sentence % {"line": line}, line)


def _kind(line: str) -> str:
    """The name of a property that is read, else ""."""
    found = PROPERTY.match(line)
    return found[1].upper() if found else ""


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The lines of properties that are read, put together, each with the number of its first."""
    begun, kept, room, is_quoted, is_soft = 0, [""], 0, False, False
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        if number > MOST_LINES:
            raise _too_much(number)
        raw = line.removesuffix("\n")
        if begun and (raw[:1] in (" ", "\t") or is_soft):
            if room >= 0:
                kept[-1] = kept[-1].removesuffix("=") if is_soft else kept[-1]
                kept.append(raw if is_soft else raw[1:])
                room -= len(raw)
        else:
            if _kind(kept[0]):
                yield begun, "".join(kept)
            begun, kept, room = number, [raw], LONGEST_LINE - len(raw)
            is_quoted = QUOTED.search(raw) is not None
        is_soft = is_quoted and raw.endswith("=")
    if _kind(kept[0]):
        yield begun, "".join(kept)


def _parsed(line: str, number: int) -> tuple[list[str], str]:
    """The values, and why they cannot be read."""
    try:
        if len(line) > LONGEST_LINE:
            raise ValueError
        _name, _params, value = Contentline(line).raw_parts()
        if quoted := QUOTED.search(line.partition(":")[0]):
            charset = CHARSET.search(line)
            value = quopri.decodestring(value.encode()).decode(charset[1] if charset and quoted else "utf-8")
        return split_on_unescaped_semicolon(value), ""
    except (ValueError, LookupError, AssertionError):
        return [], _("Line %(line)s of the card cannot be read.") % {"line": number}
