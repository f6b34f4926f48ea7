"""How close two drawings may stand: by their sides, step by step."""

from __future__ import annotations

from decision_map.layout.outline import Outline, needed_shift, seen_from_the_side


def outline(*steps: tuple[float, float]) -> Outline:
    """Steps from the top down."""
    return Outline(list(reversed(steps)))


def seen(found: Outline) -> list[tuple[float, float]]:
    return [(height, x + found.shift) for height, x in reversed(found.steps)]


def test_the_closest_step_decides_how_far_apart_two_drawings_stand() -> None:
    assert needed_shift(outline((10, 5), (10, 40), (10, 5)), outline((15, -5), (10, -20))) == 60


def test_what_reaches_deeper_than_the_other_is_not_in_the_way() -> None:
    assert needed_shift(outline((10, 5), (90, 500)), outline((10, -5))) == 10


def test_shifted_sides_need_so_much_more_or_less() -> None:
    standing, coming = outline((10, 5)), outline((10, -5))
    standing.shift, coming.shift = 100, 30
    assert needed_shift(standing, coming) == 80


def test_behind_a_short_side_the_deeper_one_shows_from_where_the_short_one_ends() -> None:
    behind = outline((10, 1), (10, 2), (10, 3))
    behind.shift = 100
    front = outline((5, 7), (10, 8))
    front.shift = 50
    assert seen(seen_from_the_side(front, behind)) == [(5, 57), (10, 58), (5, 102), (10, 103)]


def test_behind_a_deep_side_nothing_shows() -> None:
    front = outline((5, 7), (30, 8))
    assert seen_from_the_side(front, outline((10, 1), (10, 2))) is front


def test_a_card_on_top_of_a_shifted_side_stands_where_it_is_set() -> None:
    side = outline((10, 1))
    side.shift = 20
    side.put_on_top(5, -3)
    assert seen(side) == [(5, -3), (10, 21)]
    assert side.height == 15
