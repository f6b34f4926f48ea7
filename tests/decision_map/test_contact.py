"""The figures of the contact matrix: ties, plan against actual, and what they ask for. Pure."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_map.measures import DEFAULT_THRESHOLDS as USUAL
from decision_map.measures import Influence
from decision_map.measures.contact import Met, Sign, Strength, Tie, signs
from tests.decision_map.client import TODAY, days_ago


@pytest.mark.parametrize(
    ("meetings", "others", "ago", "expected"),
    [
        (0, 0, 400, Strength.NONE),
        (0, 1, 0, Strength.THIN),
        (1, 1, 0, Strength.THIN),
        (2, 0, 90, Strength.FIRM),
        (2, 0, 91, Strength.THIN),
        (4, 1, 5, Strength.FIRM),
        (5, 0, 5, Strength.CLOSE),
        (0, 10, 5, Strength.CLOSE),
        (9, 9, 91, Strength.THIN),
    ],
)
def test_meetings_count_twice_and_an_old_tie_is_thin(meetings: int, others: int, ago: int, expected: Strength) -> None:
    assert Tie(meetings=meetings, others=others, last=days_ago(ago)).strength(TODAY, USUAL) is expected


@pytest.mark.parametrize(
    ("every", "year", "quarter"), [(30, 12, 3), (90, 4, 1), (14, 26, 7), (365, 1, 0), (730, 1, 0), (None, None, None)]
)
def test_the_plan_is_how_often_the_agreed_days_fit_in_and_nothing_agreed_is_not_zero(
    every: int | None, year: int | None, quarter: int | None
) -> None:
    met = Met(person="ivanova", every_days=every)
    assert (met.planned_year, met.planned_quarter) == (year, quarter)
    assert (met.more_than_planned is None) == (every is None)


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        ({}, [Sign.NOBODYS]),
        ({"last": days_ago(400)}, [Sign.NOBODYS]),
        ({"has_mirror": True}, [Sign.NEVER_MET]),
        ({"has_backup": True}, [Sign.NEVER_MET, Sign.WITHOUT_COUNTERPART]),
        ({"year": 1, "last": days_ago(3)}, [Sign.WITHOUT_COUNTERPART]),
        ({"has_mirror": True, "year": 1, "last": days_ago(30), "every_days": 30}, []),
        ({"has_mirror": True, "year": 1, "last": days_ago(31), "every_days": 30}, [Sign.OVERDUE]),
        ({"has_mirror": True, "year": 8, "last": days_ago(3), "every_days": 90}, [Sign.OVER_VISITED]),
        ({"has_mirror": True, "year": 7, "last": days_ago(3), "every_days": 90}, []),
        ({"has_mirror": True, "year": 3, "last": days_ago(3), "every_days": 365}, []),
        ({"has_mirror": True, "year": 4, "last": days_ago(3), "every_days": 365}, [Sign.OVER_VISITED]),
    ],
)
def test_what_the_contacts_of_one_person_ask_for(met: dict[str, object], expected: list[Sign]) -> None:
    assert list(signs([Met(person="ivanova", **met)], TODAY, USUAL)["ivanova"]) == expected  # type: ignore[arg-type]


def test_whoever_has_little_weight_is_over_visited_when_met_more_than_anybody_with_influence() -> None:
    def of_clerk(year: int, *, decides: bool = False, boss: Influence | None = Influence.INNER_CIRCLE) -> list[Sign]:
        clerk = Met(
            person="clerk",
            year=year,
            last=days_ago(1),
            has_mirror=True,
            influence=Influence.LOW,
            decides=decides,
        )
        chief = Met(person="chief", year=4, last=days_ago(1), has_mirror=True, influence=boss)
        return list(signs([clerk, chief], TODAY, USUAL)["clerk"])

    assert [of_clerk(5), of_clerk(4), of_clerk(5, decides=True), of_clerk(5, boss=None)] == [
        [Sign.ABOVE_WEIGHT],
        [],
        [],
        [],
    ]


TIES = st.builds(
    Tie,
    meetings=st.integers(0, 30),
    others=st.integers(0, 30),
    last=st.integers(0, 400).map(days_ago) | st.none(),
)


@given(TIES)
def test_one_contact_more_never_weakens_a_tie_and_waiting_never_strengthens_it(tie: Tie) -> None:
    more = Tie(meetings=tie.meetings + 1, others=tie.others, last=tie.last or TODAY)
    assert more.strength(TODAY, USUAL) >= tie.strength(TODAY, USUAL)
    assert tie.strength(TODAY + datetime.timedelta(days=30), USUAL) <= tie.strength(TODAY, USUAL)


PEOPLE = st.lists(
    st.builds(
        Met,
        person=st.integers(1, 10**6),
        year=st.integers(0, 40),
        quarter=st.just(0),
        last=st.integers(0, 400).map(days_ago) | st.none(),
        every_days=st.integers(1, 730) | st.none(),
        has_mirror=st.booleans(),
        has_backup=st.booleans(),
        influence=st.sampled_from([None, *Influence]),
        decides=st.booleans(),
    ),
    unique_by=lambda met: met.person,
    max_size=12,
)


@given(PEOPLE)
def test_nobodys_stands_alone_and_nobody_is_both_over_visited_ways_or_overdue_without_a_target(
    people: list[Met],
) -> None:
    told = signs(people, TODAY, USUAL)
    assert set(told) == {met.person for met in people}
    for met in people:
        found = told[met.person]
        assert len(set(found)) == len(found)
        assert found == (Sign.NOBODYS,) or Sign.NOBODYS not in found
        assert not {Sign.OVER_VISITED, Sign.ABOVE_WEIGHT} <= set(found)
        assert met.every_days is not None or not {Sign.OVERDUE, Sign.OVER_VISITED} & set(found)
        assert met.influence is Influence.LOW or Sign.ABOVE_WEIGHT not in found


@given(PEOPLE)
def test_without_what_is_judged_nobody_is_above_their_weight_and_all_else_is_the_same(people: list[Met]) -> None:
    unjudged = [
        Met(
            person=met.person,
            year=met.year,
            last=met.last,
            every_days=met.every_days,
            has_mirror=met.has_mirror,
            has_backup=met.has_backup,
        )
        for met in people
    ]
    expected = {
        key: tuple(sign for sign in found if sign is not Sign.ABOVE_WEIGHT)
        for key, found in signs(people, TODAY, USUAL).items()
    }
    assert signs(unjudged, TODAY, USUAL) == expected
