"""The grid of blind scores in the browser: by keyboard, in two windows, on a bad connection, without script."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import Account, Round, Score
from tests.accounts.selecting import round_at
from tests.browser.conftest import Visit

NewAccount = Callable[..., Account]


@pytest.fixture
def round_(cast: SimpleNamespace, new_account: NewAccount, live_server: object) -> Round:
    """At the step of scoring: Acme and Borealis by three factors, Anna and Irina to score."""
    accounts = [new_account(name, kam=cast.anna) for name in ("Acme", "Borealis")]
    return round_at("scoring", runner=cast.leonid, accounts=accounts, raters=(cast.anna, cast.irina))


def address(round_: Round) -> str:
    return f"/selection/{round_.pk}/scores/"


def value(page: Page, account: str, factor: int) -> Locator:
    return page.get_by_label(f"{account}: Factor {factor}", exact=True)


def cell(page: Page, account: str, factor: int) -> Locator:
    return page.locator("td[data-cell]").filter(has=value(page, account, factor))


def stored() -> dict[tuple[str, int], str]:
    """("Acme", 0) -> "8", "?" for I do not know, "~6 a note"."""
    rows = Score.objects.select_related("candidate__account", "factor")
    return {
        (score.candidate.account.trade_name, score.factor.position): (
            ("~" if score.is_estimate else "")
            + ("?" if score.value is None else f"{score.value.normalize():f}")
            + (f" {score.note}" if score.note else "")
        )
        for score in rows
    }


def scored(page: Page, n: int) -> None:
    expect(page.locator("[data-part=progress] b")).to_have_text(str(n))


def test_a_row_and_a_column_by_keyboard_alone(round_: Round, cast: SimpleNamespace, visit: Visit) -> None:
    page = visit(cast.anna, address(round_))
    expect(page.locator("[data-more] > summary").first).to_have_attribute("tabindex", "-1")
    value(page, "Acme", 0).focus()
    for key in ("8", "ArrowRight", "?", "ArrowRight", "6", "Enter", "7", "Shift+Tab", "5", "~", "F2"):
        page.keyboard.press(key)
    page.keyboard.type("Heard at the fair")
    page.keyboard.press("Escape")
    expect(value(page, "Borealis", 1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    scored(page, 5)
    assert stored() == {
        ("Acme", 0): "8",
        ("Acme", 1): "?",
        ("Acme", 2): "6",
        ("Borealis", 2): "7",
        ("Borealis", 1): "~5 Heard at the fair",
    }


def test_what_is_no_score_is_said_at_its_cell_and_stays(round_: Round, cast: SimpleNamespace, visit: Visit) -> None:
    page = visit(cast.anna, address(round_))
    value(page, "Acme", 0).fill("11")
    value(page, "Acme", 1).fill("ten")
    value(page, "Acme", 2).focus()
    expect(cell(page, "Acme", 0).get_by_role("alert")).to_have_text("11 is outside the scale 0 to 10.")
    expect(cell(page, "Acme", 1).get_by_role("alert")).to_have_text("“ten” is not a number.")
    expect(value(page, "Acme", 1)).to_have_value("ten")
    value(page, "Acme", 0).fill("10")
    value(page, "Acme", 2).focus()
    scored(page, 1)
    assert stored() == {("Acme", 0): "10"}


def test_what_was_typed_before_the_script_came_is_saved(round_: Round, cast: SimpleNamespace, visit: Visit) -> None:
    page = visit(cast.anna, "/")
    held: list[Route] = []
    page.route("**/js/grid*.js", lambda route: held.append(route))
    page.goto(address(round_), wait_until="commit")
    value(page, "Acme", 0).fill("4")
    value(page, "Acme", 1).focus()
    for route in held:
        route.continue_()
    scored(page, 1)
    assert stored() == {("Acme", 0): "4"}


def test_two_windows_of_one_rater_ask_which_score_holds(round_: Round, cast: SimpleNamespace, visit: Visit) -> None:
    one, two = visit(cast.anna, address(round_)), visit(cast.anna, address(round_))
    for page, text in ((one, "3"), (two, "9")):
        value(page, "Acme", 0).fill(text)
        value(page, "Acme", 1).focus()
        if page is one:
            scored(page, 1)
    expect(cell(two, "Acme", 0).get_by_role("alert")).to_contain_text("Another window of yours saved 3 meanwhile")
    assert stored() == {("Acme", 0): "3"}
    cell(two, "Acme", 0).get_by_role("button", name="Keep 9").click()
    expect(cell(two, "Acme", 0).get_by_role("alert")).to_have_count(0)
    assert stored() == {("Acme", 0): "9"}


def test_without_a_connection_a_cell_says_so_and_is_saved_later(
    round_: Round, cast: SimpleNamespace, visit: Visit
) -> None:
    page = visit(cast.anna, address(round_))
    broken = page.context
    page.route("**/scores/save/", lambda route: route.abort("aborted"))
    value(page, "Acme", 0).fill("8")
    value(page, "Acme", 1).focus()
    expect(cell(page, "Acme", 0).get_by_role("alert")).to_contain_text("there is no connection")
    assert stored() == {}
    page.unroute("**/scores/save/")
    broken.set_offline(True)
    broken.set_offline(False)
    scored(page, 1)
    assert stored() == {("Acme", 0): "8"}


def test_handing_in_waits_for_the_last_cell(round_: Round, cast: SimpleNamespace, visit: Visit) -> None:
    page = visit(cast.anna, address(round_))
    for account in ("Acme", "Borealis"):
        for factor in range(3):
            value(page, account, factor).fill("7")
    page.get_by_role("button", name="Hand in my scores").click()
    expect(page.get_by_role("button", name="Take my scores back")).to_be_visible()
    assert len(stored()) == 6


def test_without_script_the_grid_is_one_form(round_: Round, cast: SimpleNamespace, visit: Visit) -> None:
    page = visit(cast.anna, address(round_), java_script_enabled=False)
    value(page, "Acme", 0).fill("8")
    value(page, "Acme", 1).fill("11")
    value(page, "Borealis", 2).fill("?")
    page.get_by_role("button", name="Save all").click()
    expect(cell(page, "Acme", 1).get_by_role("alert")).to_have_text("11 is outside the scale 0 to 10.")
    value(page, "Acme", 1).fill("1")
    page.get_by_role("button", name="Save all").click()
    expect(page.get_by_text("3 answers were saved.").or_(page.get_by_text("1 answer was saved."))).to_be_visible()
    assert stored() == {("Acme", 0): "8", ("Acme", 1): "1", ("Borealis", 2): "?"}
