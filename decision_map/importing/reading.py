"""A file as the rows of a chart: CSV, XLSX, or cards of people (.vcf). What cannot be read is told by its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.core import signing
from django.utils.translation import gettext as _

from accounts.importing.columns import Line
from accounts.importing.contacts import name_of
from accounts.importing.ledger import Ledger
from accounts.importing.mapping import match
from accounts.importing.running import lines_of
from decision_map.drawing import MOST_POSTS
from decision_map.importing.columns import COLUMNS, NEEDS
from decision_map.models import DecisionMap
from decision_map.typed.reporting import NOBODY_ABOVE
from dossiers.fields import LINE_LIMIT
from kam_portal.foundation.people.models import User
from kam_portal.foundation.tabular.cards import are_cards, read_cards
from kam_portal.foundation.tabular.cells import Doubtful, Reader, as_text, email, quoted, several, text
from kam_portal.foundation.tabular.reading import read_table
from kam_portal.foundation.tabular.refusing import Unreadable
from kam_portal.foundation.tabular.table import Row, Table

MAX_BYTES = 8 * 1024 * 1024
# Characters. What the page of the comparison sends back has to stay below DATA_UPLOAD_MAX_MEMORY_SIZE.
PACKED_AT_MOST = 3 * 1024 * 1024
# A page with a comparison waits so long for an answer, in seconds.
KEPT_FOR = 24 * 3600
_CELL = 1000


@dataclass(frozen=True)
class ChartRow:
    """One line of a chart; `name` is "" for a vacant post and where nobody is named."""

    line: int
    id: str = ""
    reports_to: str = ""
    name: str = ""
    title: str = ""
    unit: str = ""
    site: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """`unreadable` are lines kept apart, with the reason and who is named in them; `notes` what was left out of others.

    `has_superiors` and `is_chart` say what the columns can tell: without them a file is a mere list of people.
    """

    rows: tuple[ChartRow, ...]
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    unreadable: tuple[tuple[int, str, str], ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    has_superiors: bool = False
    is_chart: bool = False


@dataclass
class _Left:
    """What is left out of lines that are kept."""

    notes: list[tuple[int, str]] = field(default_factory=list)

    def several(self, line: Line, name: str, reader: Reader, separators: str) -> tuple[str, ...]:
        """The values in a cell; those that cannot be read are told. Words for nothing are nothing."""
        found: dict[str, None] = {}
        for part in several(text(_CELL), separators)(line.get(name, "")):
            if part.casefold() in NOBODY_ABOVE:
                continue
            try:
                found[reader(part)] = None
            except Doubtful as doubt:
                self.notes.append((line.number, f"{doubt} " + _("It is left out.")))
        return tuple(found)


def table_of(data: bytes) -> Table:
    """Raises Unreadable for what is no table, and for one that no map holds."""
    table = read_cards(data, most=MOST_POSTS) if are_cards(data) else read_table(data)
    if len(table.rows) > MOST_POSTS:
        raise Unreadable(
            _("The file has more than %(most)d rows, and a map holds no more posts. Bring a part of it.")
            % {"most": MOST_POSTS}
        )
    return table


def chart_of(table: Table, overrides: Mapping[str, str]) -> Chart:
    """Raises Unreadable when no column names anybody, or an override names what does not exist."""
    matched = match(table.header, COLUMNS, NEEDS, overrides)
    ledger, left = Ledger(), _Left()
    lines = lines_of(table, COLUMNS, matched, ledger)
    for line in lines:
        if len(_name(line)) > LINE_LIMIT:
            ledger.reject(line.number, _("The name has more than %(limit)s characters.") % {"limit": LINE_LIMIT})
    readable = [line for line in lines if not ledger.has_rejected(line.number)]
    named = {line.number: _name(line) for line in lines}
    rows = _without_shared_mail([_row(line, left) for line in readable], left)
    return Chart(
        rows=tuple(rows),
        columns={name: table.header[position] for name, position in matched.positions.items()},
        unused=matched.unused,
        unreadable=tuple((line, reason, named[line]) for line, reason in ledger.rejected),
        notes=tuple(sorted(left.notes)),
        has_superiors="reports_to" in matched.positions,
        is_chart=bool({"id", "reports_to"} & set(matched.positions)),
    )


def _name(line: Line) -> str:
    name = name_of(line)
    return f"{name} {line.get('middle_name')}" if name and not line.get("name") and line.get("middle_name") else name


def _row(line: Line, left: _Left) -> ChartRow:
    phones = [*left.several(line, "phones", text(40), r"\s*[;/\n]\s*")]
    phones += left.several(line, "mobile", text(40), r"\s*[;/\n]\s*")
    return ChartRow(
        line=line.number,
        id=line.get("id", "").strip(),
        reports_to=line.get("reports_to", "").strip(),
        name=" ".join(_name(line).split()),
        title=" ".join(line.get("title", "").split()),
        unit=" ".join(line.get("unit", "").split()),
        site=" ".join(line.get("site", "").split()),
        emails=left.several(line, "emails", email, r"[;,\s]+"),
        phones=tuple(dict.fromkeys(phones)),
    )


def _without_shared_mail(rows: Sequence[ChartRow], left: _Left) -> Iterator[ChartRow]:
    """An address of several people is an office's: mail and meetings would be taken for one of them."""
    bearers: dict[str, set[str]] = {}
    for row in rows:
        for address in row.emails:
            bearers.setdefault(address.lower(), set()).add(row.name)
    shared = {address for address, names in bearers.items() if len(names) > 1}
    told: set[str] = set()
    for row in rows:
        for address in row.emails:
            if address.lower() in shared - told:
                told.add(address.lower())
                sentence = _("%(address)s stands at several people. It is nobody’s own and is left out.")
                left.notes.append((row.line, sentence % {"address": quoted(address)}))
        yield replace(row, emails=tuple(each for each in row.emails if each.lower() not in shared))


def packed(map_: DecisionMap, by: User, table: Table) -> str:
    """The table as a text that the page keeps until the answer, signed for this map and reader.

    Raises Unreadable when it is too much for a page to send back.
    """
    rows = [[row.line, [as_text(cell) for cell in row.cells], row.fault, row.faults or {}] for row in table.rows]
    kept = [list(table.header), rows, table.form, table.header_line, table.notes]
    packed = signing.dumps(kept, salt=_salt(map_, by), compress=True)
    if len(packed) > PACKED_AT_MOST:
        raise Unreadable(_("The file holds too much beside the chart. Remove the columns that are not needed."))
    return packed


def unpacked(map_: DecisionMap, by: User, packed: str) -> Table:
    """Raises signing.BadSignature for what this page did not sign, or longer ago than KEPT_FOR."""
    header, rows, form, header_line, notes = signing.loads(packed, salt=_salt(map_, by), max_age=KEPT_FOR)
    return Table(tuple(header), [_unpacked_row(*row) for row in rows], form, header_line, notes)


def _unpacked_row(line: int, cells: list[str], fault: str, faults: dict[str, str]) -> Row:
    return Row(line, tuple(cells), fault, {int(position): why for position, why in faults.items()} or None)


def _salt(map_: DecisionMap, by: User) -> str:
    return f"decision_map.importing:{map_.pk}:{by.pk}"
