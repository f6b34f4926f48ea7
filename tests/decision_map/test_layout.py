"""The picture of a map: everybody once, nothing over anything else, and steady when a person is added."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_map.layout import DEFAULT_STYLE, Key, Picture, Point, Post, SameIdTwice, Style, picture
from decision_map.layout.forest import Forest
from tests.decision_map.charts import (
    HEIGHT,
    WIDTH,
    by_id,
    charts,
    crossed,
    each_snapshot,
    fan,
    on_the_edge,
    overlapping,
    post,
)

styles = st.sampled_from([DEFAULT_STYLE, Style(row_width=700), Style(side_by_side=0, row_width=1500)])


def offsets(posts: list[Post], drawn: Picture) -> dict[Key, tuple[Key, float, float]]:
    """Where everybody stands, seen from the superior."""
    cards = by_id(drawn)
    parents = {found.id: found.parent for found in posts}
    seen = {}
    for key, card in cards.items():
        above = parents[key]
        if above is not None and above in cards:
            middle, over = card.x + card.width / 2, cards[above].x + cards[above].width / 2
            seen[key] = above, round(middle - over, 6), round(card.y - cards[above].y, 6)
    return seen


@given(charts(), styles)
@settings(max_examples=50)
def test_every_visible_post_stands_on_the_map_once_and_the_hidden_ones_are_counted(
    posts: list[Post], style: Style
) -> None:
    drawn = picture(posts, style=style)
    shown = [card.id for card in drawn.cards]
    parents, folded = {p.id: p.parent for p in posts}, {p.id for p in posts if p.folded}
    hidden_under: dict[Key, int] = dict.fromkeys(folded, 0)
    visible = set()
    for key in parents:
        above, top = parents[key], None
        while above is not None:
            top = above if above in folded else top
            above = parents[above]
        if top is None:
            visible.add(key)
        else:
            hidden_under[top] += 1
    assert len(shown) == len(set(shown)) and set(shown) == visible
    assert {card.id: card.hidden for card in drawn.cards if card.hidden} == {
        key: hidden for key, hidden in hidden_under.items() if hidden and key in visible
    }


@given(charts(), styles)
@settings(max_examples=50)
def test_no_card_covers_another_and_all_are_inside_the_picture(posts: list[Post], style: Style) -> None:
    drawn = picture(posts, style=style)
    assert overlapping(drawn.cards) == []
    assert all(
        style.margin <= card.x + 0.001
        and style.margin <= card.y + 0.001
        and card.right <= drawn.width - style.margin + 0.001
        and card.bottom <= drawn.height - style.margin + 0.001
        for card in drawn.cards
    )


@given(charts(), styles)
@settings(max_examples=50)
def test_a_line_leads_from_every_superior_to_every_report_and_through_nobody(posts: list[Post], style: Style) -> None:
    drawn = picture(posts, style=style)
    cards = by_id(drawn)
    expected = [(p.parent, p.id) for p in posts if p.id in cards and p.parent in cards]
    assert sorted((line.superior, line.report) for line in drawn.formal) == sorted(expected)
    for line in drawn.formal:
        above, below = cards[line.superior], cards[line.report]
        assert crossed(line.points, drawn.cards) == []
        assert line.points[0].y == above.bottom and on_the_edge(line.points[0], above)
        assert on_the_edge(line.points[-1], below)


@given(charts(), styles)
@settings(max_examples=50)
def test_siblings_keep_the_order_in_which_they_are_given(posts: list[Post], style: Style) -> None:
    """In the reading order of the cards; and in a row the later one stands farther right, in a column farther down."""
    drawn = picture(posts, style=style)
    cards = by_id(drawn)
    place = {card.id: number for number, card in enumerate(drawn.cards)}
    for superior in {p.parent for p in posts}:
        shown = [p.id for p in posts if p.parent == superior and p.id in cards]
        assert [place[key] for key in shown] == sorted(place[key] for key in shown)
        for one, other in zip(shown, shown[1:], strict=False):
            assert cards[one].right <= cards[other].x + 0.001 or cards[one].bottom <= cards[other].y + 0.001


@given(charts(may_fold=False), styles, st.data())
@settings(max_examples=50)
def test_a_person_added_moves_only_the_fan_of_the_superior_and_those_above(
    posts: list[Post], style: Style, data: st.DataObject
) -> None:
    superior = data.draw(st.sampled_from([p.id for p in posts]))
    more = [*posts, post("new", superior)]
    before, after = offsets(posts, picture(posts, style=style)), offsets(more, picture(more, style=style))
    parents = {p.id: p.parent for p in posts}
    moved, above = set(), superior
    while above is not None:
        moved.add(above)
        above = parents[above]
    assert {key: seen for key, seen in before.items() if seen[0] not in moved} == {
        key: seen for key, seen in after.items() if seen[0] not in moved
    }


@pytest.mark.parametrize("reports", [4, 7, 11, 17, 20, 35, 40])
def test_in_a_wide_fan_all_others_stay_where_they_are_seen_from_each_other(reports: int) -> None:
    before, after = by_id(picture(fan(reports))), by_id(picture(fan(reports + 1)))
    for key in range(reports):
        assert before[key].x - before[0].x == after[key].x - after[0].x
        assert before[key].y - before[0].y == after[key].y - after[0].y


def test_three_reports_of_a_root_stand_side_by_side_under_its_middle() -> None:
    drawn = picture([post("a"), post("b", "a"), post("c", "a"), post("d", "a")])
    margin, gap, level = DEFAULT_STYLE.margin, DEFAULT_STYLE.sibling_gap, DEFAULT_STYLE.level_gap
    places = {card.id: (card.x, card.y) for card in drawn.cards}
    below = margin + HEIGHT + level
    step = WIDTH + gap
    assert places == {
        "a": (margin + step, margin),
        "b": (margin, below),
        "c": (margin + step, below),
        "d": (margin + 2 * step, below),
    }
    assert drawn.formal[1].points == (
        Point(margin + step + 100, margin + HEIGHT),
        Point(margin + step + 100, below),
    )


def test_two_leaves_of_a_middle_rank_hang_below_each_other_beside_a_spine() -> None:
    drawn = picture(fan(2))
    cards = by_id(drawn)
    assert cards[0].x == cards[1].x > cards["chief"].x
    assert cards[1].y - cards[0].bottom == DEFAULT_STYLE.column_gap
    spine = drawn.formal[1].points[0].x
    assert cards["chief"].x < spine < cards[0].x
    assert drawn.formal[1].points[-1] == Point(cards[0].x, cards[0].y + HEIGHT / 2)


def test_a_fan_of_forty_nine_is_wrapped_into_columns_of_ten() -> None:
    cards = by_id(picture(fan(49)))
    columns = sorted({cards[key].x for key in range(49)})
    assert [sum(cards[key].x == x for key in range(49)) for x in columns] == [10, 10, 10, 10, 9]


def test_reports_too_wide_for_one_row_go_on_in_the_next_led_by_a_trunk_at_the_left() -> None:
    posts = [post("top")]
    for chief in "abcde":
        posts += [post(chief, "top"), post(chief + "1", chief)]
    cards = by_id(drawn := picture(posts, style=Style(row_width=800)))
    rows = [sorted(key for key in "abcde" if cards[key].y == y) for y in sorted({cards[key].y for key in "abcde"})]
    assert rows == [["a", "b", "c"], ["d", "e"]]
    trunk = next(line for line in drawn.formal if line.report == "d").points
    assert min(point.x for point in trunk) < min(card.x for card in drawn.cards)


def test_people_without_a_superior_or_with_one_who_is_not_here_are_roots() -> None:
    drawn = picture([post("a"), post("b", "gone"), post("c", "b")])
    assert {(line.superior, line.report) for line in drawn.formal} == {("b", "c")}
    assert [card.id for card in drawn.cards] == ["a", "b", "c"]
    assert drawn.cut == ()


def test_where_superiors_run_in_a_circle_the_first_given_is_drawn_as_a_root_and_named() -> None:
    drawn = picture([post("x", "a"), post("b", "a"), post("a", "b"), post("self", "self")])
    assert drawn.cut == ("b", "self")
    assert sorted((line.superior, line.report) for line in drawn.formal) == [("a", "x"), ("b", "a")]


def test_an_id_given_twice_is_refused_by_name() -> None:
    with pytest.raises(SameIdTwice) as refused:
        picture([post("a"), post("b", "a"), post("a", "b")])
    assert refused.value.ids == ["a"]


def test_an_empty_map_is_an_empty_picture() -> None:
    assert picture([]) == Picture((), (), (), 72, 72)


def test_a_chain_of_two_thousand_is_drawn() -> None:
    drawn = picture([post(key, key - 1 if key else None) for key in range(2000)])
    assert [card.id for card in drawn.cards] == list(range(2000))
    assert len({card.x for card in drawn.cards}) == 1


def test_two_thousand_posts_of_many_shapes_do_not_cover_each_other() -> None:
    """Each against its neighbours only: sorted by the left edge."""
    posts = [post(key, (key * 7919) % key if key % 40 else None) if key else post(0) for key in range(2000)]
    cards = sorted(picture(posts).cards, key=lambda card: card.x)
    for number, card in enumerate(cards):
        near = []
        for other in cards[number + 1 :]:
            if other.x >= card.right:
                break
            near.append(other)
        assert all(other.y >= card.bottom - 0.001 or other.bottom <= card.y + 0.001 for other in near)


@each_snapshot
def test_a_real_chart_is_drawn_with_every_id_exactly_once(
    name: str, rows: list[dict[str, str]], oracle: dict[str, int]
) -> None:
    found = {row["Post Unique Reference"].strip(): row["Reports to Senior Post"].strip() for row in rows[::-1]}
    drawn = picture([post(key, parent) for key, parent in found.items()])
    assert sorted(str(card.id) for card in drawn.cards) == sorted(found)
    assert len(drawn.cards) == oracle["distinct_ids"]
    assert overlapping(drawn.cards) == []
    assert [line for line in drawn.formal if crossed(line.points, drawn.cards)] == []
    assert sorted(map(str, drawn.cut)) == oracle["self_reports"]


def test_folding_changes_nothing_of_the_shape_of_other_branches() -> None:
    posts = [post("top"), *(post(f"{chief}", "top") for chief in "abcd")]
    posts += [post(f"{chief}{number}", chief) for chief in "abcd" for number in range(3)]
    folded = [found._replace(folded=found.id == "b") for found in posts]
    before, after = offsets(posts, picture(posts)), offsets(folded, picture(folded))
    unfolded = {"a", "c", "d"}
    assert {k: v for k, v in before.items() if v[0] in unfolded} == {k: v for k, v in after.items() if v[0] in unfolded}
    assert Forest(folded).card_of("b2") == "b"
