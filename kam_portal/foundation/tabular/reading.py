"""Reading CSV and XLSX: what a file is, is told by its content, never by its name.

read_table() answers with a Table or refuses with Unreadable: a sentence, and the line it is about.
"""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from kam_portal.foundation.tabular.csvfile import read_csv
from kam_portal.foundation.tabular.refusing import Unreadable
from kam_portal.foundation.tabular.table import MAX_BYTES, MAX_CELL, Table
from kam_portal.foundation.tabular.xlsxfile import read_xlsx

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
PDF = b"%PDF"


def read_table(data: bytes) -> Table:
    """Read a whole CSV or XLSX file."""
    if len(data) > MAX_BYTES:
        raise Unreadable(
            _("The file has more than %(limit)s MB. Split it into several files.") % {"limit": MAX_BYTES // 1024**2}
        )
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise Unreadable(_("The file is empty. The first line must name the columns."))
    if data.startswith(OLD_EXCEL):
        raise Unreadable(
            _("This is a file of an old Excel (.xls), or a protected one. Save it as .xlsx or as CSV UTF-8.")
        )
    if data.startswith(PDF):
        raise Unreadable(_("This is a PDF. Save the table as .xlsx or as CSV UTF-8."))
    table = read_xlsx(data) if data.startswith(ZIP) else read_csv(data)
    _check_header(table)
    return table


def _check_header(table: Table) -> None:
    """Every column that holds something has a name, and no name stands twice."""
    for position, title in enumerate(table.header):
        if len(title) > MAX_CELL:
            raise Unreadable(_("Line %(line)s: a column name is too long.") % {"line": table.header_line})
        if not title and any(len(row.cells) > position and row.cells[position] != "" for row in table.rows):
            raise Unreadable(
                _("Line %(line)s: column %(number)s has no name. Give it one or remove the column.")
                % {"line": table.header_line, "number": position + 1},
                line=table.header_line,
            )
    counted = Counter(title.casefold() for title in table.header if title)
    if twice := [title for title in table.header if counted[title.casefold()] > 1]:
        raise Unreadable(
            _("Line %(line)s: the column name “%(name)s” stands there twice. Rename or remove one of them.")
            % {"line": table.header_line, "name": twice[0]},
            line=table.header_line,
        )
