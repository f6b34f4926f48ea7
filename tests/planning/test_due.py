from __future__ import annotations

import datetime

from planning.actions.due import is_late

DAY, NEXT = datetime.date(2026, 11, 20), datetime.date(2026, 11, 21)


def test_late_is_what_a_running_plan_promised_for_a_day_that_is_over() -> None:
    assert [is_late(on, today, runs=True) for on, today in ((DAY, NEXT), (DAY, DAY), (None, NEXT))] == [
        True,
        False,
        False,
    ]
    assert not is_late(DAY, NEXT, runs=False)
