"""What keeps a plan from being submitted, without a database."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.cadence import add_months
from planning.life.months import Shifted, months_between
from planning.life.readiness import Lack, Lacking, PlannedAction, PlannedGoal, lacks

WHOLE = PlannedGoal(1, has_client_goal=True, has_measure=True, has_date=True, is_measured=True, has_target=True)
BARE = PlannedGoal(2, has_client_goal=False, has_measure=False, has_date=False, is_measured=True, has_target=False)
IN_WORDS = PlannedGoal(3, has_client_goal=True, has_measure=True, has_date=True, is_measured=False, has_target=False)
FILLED = {"product": False, "price": False}


@pytest.mark.parametrize(
    ("ps", "goals", "actions", "expected"),
    [
        (FILLED, [WHOLE, IN_WORDS], [PlannedAction(1, has_owner=True, has_due=True)], []),
        (FILLED, [], [], [Lack(Lacking.GOALS)]),
        (FILLED | {"place": True}, [WHOLE], [], [Lack(Lacking.P, "place")]),
        (
            FILLED,
            [BARE],
            [PlannedAction(7, has_owner=False, has_due=False)],
            [
                *(Lack(what, 2) for what in (Lacking.CLIENT_GOAL, Lacking.MEASURE, Lacking.TARGET, Lacking.DATE)),
                Lack(Lacking.OWNER, 7),
                Lack(Lacking.DUE, 7),
            ],
        ),
    ],
)
def test_each_thing_that_is_missing_is_named_once(
    ps: dict[str, bool], goals: list[PlannedGoal], actions: list[PlannedAction], expected: list[Lack]
) -> None:
    assert lacks(ps, goals, actions) == expected


flags = st.booleans()
goals_of_any_kind = st.lists(st.builds(PlannedGoal, st.integers(1, 9), flags, flags, flags, flags, flags), max_size=4)


@given(
    goals_of_any_kind,
    st.lists(st.builds(PlannedAction, st.integers(1, 9), flags, flags), max_size=4),
    st.lists(st.integers(1, 9), max_size=2),
)
def test_a_plan_is_ready_when_every_part_of_it_is_and_there_is_a_goal(
    goals: list[PlannedGoal], actions: list[PlannedAction], to_change: list[int]
) -> None:
    parts = [lacks(FILLED, [goal], []) for goal in goals] + [lacks(FILLED, [WHOLE], [action]) for action in actions]
    is_ready = bool(goals) and not any(parts) and not to_change
    assert (lacks(FILLED, goals, actions, to_change) == []) == is_ready


def test_each_item_carried_to_be_changed_is_missing_until_it_is_changed() -> None:
    assert lacks(FILLED, [WHOLE], [], [4, 9]) == [Lack(Lacking.CHANGE, 4), Lack(Lacking.CHANGE, 9)]


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2150, 1, 1)), st.integers(-120, 120))
def test_a_day_moved_by_months_lies_in_that_month_and_in_the_new_period_or_is_empty(
    day: datetime.date, months: int
) -> None:
    moved = add_months(day, months)
    assert months_between(day, moved) == months
    assert moved.day == day.day or (moved + datetime.timedelta(days=1)).day == 1
    inside = Shifted(months, moved, moved + datetime.timedelta(days=1))
    after = Shifted(months, moved + datetime.timedelta(days=1), moved + datetime.timedelta(days=2))
    assert (inside.of({"on": day, "no": None}), after.of({"on": day})) == ({"on": moved, "no": None}, {"on": None})
