"""A team lead's morning: what is late, a word to those who can mend it, a list to take along, a review given back."""

from __future__ import annotations

import re
from io import BytesIO
from types import SimpleNamespace

import openpyxl
from playwright.sync_api import Locator, Page, expect

from dossiers.models import Review
from kam_portal.foundation.notifications.models import Message
from tests.browser.conftest import Visit, save

RETURNED = "The budget is from last year. Ask Gareth again, please."


def rows(page: Page, column: int) -> list[str]:
    """A column of the board as it is read, from the top."""
    found: list[str] = page.locator("table.board tbody tr").evaluate_all(
        "(rows, column) => rows.map((row) => row.children[column].innerText.trim())", column
    )
    return found


def choose(page: Page, label: str, option: str) -> None:
    """Filters send themselves when something is chosen."""
    with page.expect_navigation():
        page.get_by_label(label, exact=True).select_option(label=option)


def place(target: Locator) -> float:
    """How far down the page something begins."""
    box = target.bounding_box()
    assert box is not None
    return box["y"]


def test_a_lead_filters_sorts_and_nudges_two_of_the_team(company: SimpleNamespace, visit: Visit) -> None:
    page = visit(company.leonid, "/reviews/")
    expect(page.get_by_role("heading", name="Reviews · team North")).to_be_visible()
    everything = rows(page, 1)
    assert everything[:2] == ["Halvorsen Shipyards", "Lumen Pharma"]
    page.get_by_role("navigation", name="Reviews by state").get_by_role("link", name="1 overdue").click()
    expect(page.locator("table.board tbody tr")).to_have_count(1)
    assert rows(page, 1) == ["Halvorsen Shipyards"]
    page.get_by_role("link", name="Clear").click()
    expect(page.locator("table.board tbody tr")).to_have_count(len(everything))
    choose(page, "KAM", "Anna Petrova")
    choose(page, "Sorted by", "client")
    own = rows(page, 1)
    assert (own, set(rows(page, 3))) == (sorted(own), {"Anna Petrova"})
    filtered = page.url
    expect(page.get_by_role("button", name="Nudge selected")).to_be_disabled()
    for client in own[:2]:
        page.get_by_role("checkbox", name=client).check()
    assert save(page, "Nudge selected (2)") == 302
    expect(page.get_by_role("status")).to_have_text("2 dossiers were nudged.")
    expect(page).to_have_url(filtered)
    expect(page.get_by_role("row").filter(has_text=own[0])).to_contain_text("nudged today")
    nudged = Message.objects.filter(topic="nudge").order_by("pk")
    assert [(m.recipient, m.about) for m in nudged] == [(company.anna, company.leonid)] * 2
    inbox = visit(company.anna, "/notifications/")
    new = (
        inbox.get_by_role("listitem")
        .filter(has_text="Leonid Orlov asks you to review this dossier")
        .filter(has_text="new")
    )
    expect(new).to_have_count(2)
    new.filter(has_text=own[0]).get_by_role("button").click()
    expect(inbox.get_by_role("heading", name=own[0], level=1)).to_be_visible()


def test_the_export_holds_the_rows_of_the_board(company: SimpleNamespace, visit: Visit) -> None:
    page = visit(company.leonid, "/reviews/?sort=client&status=key")
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Export").click()
    sheet = openpyxl.load_workbook(BytesIO(arriving.value.path().read_bytes())).active
    header, *lines = sheet.iter_rows(values_only=True)
    assert arriving.value.suggested_filename.endswith(".xlsx")
    assert [line[header.index("Client")] for line in lines] == rows(page, 1)
    assert [line[header.index("Key account manager")] for line in lines] == rows(page, 3)
    assert [f"{line[header.index('Completeness, %')]} %" for line in lines] == rows(page, 6)


def test_a_returned_review_comes_back_signed(company: SimpleNamespace, visit: Visit) -> None:
    lead = visit(company.leonid, "/reviews/?q=Brightwater")
    lead.get_by_role("link", name="Review 2: read, return").click()
    lead.get_by_role("link", name="Return this review").click()
    expect(lead).to_have_url(re.compile(rf"/accounts/{company.brightwater.pk}/reviews/2/#return$"))
    lead.get_by_label("What should be verified again?").fill(RETURNED)
    assert save(lead, "Return to the manager") == 302
    expect(lead.locator(".quote")).to_have_text(RETURNED)
    anna = visit(company.anna, "/")
    expect(anna.get_by_text(f"Returned: “{RETURNED}”")).to_be_visible()
    anna.get_by_role("link", name="Inbox").click()
    anna.get_by_role("button", name="Brightwater Utilities").filter(has_text=RETURNED).click()
    # The map and the plan are newer than the review that was returned: they alone are asked about.
    expect(anna.get_by_role("heading", name="8 of 10 answered")).to_be_visible()
    expect(anna.get_by_role("heading", name="Returned by Leonid Orlov")).to_be_visible()
    reason, section = anna.locator(".alert").get_by_text(RETURNED), anna.get_by_role("heading", name="I · Decision map")
    assert place(reason) < place(anna.get_by_role("navigation", name="Sections of the review")) < place(section)
    for answered in (8, 9):
        expect(anna.get_by_role("heading", name=f"{answered} of 10 answered")).to_be_visible()
        anna.get_by_role("radio", name="Still true", exact=True).check()
        anna.get_by_role("button", name="Answer and go on").click()
    expect(anna.get_by_role("heading", name="Sign the review")).to_be_focused()
    assert save(anna, "Sign") == 302
    expect(anna.get_by_role("heading", name="Review 3, signed on")).to_be_visible()
    reviews = Review.objects.filter(account=company.brightwater).order_by("number")
    assert [review.state for review in reviews] == ["signed", "returned", "signed"]
    lead.goto("/reviews/?state=returned")
    assert "Brightwater Utilities" not in rows(lead, 1)


def test_on_a_phone_the_nudge_stays_in_reach_and_the_review_does_not_jump(
    company: SimpleNamespace, visit: Visit
) -> None:
    page = visit(company.leonid, "/reviews/", width=360)
    page.locator("table.board tbody input:enabled").last.check()
    button = page.get_by_role("button", name="Nudge selected (1)")
    expect(button).to_be_in_viewport()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(button).to_be_in_viewport()
    review = visit(company.anna, f"/accounts/{company.halvorsen.pk}/review/", width=360)
    assert save(review, "Start the review") == 302
    expect(review.get_by_role("radio", name="Still true", exact=True)).to_be_visible()
    assert review.evaluate("scrollY") == 0
    review.goto(f"{review.url.split('?')[0]}?section=decision")
    expect(review.get_by_role("heading", name="C · Decision mechanism")).to_be_focused()
    assert review.evaluate("scrollY") == 0


def test_without_script_the_nudge_is_open_to_whoever_presses_it(company: SimpleNamespace, visit: Visit) -> None:
    page = visit(company.leonid, "/reviews/", java_script_enabled=False)
    assert save(page, "Nudge selected") == 302
    expect(page.get_by_role("status")).to_have_text("Select at least one dossier first.")
