"""Two people keep a real client's dossier through three quarters, and each time the differences are told truly."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils.translation import trans_real
from playwright.sync_api import Page, expect

from accounts.assigning import add_member, assign
from accounts.keeping import change_status
from accounts.models import Account
from dossiers.description import SECTIONS
from dossiers.models import Dossier
from kam_portal.foundation.people.models import User
from tests.browser.conftest import Visit, save
from tests.browser.quarterly import (
    Clock,
    Known,
    differences_on,
    enter,
    fill_in,
    focus_on,
    in_words,
    labelled,
    text_of,
)
from tests.browser.reviewing import (
    ALL,
    TITLES,
    answers,
    goes_on,
    press_through,
    reads_in_russian,
    reads_what_was_signed,
    said_in_russian,
    sign,
)
from tests.browser.save_a_lot import (
    ANNA,
    BORIS,
    CALL,
    CLIENT,
    FIRST,
    Story,
    a_file_is_kept,
    anna_writes,
    boris_writes,
    bought,
    diary_by_keyboard,
)
from tests.maven import DATA, NEEDS_DATA, import_, written

pytestmark = NEEDS_DATA

KEY_SINCE, SECOND, DAY_AFTER, THIRD = (
    datetime.date(2025, 12, 2),
    datetime.date(2026, 6, 1),
    datetime.date(2026, 6, 2),
    datetime.date(2026, 8, 31),
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def story(cast: SimpleNamespace, visit: Visit, clock: Clock, tmp_path: Path) -> Story:
    """Save-a-lot Markets with the contact and the sales of the files, a key account of Anna's that Boris edits too."""
    call_command("messages", "--compile", verbosity=0)
    trans_real._translations.clear()
    clock.on(FIRST)
    customers = DATA / "northwind" / "customers.csv"
    import_("accounts", customers)
    import_("contacts", customers)
    account = Account.objects.get(registration_id=CLIENT)
    years, _products = bought()
    sales = [[account.trade_name, year, value, "USD"] for year, value in years.items()]
    import_("sales", written(tmp_path / "sales.csv", ["account", "year", "sales", "currency"], sales))
    Account.objects.filter(pk=account.pk).update(status_since=KEY_SINCE)
    change_status(account=account, status="key", reason="turnover", on=KEY_SINCE, by=None)
    assign(account=account, manager=cast.anna, on=KEY_SINCE, reason="first assignment", by=None)
    add_member(account=account, user=cast.boris, function="sales", can_edit=True)
    User.objects.filter(pk=cast.leonid.pk).update(language="ru")
    found = Story(Account.objects.get(pk=account.pk), cast, visit, clock)
    for year, value in years.items():
        text = f"Currency: USD\nSales: {value:,}"
        found.ledger.note(f"sales {year}", Known("relationship", f"Our sales of {year}", text, dated=False), "")
    jose = Known("decision", "Jose Pavarotti", "Title: Sales Representative\nPhones: (208) 555-8097")
    found.ledger.note("jose", jose, "")
    return found


def test_two_people_keep_a_real_dossier_through_three_quarters(story: Story) -> None:
    first_quarter(story)
    second_quarter(story)
    third_quarter(story)


# --- the first quarter: everything is written down -------------------------------------------------------------------


def first_quarter(story: Story) -> None:
    assert Dossier.objects.get(account=story.account).due_on == FIRST
    anna, boris = story.come(story.cast.anna, "dossier/"), story.come(story.cast.boris, "dossier/")
    anna_writes(story, anna)
    boris_writes(story, boris)
    diary_by_keyboard(story, anna)
    a_file_is_kept(story, boris)
    anna.goto(story.at("review/"))
    assert press_through(story, anna) == len(SECTIONS)
    sign(story, anna, FIRST)
    story.ledger.verify(ALL, FIRST)
    story.ledger.sign()
    reads_what_was_signed(story, anna, 1)
    anna.get_by_role("link", name="What changed, on one page").click()
    heading = f"Review 1 of {in_words(FIRST)}: the first one, nothing to compare with"
    expect(anna.get_by_role("heading", name=heading)).to_be_visible()
    assert differences_on(anna) == set()


