"""A deck read back: its shapes slide by slide, and every word of it."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import load_workbook
from pptx import Presentation


def slides_of(content: bytes) -> list[list[Any]]:
    return [list(slide.shapes) for slide in Presentation(io.BytesIO(content)).slides]


def words_of_deck(content: bytes) -> str:
    """Of texts, tables and the workbooks behind the charts."""
    found = []
    for shape in (shape for slide in slides_of(content) for shape in slide):
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
        if shape.has_chart:
            book = load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
            found += [str(cell.value) for sheet in book for row in sheet for cell in row]
    return " ".join(found)
