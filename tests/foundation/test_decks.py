"""Text on slides goes on where it would run over, and not a word of it is lost."""

from __future__ import annotations

import datetime
import io

from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation

from kam_portal.foundation.documents.decks.slides import Deck, Grid
from kam_portal.foundation.documents.decks.splitting import height_of, lines_in, lines_of, pages, parts

WORDS = st.text(st.sampled_from("ab яё\n"), max_size=400)


@given(WORDS, st.floats(0.5, 5), st.floats(0.3, 3), st.sampled_from([10.0, 18.0, 28.0]))
def test_every_part_fits_and_together_they_are_the_text(text: str, width: float, height: float, size: float) -> None:
    found = parts(text, width=width, height=height, size=size)
    assert all(lines_of(part, width, size) <= lines_in(height, size) for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@given(st.lists(st.floats(0.1, 3), max_size=40))
def test_rows_keep_their_order_and_no_page_is_too_high(heights: list[float]) -> None:
    found = pages(enumerate(heights), 5)
    assert [row for page in found for row in page] == list(range(len(heights)))
    assert all(sum(heights[row] for row in page) <= 5.000001 for page in found)


def test_more_text_is_higher() -> None:
    assert height_of("a" * 500, 3, 12) > height_of("a" * 50, 3, 12) == height_of("a" * 50, 3, 12)


def test_a_table_goes_on_with_its_heading_on_every_slide() -> None:
    deck = Deck(title="T\x00est", author="Anna", foot="Foot", language="ru", on=datetime.date(2026, 11, 22))
    deck.table("Rows", Grid(["What", "How much"], [[f"Row {n}", "1"] for n in range(60)], [3, 1], figures=(1,)))
    read = Presentation(io.BytesIO(deck.saved()))
    tables = [shape.table for slide in read.slides for shape in slide.shapes if shape.has_table]
    titles = [slide.shapes.title.text for slide in read.slides]
    assert len(tables) > 1 and titles[:2] == [f"Rows (1/{len(tables)})", f"Rows (2/{len(tables)})"]
    assert {table.cell(0, 0).text for table in tables} == {"What"}
    assert [table.cell(row, 0).text for table in tables for row in range(1, len(table.rows))] == [
        f"Row {n}" for n in range(60)
    ]
    assert read.core_properties.title == "Test" and round(read.slide_width / read.slide_height, 2) == 1.78
