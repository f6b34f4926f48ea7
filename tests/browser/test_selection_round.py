"""How an account becomes key: a whole round by five people, each in a browser of their own, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from playwright.sync_api import Locator, Page, expect

from accounts.models import Account, AgreedScore, Round, Status
from tests.browser.conftest import Visit, demo_company

RATERS = ("anna", "boris", "irina", "pavel")
# What each rater gives for potential, fit and influence, as typed into the grid: Halvorsen, then Lumen.
GIVEN = {
    "anna": ("9 9 8", "7 6 6"),
    "boris": ("8 8 8", "7 6 7"),
    "irina": ("4 7 7", "6 6 6"),
    "pavel": ("9 8 ?", "6 6 7"),
}


@pytest.fixture(params=["en", "ru"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def company(language: str, live_server: object) -> SimpleNamespace:
    return demo_company(language)


@pytest.fixture
def pages(company: SimpleNamespace, visit: Visit) -> dict[str, Page]:
    """The five at their browsers: who runs the round, and who rates."""
    return {name: visit(getattr(company, name), "/") for name in ("leonid", *RATERS)}


def press(place: Page | Locator, name: str, role: Any = "button") -> None:
    place.get_by_role(role, name=name, exact=True).first.click()


def row_of(page: Page, account: Account) -> Locator:
    return page.locator("tbody tr").filter(has_text=account.trade_name)


def take_step(page: Page, round_: Round, name: str) -> None:
    page.goto(f"/selection/{round_.pk}/progress/")
    press(page, name)


def test_a_round_from_nominations_to_published(company: SimpleNamespace, pages: dict[str, Page], language: str) -> None:
    leonid = pages["leonid"]
    expect(leonid.locator("html")).to_have_attribute("lang", language)
    round_ = sets_up(leonid, company)
    take_step(leonid, round_, _("Ask for nominations"))
    for name in RATERS:
        nominates(pages[name], company, name)
    take_step(leonid, round_, _("Close the nominations"))
    compares_the_lists(leonid, company)
    press(leonid, _("Begin the scoring"))
    for name in RATERS:
        scores(pages[name], company, GIVEN[name])
    take_step(leonid, round_, _("Close the scoring"))
    agrees(leonid, company, round_)
    take_step(leonid, round_, _("Go on to the decisions"))
    decides(leonid, company, round_)
    publishes(leonid, company, round_)
    reads_why(pages, company, round_)


def sets_up(page: Page, company: SimpleNamespace) -> Round:
    """Leonid takes the clients of his team and asks four people of three functions."""
    page.goto("/selection/")
    press(page, _("New round"), "link")
    page.locator("#id_title").fill("Round of the five")
    press(page, _("Go on to accounts and raters"))
    press(page, _("Look at these"))
    for name in RATERS:
        page.get_by_label(getattr(company, name).full_name, exact=True).check()
    press(page, _("Add the people ticked"))
    round_ = Round.objects.get(title="Round of the five")
    assert sorted(round_.raters.values_list("user", flat=True)) == sorted(getattr(company, name).pk for name in RATERS)
    return round_


def nominates(page: Page, company: SimpleNamespace, name: str) -> None:
    """By way of the own week. Everybody names Halvorsen and Lumen, Irina also Tallinn, and says why."""
    page.goto("/")
    page.locator(".asks li", has_text="Round of the five").get_by_role("link").click()
    for account in (company.halvorsen, company.lumen):
        page.get_by_label(account.trade_name, exact=True).check()
    if name == "irina":
        tallinn = company.tallinn.trade_name
        page.get_by_label(tallinn, exact=True).check()
        page.get_by_label(_("Why %(name)s") % {"name": tallinn}).fill("Pays in advance")
    press(page, _("Save and hand in"))
    expect(page.get_by_role("button", name=_("Take the list back"))).to_be_visible()


def compares_the_lists(page: Page, company: SimpleNamespace) -> None:
    """Tallinn was named by one function of three; who was named by two goes on."""
    press(page, _("Nominations"), "link")
    expect(row_of(page, company.tallinn)).to_contain_text("Pays in advance")
    expect(row_of(page, company.halvorsen)).to_contain_text(_("by all"))
    page.locator("#least").select_option("2")
    press(page, _("Apply"))
    expect(row_of(page, company.tallinn)).to_contain_text(_("left out"))


def scores(page: Page, company: SimpleNamespace, given: tuple[str, str]) -> None:
    """By keyboard: a figure, Tab, the next one; then handed in at once, without waiting for the last cell."""
    page.goto("/")
    page.locator(".asks li", has_text="Round of the five").get_by_role("link").click()
    # Until the script is there Tab stops at each note too.
    expect(page.locator("[data-more] > summary").first).to_have_attribute("tabindex", "-1")
    for account, values in zip((company.halvorsen, company.lumen), given, strict=True):
        row_of(page, account).locator("[data-value]").first.focus()
        for value in values.split():
            page.keyboard.type(value)
            page.keyboard.press("Tab")
    press(page, _("Hand in my scores"))
    expect(page.get_by_role("button", name=_("Take my scores back"))).to_be_visible()


def agrees(page: Page, company: SimpleNamespace, round_: Round) -> None:
    """Finance sees less potential in Halvorsen than sales and service: five points apart are discussed."""
    press(page, _("Consensus"), "link")
    entry = page.locator(".card", has=page.get_by_role("heading", name=company.halvorsen.trade_name))
    expect(entry).to_contain_text(_("discuss"))
    entry.get_by_text(_("Agree"), exact=True).click()
    page.locator("#id_value").fill("8")
    page.locator("#id_reason").fill("The yard has orders for three years")
    press(page, _("Save"))
    agreed = AgreedScore.objects.get(candidate__round=round_)
    assert (agreed.value, agreed.by, agreed.candidate.account) == (8, company.leonid, company.halvorsen)


def decides(page: Page, company: SimpleNamespace, round_: Round) -> None:
    """Halvorsen as the rules propose, Lumen against them and with a reason."""
    press(page, _("Decide and publish"), "link")
    row_of(page, company.halvorsen).get_by_role("checkbox").check()
    page.get_by_role("button", name=_("Confirm what is proposed")).click()
    expect(row_of(page, company.halvorsen)).to_contain_text(str(Status.KEY.label))
    press(row_of(page, company.lumen), company.lumen.trade_name, "link")
    page.locator("#id_status").select_option("key")
    press(page, _("Decide"))
    expect(page.get_by_text(_("The rules propose something else. Say why you decide otherwise."))).to_be_visible()
    page.locator("#id_reason").fill("Their new plant buys from spring on")
    press(page, _("Decide"))
    expect(row_of(page, company.lumen)).to_contain_text(_("otherwise than proposed"))
    company.lumen.refresh_from_db()
    assert company.lumen.status == "key_development"


def publishes(page: Page, company: SimpleNamespace, round_: Round) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    press(page, _("Publish the round"))
    expect(page.get_by_text(_("The round is published: the statuses hold, and the teams are told."))).to_be_visible()
    company.lumen.refresh_from_db()
    assert company.lumen.status == "key"
    page.goto(f"/selection/{round_.pk}/matrix/")
    expect(page.locator("svg .mark")).to_have_count(2)


def reads_why(pages: dict[str, Page], company: SimpleNamespace, round_: Round) -> None:
    """Boris, who manages Lumen, is told and finds the place and the reason; Irina sees whose scores were whose."""
    boris, irina = pages["boris"], pages["irina"]
    boris.goto("/notifications/")
    expect(boris.get_by_role("main")).to_contain_text("Their new plant buys from spring on")
    boris.goto(company.lumen.get_absolute_url())
    press(boris, _("Why here"), "link")
    expect(boris.get_by_role("main")).to_contain_text("Their new plant buys from spring on")
    irina.goto(f"/selection/{round_.pk}/accounts/{company.halvorsen.pk}/")
    expect(irina.get_by_role("main")).to_contain_text("The yard has orders for three years")
