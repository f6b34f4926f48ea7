"""The timeline of actions: nothing covers anything, whatever the days are."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from planning.actions.reminder_days import stage_on
from planning.actions.timeline import (
    NAMED,
    NAMED_ON_A_PHONE,
    NARROWEST_BAR,
    REACH,
    ROW,
    TICKS_AT_MOST,
    WIDTH,
    Item,
    timeline,
)

FIRST, LAST, TODAY = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), datetime.date(2026, 11, 22)
DAYS = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31))
NEAR = st.none() | st.dates(FIRST, LAST)


def _items(days: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Item]]:
    spans = st.tuples(days, days).map(lambda pair: tuple(sorted(pair)) if None not in pair else pair)
    one = st.tuples(st.text(max_size=80), spans, st.none() | st.integers(1, 12))
    numbered = st.lists(one, max_size=12).map(enumerate)
    return numbered.map(lambda rows: [Item(n, text, span[0], span[1], above) for n, (text, span, above) in rows])


@given(_items(NEAR) | _items(DAYS))
def test_no_two_rows_meet_and_all_of_it_is_inside(items: list[Item]) -> None:
    drawn = timeline(items, first=FIRST, last=LAST, today=TODAY)
    assert sorted(r.item.key for r in drawn.rows) == [i.key for i in items if i.starts_on or i.due_on]
    assert [row.y for row in drawn.rows] == [(n + 0.5) * ROW for n in range(len(drawn.rows))]
    for row in drawn.rows:
        assert -REACH <= row.left and row.right <= WIDTH + max(REACH, NARROWEST_BAR)
        assert row.is_point == (row.item.starts_on is None or row.item.due_on is None)
    assert all(0 <= tick.x <= WIDTH for tick in drawn.ticks) and 1 <= len(drawn.ticks) <= TICKS_AT_MOST + 1
    named = [tick for tick in drawn.ticks if tick.is_named]
    assert 1 <= len(named) <= NAMED
    assert 1 <= len([tick for tick in drawn.ticks if not tick.is_minor]) <= NAMED_ON_A_PHONE
    assert all(tick.is_named or tick.is_minor for tick in drawn.ticks)
    assert drawn.today is not None and 0 < drawn.today < WIDTH
    assert drawn.height == len(drawn.rows) * ROW


def test_a_bar_lasts_its_days_and_an_arrow_leads_from_end_to_beginning() -> None:
    day = datetime.date
    items = [
        Item(1, "Survey", day(2026, 3, 1), day(2026, 3, 31)),
        Item(2, "Offer", day(2026, 5, 1), day(2026, 5, 31), waits_for=1),
        Item(3, "Answer", None, day(2026, 3, 15), waits_for=1),
        Item(4, "Some day", None, None, waits_for=1),
    ]
    drawn = timeline(items, first=FIRST, last=LAST, today=day(2027, 1, 1))
    survey, answer, offer = drawn.rows
    assert [row.item.label for row in drawn.rows] == ["Survey", "Answer", "Offer"]
    assert round(survey.width / offer.width, 2) == 1.0 and answer.is_point
    assert {(a.above, a.key, a.is_back) for a in drawn.arrows} == {(1, 2, False), (1, 3, True)}
    assert next(a.path for a in drawn.arrows if a.key == 2).endswith(f"V{offer.y:g}H{10 * offer.left:.0f}")
    # Letters of a name that a screen cuts are all in the title of the row.
    long = timeline([Item(1, "Survey " * 9, FIRST, LAST)], first=FIRST, last=LAST, today=TODAY)
    assert (survey.is_cut, long.rows[0].is_cut) == (False, True)
    assert (drawn.today, [i.key for i in drawn.undated]) == (None, [4])
    assert [tick.first.month for tick in drawn.ticks] == list(range(1, 13))


def test_the_stage_is_the_one_in_force() -> None:
    due = datetime.date(2026, 12, 10)
    days = [-4, -3, -1, 0, 6, 7, 13, 14, 700]
    stages = [stage_on(due, due + datetime.timedelta(days=n)) for n in days]
    assert stages == ["", "d-3", "d-3", "d0", "d0", "w1", "w1", "w2", "w100"]
