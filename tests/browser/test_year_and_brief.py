"""What is coming, drawn and printed: names that never meet, and a brief that is one sheet whatever it holds."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.keeping import create_contact, record_year
from accounts.models import Account
from dossiers.description import editable_sections
from dossiers.diary.writing import write_entry
from dossiers.events import plan_event
from dossiers.facts import save_section
from dossiers.models import Fact
from kam_portal.foundation.people.models import User
from tests.browser.conftest import Visit
from tests.browser.test_paper import sheets
from tests.browser.watching import ask, tab_to

DAY = datetime.timedelta(days=1)
LONG = "a rather long sentence that goes on and on with much to say; " * 40
NAME = "Bartholomäus Maximilian von und zu Hohenschwangau-Lichtenstein the younger"

# Pairs of names on the visible strips that lie on each other, or reach out of the card.
MEETING = """() => [...document.querySelectorAll('svg.strip')].filter(s => s.getClientRects().length).flatMap(strip => {
  const names = [...strip.querySelectorAll('text.label')].map(t => [t.textContent, t.getBoundingClientRect()]);
  const card = strip.closest('.card').getBoundingClientRect();
  const out = names.filter(([, b]) => b.left < card.left || b.right > card.right).map(([n]) => n);
  return out.concat(names.flatMap(([n, a], i) => names.slice(i + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom)
    .map(([m]) => `${n} / ${m}`)));
})"""


@pytest.mark.parametrize("company", ["en", "ru"], indirect=True)
def test_names_on_the_strips_never_meet_at_any_width(company: SimpleNamespace, visit: Visit) -> None:
    today = timezone.localdate()
    for number in range(14):
        on, title = today + number * 23 % 330 * DAY, f"Event {number} of the yard, with a name of some length"
        plan_event(account=company.halvorsen, kind="other", title=title, on=on, lead_days=number * 9)
    page = visit(company.leonid, "/")
    for address in (f"/accounts/{company.halvorsen.pk}/dossier/", "/reviews/year/"):
        page.goto(address)
        for width in (320, 360, 600, 768, 992, 1280, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            assert (address, width, page.evaluate(MEETING)) == (address, width, [])
        shown = page.locator("svg.strip:visible")
        assert shown.count() == (1 if "dossier" in address else page.locator("svg.strip").count())


def test_the_year_is_narrowed_by_keyboard_and_without_script(company: SimpleNamespace, visit: Visit) -> None:
    page = visit(company.leonid, "/reviews/")
    page.get_by_role("link", name="The year ahead").click()
    rows = page.locator(".year-who")
    expect(rows.filter(has_text="Halvorsen Shipyards")).to_be_visible()
    chosen = page.get_by_label("Kind")
    tab_to(page, chosen)
    page.keyboard.type("Tender")
    page.wait_for_url("**/reviews/year/?kind=tender*")
    kinds = page.get_by_role("table").locator("tbody tr:not(.year-month) td:nth-of-type(2)")
    assert {text.strip() for text in kinds.all_inner_texts()} == {"Tender"}
    plain = visit(company.leonid, "/reviews/year/", java_script_enabled=False)
    month = plain.get_by_role("navigation", name="Events by month").get_by_role("link").first
    name, count = month.inner_text().split(" · ")
    month.click()
    expect(plain.get_by_role("rowheader", name=name[:3])).to_have_count(int(count) + 1)


def filled(account: Account, people: SimpleNamespace) -> None:
    """More of everything than fits a sheet, all of it as long as it may be."""
    today = timezone.localdate()
    contacts = [
        create_contact(account=account, name=f"{NAME} {n}", title=LONG[:190], phones=["+49 30 1234 5678 90"])
        for n in range(12)
    ]
    for number in range(9):
        write_entry(
            account=account,
            by=people.anna,
            kind="meeting",
            on=today - number * DAY,
            summary=f"{number} {LONG}",
            promises=f"{LONG}\n{LONG} too",
            ours=[people.anna, people.leonid],
            theirs=contacts,
            next_step=f"{number} {LONG}"[:290],
            next_step_on=today - number * DAY,
            next_step_owner=people.anna,
        )
        plan_event(account=account, kind="contract_end", title=f"{number} {LONG}"[:190], on=today + number * DAY)
    record_year(account=account, year=2024, currency="EUR", sales=123_456_789_012)
    record_year(account=account, year=2025, currency="EUR", sales=223_456_789_012)
    for section in editable_sections():
        values = {f.key: LONG for f in section.fields if f.kind == "text"}
        if values:
            save_section(account=account, section=section, version=0, values=values, source="", on=today, by=None)
    Fact.objects.filter(account=account).update(as_of=today - 400 * DAY)


def test_the_brief_is_one_sheet_whatever_it_holds(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    Fact.objects.all().delete()
    yard.sections.all().delete()
    filled(yard, cast)
    page = visit(cast.anna, f"/accounts/{yard.pk}/dossier/")
    page.get_by_role("link", name="Prepare a meeting").click()
    page.get_by_text("Choose whom we meet: 12 contacts").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("and 6 more, who do not fit the sheet")).to_be_visible()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(12)
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")
    page.set_viewport_size({"width": 360, "height": 740})
    assert ask(page, "widerThanThePage") == []
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="What to verify")).to_be_visible()
    for part in (page.get_by_role("navigation"), page.get_by_role("button"), page.get_by_role("checkbox")):
        expect(part.filter(visible=True)).to_have_count(0)
    assert sheets(page) == 1
    User.objects.filter(pk=cast.anna.pk).update(language="ru")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    assert sheets(page) == 1


@pytest.mark.parametrize("company", ["en", "ru"], indirect=True)
def test_the_brief_of_the_demo_is_one_sheet(company: SimpleNamespace, visit: Visit) -> None:
    page = visit(company.anna, f"/accounts/{company.brightwater.pk}/brief/")
    assert sheets(page) == 1
