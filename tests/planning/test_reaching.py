"""Planned against actual, without a database."""

from __future__ import annotations

import datetime

from planning.communications.reaching import Met, Planned, Reached, Standing, by_means, entries_of, reached, standing_of

DAY = datetime.date(2027, 3, 10)


def days(count: int) -> datetime.date:
    return DAY + datetime.timedelta(days=count)


def planned(id: int = 1, on: datetime.date | None = DAY, told_on: datetime.date | None = None, *who: int) -> Planned:
    return Planned(id, "seminar", on, told_on, frozenset(who or (7,)))


def test_what_was_told_stands_apart_from_what_is_late_next_or_without_a_day() -> None:
    told = [planned(on=days(-1)), planned(on=DAY), planned(on=None), planned(on=days(-9), told_on=DAY)]
    assert [standing_of(each, DAY, runs=True) for each in told] == [
        Standing.LATE,
        Standing.NEXT,
        Standing.UNDATED,
        Standing.TOLD,
    ]
    # In a draft nothing is promised, in a closed plan nothing more.
    assert standing_of(told[0], DAY, runs=False) == Standing.NEXT


def test_an_entry_counts_for_a_communication_within_a_week_of_its_day_with_somebody_of_its_audience() -> None:
    met = [Met(7, 70, days(-7)), Met(7, 71, days(8)), Met(8, 72, DAY), Met(7, 73, days(1)), Met(9, 73, days(1))]
    programme = [planned(1), planned(2, DAY, days(14), 7), planned(3, DAY, None, 8, 9), planned(4, None)]
    assert entries_of(programme, met) == {1: [73, 70], 2: [71], 3: [72, 73]}


def test_of_each_person_the_planned_and_the_entries_of_the_period_are_counted() -> None:
    met = [Met(7, 70, DAY), Met(7, 71, days(5)), Met(7, 72, days(6)), Met(8, 70, DAY), Met(7, 69, days(-1))]
    programme = [
        planned(1, DAY, None, 7, 9),
        planned(2, days(1), None, 7),
        planned(3, days(2), None, 7),
        planned(4, days(9), days(1), 7),
        planned(5, None, None, 9),
    ]
    found = reached(programme, met, DAY, days(5), days(1), runs=True)
    assert found == {
        7: Reached(4, 3, 2, days(5)),
        8: Reached(0, 0, 1, DAY),
        9: Reached(2, 1, 0, None),
    }
    # Three should have been told by now; what comes later is not held against anybody.
    assert {who for who, each in found.items() if each.is_too_few} == {7, 9}
    early = reached(programme, met, DAY, days(5), days(-1), runs=True)
    assert {who: each.due for who, each in early.items()} == {7: 0, 8: 0, 9: 0}
    assert not any(each.is_too_few for each in early.values())
    draft = reached(programme, met, DAY, days(5), days(1), runs=False)
    assert {who: (each.planned, each.due) for who, each in draft.items()} == {7: (4, 1), 8: (0, 0), 9: (2, 0)}
    tools, cells = by_means(programme, ["press", "seminar"])
    assert (tools, cells[7, "seminar"], cells[9, "seminar"]) == (["seminar"], [1, 2, 3, 4], [1, 5])
