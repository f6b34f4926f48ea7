"""What is printed: the facts, and nothing to click."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit


def sheets(page: Page) -> int:
    """Pages of the PDF the browser prints."""
    paper = page.pdf(format="A4", print_background=False)
    return len(re.findall(rb"/Type\s*/Page\b", paper))


@pytest.mark.parametrize(
    "address, reads",
    [("dossier/", "Ships that come home."), ("reviews/2/", "Ships that come home.")],
    ids=["dossier", "signed review"],
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
    assert 2 <= sheets(page) <= 6
