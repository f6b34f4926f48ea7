"""Save-a-lot Markets of the classic Northwind list: what it bought of us, and how two people write down the rest.

Every hand also notes in the ledger what the pages of a review shall say of it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace

from playwright.sync_api import FilePayload, Page, expect

from accounts.models import Account
from kam_portal.foundation.people.models import User
from tests.browser.conftest import Visit, save
from tests.browser.quarterly import Clock, Known, Ledger, enter, fill_in, in_words
from tests.browser.watching import tab_to
from tests.maven import rows_of

FIRST = datetime.date(2026, 3, 2)
ANNA, BORIS = "Anna Petrova", "Boris Klein"
CLIENT = "SAVEA"
VISIT, CALL = "Visit to Boise", "Call with the bookkeeper"
CENT = Decimal("0.01")


class Story:
    """A client of northwind's, those who keep its dossier, the clock, and what they did."""

    def __init__(self, account: Account, cast: SimpleNamespace, visit: Visit, clock: Clock) -> None:
        self.account, self.cast, self.visit, self.clock = account, cast, visit, clock
        self.ledger = Ledger()

    def come(self, who: User, path: str = "") -> Page:
        return self.visit(who, self.at(path))

    def at(self, path: str) -> str:
        return f"/accounts/{self.account.pk}/{path}"

    def writes(self, page: Page, section: str, facts: dict[str, tuple[str, str]], on: datetime.date, who: str) -> None:
        """A section's form: name of ours -> title and text; said in talk."""
        page.goto(self.at(f"dossier/{section}/edit/"))
        fill_in(page, dict(facts.values()) | {"Source": VISIT})
        for name, (title, text) in facts.items():
            self.ledger.note(name, Known(section, title, text, on, who, VISIT), who)

    def adds(self, page: Page, name: str, path: str, typed: dict[str, str], known: Known) -> None:
        page.goto(self.at(path))
        fill_in(page, typed | ({"Source": known.source} if known.source else {}))
        self.ledger.note(name, known, known.by)


def bought() -> tuple[dict[str, Decimal], list[tuple[str, Decimal]]]:
    """What the client bought of us by year, and of which three products most; to the cent."""
    orders = {row["orderID"]: row for row in rows_of("northwind/orders.csv") if row["customerID"] == CLIENT}
    products = {row["productID"]: row["productName"] for row in rows_of("northwind/products.csv")}
    years: dict[str, Decimal] = defaultdict(Decimal)
    by_product: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows_of("northwind/order-details.csv"):
        if order := orders.get(row["orderID"]):
            value = Decimal(row["unitPrice"]) * Decimal(row["quantity"]) * (1 - Decimal(row["discount"]))
            years[order["orderDate"][:4]] += value
            by_product[products[row["productID"]]] += value
    most = sorted(by_product.items(), key=lambda item: -item[1])[:3]
    rounded = {year: value.quantize(CENT, ROUND_HALF_UP) for year, value in sorted(years.items())}
    return rounded, [(name, value.quantize(CENT, ROUND_HALF_UP)) for name, value in most]


def anna_writes(story: Story, page: Page) -> None:
    general = {
        "description": ("What the company does", "A chain of neighbourhood supermarkets in Idaho."),
        "history": ("History", "Founded by two brothers.\nThe third store opened in 1994."),
        "mission": ("Mission", "Fresh food for every street."),
        "positioning": ("Positioning", "Cheaper than the chains, closer than the malls."),
    }
    story.writes(page, "general", general, FIRST, ANNA)
    decision = {
        "actors": ("Who decides and who influences", "Jose Pavarotti orders; the stores ask for goods."),
        "process": ("Buying process", "Purchasing decides alone below 5,000 dollars, the board above it."),
    }
    story.writes(page, "decision", decision, FIRST, ANNA)
    page.goto(story.at("dossier/swot/edit/"))
    enter(page.get_by_role("group", name="The client"), {"Strengths": "Loyal customers.", "Threats": "A mall opens."})
    assert save(page) == 302
    for name, title, text in (("strengths", "Strengths", "Loyal customers."), ("threats", "Threats", "A mall opens.")):
        story.ledger.note(name, Known("swot", f"The client: {title}", text, FIRST, ANNA), ANNA)
    goals = "Their goals and initiatives"
    waste = {
        "Goal or initiative": "Waste less fresh food",
        "Kind": "Goal",
        "How they measure it": "Share thrown away",
        "By when": "2026-12-31",
        "Who stands behind it": "Jose Pavarotti",
    }
    said = (
        "Kind: Goal\nHow they measure it: Share thrown away\nBy when: 31 Dec 2026\nWho stands behind it: Jose Pavarotti"
    )
    known = Known("general", f"{goals}: Waste less fresh food", said, FIRST, ANNA, VISIT)
    story.adds(page, "waste", "rows/goals/new/", waste, known)
    nampa = {"Goal or initiative": "Open in Nampa", "Kind": "Initiative"}
    known = Known("general", f"{goals}: Open in Nampa", "Kind: Initiative", FIRST, ANNA, VISIT)
    story.adds(page, "nampa", "rows/goals/new/", nampa, known)
    store = {"Unit or site": "Boise store", "Kind": "Site", "Place": "187 Suffolk Ln., Boise", "Headcount": "1200"}
    said = "Kind: Site\nPlace: 187 Suffolk Ln., Boise\nHeadcount: 1,200"
    known = Known("general", "Structure and sites: Boise store", said, FIRST, ANNA, VISIT)
    story.adds(page, "store", "rows/units/new/", store, known)
    tender = {"Kind": "Tender", "What": "Tender for beverages", "Date": "2026-09-15", "Lead time, days": "45"}
    said = "Date: 15 Sep 2026\nKind: Tender\nLead time, days: 45"
    story.adds(page, "tender", "events/new/", tender, Known("events", "Tender for beverages", said, FIRST, ANNA, VISIT))