# --- what happens every quarter --------------------------------------------------------------------------------------


def second_quarter(story: Story) -> None:
    story.clock.on(SECOND)
    anna, boris = story.come(story.cast.anna), story.come(story.cast.boris)
    different_sections_at_once(story, anna, boris)
    the_same_section_at_once(story, anna, boris)
    people_come_and_go(story, anna)
    boris_moves_and_removes(story, boris)
    boris_hears_something_newer(story, boris)
    half_of_the_review(story, anna)
    leonid_looks_at_the_half(story)
    story.clock.on(DAY_AFTER)
    boris_corrects_what_was_called_true(story, story.come(story.cast.boris))
    anna = story.come(story.cast.anna, "review/")
    the_other_half(story, anna)
    sign(story, anna, DAY_AFTER)
    still_true = [key for key in ALL if key != "decision"]
    story.ledger.verify([*still_true, "actors"], DAY_AFTER, but={"mission"})
    story.ledger.sign()
    reads_what_was_signed(story, anna, 2)
    assert differences_on(anna, ".card") == story.ledger.between(1, 2)
    anna.get_by_role("link", name="What changed, on one page").click()
    assert differences_on(anna) == story.ledger.between(1, 2) == second_quarters_changes()
    counted = anna.locator("ul.change-counts > li").all_inner_texts()
    assert [" ".join(text.split()) for text in counted] == [
        "Dossier −1 gone 6 changed",
        "People +1 new −1 gone 1 changed",
        "Events ahead 1 changed",
        "Diary +1 new 1 changed",
    ]
    reads_in_russian(story.come(story.cast.leonid), story.at("reviews/2/changes/"))


def second_quarters_changes() -> set[tuple[str, str, str, str]]:
    """Written out once more by hand, so that the ledger itself is checked."""
    waste = "Kind: Goal\nHow they measure it: {}\nBy when: 31 Dec 2026\nWho stands behind it: Jose Pavarotti"
    deadline = "Date: {}\nKind: Tender\nLead time, days: 45"
    purchasing = "What happened: The board now decides on every order, purchasing only proposes."
    step = "Next step by: 10 Mar 2026"
    return {
        ("Mission", "Fresh food for every street.", "Fresh food for every street of Idaho.", BORIS),
        ("The relationship now and in prospect", "Steady; they would like weekly deliveries.", "Weekly.", ANNA),
        ("The client: Strengths", "Loyal customers.", "Loyal customers, own bakery.", ANNA),
        ("The client: Threats", "A mall opens.", "A mall opened in May.", BORIS),
        ("Our competitors at this client", "Exotic Liquids and Tokyo Traders.", "Tokyo Traders alone.", BORIS),
        (
            "Their goals and initiatives: Waste less fresh food",
            *(waste.format("Share thrown away"), waste.format("Kilos a week"), ANNA),
        ),
        ("Their suppliers: Exotic Liquids", "What they supply: Beverages\nShare of this purchase: 15 %", "", BORIS),
        ("Tender for beverages", deadline.format("15 Sep 2026"), deadline.format("1 Oct 2026"), BORIS),
        ("Helen Dodge", "Title: Head of purchasing\nPhones: (208) 555-8100", "", ANNA),
        ("Carl Nesbit", "", "Title: Head of purchasing\nE-mails: carl@save-a-lot.example", ANNA),
        (
            "Jose Pavarotti",
            *("Title: Sales Representative\nPhones: (208) 555-8097", "Title: Sales Manager\nPhones: (208) 555-8097"),
            ANNA,
        ),
        ("Call on 1 Jun 2026", "", purchasing, BORIS),
        ("Next step “Send the price list”", step, f"{step}\nNext step done: 1 Jun 2026", BORIS),
    }


