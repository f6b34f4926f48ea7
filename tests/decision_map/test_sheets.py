"""A map on paper: every person at home on one sheet, readable, with the way to the sheet where a branch goes on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from decision_map.layout import A3, A4, Key, Paper, Post, Sheet, Tie, TieKind, picture, sheets
from decision_map.layout.sheets import LARGEST, READABLE
from tests.decision_map.charts import crossed, each_snapshot, fan, overlapping, post, tied_charts

SMALL = Paper(90, 70)


def at_home(sheet: Sheet) -> list[Key]:
    return [card.id for card in sheet.picture.cards if card.id not in sheet.goes_on and card.id not in sheet.came_from]


@given(tied_charts(most=40))
@settings(max_examples=40)
def test_everybody_visible_is_at_home_on_exactly_one_sheet(made: tuple[list[Post], list[Tie]]) -> None:
    posts, ties = made
    printed = sheets(posts, ties, SMALL)
    home = [key for sheet in printed for key in at_home(sheet)]
    assert sorted(home) == sorted(card.id for card in picture(posts).cards)
    assert [sheet.number for sheet in printed] == list(range(1, len(printed) + 1))


@given(tied_charts(most=40))
@settings(max_examples=40)
def test_every_reference_leads_to_the_sheet_that_keeps_it(made: tuple[list[Post], list[Tie]]) -> None:
    posts, ties = made
    printed = sheets(posts, ties, SMALL)
    home = {key: sheet.number for sheet in printed for key in at_home(sheet)}
    for sheet in printed:
        assert all(home[key] == number != sheet.number for key, number in sheet.goes_on.items())
        assert all(home[key] == number != sheet.number for key, number in sheet.came_from.items())
        assert overlapping(sheet.picture.cards) == []
        assert [line for line in sheet.picture.formal if crossed(line.points, sheet.picture.cards)] == []


@given(tied_charts(most=40))
@settings(max_examples=40)
def test_every_tie_is_drawn_on_a_sheet_or_named_on_both_with_the_other_one(made: tuple[list[Post], list[Tie]]) -> None:
    posts, ties = made
    whole, printed = picture(posts, ties), sheets(posts, ties, SMALL)
    home = {key: sheet.number for sheet in printed for key in at_home(sheet)}
    named = [(found.id, sheet.number, other) for sheet in printed for found, other in sheet.elsewhere]
    for line in whole.informal:
        start, end = home[line.start_card], home[line.end_card]
        if start == end:
            assert line.tie in [drawn.tie for drawn in printed[start - 1].picture.informal]
        else:
            assert (line.tie.id, start, end) in named and (line.tie.id, end, start) in named


def test_a_small_map_is_one_sheet_not_larger_than_is_good_to_read() -> None:
    (sheet,) = sheets([post("a"), post("b", "a")])
    assert sheet.scale == LARGEST
    assert (sheet.goes_on, sheet.came_from, sheet.elsewhere) == ({}, {}, ())


def test_an_empty_map_is_one_empty_sheet() -> None:
    (sheet,) = sheets([])
    assert sheet.picture.cards == ()


def test_two_large_branches_go_on_on_sheets_of_their_own() -> None:
    posts = [post("top"), post("a", "top"), post("b", "top"), post("c", "top")]
    posts += [post(f"{chief}{number}", chief) for chief in "ab" for number in range(60)]
    first, second, third = sheets(posts, [Tie(1, "a1", "b1", TieKind.CONFLICT)], A4)
    assert first.goes_on == {"a": 2, "b": 3}
    assert {card.id: card.hidden for card in first.picture.cards} == {"top": 0, "a": 60, "b": 60, "c": 0}
    assert [(line.start_card, line.end_card) for line in first.picture.informal] == [("a", "b")]
    for sheet, chief in ((second, "a"), (third, "b")):
        assert [card.id for card in sheet.picture.cards] == [chief, *(f"{chief}{number}" for number in range(60))]
    assert [[(found.id, number) for found, number in sheet.elsewhere] for sheet in (first, second, third)] == [
        [],
        [(1, 3)],
        [(1, 2)],
    ]


def test_a_fan_too_large_for_one_sheet_is_parted_with_its_superior_on_each() -> None:
    printed = sheets(fan(300)[1:], paper=A4)
    assert len(printed) > 2
    assert all(sheet.scale >= READABLE for sheet in printed)
    assert [sheet.picture.cards[0].id for sheet in printed] == ["chief"] * len(printed)
    assert [sheet.came_from for sheet in printed[1:]] == [{"chief": 1}] * (len(printed) - 1)
    assert [key for sheet in printed for key in at_home(sheet)] == ["chief", *range(300)]


def test_three_hundred_names_without_superiors_are_parted_in_their_order() -> None:
    printed = sheets([post(key) for key in range(300)], paper=A4)
    assert [key for sheet in printed for key in at_home(sheet)] == list(range(300))
    assert all(sheet.scale >= READABLE for sheet in printed)


def test_small_branches_that_follow_each_other_share_a_sheet() -> None:
    """A long chain of small departments: not a sheet for each."""
    posts = [post(0)]
    for head in range(1, 40):
        posts += [post(head, head - 1), post(f"{head} a", head), post(f"{head} b", head)]
    printed = sheets(posts, paper=A4)
    assert len(printed) <= 10
    assert all(sheet.scale >= READABLE for sheet in printed)


def test_a_card_larger_than_the_paper_is_made_smaller() -> None:
    (sheet,) = sheets([Post("wide", None, 4000, 92)], paper=A4)
    assert sheet.scale * sheet.picture.width <= A4.width


@pytest.mark.parametrize("paper", [A4, A3], ids=["A4", "A3"])
@each_snapshot
def test_a_real_chart_is_readable_on_paper(
    name: str, rows: list[dict[str, str]], oracle: dict[str, int], paper: Paper
) -> None:
    found = {row["Post Unique Reference"].strip(): row["Reports to Senior Post"].strip() for row in rows[::-1]}
    printed = sheets([post(key, parent) for key, parent in found.items()], paper=paper)
    assert len(printed) <= (3 if paper == A3 else 5)
    assert all(sheet.scale >= READABLE for sheet in printed)
    assert sorted(str(key) for sheet in printed for key in at_home(sheet)) == sorted(found)
