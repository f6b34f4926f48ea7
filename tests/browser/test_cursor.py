"""Where the keyboard begins: in the form a page is for, at the field that was refused, and nowhere on other pages."""

from __future__ import annotations

from types import SimpleNamespace

from playwright.sync_api import Page, expect

from accounts.models import Account
from tests.browser.conftest import Visit, save


def scrolled(page: Page) -> int:
    return int(page.evaluate("scrollY"))


def test_the_keyboard_begins_in_the_form_and_goes_to_what_was_refused(
    cast: SimpleNamespace, yard: Account, visit: Visit
) -> None:
    expect(visit(None, "/sign-in/login/").get_by_label("Email")).to_be_focused()
    page = visit(cast.anna, f"/accounts/{yard.pk}/contacts/new/")
    expect(page.get_by_role("textbox", name="Name*", exact=True)).to_be_focused()
    page.keyboard.type("Siri")
    page.get_by_label("Telephones").fill("no number")
    assert save(page) == 200
    expect(page.get_by_label("Telephones")).to_be_focused()


def test_a_phone_stays_at_the_heading_and_other_pages_take_no_keyboard(
    cast: SimpleNamespace, yard: Account, visit: Visit
) -> None:
    phone = visit(cast.anna, f"/accounts/{yard.pk}/status/", width=360)
    for address in ("rows/wallet/new/", "dossier/general/edit/", "edit/"):
        phone.goto(f"/accounts/{yard.pk}/{address}")
        phone.wait_for_load_state("networkidle")
        assert scrolled(phone) == 0
    for address in ("/", "/accounts/", "/me/", f"/accounts/{yard.pk}/dossier/", f"/accounts/{yard.pk}/team/"):
        phone.goto(address)
        phone.wait_for_load_state("networkidle")
        expect(phone.locator("body")).to_be_focused()