def different_sections_at_once(story: Story, anna: Page, boris: Page) -> None:
    anna.goto(story.at("dossier/relationship/edit/"))
    boris.goto(story.at("dossier/general/edit/"))
    enter(anna, {"The relationship now and in prospect": "Weekly.", "Source": CALL})
    enter(boris, {"Mission": "Fresh food for every street of Idaho."})
    assert (save(boris), save(anna)) == (302, 302)
    story.ledger.change("now", "Weekly.", ANNA, SECOND, source=CALL)
    story.ledger.change("mission", "Fresh food for every street of Idaho.", BORIS, SECOND, source="")


def the_same_section_at_once(story: Story, anna: Page, boris: Page) -> None:
    for page in (anna, boris):
        page.goto(story.at("dossier/swot/edit/"))
    theirs, ours = (page.get_by_role("group", name="The client") for page in (boris, anna))
    enter(theirs, {"Strengths": "Loyal customers, low prices.", "Threats": "A mall opened in May."})
    enter(ours, {"Strengths": "Loyal customers, own bakery.", "Threats": "The mall is open."})
    assert (save(boris), save(anna)) == (302, 409)
    expect(anna.get_by_text("Boris Klein saved it at")).to_be_visible()
    expect(labelled(ours, "Strengths")).to_have_value("Loyal customers, own bakery.")
    expect(labelled(ours, "Threats")).to_have_value("The mall is open.")
    rows = anna.locator(".conflict tbody tr").all()
    assert [[text_of(cell) for cell in row.locator("th, td").all()] for row in rows] == [
        ["The client: Strengths", "Loyal customers.", "Loyal customers, low prices.", "Loyal customers, own bakery."],
        ["The client: Threats", "A mall opens.", "A mall opened in May.", "The mall is open."],
    ]
    anna.get_by_role("radio", name="The client: Strengths: save mine").check()
    anna.get_by_role("radio", name="The client: Threats: keep what is stored").check()
    assert save(anna) == 302
    story.ledger.change("threats", "A mall opened in May.", BORIS, SECOND)
    story.ledger.change("strengths", "Loyal customers, own bakery.", ANNA, SECOND)


def people_come_and_go(story: Story, page: Page) -> None:
    page.goto(story.at("contacts/"))
    page.get_by_role("link", name="Helen Dodge").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove the contact").click()
    expect(page.get_by_role("status")).to_have_text("Helen Dodge was removed.")
    page.goto(story.at("contacts/new/"))
    fill_in(page, {"Name": "Carl Nesbit", "Title": "Head of purchasing", "E-mails": "carl@save-a-lot.example"})
    page.goto(story.at("contacts/"))
    page.get_by_role("link", name="Jose Pavarotti").click()
    fill_in(page, {"Title": "Sales Manager"})
    said = "Title: Head of purchasing\nE-mails: carl@save-a-lot.example"
    story.ledger.remove("helen", ANNA)
    story.ledger.note("carl", Known("decision", "Carl Nesbit", said, SECOND), ANNA)
    story.ledger.change("jose", "Title: Sales Manager\nPhones: (208) 555-8097", ANNA, SECOND)


def boris_moves_and_removes(story: Story, page: Page) -> None:
    page.goto(story.at("dossier/"))
    page.get_by_role("link", name="Tender for beverages").click()
    fill_in(page, {"Date": "2026-10-01"})
    story.ledger.change("tender", "Date: 1 Oct 2026\nKind: Tender\nLead time, days: 45", BORIS, SECOND)
    page.locator("#general").get_by_role("link", name="Exotic Liquids").click()
    page.get_by_role("link", name="Remove", exact=True).click()
    assert save(page, "Remove") == 302
    story.ledger.remove("supplier", BORIS)


