"""No exported cell runs as a formula, and what was exported reads back as it was."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kam_portal.foundation.tabular.reading import read_table
from kam_portal.foundation.tabular.writing import Sheet, defused, titles, undefused, write_csv, write_xlsx

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\x01=1", " \u200b@x", "\n-2"]
HARMLESS = ["", "a=1", "1+1", "'quoted'", "mail@x.example", "naïve", "  plain"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_is_written_behind_an_apostrophe(text: str) -> None:
    assert defused(text) == f"'{text}"
    assert undefused(defused(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert (defused(text), undefused(text)) == (text, text)


def test_numbers_and_days_stay_numbers_and_days() -> None:
    row = [Decimal("-5.50"), 3, datetime.date(2026, 11, 22), None, "=x"]
    assert write_csv(["a", "b", "c", "d", "e"], [row]).decode("utf-8-sig") == (
        "a,b,c,d,e\r\n-5.50,3,2026-11-22,,'=x\r\n"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx("Re/views", ["a", "b", "c", "d", "e"], [row]))).active
    assert [cell.value for cell in sheet[2]] == [-5.5, 3, datetime.datetime(2026, 11, 22), None, "'=x"]
    assert [cell.data_type for cell in sheet[2]] == ["n", "n", "d", "n", "s"]
    assert sheet.title == "Reviews"


@pytest.mark.parametrize("write", [write_csv, lambda header, rows: write_xlsx("x", header, rows)])
def test_hostile_text_survives_the_way_out_and_back(write: object) -> None:
    path = SHARED / "hostile-text" / "csv-payload.txt"
    if not path.exists():
        pytest.skip("the shared data folder is not beside the project")
    payloads = path.read_text().splitlines()
    rows = read_table(write(["text"], [[text] for text in payloads])).rows  # type: ignore[operator]
    assert [row.cells for row in rows] == [(text,) for text in payloads]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (["Goals", "goals", "Goals"], ["Goals", "goals 2", "Goals 3"]),
        (["a/b: [c]*?", "''", "History"], ["ab c", "Sheet", "History 2"]),
        (["Procurement rules and approval limits"] * 2, ["Procurement rules and approval", "Procurement rules and 2"]),
        (["x" * 40] * 2, ["x" * 31, "x" * 29 + " 2"]),
    ],
)
def test_titles_of_sheets_are_what_excel_takes(asked: list[str], given: list[str]) -> None:
    assert titles([Sheet(title, [], []) for title in asked]) == given
