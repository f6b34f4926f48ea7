"""The client answers on a phone, by keyboard alone, and with scripts off; the editor copies the link."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Account
from dossiers.ladders.inviting import invite_client
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import ClientLadder
from tests.browser.conftest import Visit, save
from tests.browser.test_every_page import seen_by_everybody, seen_in_layout
from tests.browser.watching import tab_to


@pytest.fixture
def link(yard: Account, cast: SimpleNamespace) -> str:
    asked = {"language": "en", "our_company": "Nordvik Instruments with quite a long name, sales department north"}
    _invitation, token = invite_client(account=yard, by=cast.anna, at=timezone.now(), **asked)
    return f"/ladder/{token}/"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_client_answers_by_keyboard_on_a_phone(link: str, visit: Visit, scripts: bool) -> None:
    page = visit(None, link, width=360, java_script_enabled=scripts, locale="de")
    for number, key in enumerate(FAVOURABLE):
        first = page.locator(f"input[name={key}]").first
        if scripts:
            tab_to(page, first)
        else:
            first.focus()
        page.keyboard.press("Space" if number % 2 else "ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Thank you.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    answer = ClientLadder.objects.get()
    assert (list(answer.answers.values()), answer.remark) == (["no", "yes"] * 3, "Thank you.")
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_clients_pages_are_whole_and_open_to_everybody(
    language: str, yard: Account, cast: SimpleNamespace, visit: Visit
) -> None:
    _invitation, token = invite_client(account=yard, by=cast.anna, at=timezone.now(), language=language)
    page, faults = visit(None, f"/ladder/{token}/", locale=language), []
    expect(page.locator("html")).to_have_attribute("lang", language)
    faults += [f"questions: {fault}" for fault in seen_in_layout(page) + seen_by_everybody(page)]
    page.locator("form").evaluate("form => { form.noValidate = true; }")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    faults += [f"refused: {fault}" for fault in seen_in_layout(page) + seen_by_everybody(page)]
    page.goto("/ladder/nothing/")
    faults += [f"not valid: {fault}" for fault in seen_in_layout(page) + seen_by_everybody(page)]
    assert "\n".join(faults) == ""


def test_an_editor_copies_the_link(yard: Account, cast: SimpleNamespace, visit: Visit, settings: Any) -> None:
    page = visit(
        cast.anna, f"/accounts/{yard.pk}/ladder/invitations/", permissions=["clipboard-read", "clipboard-write"]
    )
    assert save(page, "Make the link") == 200
    link = page.get_by_label("Link", exact=True).input_value()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert (page.evaluate("navigator.clipboard.readText()"), link.startswith(f"{settings.SITE_URL}/ladder/")) == (
        link,
        True,
    )
    faults = seen_in_layout(page) + seen_by_everybody(page)
    assert "\n".join(faults) == ""