def boris_hears_something_newer(story: Story, page: Page) -> None:
    page.goto(story.at("diary/"))
    form = page.locator("#new-entry")
    enter(form, {"Kind": "Call", "What happened": "The board now decides on every order, purchasing only proposes."})
    assert save(page) == 302
    said = "What happened: The board now decides on every order, purchasing only proposes."
    story.ledger.note("call", Known("diary", f"Call on {in_words(SECOND)}", said, dated=False), BORIS)
    page.get_by_role("button", name="Done: Send the price list").click()
    expect(page.get_by_role("button", name="Not done after all: Send the price list")).to_be_visible()
    story.ledger.change("price list", "Next step by: 10 Mar 2026\nNext step done: 1 Jun 2026", BORIS)


def half_of_the_review(story: Story, page: Page) -> None:
    page.goto(story.at("review/"))
    page.get_by_role("button", name="Start the review").click()
    focus_on(page, "Their goals and initiatives: Waste less fresh food")
    page.keyboard.press("e")
    form = page.locator(".edit-here form")
    expect(form.get_by_label("Goal or initiative")).to_be_focused()
    form.get_by_role("link", name="Cancel").press("Enter")
    expect(form).to_have_count(0)
    goal = page.locator("[data-check]").filter(has_text="Waste less fresh food")
    expect(goal).to_be_focused()
    page.keyboard.press("e")
    enter(form, {"How they measure it": "Kilos a week"})
    form.get_by_role("button", name="Save").focus()
    page.keyboard.press("u")
    expect(goal.get_by_role("button", name="Unknown")).to_have_attribute("aria-pressed", "false")
    assert save(page) == 302
    expect(goal).to_be_focused()
    expect(goal).to_be_in_viewport()
    focus_on(page, "Mission")
    page.keyboard.press("e")
    expect(form.get_by_label("Mission")).to_be_focused()
    form.get_by_role("link", name="Cancel").press("Enter")
    expect(page.locator("#fact-mission")).to_be_focused()
    said = "Kind: Goal\nHow they measure it: Kilos a week\nBy when: 31 Dec 2026\nWho stands behind it: Jose Pavarotti"
    story.ledger.change("waste", said, ANNA, SECOND)
    says_by_key(page, "Mission", "u", "Unknown")
    answers(page, "general", "Changed, the rest is still true", "They speak of waste in kilos now.")
    goes_on(page, "relationship")
    newer = page.locator("[data-check]").filter(has=page.locator(".newer"))
    expect(newer).to_have_count(1)
    expect(newer).to_contain_text("Buying process")
    expect(newer.locator(".newer")).to_contain_text("Newer in the diary, 1 Jun 2026: The board now decides")
    says_by_key(page, "Who decides and who influences", "t", "Still true")
    says_by_key(page, "Buying process", "u", "Unknown")
    answers(page, "decision", "Unknown", "Ask the board in July.")
    goes_on(page, "competitors")


