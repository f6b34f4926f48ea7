"""The measures of a map: over what is known, with what is unknown beside it, and never a zero for what is missing."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_map.measures import (
    Aspect,
    Attitude,
    ClientMap,
    Counterpart,
    Coverage,
    Influence,
    Judgement,
    Person,
    Ratio,
    Role,
    SponsorAnswers,
    Thresholds,
    measures,
    unverified,
)
from tests.decision_map.client import HEALTHY, IVANOVA, TODAY, changed, days_ago, joined_by


def ratio(part: int, whole: int, unknown: int = 0) -> Ratio:
    return Ratio(Decimal(part), Decimal(whole), unknown)


def test_the_measures_of_a_map_known_in_full() -> None:
    found = measures(HEALTHY, at=TODAY)
    assert (found.people, found.vacancies) == (3, 0)
    assert found.coverage == ratio(2, 3)
    assert found.coverage_by_influence == ratio(5, 6)
    assert found.coverage_of_decision_makers == ratio(1, 1)
    assert found.roles_filled == ratio(4, 7)
    assert {role: keys for role, keys in found.who_fills.items() if keys} == {
        Role.DECISION_MAKER: ("ivanova",),
        Role.INFLUENCER: ("petrov",),
        Role.USER: ("sidorov",),
        Role.APPROVER: ("ivanova",),
    }
    assert (found.threads_theirs, found.threads_ours) == (2, 2)
    assert found.net_support == ratio(2, 12)  # 3 x 1 + 2 x 0 + 1 x -1, of 2 x (3 + 2 + 1)
    assert found.freshness == ratio(3, 3, 1)
    assert (found.sponsors, found.anti_sponsors) == (("ivanova",), ("sidorov",))


def test_where_nothing_is_known_there_is_no_value() -> None:
    found = measures(ClientMap((Person(id=1), Person(id=2))), at=TODAY)
    for name in ("coverage", "coverage_by_influence", "coverage_of_decision_makers", "net_support", "freshness"):
        assert getattr(found, name).value is None
    assert found.coverage.unknown == found.net_support.unknown == found.freshness.unknown == 2
    assert found.roles_filled.value == 0


def test_a_person_of_whom_nothing_is_known_changes_no_value() -> None:
    before, after = measures(HEALTHY, at=TODAY), measures(joined_by(Person(id="new")), at=TODAY)
    for field in fields(before):
        one, other = getattr(before, field.name), getattr(after, field.name)
        if isinstance(one, Ratio):
            assert one.value == other.value, field.name
    assert after.coverage.unknown == before.coverage.unknown + 1
    assert after.people == before.people + 1


def test_no_coverage_is_known_to_be_none_and_lowers_the_value() -> None:
    found = measures(joined_by(Person(id="new", coverage=Coverage.NONE)), at=TODAY)
    assert found.coverage == ratio(2, 4)


def test_from_which_coverage_somebody_is_covered_is_for_the_company_to_say() -> None:
    brief = changed("sidorov", coverage=Coverage.BRIEF)
    assert measures(brief, at=TODAY).coverage == ratio(2, 3)
    assert measures(brief, at=TODAY, thresholds=Thresholds(covered_from=Coverage.BRIEF)).coverage == ratio(3, 3)


def test_roles_a_company_does_not_ask_for_are_not_missed() -> None:
    asked = Thresholds(wanted_roles=(Role.DECISION_MAKER, Role.GATEKEEPER))
    assert measures(HEALTHY, at=TODAY, thresholds=asked).roles_filled == ratio(1, 2)


def test_a_vacancy_and_somebody_who_left_count_nowhere() -> None:
    others = (Person(id="v", is_vacancy=True), replace(IVANOVA, id="gone", has_left=True))
    before, after = measures(HEALTHY, at=TODAY), measures(joined_by(*others), at=TODAY)
    assert after == replace(before, vacancies=1)


def test_a_backup_is_a_thread_of_ours_and_a_deactivated_colleague_none() -> None:
    more = (Counterpart("petrov", "vera", is_backup=True), Counterpart("petrov", "gleb", is_active=False))
    found = measures(replace(HEALTHY, counterparts=HEALTHY.counterparts + more), at=TODAY)
    assert found.threads_ours == 3


def test_who_of_us_answers_for_somebody_never_met_is_no_thread() -> None:
    more = Counterpart("sidorov", "vera")
    assert measures(replace(HEALTHY, counterparts=(*HEALTHY.counterparts, more)), at=TODAY).threads_ours == 2


@pytest.mark.parametrize(("days", "stale"), [(0, False), (90, False), (91, True)])
def test_a_judgement_is_unverified_after_its_ninetieth_day(days: int, stale: bool) -> None:
    person = Person(id=1, judgements=(Judgement(Aspect.ATTITUDE, days_ago(days)),))
    assert bool(unverified(person, at=TODAY)) is stale
    assert measures(ClientMap((person,)), at=TODAY).freshness == ratio(0 if stale else 1, 1)


@pytest.mark.parametrize(
    ("attitude", "answers", "is_sponsor"),
    [
        (None, (True, True, True), True),
        (Attitude.MENTOR, (True, True, True), True),
        (Attitude.MENTOR, (True, True, None), None),
        (Attitude.SUPPORTER, (None, None, None), None),
        (Attitude.SUPPORTER, (True, False, None), False),
        (Attitude.NEUTRAL, (True, True, True), False),
        (Attitude.ENEMY, (True, True, True), False),
    ],
)
def test_a_sponsor_has_authority_and_influence_and_supports_us_and_is_for_us(
    attitude: Attitude | None, answers: tuple[bool | None, ...], is_sponsor: bool | None
) -> None:
    assert Person(id=1, attitude=attitude, sponsor=SponsorAnswers(*answers)).is_sponsor is is_sponsor


attitudes, influences = st.none() | st.sampled_from(list(Attitude)), st.none() | st.sampled_from(list(Influence))
people = st.builds(
    Person,
    id=st.integers(),
    attitude=attitudes,
    influence=influences,
    coverage=st.none() | st.sampled_from(list(Coverage)),
    sponsor=st.builds(SponsorAnswers, *[st.sampled_from([True, False, None])] * 3),
    has_left=st.booleans(),
    is_vacancy=st.booleans(),
)


@given(st.lists(people, unique_by=lambda person: person.id))
@settings(max_examples=50)
def test_every_ratio_stays_in_its_bounds_and_nobody_is_for_and_against(met: list[Person]) -> None:
    found = measures(ClientMap(tuple(met)), at=TODAY)
    for value in (found.coverage.value, found.coverage_by_influence.value, found.freshness.value):
        assert value is None or 0 <= value <= 1
    assert found.net_support.value is None or -1 <= found.net_support.value <= 1
    assert not set(found.sponsors) & set(found.anti_sponsors)
    assert found.coverage.whole + found.coverage.unknown == found.people
