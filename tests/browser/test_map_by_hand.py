"""The picture of a map changed by pointer, by keyboard, and by two people at once."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Account
from decision_map.drawing import begin_map
from decision_map.models import Actor, DecisionMap, Judgement, Line, Post
from decision_map.newcomers import Newcomer, add_newcomers
from tests.browser.conftest import Visit
from tests.browser.watching import barriers
from tests.conftest import TODAY


@pytest.fixture
def map_(yard: Account) -> DecisionMap:
    """Petrov over Ivanova and Orlov."""
    map_ = begin_map(account=yard, title="All of it")
    newcomers = [
        Newcomer(1, "Petrov", "CEO"),
        Newcomer(2, "Ivanova", "CFO", under_line=1),
        Newcomer(3, "Orlov", "Buyer", under_line=1),
    ]
    add_newcomers(map_=map_, newcomers=newcomers, on=TODAY)
    return map_


def card(page: Page, name: str) -> Locator:
    return page.locator("a.mark").filter(has=page.locator(f"text={name}"))


def drag(page: Page, what: Locator, to: Locator) -> None:
    start, end = what.bounding_box(), to.bounding_box()
    assert start and end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 20, steps=6)
    page.mouse.up()


def above(title: str) -> str | None:
    return Post.objects.values_list("reports_to__title", flat=True).get(title=title)


def test_a_card_is_dragged_under_another_a_line_from_its_dot_and_both_are_undone(
    cast: SimpleNamespace, map_: DecisionMap, visit: Visit
) -> None:
    page = visit(cast.anna, map_.get_absolute_url())
    drag(page, card(page, "Orlov"), card(page, "Ivanova"))
    expect(page.get_by_role("status").filter(has_text="“Buyer” stands under “CFO” now.")).to_be_visible()
    expect(card(page, "Orlov")).to_be_focused()
    assert above("Buyer") == "CFO"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Your last change is taken back.")).to_be_visible()
    expect(card(page, "Orlov")).to_be_focused()
    assert above("Buyer") == "CEO"
    card(page, "Ivanova").hover()
    drag(page, page.locator(".dot"), card(page, "Petrov"))
    page.get_by_role("button", name="Influences strongly").click()
    expect(page.get_by_text("Drawn: Ivanova influences Petrov strongly.")).to_be_visible()
    assert Line.objects.count() == 1
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Your last change is taken back.")).to_be_visible()
    assert Line.objects.count() == 0
    # A card let go beside everything stays where it was, and nothing was opened.
    start = card(page, "Orlov").bounding_box()
    assert start
    page.mouse.move(start["x"] + 30, start["y"] + 30)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 160, steps=4)
    page.mouse.up()
    assert above("Buyer") == "CEO" and page.url.endswith(map_.get_absolute_url())


def test_the_keyboard_moves_a_card_and_changes_one_word_in_place(
    cast: SimpleNamespace, map_: DecisionMap, visit: Visit
) -> None:
    page = visit(cast.anna, map_.get_absolute_url())
    card(page, "Orlov").focus()
    page.keyboard.press("m")
    expect(page.get_by_text("Orlov, Buyer: under whom?")).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(card(page, "Orlov")).to_be_focused()
    page.keyboard.press("m")
    page.keyboard.type("iva")
    expect(card(page, "Ivanova")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Buyer” stands under “CFO” now.")).to_be_visible()
    expect(card(page, "Orlov")).to_be_focused()
    assert above("Buyer") == "CFO"
    page.keyboard.press("l")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="They are in conflict").press("Enter")
    expect(page.get_by_text("Drawn: Orlov and Ivanova are in conflict.")).to_be_visible()
    expect(card(page, "Orlov")).to_be_focused()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Card")
    expect(panel.get_by_role("button", name="Move under …")).to_be_visible()
    assert barriers(page) == []
    panel.locator("dd a").nth(1).press("Enter")
    expect(panel.get_by_role("heading", name="Attitude to us: Orlov")).to_be_visible()
    expect(panel.get_by_label("Attitude to us")).to_be_focused()
    panel.get_by_label("Attitude to us").select_option("mentor")
    panel.get_by_role("button", name="Save").press("Enter")
    # The panel is open again at the word that was saved: the next one is a key away.
    expect(panel.locator("dd a").nth(1)).to_be_focused()
    expect(panel.locator("dd a").nth(1)).to_have_text("Mentor")
    page.keyboard.press("Escape")
    expect(card(page, "Orlov")).to_be_focused()
    assert Judgement.objects.get(actor=Actor.objects.get(contact__name="Orlov")).value == "mentor"
    card(page, "Orlov").locator(".symbol").click()
    expect(panel.get_by_label("Attitude to us")).to_have_value("mentor")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(card(page, "Orlov")).to_be_focused()


def test_two_people_on_one_map_a_clash_is_shown_and_nothing_is_lost(
    cast: SimpleNamespace, map_: DecisionMap, visit: Visit
) -> None:
    anna, boris = (visit(user, map_.get_absolute_url()) for user in (cast.anna, cast.boris))
    drag(boris, card(boris, "Orlov"), card(boris, "Ivanova"))
    expect(boris.get_by_text("“Buyer” stands under “CFO” now.")).to_be_visible()
    card(anna, "Orlov").focus()
    anna.keyboard.press("m")
    anna.keyboard.press("Home")
    expect(anna.get_by_role("alert")).to_contain_text(
        "Boris Klein changed “Buyer” while you looked at an older picture."
    )
    expect(card(anna, "Orlov")).to_be_focused()
    assert above("Buyer") == "CFO"
    anna.keyboard.press("m")
    anna.keyboard.press("Home")
    expect(anna.get_by_text("“Buyer” stands at the top now.")).to_be_visible()
    boris.keyboard.press("Control+z")
    expect(boris.get_by_role("alert")).to_contain_text("Anna Petrova has changed the same since: Buyer.")
    assert above("Buyer") is None


def test_a_tall_map_fits_as_a_whole_and_its_page_prints_the_picture(
    cast: SimpleNamespace, map_: DecisionMap, visit: Visit
) -> None:
    newcomers = [Newcomer(1, "Rank 1", "Head 1")]
    newcomers += [Newcomer(n, f"Rank {n}", f"Head {n}", under_line=n - 1) for n in range(2, 13)]
    add_newcomers(map_=map_, newcomers=newcomers, on=TODAY)
    page = visit(cast.anna, map_.get_absolute_url())
    page.get_by_role("link", name="Fit").click()
    hidden = "box => [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight]"
    assert page.locator("[data-map]").evaluate(hidden) == [0, 0]
    page.reload()
    assert page.locator("[data-map]").evaluate(hidden) == [0, 0]
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Measures")).to_be_hidden()
    expect(page.locator(".map-legend")).to_be_visible()
    box = page.locator("[data-map] > svg").bounding_box()
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert box and box["width"] > 0.9 * width


def test_narrowing_the_table_keeps_an_open_form_with_what_was_typed(
    cast: SimpleNamespace, map_: DecisionMap, visit: Visit
) -> None:
    page = visit(cast.anna, f"{map_.get_absolute_url()}table/")
    page.get_by_label("Add a person in one line").fill("Sidorov")
    page.get_by_role("link", name="CFO").click()
    page.get_by_label("Unit").fill("Head office")
    page.get_by_label("Only", exact=True).focus()
    page.get_by_label("Only", exact=True).select_option("vacant")
    expect(page.get_by_text("Nobody fits all of this")).to_be_visible()
    expect(page.get_by_label("Only", exact=True)).to_be_focused()
    expect(page.locator("#edit-kept").get_by_label("Unit")).to_have_value("Head office")
    page.get_by_label("Only", exact=True).select_option("")
    expect(page.locator("tr .edit-here").get_by_label("Unit")).to_have_value("Head office")
    expect(page.get_by_label("Add a person in one line")).to_have_value("Sidorov")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="CFO")).to_be_visible()
    assert Post.objects.get(title="CFO").unit == "Head office"
