"""What was typed survives leaving, a lost session and a refused save; nothing stays once it is stored."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.contrib.sessions.models import Session
from playwright.sync_api import Dialog, Page, expect

from accounts.assigning import assign
from accounts.keeping import create_account
from accounts.models import Account
from dossiers.models import Fact
from kam_portal.foundation.people.inviting import edit_person
from kam_portal.foundation.people.models import User
from kam_portal.workspace.demo.people import DEMO_PASSWORD
from tests.browser.conftest import Visit
from tests.conftest import TODAY

SignIn = Callable[[User, str], None]


def drafts(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('kam-draft'))")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def test_a_lost_session_costs_no_word(people: SimpleNamespace, sign_in: SignIn, page: Page, live_server: Any) -> None:
    sign_in(people.anna, "/me/")
    page.fill("[name=full_name]", "Anna Typed")
    page.context.clear_cookies(name="session")
    save(page)
    expect(page).to_have_url(f"{live_server.url}/sign-in/login/?next=/me/")
    expect(page.get_by_text("What you typed before is kept on this device")).to_be_visible()
    sign_in(people.anna, "/me/")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("[name=full_name]")).to_have_value("Anna Typed")
    save(page)
    expect(page.locator("[data-saved]")).to_have_text("Your profile is saved.")
    assert (User.objects.get(pk=people.anna.pk).full_name, drafts(page)) == ("Anna Typed", [])


def test_the_offered_draft_tells_its_hour_on_the_readers_clock(
    people: SimpleNamespace, sign_in: SignIn, page: Page
) -> None:
    edit_person(person=people.anna, version=1, changes={"time_zone": "Pacific/Auckland"})
    sign_in(people.anna, "/me/")
    page.fill("[name=full_name]", "Anna Typed")
    typed_at = page.evaluate(
        "JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith('kam-draft'))[1]).at"
    )
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    moment = datetime.datetime.fromtimestamp(typed_at / 1000, zoneinfo.ZoneInfo("Pacific/Auckland"))
    expect(page.locator("[data-when]")).to_have_text(f"{moment.day} {moment:%b %Y, %H:%M}")


def test_leaving_a_changed_form_asks_first_and_keeps_the_text(
    people: SimpleNamespace, sign_in: SignIn, page: Page, live_server: Any
) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    sign_in(people.anna, "/me/")
    page.goto(f"{live_server.url}/me/absence/")
    page.goto(f"{live_server.url}/me/")
    page.fill("[name=full_name]", "Anna Typed")
    page.goto(f"{live_server.url}/me/absence/")
    page.goto(f"{live_server.url}/me/")
    expect(page.locator("[data-restore]")).to_have_count(1)
    page.get_by_role("button", name="Throw it away").click()
    assert (asked, drafts(page)) == (["beforeunload"], [])


def test_a_text_brought_back_over_a_newer_version_is_compared_first(
    people: SimpleNamespace, sign_in: SignIn, page: Page, live_server: Any
) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(people.anna, "/me/")
    page.fill("[name=full_name]", "Anna Typed")
    edit_person(person=people.anna, version=1, changes={"full_name": "Anna by the admin"})
    page.goto(f"{live_server.url}/me/")
    page.get_by_role("button", name="Bring it back").click()
    save(page)
    expect(page.locator(".conflict")).to_have_count(1)
    expect(page.locator("[name=full_name]")).to_have_value("Anna Typed")
    assert User.objects.get(pk=people.anna.pk).full_name == "Anna by the admin"


def test_signing_out_leaves_no_text_on_the_device(
    people: SimpleNamespace, sign_in: SignIn, page: Page, live_server: Any
) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(people.anna, "/me/")
    page.fill("[name=full_name]", "Anna Typed")
    assert drafts(page) == [f"kam-draft:{people.anna.pk}:me"]
    page.locator("details.menu summary").first.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{live_server.url}/sign-in/login/")
    assert drafts(page) == []


def test_the_bar_works_without_script(people: SimpleNamespace, browser: Any, live_server: Any) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{live_server.url}/sign-in/login/?next=/me/")
    page.fill("[name=login]", people.ada.email)
    page.fill("[name=password]", "nordvik-demo-2026")
    page.get_by_role("button", name="Sign in").click()
    page.locator("details.menu-nav summary").click()
    page.get_by_role("navigation", name="Main, small screen").get_by_role("link", name="People").click()
    expect(page).to_have_url(f"{live_server.url}/people/")
    page.locator("details.menu:not(.menu-nav) summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{live_server.url}/sign-in/login/")


WORDS = {
    "Mission": "Not a drop of oil in the fjord.\nNot one.",
    "Positioning": "Steel from Luleå, winches from Ålesund.",
    "Source": "Call with Siri",
}


def test_a_session_that_ends_on_the_server_costs_no_word_of_a_dossier(
    people: SimpleNamespace, sign_in: SignIn, page: Page, live_server: Any
) -> None:
    account = create_account(by=people.ada, on=TODAY, status="key", reason="board", trade_name="Halvorsen")
    assign(account=account, manager=people.anna, on=TODAY, reason="first", by=people.ada)
    address = f"/accounts/{account.pk}/dossier/general/edit/"
    sign_in(people.anna, address)
    for label, text in WORDS.items():
        page.get_by_label(label).fill(text)
    Session.objects.all().delete()
    save(page)
    expect(page).to_have_url(f"{live_server.url}/sign-in/login/?next={address}")
    expect(page.get_by_text("You come back to the page you were on.")).to_be_visible()
    page.get_by_label("Email").fill(people.anna.email)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{live_server.url}{address}")
    page.get_by_role("button", name="Bring it back").click()
    for label, text in WORDS.items():
        expect(page.get_by_label(label)).to_have_value(text)
    save(page)
    expect(page.locator("[data-saved]")).to_have_text("“General” is saved.")
    stored = Fact.objects.filter(account=account).exclude(value="").values_list("key", "value", "source")
    assert sorted(stored) == [
        ("mission", WORDS["Mission"], "Call with Siri"),
        ("positioning", WORDS["Positioning"], "Call with Siri"),
    ]
    assert drafts(page) == []


def test_who_stays_on_a_changed_section_still_has_the_words(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page = visit(cast.anna, f"/accounts/{yard.pk}/dossier/general/edit/")
    page.on("dialog", stay)
    page.get_by_label("Mission").fill("Half a sentence")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Cancel").click(no_wait_after=True)
    expect(page.get_by_label("Mission")).to_have_value("Half a sentence")
    assert asked == ["beforeunload"]
