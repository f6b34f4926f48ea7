"""XLSX: checked as an archive before anything is unpacked, then read row by row with openpyxl.

An archive can be made to unpack to a thousand times its size, and XML to define entities that do the same: sizes are
taken from the archive's directory (beyond which zipfile never reads), document type definitions are refused.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl.utils import get_column_letter

from kam_portal.foundation.tabular.cells import quoted
from kam_portal.foundation.tabular.csvfile import huge_cell, too_many_rows
from kam_portal.foundation.tabular.refusing import Unreadable
from kam_portal.foundation.tabular.table import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Cell, Row, Table
from kam_portal.foundation.tabular.writing import undefused

MAX_PARTS = 2_000
MAX_UNPACKED = 160 * 1024 * 1024
# Shared texts and styles are held in memory as a whole.
MAX_HELD = 24 * 1024 * 1024
# Sheets of real companies pack 5 to 30 times; a part of blanks or zeros a thousand times.
MAX_RATIO = 100
RATIO_COUNTS_FROM = 1024 * 1024
MAX_EMPTY_ROWS = 1_100_000

UNOPENED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError)


def read_xlsx(data: bytes) -> Table:
    """The first visible sheet. Raises Unreadable."""
    with _archive(data) as archive:
        _check_archive(archive)
        has_formulas = _has_formulas(archive)
    try:
        return _read_first_sheet(data, has_formulas)
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part leads to
        raise Unreadable(
            _("The Excel file is damaged: %(what)s Save it anew in Excel.") % {"what": _short(error)}
        ) from error


def _short(error: Exception) -> str:
    text = " ".join(str(error).split())[:120].rstrip(".")
    return f"{type(error).__name__}: {text}." if text else f"{type(error).__name__}."


def _archive(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable(
            _("The Excel file is damaged: its archive cannot be opened. Save it anew in Excel.")
        ) from error


def _damaged() -> str:
    return _("The Excel file is damaged: its archive cannot be opened. Save it anew in Excel.")


def _check_archive(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise Unreadable(
            _("This is an archive, but not an Excel file (.xlsx). Save the table as .xlsx or as CSV UTF-8.")
        )
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("The Excel file is protected by a password. Save it without one."))
    held_names = _held_names(archive)
    held = sum(p.file_size for p in parts if p.filename in held_names)
    packed = [p for p in parts if p.file_size > RATIO_COUNTS_FROM]
    if (
        len(parts) > MAX_PARTS
        or sum(p.file_size for p in parts) > MAX_UNPACKED
        or held > MAX_HELD
        or any(p.file_size > MAX_RATIO * max(p.compress_size, 1) for p in packed)
        or len(names) < len(parts)
    ):
        raise Unreadable(
            _("The Excel file unpacks to far more than a table needs and is not opened. Save the table as CSV UTF-8.")
        )
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and _has_doctype(archive, part):
            raise Unreadable(_("The Excel file contains a document type definition and is not opened. Save it anew."))


def _held_names(archive: zipfile.ZipFile) -> set[str]:
    """The parts that openpyxl reads as a whole, wherever the list of contents says they are."""
    if archive.getinfo("[Content_Types].xml").file_size > RATIO_COUNTS_FROM:
        raise Unreadable(_damaged())
    try:
        contents = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    except UNOPENED as error:
        raise Unreadable(_damaged()) from error
    return {
        found[1].lstrip("/")
        for override in re.findall(r"<[^<>]*Override[^<>]*>", contents)
        if not re.search(r"worksheet\+xml", override)
        and (found := re.search(r"PartName\s*=\s*[\"']([^\"']*)", override))
    }


def _has_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    try:
        with archive.open(part) as stream:
            start = stream.read(4096).replace(b"\x00", b"")
    except UNOPENED as error:
        raise Unreadable(
            _("The Excel file is damaged: its archive cannot be opened. Save it anew in Excel.")
        ) from error
    return b"<!doctype" in start.lower() or b"<!entity" in start.lower()


def _has_formulas(archive: zipfile.ZipFile) -> bool:
    for name in archive.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            with archive.open(name) as stream:
                before = b""
                while chunk := stream.read(1024 * 1024):
                    if b"<f>" in (block := before + chunk) or b"<f " in block:
                        return True
                    before = chunk[-3:]
    return False


def _read_first_sheet(data: bytes, has_formulas: bool) -> Table:
    values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheets = [sheet for sheet in values.worksheets if getattr(sheet, "sheet_state", "visible") == "visible"]
    if not sheets:
        raise Unreadable(_("The Excel file has no visible sheet with a table."))
    formulas = None
    if has_formulas:
        formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True)[sheets[0].title]
    notes = []
    if others := [sheet.title for sheet in sheets[1:]]:
        notes.append(
            ngettext(
                "Sheet “%(read)s” was read; the sheet %(others)s was not.",
                "Sheet “%(read)s” was read; the sheets %(others)s were not.",
                len(others),
            )
            % {"read": sheets[0].title, "others": ", ".join(quoted(title) for title in others)}
        )
    header_line, header, rows = _rows(_lines(sheets[0], formulas))
    return Table(tuple(header), rows, _("Excel, sheet “%(name)s”") % {"name": sheets[0].title}, header_line, notes)


def _lines(sheet: Any, formulas: Any) -> Iterator[tuple[int, tuple[Any, ...], tuple[Any, ...]]]:
    """Line number, cells and, where the book has formulas, the cells as formulas; a size the file claims is ignored."""
    sheet.reset_dimensions()
    if formulas is not None:
        formulas.reset_dimensions()
    beside = iter(formulas.iter_rows()) if formulas is not None else None
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > MAX_EMPTY_ROWS:
            raise Unreadable(too_many_rows(), line=number)
        yield number, cells, next(beside, ()) if beside else ()


def _rows(lines: Iterator[tuple[int, tuple[Any, ...], tuple[Any, ...]]]) -> tuple[int, list[str], list[Row]]:
    header: list[str] = []
    header_line = 1
    rows: list[Row] = []
    for number, cells, formulas in lines:
        row = _row(number, cells, formulas, len(header))
        if not any(cell != "" for cell in row.cells) and not row.faults:
            continue
        if len(row.cells) > MAX_COLUMNS:
            raise Unreadable(
                _("Line %(line)s has %(count)s columns; %(limit)s are read at most. Remove those not needed.")
                % {"line": number, "count": len(row.cells), "limit": MAX_COLUMNS},
                line=number,
            )
        if not header:
            header, header_line = [str(cell) for cell in row.cells], number
            continue
        if len(rows) >= MAX_ROWS:
            raise Unreadable(too_many_rows(), line=number)
        rows.append(row)
    if not header:
        raise Unreadable(_("The sheet is empty. The first line must name the columns."))
    return header_line, header, rows


def _row(number: int, cells: tuple[Any, ...], formulas: tuple[Any, ...], width: int) -> Row:
    """Rows end where their last filled cell is: short ones are filled up, long ones keep a fault."""
    read: list[Cell] = []
    faults: dict[int, str] = {}
    for position, cell in enumerate(cells):
        value, fault = _value(cell)
        if value == "" and position < len(formulas) and getattr(formulas[position], "data_type", "") == "f":
            fault = _("The formula in %(cell)s has no stored result. Open the file in Excel and save it.") % {
                "cell": f"{get_column_letter(position + 1)}{number}"
            }
        if fault:
            faults[position] = fault
        read.append(value)
    while read and read[-1] == "" and len(read) - 1 not in faults:
        read.pop()
    fault = ""
    if width and len(read) > width:
        fault = _("There is something in column %(column)s, which has no name in the header.") % {
            "column": get_column_letter(len(read))
        }
    read.extend([""] * (width - len(read)))
    return Row(number, tuple(read), fault, faults or None)


def _value(cell: Any) -> tuple[Cell, str]:
    value = cell.value
    if value is None:
        return "", ""
    if isinstance(value, str):
        if cell.data_type == "e":
            return "", _("The cell shows the error %(error)s.") % {"error": value}
        return ("", huge_cell()) if len(value) > MAX_CELL else (undefused(value.strip()), "")
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), ""
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == datetime.time() else value), ""
    return (value if isinstance(value, datetime.date) else str(value)), ""


def _number(value: int | float) -> tuple[Cell, str]:
    """Excel keeps 15 digits; what binary fractions add beyond them was never typed."""
    if isinstance(value, int):
        return Decimal(value), ""
    number = Decimal(f"{value:.15g}")
    if not number.is_finite():
        return "", _("The cell shows the error %(error)s.") % {"error": value}
    return (
        number.quantize(Decimal(1)) if number == number.to_integral_value() and abs(number) < 10**15 else number
    ), ""
