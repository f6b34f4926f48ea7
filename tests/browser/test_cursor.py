"""Where the keyboard begins: in the form a page is for, at the field that was refused, and nowhere on other pages."""

from __future__ import annotations

from types import SimpleNamespace

from playwright.sync_api import Page, expect

from accounts.models import Account
from decision_map.drawing import begin_map
from decision_map.newcomers import Newcomer, add_newcomers
from tests.browser.conftest import Visit, save
from tests.conftest import TODAY


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


def test_a_form_in_the_table_of_a_map_takes_the_keyboard_and_gives_it_back(
    cast: SimpleNamespace, yard: Account, visit: Visit
) -> None:
    map_ = begin_map(account=yard, title="All of it")
    add_newcomers(map_=map_, newcomers=[Newcomer(1, "Petrov", "CEO"), Newcomer(2, "Orlov", "CTO")], on=TODAY)
    page = visit(cast.anna, f"/accounts/{yard.pk}/map/{map_.pk}/table/")
    page.get_by_role("row", name="Petrov").locator("summary").press("Enter")
    page.get_by_role("link", name="Roles, attitude and what we judge").press("Enter")
    expect(page.get_by_role("heading", name="What we judge of Petrov")).to_be_visible()
    expect(page.get_by_label("Decision maker")).to_be_focused()
    expect(page.locator("details.menu[open]")).to_have_count(0)
    page.get_by_role("link", name="Cancel").press("Enter")
    expect(page.get_by_role("row", name="Petrov").first).to_be_focused()
    page.get_by_role("row", name="Orlov").get_by_role("link", name="Attitude to us: not judged").press("Enter")
    expect(page.get_by_role("heading", name="Attitude to us: Orlov")).to_be_visible()
    expect(page.get_by_label("Attitude to us")).to_be_focused()
    page.get_by_role("row", name="Orlov").first.get_by_role("link", name="CTO").press("Enter")
    expect(page.get_by_role("textbox", name="Post*")).to_be_focused()
    page.get_by_role("textbox", name="Post*").fill("Chief engineer")
    assert save(page) == 302
    expect(page.get_by_role("row", name="Chief engineer").first).to_be_focused()


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
