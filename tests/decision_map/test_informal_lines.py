"""Informal lines go around the cards and keep apart, so that a reader can follow each of them."""

from __future__ import annotations

from hypothesis import given, settings

from decision_map.layout import Card, Point, Post, Tie, TieKind, picture
from decision_map.layout.lanes import Lanes
from decision_map.layout.shapes import InformalLine
from decision_map.layout.spaces import FROM_MIDDLE
from tests.decision_map.charts import (
    by_id,
    crossed,
    each_snapshot,
    fan,
    on_the_edge,
    overlapping,
    post,
    tied_charts,
)


@given(tied_charts())
@settings(max_examples=50)
def test_a_line_joins_the_edges_of_its_two_cards_and_passes_through_nobody(made: tuple[list[Post], list[Tie]]) -> None:
    posts, ties = made
    drawn = picture(posts, ties)
    cards = by_id(drawn)
    assert sorted([line.tie for line in drawn.informal] + list(drawn.undrawn)) == sorted(ties)
    for line in drawn.informal:
        assert crossed(line.points, drawn.cards) == []
        assert on_the_edge(line.points[0], cards[line.start_card])
        assert on_the_edge(line.points[-1], cards[line.end_card])
        assert from_the_corners(line.points[0], cards[line.start_card]) >= 13
        assert from_the_corners(line.points[-1], cards[line.end_card]) >= 13
        assert all(0 <= point.x <= drawn.width and 0 <= point.y <= drawn.height for point in line.points)


@given(tied_charts())
@settings(max_examples=50)
def test_lines_move_no_card(made: tuple[list[Post], list[Tie]]) -> None:
    posts, ties = made
    assert picture(posts, ties).cards == picture(posts).cards


def from_the_corners(point: Point, card: Card) -> float:
    """A third of the smallest cards' sides, 40 pixels, is 13."""
    across = min(point.x - card.x, card.right - point.x)
    return across or min(point.y - card.y, card.bottom - point.y)


def tie(number: int, start: object, end: object) -> Tie:
    return Tie(number, start, end, TieKind.INFLUENCE)  # type: ignore[arg-type]


def test_neighbours_are_joined_straight() -> None:
    drawn = picture([post("a"), post("b"), post("c")], [tie(1, "a", "b")])
    (line,) = drawn.informal
    cards = by_id(drawn)
    assert len(line.points) == 2
    assert (line.points[0].x, line.points[1].x) == (cards["a"].right, cards["b"].x)
    assert line.middle == Point((cards["a"].right + cards["b"].x) / 2, line.points[0].y)


def test_three_lines_between_the_same_cards_run_in_three_lanes() -> None:
    drawn = picture([post("a"), post("b")], [tie(number, "a", "b") for number in range(3)])
    levels = sorted(line.points[0].y for line in drawn.informal)
    assert levels[1] - levels[0] >= 5 and levels[2] - levels[1] >= 5


def test_lines_through_the_same_gap_run_apart_and_beside_the_formal_ones() -> None:
    """Columns of ten: everybody of the second column influences somebody of the first, past the same spine."""
    posts = fan(20)
    drawn = picture(posts, [tie(number, 19 - number, number) for number in (0, 3, 6)])
    pieces = [piece for line in drawn.informal for piece in upright(line.points)]
    spines = [piece for line in drawn.formal for piece in upright(line.points)]
    for number, (x, low, high) in enumerate(pieces):
        beside = [other for other in pieces[:number] + spines if low < other[2] and other[1] < high]
        assert all(abs(x - other[0]) >= 5 for other in beside)


def upright(points: tuple[Point, ...]) -> list[tuple[float, float, float]]:
    pairs = zip(points, points[1:], strict=False)
    return [(a.x, min(a.y, b.y), max(a.y, b.y)) for a, b in pairs if a.x == b.x and a.y != b.y]


def test_a_line_to_somebody_folded_away_ends_at_the_card_that_hides_them() -> None:
    posts = [post("a"), post("b", folded=True), post("c", "b"), post("d", "c")]
    drawn = picture(posts, [tie(1, "a", "d"), tie(2, "c", "d")])
    assert [(line.tie.id, line.start_card, line.end_card) for line in drawn.informal] == [(1, "a", "b")]
    assert [found.id for found in drawn.undrawn] == [2]


def test_a_line_to_somebody_who_is_not_on_the_map_is_named_as_undrawn() -> None:
    drawn = picture([post("a")], [tie(1, "a", "gone"), tie(2, "a", "a")])
    assert drawn.informal == ()
    assert [found.id for found in drawn.undrawn] == [1, 2]


def test_a_full_lane_gives_way_to_the_nearest_free_one() -> None:
    lanes = Lanes()
    lanes.take(50, 0, 100)
    assert abs(lanes.best(50, (20, 80), 10, 90) - 50) == 6
    assert lanes.best(50, (20, 80), 200, 300) == 50


def test_the_middle_of_a_line_with_a_bend_lies_halfway_along_it() -> None:
    line = InformalLine(tie(1, "a", "b"), "a", "b", (Point(0, 0), Point(0, 10), Point(30, 10)))
    assert line.middle == Point(10, 10)


@each_snapshot
def test_in_a_real_chart_lines_between_far_posts_pass_through_nobody(
    name: str, rows: list[dict[str, str]], oracle: dict[str, int]
) -> None:
    found = {row["Post Unique Reference"].strip(): row["Reports to Senior Post"].strip() for row in rows[::-1]}
    keys = list(found)
    ties = [tie(number, keys[number], keys[-1 - number * 3]) for number in range(12)]
    drawn = picture([post(key, parent) for key, parent in found.items()], ties)
    assert len(drawn.informal) == 12 and overlapping(drawn.cards) == []
    assert [line for line in drawn.informal if crossed(line.points, drawn.cards)] == []


def test_an_influence_from_directly_below_ends_beside_the_place_where_the_branch_is_folded() -> None:
    drawn = picture([post("chief"), post("report", "chief")], [tie(1, "report", "chief")])
    (line,) = drawn.informal
    chief = by_id(drawn)["chief"]
    assert line.points[-1].y == chief.bottom
    assert abs(line.points[-1].x - (chief.x + chief.width / 2)) >= FROM_MIDDLE
