"""Who waits for whom among actions, without a database."""

from __future__ import annotations

import datetime

from planning.actions.waiting import closes_a_circle, moved, starts_too_soon, waiting_in_turn

DAY = datetime.date(2026, 12, 10)
BEFORE, AFTER = DAY - datetime.timedelta(days=1), DAY + datetime.timedelta(days=1)


def test_who_waits_is_found_in_turn_and_circles_are_seen() -> None:
    waits = {1: None, 2: 1, 3: 2, 4: 1, 5: None, 6: 5}
    assert waiting_in_turn(1, waits) == [2, 4, 3]
    assert [closes_a_circle(1, above, waits) for above in (None, 1, 3, 5)] == [False, True, True, False]
    # What the database refuses does not keep a walk from ending.
    assert waiting_in_turn(7, {7: 8, 8: 7}) == [8] and not closes_a_circle(1, 7, {7: 8, 8: 7})


def test_an_action_begins_too_soon_before_the_day_on_which_the_one_it_waits_for_is_due() -> None:
    days = ((BEFORE, AFTER), (DAY, AFTER), (None, BEFORE), (None, DAY), (BEFORE, None), (None, None))
    assert [starts_too_soon(starts, due, DAY) for starts, due in days] == [True, False, True, False, True, False]
    assert not starts_too_soon(BEFORE, AFTER, None)
    assert (moved(DAY, -1), moved(DAY, 1), moved(None, 1)) == (BEFORE, AFTER, None)
