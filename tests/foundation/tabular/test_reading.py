"""What a file is, is recognised for certain or refused in a sentence with its line."""

from __future__ import annotations

import codecs
import datetime
import io
import time
import tracemalloc
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kam_portal.foundation.tabular.reading import read_table
from kam_portal.foundation.tabular.refusing import Unreadable
from kam_portal.foundation.tabular.writing import write_xlsx

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
RUSSIAN = "Клиент;Страна;Отрасль\nООО «Ромашка»;Россия;Торговля\nЗАО «Север»;Россия;Связь\n"  # noqa: RUF001


def cells(data: bytes) -> list[tuple[object, ...]]:
    return [row.cells for row in read_table(data).rows]


def refusal(data: bytes) -> tuple[int, str]:
    with pytest.raises(Unreadable) as caught:
        read_table(data)
    return caught.value.line, caught.value.sentence


def book(*rows: list[object], **sheets: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for title, content in sheets.items():
        sheet = made.create_sheet(title)
        for row in content:
            sheet.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("encoding", "mark", "form"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", codecs.BOM_UTF8, "UTF-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16"),
        ("utf-16-le", b"", "UTF-16"),
        ("utf-16-be", b"", "UTF-16"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "UTF-32"),
        ("cp1251", b"", "CP1251"),
    ],
)
def test_russian_is_read_in_every_usual_encoding(encoding: str, mark: bytes, form: str) -> None:
    table = read_table(mark + RUSSIAN.encode(encoding))
    assert table.form == f"CSV, {form}, semicolon"
    assert table.header == ("Клиент", "Страна", "Отрасль")
    assert [row.cells[0] for row in table.rows] == ["ООО «Ромашка»", "ЗАО «Север»"]


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "mac_cyrillic", "iso8859-5"])
def test_other_cyrillic_encodings_are_refused_rather_than_misread(encoding: str) -> None:
    data = RUSSIAN.replace("«", '"').replace("»", '"').replace('"', "'").encode(encoding)
    line, sentence = refusal(data)
    assert (line, "Save it as “CSV UTF-8”" in sentence) == (1, True)


@pytest.mark.parametrize("text", ["name,city\nMüller,Köln\n", "name,city\nCafé,Orléans\n", "name\nà\n", "name\nÄÖÜ\n"])
def test_western_text_without_utf8_is_refused_and_not_read_as_cyrillic(text: str) -> None:
    assert refusal(text.encode("latin-1"))[0] == 2


def test_a_nul_byte_is_refused_with_its_line() -> None:
    assert refusal(b"a,b\n1,2\n3,\x004\n")[0] == 3


@pytest.mark.parametrize("data", [b"", b"\n\n", codecs.BOM_UTF8, b"  \r\n", b",,\n,,\n"])
def test_an_empty_file_says_what_is_expected(data: bytes) -> None:
    assert refusal(data) == (1, "The file is empty. The first line must name the columns.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", ("1", "2")),
        ("a;b\n1,5;2\n", ("1,5", "2")),
        ("a\tb\n1;5\t2\n", ("1;5", "2")),
        ('"a;x",b\n1,2\n', ("1", "2")),
        ("sep=;\na,b;c\n1,2;3\n", ("1,2", "3")),
        ("name;phone, mobile\nx;1\n", ("x", "1")),
        ("only\nx\n", ("x",)),
    ],
)
def test_the_delimiter_is_recognised_from_the_header(text: str, expected: tuple[str, ...]) -> None:
    assert cells(text.encode()) == [expected]


def test_a_header_that_two_delimiters_fit_is_refused() -> None:
    assert refusal(b"a,b;c,d\n1,2;3,4\n")[1].startswith("Line 1: it cannot be told whether")


def test_lines_are_those_of_the_file() -> None:
    table = read_table(b'a,b\r\n"one\r\ntwo",2\r\n\r\n3,4\r\n5\r\n')
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, ("one\r\ntwo", "2")),
        (5, ("3", "4")),
        (6, ("5",)),
    ]
    assert [bool(row.fault) for row in table.rows] == [False, False, True]


def test_too_many_and_too_few_cells_are_faults_of_their_lines() -> None:
    table = read_table(b"a,b\n1,2,3\n1\n1,2\n")
    assert [row.fault[:37] for row in table.rows] == [
        "The line has 3 cells, the header has ",
        "The line has 1 cell, the header has 2",
        "",
    ]


def test_an_unquoted_comma_before_a_blank_is_read_as_text_and_said() -> None:
    table = read_table("name,street,city\nA,24, place Kléber,Strasbourg\nB,Main,Berlin\n".encode())
    assert [row.cells for row in table.rows] == [("A", "24, place Kléber", "Strasbourg"), ("B", "Main", "Berlin")]
    assert table.notes == ["Line 2: “24, place Kléber” is not in quotes and was read as one cell."]


def test_where_blanks_follow_delimiters_a_long_line_stays_a_fault() -> None:
    table = read_table(b"name, city\nA, Berlin, x\n")
    assert [bool(row.fault) for row in table.rows] == [True]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('a,b\n1,2\n"3,4\n5,6\n', 3, "never closed"),
        ('a,b\n1,2\n"3"x,4\n', 3, "text follows a closing quote"),
        ("a,A\n1,2\n", 1, "stands there twice"),
        ("a,,c\n1,2,3\n", 1, "column 2 has no name"),
    ],
)
def test_what_makes_a_file_unreadable_is_said_with_the_line(text: str, line: int, words: str) -> None:
    found, sentence = refusal(text.encode())
    assert (found, words in sentence) == (line, True)


