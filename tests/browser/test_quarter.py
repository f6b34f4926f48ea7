"""The quarter of a key account manager, from the overdue dossier to the signed review, without touching a mouse."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from dossiers.description import SECTIONS
from dossiers.models import Answer, Dossier, Fact, Review
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day
from kam_portal.workspace.demo.people import DEMO_PASSWORD
from tests.browser.conftest import Visit
from tests.browser.watching import tab_to


def on(day: datetime.date) -> str:
    return date_format(day, "DATE_FORMAT")


def press_on(page: Page, role: Any, name: str, within: str = "main") -> None:
    tab_to(page, page.locator(within).get_by_role(role, name=name, exact=True))
    page.keyboard.press("Enter")


def test_a_manager_verifies_an_overdue_dossier_by_keyboard_alone(company: SimpleNamespace, visit: Visit) -> None:
    anna, halvorsen = company.anna, company.halvorsen
    page = visit(None, "/")
    enter_by_keyboard(page, anna)
    expect(page.get_by_role("heading", name="My week")).to_be_visible()
    press_on(page, "link", "Halvorsen Shipyards", within="main table")
    press_on(page, "link", "Dossier")
    press_on(page, "link", "Edit “General”")
    tab_to(page, page.get_by_label("Mission"))
    page.keyboard.press("Control+a")
    page.keyboard.type("Every ship comes home clean.")
    tab_to(page, page.get_by_label("Source"))
    page.keyboard.type("Visit to Bergen")
    press_on(page, "button", "Save")
    today = reads_the_new_fact(page, anna)
    press_on(page, "button", "Start the review")
    answers_every_topic(page)
    expect(page.get_by_role("heading", name="Sign the review")).to_be_focused()
    press_on(page, "button", "Sign")
    reads_the_signed_review(page, today)
    review, dossier = Review.objects.get(account=halvorsen, number=4), Dossier.objects.get(account=halvorsen)
    assert (review.state, review.signed_by, review.on_behalf_of, review.is_empty) == ("signed", anna, None, False)
    assert dossier.due_on == review.signed_on + relativedelta(months=3)
    expect(page.get_by_text(f"review due {on(dossier.due_on)} · last signed {on(review.signed_on)}")).to_be_visible()
    press_on(page, "link", "History")
    reads_the_change_in_the_history(page)


def enter_by_keyboard(page: Page, user: User) -> None:
    tab_to(page, page.get_by_label("Email"))
    page.keyboard.type(user.email)
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")


def reads_the_new_fact(page: Page, anna: User) -> datetime.date:
    expect(page.get_by_role("status")).to_have_text("“General” is saved.")
    today = local_day(anna, timezone.now())
    fact = Fact.objects.get(key="mission", value="Every ship comes home clean.")
    shown = page.locator("#general dl > div").filter(has=page.get_by_text("Mission", exact=True))
    expect(shown).to_contain_text("Every ship comes home clean.")
    expect(shown.locator("summary")).to_have_text(f"as of {on(fact.as_of)}")
    expect(shown.get_by_role("group")).to_contain_text("Anna Petrova · source: Visit to Bergen")
    assert (fact.as_of, fact.by) == (today, anna)
    return today


def answers_every_topic(page: Page) -> None:
    topics = [
        *((s.key, f"{s.letter} · {s.title}") for s in SECTIONS),
        ("map", "I · Decision map"),
        ("plan", "J · Plan"),
    ]
    for number, (key, title) in enumerate(topics):
        heading = page.get_by_role("heading", name=title, exact=True)
        expect(heading).to_be_visible()
        expect(page.get_by_role("heading", name=f"{number} of 10 answered")).to_be_visible()
        # The heading of what changed or is doubted by the diary, else the button that says all is true.
        go_on = page.get_by_role("button", name="go on").first
        expect(heading.or_(go_on).and_(page.locator("[data-focus]"))).to_be_focused()
        tab_to(page, page.get_by_role("radio").first)
        if key == "general":
            page.keyboard.press("ArrowDown")
            tab_to(page, page.get_by_label("Note"))
            page.keyboard.type("They rewrote their mission.")
            press_on(page, "button", "Answer and go on")
        else:
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="10 of 10 answered")).to_be_visible()
    running = Answer.objects.filter(review__state="in_progress", review__account__trade_name="Halvorsen Shipyards")
    assert dict(running.values_list("topic", "verdict")) == {
        key: "partly" if key == "general" else "true" for key, _title in topics
    }


def reads_the_signed_review(page: Page, today: datetime.date) -> None:
    expect(page.get_by_role("status")).to_have_text("Review 4 is signed.")
    expect(page.get_by_role("heading", name=f"Review 4, signed on {on(today)}")).to_be_visible()
    changed = page.locator(".card").filter(has=page.get_by_role("heading", name="What changed since the review before"))
    expect(changed).to_contain_text("Ships that come home.")
    expect(changed).to_contain_text("Every ship comes home clean.")
    expect(page.locator(".told").get_by_text("They rewrote their mission.")).to_be_visible()


def reads_the_change_in_the_history(page: Page) -> None:
    # What the signature confirmed fills the first page.
    press_on(page, "link", "Older")
    moment = page.get_by_role("listitem").filter(has_text="Every ship comes home clean.").first
    expect(moment).to_contain_text("Anna Petrova")
    expect(moment).to_contain_text("on the page “dossier”")
    expect(moment.get_by_role("deletion")).to_contain_text("Ships that come home.")
    expect(moment.get_by_role("insertion")).to_contain_text("Every ship comes home clean.")
