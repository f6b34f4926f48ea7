"""Writing CSV and XLSX that no spreadsheet takes for a program.

A cell that a spreadsheet would run as a formula is written behind an apostrophe, the way spreadsheets themselves
mark text (OWASP, "CSV Injection"). Numbers and dates stay what they are; reading.py takes the apostrophe off again.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
XLSX_CELL_LIMIT = 32_767
DATE_FORMAT = "yyyy-mm-dd"
LONGEST_TITLE = 31
# Of a column, in letters.
NARROWEST, WIDEST = 14, 60


def is_dangerous(text: str) -> bool:
    """Whether `text` begins with = + - @ tab or CR, also after blanks and control characters."""
    if text.startswith(FORMULA_STARTS):
        return True
    for char in text:
        if not (char.isspace() or not char.isprintable()):
            return char in FORMULA_STARTS
    return False


def defused(text: str) -> str:
    return f"'{text}" if is_dangerous(text) else text


def undefused(text: str) -> str:
    """The text as it was before it was defused."""
    return text[1:] if text.startswith("'") and is_dangerous(text[1:]) else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads it as such."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([defused(str(title)) for title in header])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, int | Decimal) else defused(str(value))


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; what Excel forbids in its title is left out."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Looks:
    """How cells are written: the header, what stays on one line, words that run over several, days."""

    head: Any
    plain: Any
    words: Any
    day: Any


def write_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with a frozen, filterable header."""
    return write_workbook([Sheet(title, header, rows)])


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Sheets side by side, each with a frozen, filterable header; long titles are cut, equal ones numbered."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    top = {"valign": "top"}
    looks = Looks(
        head=book.add_format({"bold": True}),
        plain=book.add_format(top),
        words=book.add_format({**top, "text_wrap": True}),
        day=book.add_format({**top, "num_format": DATE_FORMAT}),
    )
    for title, sheet in zip(titles(sheets), sheets, strict=True):
        _write_sheet(book.add_worksheet(title), sheet, looks)
    book.close()
    return buffer.getvalue()


def titles(sheets: Sequence[Sheet]) -> list[str]:
    """Titles as Excel takes them: no forbidden signs, 31 letters, none twice whatever the case, no "History"."""
    found: list[str] = []
    for sheet in sheets:
        plain = "".join(c for c in sheet.title if c not in "[]:*?/\\" and c.isprintable()).strip("' ") or "Sheet"
        taken, number, title = {each.casefold() for each in found} | {"history"}, 1, _shortened(plain, LONGEST_TITLE)
        while title.casefold() in taken:
            number += 1
            title = f"{_shortened(plain, LONGEST_TITLE - len(str(number)) - 1)} {number}"
        found.append(title)
    return found


def _shortened(title: str, longest: int) -> str:
    """Cut after a word, where that keeps most of it."""
    if len(title) <= longest:
        return title
    words = title[: longest + 1].rsplit(" ", 1)[0]
    return (words if len(words) > longest // 2 else title)[:longest].strip("' ")


def _write_sheet(sheet: Any, content: Sheet, looks: Looks) -> None:
    """Each column is as wide as its longest words, up to a width beyond which they run over several lines."""
    for column, name in enumerate(content.header):
        sheet.write_string(0, column, defused(str(name)), looks.head)
    widths = [max(len(str(name)) + 4, NARROWEST) for name in content.header]
    last = 0
    for last, row in enumerate(content.rows, start=1):  # noqa: B007
        for column, value in enumerate(row):
            _write_cell(sheet, last, column, value, looks)
            if isinstance(value, str) and column < len(widths):
                widths[column] = max(widths[column], len(value) + 2)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, WIDEST))
    sheet.freeze_panes(1, 0)
    if content.header:
        sheet.autofilter(0, 0, last, len(content.header) - 1)


def _write_cell(sheet: Any, row: int, column: int, value: Any, looks: Looks) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, looks.plain)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, value, looks.plain)
    elif isinstance(value, datetime.datetime):
        sheet.write_string(row, column, value.isoformat(sep=" ", timespec="minutes"), looks.plain)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, value, looks.day)
    else:
        sheet.write_string(row, column, defused(str(value))[:XLSX_CELL_LIMIT], looks.words)
