"""What was typed survives leaving, a lost session and a refused save; nothing stays once it is stored."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Dialog, Page, expect

from kam_portal.foundation.people.inviting import edit_person
from kam_portal.foundation.people.models import User

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
    sign_in(people.anna, "/me/")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("[name=full_name]")).to_have_value("Anna Typed")
    save(page)
    expect(page.locator("[data-saved]")).to_have_text("Your profile is saved.")
    assert (User.objects.get(pk=people.anna.pk).full_name, drafts(page)) == ("Anna Typed", [])


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