def says_by_key(page: Page, title: str, key: str, verdict: str) -> None:
    focus_on(page, title)
    page.keyboard.press(key)
    fact = page.locator("[data-check]").filter(has=page.locator("dt").get_by_text(title, exact=True))
    expect(fact.get_by_role("button", name=f"{verdict}: {title}", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(fact).to_be_focused()


def leonid_looks_at_the_half(story: Story) -> None:
    page = story.come(story.cast.leonid)
    reads_in_russian(page, "/reviews/")
    row = page.locator("table.board tbody tr").filter(has_text="Save-a-lot Markets")
    expect(row).to_contain_text(said_in_russian("in progress"))
    for section in (*ALL, "sign"):
        reads_in_russian(page, story.at(f"review/?section={section}"))
    answered = said_in_russian("%(n)s of %(total)s answered") % {"n": 4, "total": len(ALL)}
    expect(page.get_by_role("heading", name=answered)).to_be_visible()


def boris_corrects_what_was_called_true(story: Story, page: Page) -> None:
    page.goto(story.at("dossier/competitors/edit/"))
    fill_in(page, {"Our competitors at this client": "Tokyo Traders alone."})
    story.ledger.change("rivals", "Tokyo Traders alone.", BORIS, DAY_AFTER, source="")


def the_other_half(story: Story, page: Page) -> None:
    expect(page.get_by_role("heading", name="4 of 8 answered")).to_be_visible()
    for section in ("swot", "ladder", "events", "diary"):
        goes_on(page, section)
        story.clock.later(minutes=2)
    expect(page.get_by_role("button", name="Sign", exact=True)).to_be_disabled()
    expect(page.get_by_text("Changed after the answer “still true”")).to_be_visible()
    page.locator("main").get_by_role("link", name=TITLES["competitors"]).last.click()
    goes_on(page, "competitors")


# --- the third quarter: one figure -----------------------------------------------------------------------------------


def third_quarter(story: Story) -> None:
    story.clock.on(THIRD)
    boris = story.come(story.cast.boris, "dossier/")
    boris.locator("#general").get_by_role("link", name="2025").click()
    fill_in(boris, {"Turnover": "4350000"})
    said = "Currency: USD\nTurnover: {}\nHeadcount: 3,100"
    story.ledger.change("figures", said.format("4,350,000"), BORIS, THIRD)
    anna = story.come(story.cast.anna, "review/")
    assert press_through(story, anna, read_first={"general", "decision"}) == len(SECTIONS)
    sign(story, anna, THIRD)
    story.ledger.verify(ALL, THIRD)
    story.ledger.sign()
    reads_what_was_signed(story, anna, 3)
    anna.get_by_role("link", name="What changed, on one page").click()
    one_figure = {("The client's figures of 2025", said.format("4,200,000"), said.format("4,350,000"), BORIS)}
    assert differences_on(anna) == story.ledger.between(2, 3) == one_figure
    anna.get_by_label("Compare with").select_option(label=f"Review 1, {in_words(FIRST)}")
    anna.get_by_role("button", name="Compare").click()
    expect(anna.get_by_role("heading", name="What changed from review 1 of 2 Mar 2026")).to_be_visible()
    assert differences_on(anna) == story.ledger.between(1, 3) == second_quarters_changes() | one_figure
    leonid_returns_it(story)
    anna_answers_again(story, anna)
    reads_what_was_signed(story, anna, 4)
    anna.get_by_role("link", name="What changed, on one page").click()
    expect(anna.get_by_role("heading", name="What changed from review 2 of 2 Jun 2026 to review 4")).to_be_visible()
    assert differences_on(anna) == one_figure
    reads_what_was_signed(story, anna, 3)
    expect(anna.get_by_text("Is this the audited figure?")).to_be_visible()
    assert Dossier.objects.get(account=story.account).due_on == datetime.date(2026, 11, 30)


def leonid_returns_it(story: Story) -> None:
    page = story.come(story.cast.leonid)
    reads_in_russian(page, story.at("reviews/3/changes/"))
    page.get_by_role("link", name=said_in_russian("Return this review")).click()
    page.get_by_label(said_in_russian("What should be verified again?")).fill("Is this the audited figure?")
    assert save(page, said_in_russian("Return to the manager")) == 302
    reads_in_russian(page, story.at("reviews/3/"))
    reads_in_russian(page, story.at("review/"))


def anna_answers_again(story: Story, page: Page) -> None:
    page.goto(story.at("review/"))
    expect(page.get_by_role("heading", name="Returned by Leonid Orlov on 31 Aug 2026")).to_be_visible()
    expect(page.get_by_text("Is this the audited figure?")).to_be_visible()
    page.get_by_role("navigation", name="Sections of the review").get_by_role("link", name=TITLES["general"]).click()
    answers(page, "general", "Changed, the rest is still true", "The audited one, says the bookkeeper.")
    sign(story, page, THIRD)
    story.ledger.sign()
