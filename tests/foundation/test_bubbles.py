"""Bubbles on a square of two scales: areas, ranges, the rail, the mirror, and names that never collide."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kam_portal.foundation.charts.bubbles import (
    LABEL_ROOM,
    LARGEST_NAMED,
    SMALLEST,
    UNKNOWN_RADIUS,
    Bubbles,
    Frame,
    Rail,
    Spot,
    area_scale,
    bubbles,
    density,
    largest_radius,
    radius_of,
)
from kam_portal.foundation.charts.labels import Box, Label, Line, shortened, text_width, wrapped

SQUARE = Box(50, 60, 700, 500)
FRAME = Frame(SQUARE, Decimal(0), Decimal(10))
MIRRORED = Frame(SQUARE, Decimal(0), Decimal(10), mirrored=True)
RAIL = Rail(Box(780, 60, 196, 500), (829, 927))

points = st.decimals(min_value=0, max_value=10, places=2)
values = st.one_of(st.none(), st.decimals(min_value=0, max_value=10_000_000, places=2))
names = st.text(alphabet="abcdefgh ABC Жщю-.", min_size=1, max_size=40)


@st.composite
def spots(draw: Any, most: int = 40, on_rail: bool = True) -> list[Spot]:
    found = []
    for key in range(draw(st.integers(min_value=1, max_value=most))):
        x = draw(points) if not on_rail or draw(st.integers(0, 5)) else None
        y, far = draw(points), draw(st.booleans())
        high = draw(points) if draw(st.integers(0, 9)) == 0 else y
        forecast = (draw(points), draw(points)) if far and x is not None else None
        span = None if x is None else (x, x)
        found.append(Spot(key, draw(names), span, (min(y, high), max(y, high)), draw(values), key % 2, forecast))
    return found


def point(key: int, x: str, y: str, value: str | None = "100", **more: Any) -> Spot:
    return Spot(
        key,
        f"Client {key}",
        (Decimal(x), Decimal(x)),
        (Decimal(y), Decimal(y)),
        None if value is None else Decimal(value),
        **more,
    )


def only(found: Bubbles) -> Any:
    (mark,) = found.marks
    return mark


def test_a_point_stands_where_its_figures_say() -> None:
    mark = only(bubbles([point(1, "5", "7.5")], FRAME, None))
    assert (mark.x, mark.y) == (400, 185)


@given(st.decimals(min_value=1, max_value=10_000_000), st.decimals(min_value=1, max_value=10_000_000))
def test_areas_are_as_the_values(one: Decimal, other: Decimal) -> None:
    scale = 3.0
    areas = [radius_of(value, scale) ** 2 * math.pi for value in (one, other)]
    if min(scale * math.sqrt(one), scale * math.sqrt(other)) > SMALLEST:
        assert areas[0] / areas[1] == pytest.approx(float(one / other), rel=1e-3)


def test_four_times_the_sales_are_twice_the_radius() -> None:
    large, small = bubbles([point(1, "5", "5", "400"), point(2, "1", "1", "100")], FRAME, None).marks
    assert (large.radius, small.radius) == (34, 17)


def test_the_smallest_can_still_be_seen_and_an_unknown_value_is_a_small_hollow_mark() -> None:
    found = bubbles([point(1, "5", "5", "1000000"), point(2, "1", "1", "1"), point(3, "9", "9", None)], FRAME, None)
    _large, small, unknown = found.marks
    assert (small.radius, small.is_hollow) == (SMALLEST, False)
    assert (unknown.radius, unknown.is_hollow) == (UNKNOWN_RADIUS, True)


@pytest.mark.parametrize("value", ["0", "-50"])
def test_nothing_sold_is_a_dot_and_not_unknown(value: str) -> None:
    mark = only(bubbles([point(1, "5", "5", value)], FRAME, None))
    assert (mark.radius, mark.is_hollow) == (SMALLEST, False)


def test_no_values_at_all_have_no_scale() -> None:
    assert area_scale([None, Decimal(0), Decimal(-1)], 34) == 0.0


def test_a_crowd_has_smaller_bubbles() -> None:
    assert [largest_radius(count) for count in (1, 40, 160, 5000)] == [34, 34, 17, 9]


def test_a_range_is_a_bar_along_its_axis_and_a_field_where_both_are_uncertain() -> None:
    two, five, eight = Decimal(2), Decimal(5), Decimal(8)
    across = only(bubbles([Spot(1, "A", (two, eight), (five, five), None)], FRAME, None))
    upright = only(bubbles([Spot(1, "A", (five, five), (two, eight), None)], FRAME, None))
    field = only(bubbles([Spot(1, "A", (two, eight), (two, five), None)], FRAME, None))
    assert across.box == Box(190, 306, 420, 8)
    assert upright.box == Box(396, 160, 8, 300)
    assert field.box == Box(190, 310, 420, 150)
    assert only(bubbles([point(1, "5", "5")], FRAME, None)).box is None


def test_an_arrow_leads_from_the_rim_to_the_place_in_three_years() -> None:
    mark = only(bubbles([point(1, "5", "5", forecast=(Decimal(8), Decimal(5)))], FRAME, None))
    assert mark.arrow == Line(434, 310, 610, 310)


def test_who_stays_has_no_arrow() -> None:
    assert only(bubbles([point(1, "5", "5", forecast=(Decimal(5), Decimal(5)))], FRAME, None)).arrow is None


def test_a_trail_leads_from_the_last_round() -> None:
    mark = only(bubbles([point(1, "5", "5", before=(Decimal(2), Decimal(5)))], FRAME, None))
    assert mark.trail == Line(190, 310, 400, 310)


def test_who_has_no_strength_stands_on_the_rail_at_their_height() -> None:
    spot = Spot(1, "A", None, (Decimal(5), Decimal(5)), Decimal(100), lane=1)
    mark = only(bubbles([spot], FRAME, RAIL))
    assert (mark.lane, mark.y, mark.is_hollow) == (1, 310, True)
    assert RAIL.box.x + RAIL.box.width / 2 < mark.x < RAIL.box.right
    assert bubbles([spot], FRAME, None).marks == ()


def test_those_of_one_height_stand_side_by_side_on_the_rail() -> None:
    level = (Decimal(5), Decimal(5))
    marks = bubbles([Spot(key, "A", None, level, None) for key in range(5)], FRAME, RAIL).marks
    assert len({mark.x for mark in marks}) == 5
    assert min(b.x - a.x for a, b in zip(marks, marks[1:], strict=False)) >= 2 * UNKNOWN_RADIUS


def test_the_largest_are_drawn_first_and_ties_by_their_key() -> None:
    found = bubbles([point(3, "1", "1"), point(1, "2", "2", "900"), point(2, "3", "3")], FRAME, None)
    assert [mark.key for mark in found.marks] == [1, 2, 3]


@settings(max_examples=40, deadline=None)
@given(spots())
def test_the_other_orientation_is_the_exact_mirror(given_spots: list[Spot]) -> None:
    plain, mirrored = bubbles(given_spots, FRAME, RAIL), bubbles(given_spots, MIRRORED, RAIL)
    for one, other in zip(plain.marks, mirrored.marks, strict=True):
        assert (one.key, one.y, one.radius) == (other.key, other.y, other.radius)
        assert other.x == pytest.approx(one.x if one.lane is not None else 2 * FRAME.axis - one.x, abs=0.01)
    lanes = {mark.key for mark in plain.marks if mark.lane is not None}
    for mine, theirs in zip(plain.labels, mirrored.labels, strict=True):
        assert (mine.key, mine.text) == (theirs.key, theirs.text)
        assert theirs.box == (mine.box if mine.key in lanes else mine.box.mirrored(FRAME.axis))


def test_mirrored_figures_run_from_right_to_left() -> None:
    assert (MIRRORED.x(Decimal(0)), MIRRORED.x(Decimal(10))) == (SQUARE.right, SQUARE.x)


def covered(label: Label, found: Bubbles) -> list[int]:
    """Keys of the marks that the name lies on."""
    keys = []
    for mark in found.marks:
        if mark.box is None:
            across = mark.x - min(max(mark.x, label.box.x), label.box.right)
            down = mark.y - min(max(mark.y, label.box.y), label.box.bottom)
            if math.hypot(across, down) < mark.radius:
                keys.append(mark.key)
        elif min(mark.box.width, mark.box.height) <= 8 and label.box.overlaps(mark.box):
            keys.append(mark.key)
    return keys


@settings(max_examples=60, deadline=None)
@given(spots())
def test_names_cover_neither_each_other_nor_a_bubble_nor_an_edge(given_spots: list[Spot]) -> None:
    found = bubbles(given_spots, FRAME, RAIL)
    for number, label in enumerate(found.labels):
        assert not any(label.box.overlaps(other.box) for other in found.labels[number + 1 :])
        assert SQUARE.holds(label.box) or RAIL.box.holds(label.box)
        assert covered(label, found) == []


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(spots(on_rail=False))
def test_up_to_forty_every_account_is_named(given_spots: list[Spot]) -> None:
    found = bubbles(given_spots, FRAME, None)
    assert sorted(label.key for label in found.labels) == sorted(spot.key for spot in given_spots)


def test_forty_at_one_place_are_all_named_by_leaders() -> None:
    found = bubbles(
        [Spot(k, f"A rather long name of client {k}", *[(Decimal(5),) * 2] * 2, None) for k in range(40)], FRAME, None
    )
    assert len(found.labels) == 40
    assert sum(label.leader is not None for label in found.labels) >= 30


def test_a_name_beside_its_mark_has_no_leader() -> None:
    (label,) = bubbles([point(1, "5", "5")], FRAME, None).labels
    assert label.leader is None
    assert label.box.x == 400 + 34 + 6


def test_beyond_three_hundred_only_the_largest_and_the_chosen_are_named() -> None:
    crowd = [point(k, str(k % 100 / 10), str(k // 100 * 2 + 1), str(1000 + k)) for k in range(400)]
    named = {label.key for label in bubbles(crowd, FRAME, None).labels}
    assert named <= set(range(400 - LARGEST_NAMED, 400))
    assert 3 in {label.key for label in bubbles(crowd, FRAME, None, chosen={3}).labels}


@settings(max_examples=20, deadline=None)
@given(spots())
def test_the_same_figures_make_the_same_picture(given_spots: list[Spot]) -> None:
    assert bubbles(given_spots, FRAME, RAIL) == bubbles(list(reversed(given_spots)), FRAME, RAIL)


def test_long_names_are_cut_and_long_sentences_wrapped() -> None:
    cut = shortened("Gesellschaft mit beschränkter Haftung", 100, 12)
    assert cut.endswith("…")
    assert text_width(cut, 12) <= 100 < LABEL_ROOM
    assert shortened("Orient", 100, 12) == "Orient"
    assert wrapped("serve when it pays", 60, 11) == ["serve", "when it", "pays"]


def test_a_density_cell_says_how_many_and_is_darker_for_more() -> None:
    few, many = density({(0, 0): (1, 1), (19, 19): (4, 0)}, FRAME, 20)
    assert (few.box, few.count, few.asked, few.shade) == (Box(50, 535, 35, 25), 1, 1, 0.5)
    assert (many.box, many.count, many.asked, many.shade) == (Box(715, 60, 35, 25), 4, 0, 1.0)


def test_the_density_mirrors_too() -> None:
    (cell,) = density({(0, 0): (1, 1)}, MIRRORED, 20)
    assert cell.box == Box(715, 535, 35, 25)
