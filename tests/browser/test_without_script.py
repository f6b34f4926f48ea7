"""Everything works without JavaScript: links and forms, and nothing but them."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Page, expect

from accounts.models import Account
from dossiers.description import BY_KEY, SECTIONS
from dossiers.facts import save_section
from dossiers.models import Dossier, Fact, Review
from kam_portal.foundation.notifications.models import Message
from tests.browser.conftest import Visit, save
from tests.browser.test_admin import CLIENTS, take_in
from tests.conftest import TODAY

PLAIN: dict[str, Any] = {"java_script_enabled": False}


def mission(account: Account) -> str:
    return Fact.objects.get(account=account, key="mission").value


def test_a_section_is_edited_and_a_refused_save_is_resolved(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    page = visit(cast.anna, f"/accounts/{yard.pk}/dossier/", **PLAIN)
    page.get_by_role("link", name="Edit “General”").click()
    page.get_by_label("Mission").fill("Anna wrote this.")
    theirs = {"mission": "Boris wrote this."}
    save_section(account=yard, section=BY_KEY["general"], version=1, values=theirs, source="", on=TODAY, by=cast.boris)
    assert save(page) == 409
    expect(page.get_by_role("textbox", name="Mission")).to_have_value("Anna wrote this.")
    assert (save(page), mission(yard)) == (302, "Anna wrote this.")
    page.goto(f"/accounts/{yard.pk}/dossier/general/edit/")
    page.get_by_label("Mission").fill("Anna wrote that.")
    save_section(account=yard, section=BY_KEY["general"], version=3, values=theirs, source="", on=TODAY, by=cast.boris)
    assert save(page) == 409
    page.get_by_role("radio", name="Mission: keep what is stored").check()
    assert (save(page), mission(yard)) == (302, "Boris wrote this.")


def test_a_review_is_answered_and_signed(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    page = visit(cast.anna, f"/accounts/{yard.pk}/dossier/", **PLAIN)
    assert save(page, "Start the review") == 302
    for section in SECTIONS:
        expect(page.get_by_role("heading", name=f"{section.letter} · {section.title}", exact=True)).to_be_visible()
        page.get_by_role("radio", name=re.compile("^Still (true|empty)")).check()
        assert save(page, "Answer and go on") == 302
    assert save(page, "Sign") == 302
    expect(page.get_by_role("heading", name="Review 1, signed on")).to_be_visible()
    review = Review.objects.get(account=yard)
    assert (review.state, Dossier.objects.get(account=yard).signed_on) == ("signed", review.signed_on)


def test_a_lead_filters_and_nudges(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    page = visit(cast.leonid, "/reviews/", **PLAIN)
    page.get_by_label("Sorted by").select_option(label="client")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("checkbox", name="Halvorsen Shipyards").check()
    assert save(page, "Nudge selected") == 302
    expect(page.get_by_role("status")).to_have_text("1 dossier was nudged.")
    assert Message.objects.get(topic="nudge").recipient == cast.anna


def test_a_list_is_taken_in(cast: SimpleNamespace, visit: Visit) -> None:
    page = visit(cast.ada, "/accounts/import/", **PLAIN)
    take_in(page, CLIENTS.replace("soon", "1931"))
    page.get_by_label("Trade name").select_option(label="Mandant")
    assert save(page, "Check again") == 302
    assert save(page, "Import 3 rows") == 302
    expect(page.get_by_role("status")).to_contain_text("The file is in.")
    assert Account.objects.count() == 3


def test_the_table_of_a_map_edits_everything(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    page = visit(cast.anna, f"/accounts/{yard.pk}/map/", **PLAIN)
    page.get_by_role("link", name="Begin a map").click()
    assert save(page) == 302
    page.get_by_role("link", name="As a table").click()
    page.get_by_role("link", name="Paste a list").last.click()
    page.get_by_label("People, one a line").fill("Petrov, CEO\n  Ivanova, CFO\n  vacant, buyer")
    assert save(page, "Look at the lines") == 200
    assert save(page, "Put all of them on the map") == 302
    page.get_by_role("textbox", name="Add a person in one line").fill("Orlov, clerk, under Ivanova")
    assert save(page, "Add") == 302
    row = page.get_by_role("row", name="Ivanova").first
    row.locator("summary").click()
    row.get_by_role("link", name="Roles, attitude and what we judge").click()
    page.get_by_label("Decision maker").check()
    page.get_by_label("Attitude to us").select_option(label="Mentor")
    assert save(page) == 302
    expect(page.get_by_role("row", name="Ivanova").first).to_contain_text("Decision maker")
    page.get_by_label("Only").select_option(label="vacant posts")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr[id]")).to_have_count(1)
    expect(page.get_by_text("Orlov (clerk) reports to Ivanova (CFO)")).to_be_visible()


def test_a_person_signs_in_and_out(people: SimpleNamespace, visit: Visit) -> None:
    page: Page = visit(None, "/", **PLAIN)
    page.get_by_label("Email").fill(people.anna.email)
    page.get_by_label("Password").fill("nordvik-demo-2026")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My week")).to_be_visible()
    page.locator("summary").filter(has_text="Anna Petrova").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
