"""What is printed: the facts, and nothing to click."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Visit

LOOK = "([name, side]) => getComputedStyle(document.querySelector(name))[side]"


def sheets(page: Page) -> int:
    """Pages of the PDF the browser prints."""
    paper = page.pdf(format="A4", print_background=False)
    return len(re.findall(rb"/Type\s*/Page\b", paper))


@pytest.mark.parametrize(
    "address, reads",
    [
        ("dossier/", "Ships that come home."),
        ("reviews/2/", "Ships that come home."),
        ("reviews/2/changes/", "Signed by Anna Petrova"),
    ],
    ids=["dossier", "signed review", "changes"],
)
def test_paper_carries_the_facts_and_no_navigation(
    company: SimpleNamespace, visit: Visit, address: str, reads: str
) -> None:
    page = visit(company.leonid, f"/accounts/{company.halvorsen.pk}/{address}")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Halvorsen Shipyards")).to_be_visible()
    expect(page.get_by_text(reads).first).to_be_visible()
    for part in (page.get_by_role("navigation"), page.get_by_role("button"), page.get_by_role("search")):
        expect(part.filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("textbox").filter(visible=True)).to_have_count(0)
    assert (1 if "changes" in address else 2) <= sheets(page) <= 6


def test_the_first_sheet_of_a_dossier_has_facts_and_their_source(company: SimpleNamespace, visit: Visit) -> None:
    page = visit(company.leonid, f"/accounts/{company.halvorsen.pk}/dossier/")
    first = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=False))).pages[0].extract_text()
    assert [words for words in ("Ships that come home.", "Anna Petrova", "source: Visit") if words not in first] == []


def test_a_ladder_stands_on_one_sheet(company: SimpleNamespace, visit: Visit) -> None:
    """Wherever it comes to lie: what stands above it grows."""
    page = visit(company.leonid, f"/accounts/{company.brightwater.pk}/dossier/")
    for millimetres in (0, 20, 40, 60):
        page.evaluate("size => { document.querySelector('.page-head').style.paddingBottom = `${size}mm` }", millimetres)
        read = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=False)))
        for text in [sheet.extract_text() for sheet in read.pages]:
            assert len({text.count(rung) for rung in ("3 Value adder", "2 Provider", "1 Commodity broker")}) == 1


@pytest.mark.parametrize("address", ["dossier/", "reviews/2/changes/"])
def test_paper_is_black_on_white_in_the_dark_too(company: SimpleNamespace, visit: Visit, address: str) -> None:
    page = visit(company.leonid, f"/accounts/{company.halvorsen.pk}/{address}")
    page.emulate_media(media="print", color_scheme="dark")
    for name, side in (("main h2", "color"), (".card-body", "color")):
        assert page.evaluate(LOOK, [name, side]) == "rgb(0, 0, 0)"
    assert page.evaluate(LOOK, ["body", "backgroundColor"]) == "rgb(255, 255, 255)"
