"""How far a goal is, without a database: the way gone of the way to go."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from planning.goals.progress import Aim, Read, Standing, progress_of

START, DUE, MID = datetime.date(2027, 1, 1), datetime.date(2027, 12, 31), datetime.date(2027, 7, 2)


def told(baseline: Any, target: Any, value: Any, at: datetime.date = MID) -> tuple[Any, Standing]:
    numbers = [None if each is None else Decimal(str(each)) for each in (baseline, target)]
    aim = Aim(baseline=numbers[0], target=numbers[1], starts_on=START, due_on=DUE)
    read = [] if value is None else [Read(MID, Decimal(str(value)))]
    found = progress_of(aim, read, at)
    return found.percent, found.standing


@pytest.mark.parametrize(
    ("baseline", "target", "value", "expected"),
    [
        (0, 10, 6, (60, Standing.ON_THE_WAY)),
        (0, 10, 4, (40, Standing.BEHIND)),
        (5, 10, 10, (100, Standing.REACHED)),
        (5, 10, 15, (200, Standing.REACHED)),
        (5, 10, 4, (-20, Standing.AWAY)),
        (40, 10, 25, (50, Standing.ON_THE_WAY)),
        (40, 10, 10, (100, Standing.REACHED)),
        (40, 10, 55, (-50, Standing.AWAY)),
        (-10, 10, 0, (50, Standing.ON_THE_WAY)),
        ("0.10", "0.30", "0.2333", (67, Standing.ON_THE_WAY)),
        (None, 8, 2, (25, Standing.BEHIND)),
        (None, 0, 3, (None, Standing.REACHED)),
        (None, -5, -9, (None, Standing.UNKNOWN)),
        (7, 7, 7, (None, Standing.REACHED)),
        (7, 7, 3, (None, Standing.UNKNOWN)),
        (0, 10, None, (None, Standing.UNKNOWN)),
        (0, None, 5, (None, Standing.UNKNOWN)),
        (0, 10, 0, (0, Standing.BEHIND)),
    ],
)
def test_progress_is_the_way_gone_of_the_way_to_go(baseline: Any, target: Any, value: Any, expected: Any) -> None:
    assert told(baseline, target, value) == expected


def test_after_its_day_a_goal_is_reached_or_missed_and_late_readings_do_not_count_before_they_are_made() -> None:
    after = DUE + datetime.timedelta(days=1)
    assert [told(0, 10, 9, after)[1], told(0, 10, 10, after)[1], told(0, 10, None, after)[1]] == [
        Standing.MISSED,
        Standing.REACHED,
        Standing.MISSED,
    ]
    assert told(0, 10, 10, START) == (None, Standing.UNKNOWN)


def test_a_goal_in_words_is_reached_when_its_latest_reading_says_so() -> None:
    aim = Aim(starts_on=START, due_on=DUE, in_words=True)
    reached, again = Read(START, is_reached=True), Read(MID)
    assert progress_of(aim, [], MID).standing is Standing.UNKNOWN
    assert progress_of(aim, [reached], MID).standing is Standing.REACHED
    assert progress_of(aim, [reached, again], MID).standing is Standing.ON_THE_WAY
    after = DUE + datetime.timedelta(days=1)
    assert [progress_of(aim, read, after).standing for read in ([again], [], [reached])] == [
        Standing.MISSED,
        Standing.MISSED,
        Standing.REACHED,
    ]


def test_on_its_own_day_nothing_is_missed_yet_and_without_a_day_nothing_is_behind() -> None:
    words = Aim(starts_on=START, due_on=DUE, in_words=True)
    assert (told(0, 10, 9, DUE)[1], progress_of(words, [Read(MID)], DUE).standing) == (Standing.ON_THE_WAY,) * 2
    some_day = Aim(baseline=Decimal(0), target=Decimal(10), starts_on=START)
    found = [progress_of(some_day, [Read(MID, Decimal(value))], MID) for value in (1, -2, 25)]
    assert [each.standing for each in found] == [Standing.ON_THE_WAY, Standing.AWAY, Standing.REACHED]
    # Of a bar never less than nothing is filled, nor more than all of it.
    assert [each.drawn for each in (*found, progress_of(some_day, [], MID))] == [10, 0, 100, 0]
