"""What users read, in both languages: a section that grows in one grows in the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


def shape(page: str) -> list[tuple[int, int]]:
    """Of every section the entries of its lists and the rows of its tables."""
    sections = (DOCS / page).read_text().split("\n## ")
    return [
        (len(re.findall(r"^- ", text, re.MULTILINE)), len(re.findall(r"^\|", text, re.MULTILINE))) for text in sections
    ]


@pytest.mark.parametrize("page", ["users", "selection"])
def test_a_page_has_the_same_sections_and_entries_in_both_languages(page: str) -> None:
    assert shape(f"{page}.md") == shape(f"{page}.ru.md")
