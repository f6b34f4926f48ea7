"""A review gone through by the keyboard: answered, left, signed and read."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from dossiers.description import SECTIONS
from dossiers.models import Review
from tests.browser.conftest import save
from tests.browser.quarterly import (
    facts_on,
)
from tests.browser.save_a_lot import (
    Story,
)
from tests.browser.watching import tab_to
from tests.test_translations import english_texts, shown

TITLES = {section.key: f"{section.letter} · {section.title}" for section in SECTIONS}
ALL = [section.key for section in SECTIONS]


def press_through(story: Story, page: Page, read_first: Collection[str] = ()) -> int:
    """Start the review and say by the keyboard alone that all is still true; returns how many keys said so.

    Of the sections to be read first the keyboard comes to the heading.
    """
    tab_to(page, page.get_by_role("button", name="Start the review"))
    page.keyboard.press("Enter")
    pressed = 0
    for number, (section, title) in enumerate(TITLES.items()):
        expect(page.get_by_role("heading", name=f"{number} of {len(TITLES)} answered")).to_be_visible()
        heading, button = page.get_by_role("heading", name=title, exact=True), page.get_by_role("button", name="go on")
        expect(heading).to_be_visible()
        expect(heading if section in read_first else button.first).to_be_focused()
        if section in read_first:
            tab_to(page, button.first)
        page.keyboard.press("Enter")
        pressed += 1
        story.clock.later(minutes=2)
    expect(page.get_by_role("heading", name="Sign the review")).to_be_focused()
    return pressed


def sign(story: Story, page: Page, on: datetime.date) -> None:
    tab_to(page, page.locator("main").get_by_role("button", name="Sign", exact=True))
    page.keyboard.press("Enter")
    number = len(story.ledger.signed) + 1
    expect(page.get_by_role("status")).to_have_text(f"Review {number} is signed.")
    stored = Review.objects.get(account=story.account, number=number)
    assert (stored.state, stored.signed_on, stored.signed_by, stored.is_empty) == ("signed", on, story.cast.anna, False)


def reads_what_was_signed(story: Story, page: Page, number: int) -> None:
    """Every fact, row, person and entry with its provenance, and nothing else."""
    page.goto(story.at(f"reviews/{number}/"))
    assert facts_on(page) == {known.shown() for known in story.ledger.signed[number].values()}


def answers(page: Page, section: str, verdict: str, note: str = "") -> None:
    """In words of the form, with the heading of that section in sight."""
    expect(page.get_by_role("heading", name=TITLES[section], exact=True)).to_be_visible()
    page.get_by_role("radio", name=verdict, exact=True).check()
    page.get_by_label("Note").last.fill(note)
    assert save(page, "Answer and go on") == 302


def goes_on(page: Page, section: str) -> None:
    expect(page.get_by_role("heading", name=TITLES[section], exact=True)).to_be_visible()
    page.get_by_role("button", name="All still true, go on").press("Enter")
    expect(page.get_by_role("heading", name=TITLES[section], exact=True)).to_have_count(0)


def reads_in_russian(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    read = shown(page.content())
    assert [text for text in english_texts() if text in read] == []


def said_in_russian(text: str) -> str:
    with translation.override("ru"):
        return gettext(text)


# --- the second quarter: much changes, from two sides ----------------------------------------------------------------
