"""CSV: the delimiter recognised from the header, every record with the line it begins in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kam_portal.foundation.tabular.encoding import decode
from kam_portal.foundation.tabular.refusing import Unreadable
from kam_portal.foundation.tabular.table import MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_ROWS, Row, Table
from kam_portal.foundation.tabular.writing import undefused

DELIMITERS = (",", ";", "\t")
# Records looked at when the header alone leaves a doubt about the delimiter.
SAMPLE = 200

csv.field_size_limit(MAX_BYTES)

Record = tuple[int, list[str]]


def read_csv(data: bytes) -> Table:
    """Raises Unreadable; rows with too many or too few cells are kept with their fault."""
    text, encoding = decode(data)
    declared, text, skipped = _excel_hint(text)
    delimiter = declared or _recognise(text)
    records = _records(text, delimiter, skipped)
    line, header = next(records, (1, []))
    if not any(title.strip() for title in header):
        raise Unreadable(_("The file is empty. The first line must name the columns."), line=line)
    rows, notes = _rows(records, header, delimiter)
    form = f"CSV, {encoding}, {_delimiter_name(delimiter)}"
    return Table(tuple(undefused(t.strip()) for t in header), rows, form, line, notes)


def _delimiter_name(delimiter: str) -> str:
    return {",": _("comma"), ";": _("semicolon"), "\t": _("tab")}[delimiter]


def _excel_hint(text: str) -> tuple[str, str, int]:
    """Excel's own first line `sep=;` names the delimiter; returns it, the text after it and the lines passed over."""
    found = re.match(r'"?sep=([,;\t])"?\r?\n', text, re.IGNORECASE)
    return (found[1], text[found.end() :], 1) if found else ("", text, 0)


def _recognise(text: str) -> str:
    """The delimiter that splits the header; where several do, the one all records agree with."""
    headers = {d: _header_cells(text, d) for d in DELIMITERS}
    if all(isinstance(cells, Unreadable) for cells in headers.values()):
        raise headers[","]  # type: ignore[misc]
    splitting = [d for d, cells in headers.items() if not isinstance(cells, Unreadable) and cells > 1]
    if len(splitting) > 1:
        splitting = [d for d in splitting if _is_even(text, d)]
    if len(splitting) == 1:
        return splitting[0]
    if not splitting and not any(isinstance(c, int) and c > 1 for c in headers.values()):
        return ","
    raise Unreadable(
        _(
            "Line 1: it cannot be told whether the columns are separated by comma, semicolon or tab. "
            "Put quotes around the names that contain one of them."
        )
    )


def _header_cells(text: str, delimiter: str) -> int | Unreadable:
    try:
        return len(next(_records(text, delimiter), (1, [""]))[1])
    except Unreadable as refusal:
        return refusal


def _is_even(text: str, delimiter: str) -> bool:
    try:
        widths = {len(cells) for _line, cells in islice(_records(text, delimiter), SAMPLE)}
    except Unreadable:
        return False
    return len(widths) == 1


def _records(text: str, delimiter: str, skipped: int = 0) -> Iterator[Record]:
    """Records that are not blank, with the line they begin in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        begins = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(_what_is_wrong(error, begins), line=begins) from error
        if len(cells) > MAX_COLUMNS:
            raise Unreadable(
                _("Line %(line)s has %(count)s columns; %(limit)s are read at most. Remove those not needed.")
                % {"line": begins, "count": len(cells), "limit": MAX_COLUMNS},
                line=begins,
            )
        if any(cell and not cell.isspace() for cell in cells):
            yield begins, cells


def _what_is_wrong(error: csv.Error, line: int) -> str:
    if "unexpected end of data" in str(error):
        return _(
            "Line %(line)s: a quote is opened and never closed. Close it, or double it if it belongs to the text."
        ) % {"line": line}
    return _(
        "Line %(line)s: text follows a closing quote. Quotes inside a cell must be doubled and the cell put in quotes."
    ) % {"line": line}


def _rows(records: Iterator[Record], header: list[str], delimiter: str) -> tuple[list[Row], list[str]]:
    width = len(header)
    rows: list[Row] = []
    wide: dict[int, list[str]] = {}
    spaced = delimiter != "," or any(title.startswith(" ") for title in header)
    for line, cells in records:
        if len(rows) >= MAX_ROWS:
            raise Unreadable(too_many_rows(), line=line)
        if len(cells) > width:
            wide[len(rows)] = cells
        elif not spaced:
            spaced = any(cell.startswith(" ") for cell in cells)
        rows.append(_row(line, cells, width))
    return rows, [] if spaced else _rejoin(rows, wide, width)


def _rejoin(rows: list[Row], wide: dict[int, list[str]], width: int) -> list[str]:
    """Read `24, place Kléber` without quotes as one cell where that is certain, and say so.

    Certain means: nowhere in the file does a blank follow a delimiter, and in this record exactly as many commas are
    followed by one as it has cells too many. Anything else keeps its fault.
    """
    notes = []
    for index, cells in wide.items():
        spaced = [i for i in range(1, len(cells)) if cells[i].startswith(" ") and cells[i].strip()]
        if len(spaced) != len(cells) - width:
            continue
        joined: list[str] = []
        for i, cell in enumerate(cells):
            if i in spaced:
                joined[-1] += f",{cell}"
            else:
                joined.append(cell)
        line = rows[index].line
        rows[index] = _row(line, joined, width)
        whole = next(text for text in joined if text.count(", ") and text not in cells)
        notes.append(
            _("Line %(line)s: “%(text)s” is not in quotes and was read as one cell.") % {"line": line, "text": whole}
        )
    return notes


def too_many_rows() -> str:
    return _("The file has more than %(limit)s rows. Split it into several files.") % {"limit": MAX_ROWS}


def _row(line: int, cells: list[str], width: int) -> Row:
    faults = {i: huge_cell() for i, cell in enumerate(cells) if len(cell) > MAX_CELL} or None
    return Row(line, tuple(undefused(cell.strip()) for cell in cells), _ragged(len(cells), width), faults)


def huge_cell() -> str:
    return _("The cell is longer than %(limit)s characters.") % {"limit": MAX_CELL}


def _ragged(found: int, width: int) -> str:
    if found == width:
        return ""
    return ngettext(
        "The line has %(found)s cell, the header has %(width)s. "
        "Put a cell that contains the delimiter in quotes, or add what is missing.",
        "The line has %(found)s cells, the header has %(width)s. "
        "Put a cell that contains the delimiter in quotes, or add what is missing.",
        found,
    ) % {"found": found, "width": width}