def boris_writes(story: Story, page: Page) -> None:
    _years, products = bought()
    most = "Bought most of us: " + "; ".join(f"{name} {value:,}" for name, value in products) + " dollars."
    relationship = {
        "now": ("The relationship now and in prospect", "Steady; they would like weekly deliveries."),
        "budget": ("Client's budget for what we sell", most),
    }
    story.writes(page, "relationship", relationship, FIRST, BORIS)
    rivals = {"rivals": ("Our competitors at this client", "Exotic Liquids and Tokyo Traders.")}
    story.writes(page, "competitors", rivals, FIRST, BORIS)
    ladder = {
        "needs us": ("Does the client need you as you need them?", "Yes"),
        "visits": ("Do they postpone your visits?", "No"),
    }
    story.writes(page, "ladder", ladder, FIRST, BORIS)
    supplier = {"Supplier": "Exotic Liquids", "What they supply": "Beverages", "Share of this purchase": "15"}
    said = "What they supply: Beverages\nShare of this purchase: 15 %"
    known = Known("general", "Their suppliers: Exotic Liquids", said, FIRST, BORIS, CALL)
    story.adds(page, "supplier", "rows/suppliers/new/", supplier, known)
    wallet = {"Year": "2025", "Our share": "37.5", "They spend in all": "150000", "Currency": "USD"}
    said = "Our share: 37.5 %\nThey spend in all: 150,000\nCurrency: USD"
    known = Known("relationship", "Share of wallet: 2025", said, FIRST, BORIS, CALL)
    story.adds(page, "wallet", "rows/wallet/new/", wallet, known)
    calendar = {"Step": "Budget for the next year", "From": "September", "To": "October", "Who": "The owners"}
    said = "From: September\nTo: October\nWho: The owners"
    known = Known("decision", "Budget calendar: Budget for the next year", said, FIRST, BORIS, CALL)
    story.adds(page, "calendar", "rows/budget_calendar/new/", calendar, known)
    figures = {"Year": "2025", "Currency": "USD", "Turnover": "4200000", "Headcount": "3100"}
    said = "Currency: USD\nTurnover: 4,200,000\nHeadcount: 3,100"
    known = Known("general", "The client's figures of 2025", said, FIRST, BORIS, CALL)
    story.adds(page, "figures", "financials/new/", figures, known)
    page.goto(story.at("contacts/new/"))
    fill_in(page, {"Name": "Helen Dodge", "Title": "Head of purchasing", "Telephones": "(208) 555-8100"})
    said = "Title: Head of purchasing\nPhones: (208) 555-8100"
    story.ledger.note("helen", Known("decision", "Helen Dodge", said, FIRST), BORIS)


def diary_by_keyboard(story: Story, page: Page) -> None:
    page.goto(story.at("diary/"))
    expect(page.get_by_label("What happened")).to_be_focused()
    keys = page.keyboard
    keys.type("Lunch with Jose Pavarotti, good talk")
    keys.press("Tab")
    keys.type("Send the price list")
    keys.press("Enter")
    keys.type("Answer on weekly deliveries")
    keys.press("Tab")
    keys.type("Send the price list")
    keys.press("Tab")
    keys.type("03102026")
    people = page.get_by_role("group", name="Their people")
    tab_to(page, people.get_by_role("checkbox").first)
    keys.press("ArrowDown")
    expect(people.get_by_role("checkbox", name="Jose Pavarotti")).to_be_focused()
    keys.press("Space")
    with page.expect_navigation():
        keys.press("Control+Enter")
    tab_to(page, page.get_by_role("link", name="Make a next step of: Answer on weekly deliveries"))
    keys.press("Enter")
    step = page.get_by_role("form", name="New next step")
    expect(step.get_by_label("Next step")).to_have_value("Answer on weekly deliveries")
    step.get_by_label("By").fill("2026-03-20")
    keys.press("Control+Enter")
    expect(page.get_by_role("button", name="Done: Answer on weekly deliveries")).to_be_visible()
    said = "What happened: Lunch with Jose Pavarotti, good talk\n"
    said += "Promises: Send the price list\nAnswer on weekly deliveries"
    for name, title, text in (
        ("lunch", f"Meeting on {in_words(FIRST)}", said),
        ("price list", "Next step “Send the price list”", "Next step by: 10 Mar 2026"),
        ("deliveries", "Next step “Answer on weekly deliveries”", "Next step by: 20 Mar 2026"),
    ):
        story.ledger.note(name, Known("diary", title, text, dated=False), ANNA)


def a_file_is_kept(story: Story, page: Page) -> None:
    page.goto(story.at("files/"))
    minutes: FilePayload = {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"We met in Boise.\n"}
    page.get_by_label("choose them").set_input_files(minutes)
    expect(page.locator(".uploads > li")).to_contain_text("Kept.")
    story.ledger.note("minutes", Known("diary", "minutes.txt", "Version: 1", dated=False), BORIS)