def test_a_column_without_name_and_content_is_no_fault() -> None:
    assert cells(b"a,b,\n1,2,\n") == [("1", "2", "")]


def test_a_huge_cell_is_a_fault_of_its_cell() -> None:
    row = read_table(b"a,b\n1," + b"x" * 40_000 + b"\n").rows[0]
    assert row.faults == {1: "The cell is longer than 32767 characters."}


def test_excel_gives_numbers_dates_and_formula_results() -> None:
    made = openpyxl.Workbook()
    made.active.append(["name", "number", "day", "flag"])
    made.active.append(["A", 1652044.0, datetime.datetime(2026, 11, 22), True])
    made.active.append(["B", 0.1 + 0.2, datetime.datetime(2026, 11, 22, 10, 30), None])
    buffer = io.BytesIO()
    made.save(buffer)
    assert cells(buffer.getvalue()) == [
        ("A", Decimal("1652044"), datetime.date(2026, 11, 22), "TRUE"),
        ("B", Decimal("0.3"), datetime.datetime(2026, 11, 22, 10, 30), ""),
    ]


def test_a_formula_without_result_and_an_error_are_faults_of_their_cells() -> None:
    rows = read_table(book(["a", "b"], ["=1+1", "x"], ["#DIV/0!", "y"])).rows
    assert rows[0].faults == {0: "The formula in A2 has no stored result. Open the file in Excel and save it."}
    assert rows[1].faults == {0: "The cell shows the error #DIV/0!."}


def test_other_sheets_are_named_and_cells_without_a_column_are_a_fault() -> None:
    table = read_table(book(["a"], ["1"], ["1", "2"], More=[["x"]]))
    assert table.notes == ["Sheet “Sheet” was read; the sheet “More” was not."]
    assert [row.fault for row in table.rows] == [
        "",
        "There is something in column B, which has no name in the header.",
    ]


def packed(**parts: bytes) -> bytes:
    """A real workbook with some of its PARTS replaced."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_xlsx("x", ["a"], [["1"]]))) as real,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in real.namelist():
            made.writestr(name, parts.get(PARTS.get(name, ""), real.read(name)))
    return buffer.getvalue()


PARTS = {"xl/worksheets/sheet1.xml": "sheet", "xl/sharedStrings.xml": "strings", "xl/workbook.xml": "book"}
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s<sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("zeros", lambda: packed(sheet=b" " * 150_000_000)),
        ("strings", lambda: packed(strings=b"<sst>" + b"<si><t>a</t></si>" * 3_000_000)),
        (
            "entities",
            lambda: packed(sheet=b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SHEET % (b"", b"&b;")),
        ),
        ("not a workbook", lambda: zip_of({"readme.txt": b"hello"})),
        ("cut off", lambda: book(["a"], ["1"])[:-200]),
        ("broken sheet", lambda: packed(sheet=b"<worksheet><sheetData><row>")),
        ("broken book", lambda: packed(book=b"<nothing/>")),
    ],
)
def test_bombs_and_damaged_books_are_refused_quickly_and_in_little_memory(name: str, data: object) -> None:
    made = data()  # type: ignore[operator]
    tracemalloc.start()
    began = time.perf_counter()
    line, sentence = refusal(made)
    seconds, peak = time.perf_counter() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (line, sentence[-1], seconds < 5, peak < 100 * 1024**2) == (1, ".", True, True)


def zip_of(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()


def test_a_false_size_in_the_book_costs_nothing() -> None:
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    began = time.perf_counter()
    assert cells(packed(sheet=SHEET % (b'<dimension ref="A1:XFD1048576"/>', row))) == [(Decimal(1),)]
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("start", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7\n"])
def test_other_formats_are_named(start: bytes) -> None:
    assert "Save" in refusal(start + b"x" * 100)[1]


SPECTRUM = {
    "comma_in_quotes": [("John", "Doe", "120 any st.", "Anytown, WW", "08123")],
    "empty": [("1", "", ""), ("2", "3", "4")],
    "empty_crlf": [("1", "", ""), ("2", "3", "4")],
    "escaped_quotes": [("1", 'ha "ha" ha'), ("3", "4")],
    "json": [("1", '{"type": "Point", "coordinates": [102.0, 0.5]}')],
    "newlines": [("1", "2", "3"), ("Once upon \na time", "5", "6"), ("7", "8", "9")],
    "newlines_crlf": [("1", "2", "3"), ("Once upon \na time", "5", "6"), ("7", "8", "9")],
    "quotes_and_newlines": [("1", 'ha \n"ha" \nha'), ("3", "4")],
    "simple": [("1", "2", "3")],
    "simple_crlf": [("1", "2", "3")],
    "utf8": [("1", "2", "3"), ("4", "5", "ʤ")],
}


@pytest.mark.parametrize("name", SPECTRUM)
def test_the_csv_acid_tests_read_as_meant(name: str) -> None:
    path = SHARED / "hostile-text" / f"csvspectrum-{name}.csv"
    if not path.exists():
        pytest.skip("the shared data folder is not beside the project")
    assert cells(path.read_bytes()) == SPECTRUM[name]
