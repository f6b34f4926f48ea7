"""The strip of a year: months, today, lead times, and labels that never meet at any width."""

from __future__ import annotations

import datetime
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kam_portal.foundation.charts.labels import text_width
from kam_portal.foundation.charts.year import GAP, LETTERS, REACH, Mark, Placed, Strip, month_after, year_strip

FIRST = datetime.date(2026, 11, 1)
TODAY = datetime.date(2026, 11, 22)
NARROWEST = 280.0

days = st.dates(min_value=datetime.date(2026, 10, 1), max_value=datetime.date(2027, 12, 31))
names = st.text(alphabet="abc defgh WMЖщ-.", min_size=1, max_size=60)
leads = st.one_of(st.just(0), st.integers(min_value=0, max_value=730))
marks = st.lists(st.tuples(days, names, leads), max_size=30).map(
    lambda found: [Mark(key, on, label, "tender", lead) for key, (on, label, lead) in enumerate(found)]
)
todays = st.dates(min_value=datetime.date(2026, 10, 15), max_value=datetime.date(2027, 11, 15))


def strip(found: list[Mark], today: datetime.date = TODAY, lanes_at_most: int = 1_000) -> Strip:
    return year_strip(found, first=FIRST, today=today, narrowest=NARROWEST, lanes_at_most=lanes_at_most)


def taken(one: Placed, width: float) -> tuple[float, float]:
    """From where to where a placed mark reaches when the strip is drawn so wide."""
    x, room = one.x * width / 100, text_width(one.label, LETTERS)
    begin = one.bar_x * width / 100
    if one.is_label_before:
        return min(begin, x - REACH, x - room), x + REACH
    return min(begin, x - REACH), max(x + REACH, x + room)


@given(marks, st.floats(min_value=NARROWEST, max_value=3_000))
def test_nothing_in_a_lane_meets_its_neighbour_at_any_width(found: list[Mark], width: float) -> None:
    placed = strip(found).placed
    for one, other in combinations(placed, 2):
        if one.lane == other.lane:
            (left, right), (start, stop) = sorted((taken(one, width), taken(other, width)))
            # A share is rounded to a hundredth of a percent.
            assert right + GAP <= start + width / 5_000 + 0.01, (one, other, left, stop)


@given(marks, st.floats(min_value=NARROWEST, max_value=3_000))
def test_every_label_stays_on_the_strip(found: list[Mark], width: float) -> None:
    for one in strip(found).placed:
        left, right = taken(one, width)
        assert -REACH - 1 <= left and right <= width + REACH + 1


@given(marks, todays)
def test_every_mark_of_the_twelve_months_is_there_once_by_date(found: list[Mark], today: datetime.date) -> None:
    drawn = strip(found, today)
    inside = [m for m in found if FIRST <= m.on < month_after(FIRST, 12)]
    assert [p.mark for p in drawn.placed] == sorted(inside, key=lambda m: (m.on, m.key))
    assert drawn.left_out == len(found) - len(inside)
    assert [p.is_past for p in drawn.placed] == [p.mark.on < today for p in drawn.placed]


@given(marks)
def test_later_days_lie_further_right_and_lead_times_end_at_their_day(found: list[Mark]) -> None:
    placed = strip(found).placed
    assert [p.x for p in placed] == sorted(p.x for p in placed)
    for one in placed:
        assert 0 <= one.bar_x <= one.x < 100
        assert abs(one.bar_x + one.bar_width - one.x) <= 0.011
        reaches_back = (one.mark.on - FIRST).days + 0.5
        assert abs(one.bar_width - min(one.mark.lead_days, reaches_back) / 365 * 100) <= 0.011


@given(marks, st.integers(min_value=1, max_value=4))
def test_few_lanes_cost_labels_and_never_marks(found: list[Mark], lanes: int) -> None:
    free, tight = strip(found), strip(found, lanes_at_most=lanes)
    assert tight.lanes <= lanes
    assert [p.mark for p in tight.placed] == [p.mark for p in free.placed]
    assert all(p.label for p in free.placed)
    if free.lanes <= lanes:
        assert tight == free


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2200, 12, 31)))
def test_twelve_months_cover_the_strip_from_the_month_of_the_first_day(first: datetime.date) -> None:
    drawn = year_strip([], first=first, today=first, narrowest=NARROWEST)
    assert [(m.first.year * 12 + m.first.month) - (first.year * 12 + first.month) for m in drawn.months] == list(
        range(12)
    )
    assert drawn.months[0].x == 0 and all(0 < m.middle - m.x < 5 for m in drawn.months)
    assert drawn.today is not None and 0 < drawn.today < 9
    assert drawn.first == first.replace(day=1)


def test_today_outside_is_not_drawn() -> None:
    assert strip([], datetime.date(2026, 10, 31)).today is None
    assert strip([], datetime.date(2027, 11, 1)).today is None
    assert strip([], FIRST).today == 0.14


def test_the_same_marks_give_the_same_strip_in_any_order() -> None:
    found = [Mark(n, TODAY + datetime.timedelta(days=n * 9 % 40), f"Event {n}", "other", n) for n in range(20)]
    assert strip(found) == strip(found[::-1])
