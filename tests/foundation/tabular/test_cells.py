"""What a cell says is taken for certain or not at all."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from kam_portal.foundation.tabular import cells
from kam_portal.foundation.tabular.cells import Doubtful


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1'234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("12,5", "12.5"),
        ("0,123", "0.123"),
        ("1100.04", "1100.04"),
        ("−5", "-5"),  # noqa: RUF001
        ("+7", "7"),
        ("42", "42"),
    ],
)
def test_numbers_are_read_as_both_languages_write_them(written: str, meant: str) -> None:
    assert cells.number(written) == Decimal(meant)


@pytest.mark.parametrize(
    "written",
    ["1,234", "1.234", "1 23", "1e5", "NaN", "Infinity", "(5)", "5%", "€5", ".5", "5.", "1,2,3", "٣", "--1", "x"],
)
def test_what_is_not_certainly_a_number_is_refused(written: str) -> None:
    with pytest.raises(Doubtful):
        cells.number(written)


@pytest.mark.parametrize("written", ["1.005", "1,23456", "9" * 60, "0." + "1" * 60])
def test_money_is_neither_rounded_nor_cut(written: str) -> None:
    with pytest.raises(Doubtful):
        cells.money(written)


@pytest.mark.parametrize("written", ["2026-11-22", "22.11.2026", "11/22/2026", "22/11/2026", "2026-11-22 00:00:00.000"])
def test_a_day_is_read_in_the_usual_spellings(written: str) -> None:
    assert cells.day(written) == datetime.date(2026, 11, 22)


@pytest.mark.parametrize("written", ["03/04/2026", "2026-02-30", "1.1.26", "22 November", "2026-13-01", "tomorrow"])
def test_a_doubtful_day_is_refused(written: str) -> None:
    with pytest.raises(Doubtful):
        cells.day(written)


@pytest.mark.parametrize("written", ["2013 (1888)", "98", "0999", "2101", "1975/1977", ""])
def test_a_year_has_four_digits(written: str) -> None:
    with pytest.raises(Doubtful):
        cells.year(1000, 2100)(written)


def test_line_breaks_become_blanks_and_control_characters_are_refused() -> None:
    assert cells.text(50)("Main street 1\r\nBerlin") == "Main street 1 Berlin"
    with pytest.raises(Doubtful):
        cells.text(50)("bell\x07")
    with pytest.raises(Doubtful):
        cells.text(3)("four")


def test_several_values_in_a_cell_are_kept_once() -> None:
    assert cells.several(cells.email, r"[;,/\s]+")("a@b.example; c@d.example / a@b.example") == [
        "a@b.example",
        "c@d.example",
    ]
