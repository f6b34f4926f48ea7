"""Each alert of the map: when it fires and when not, whom it names, and the figures that explain it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from decision_map.measures import (
    Alert,
    AlertKind,
    Aspect,
    Attitude,
    ClientMap,
    Counterpart,
    Coverage,
    Influence,
    Judgement,
    Person,
    Role,
    SponsorAnswers,
    Star,
    Thresholds,
    Trajectory,
    alerts,
)
from tests.decision_map.client import (
    COUNTERPARTS,
    HEALTHY,
    IVANOVA,
    TODAY,
    YES,
    changed,
    days_ago,
    joined_by,
)


def told(known: ClientMap, **limits: Any) -> tuple[Alert, ...]:
    return alerts(known, at=TODAY, thresholds=Thresholds(**limits))


def test_a_healthy_map_raises_nothing() -> None:
    assert told(HEALTHY) == ()


def test_a_map_that_nobody_has_begun_raises_nothing() -> None:
    assert told(ClientMap(())) == ()


def test_a_map_of_vacancies_lacks_a_decision_maker_a_thread_and_a_sponsor() -> None:
    assert [alert.kind for alert in told(ClientMap((Person(id=1, is_vacancy=True),)))] == [
        AlertKind.NO_DECISION_MAKER,
        AlertKind.SINGLE_THREADED_THEIRS,
        AlertKind.NO_SPONSOR,
    ]


def test_no_decision_maker_is_mapped() -> None:
    assert told(changed("ivanova", roles=frozenset({Role.APPROVER}))) == (
        Alert(AlertKind.NO_DECISION_MAKER, figures={"people": 3}),
    )


@pytest.mark.parametrize("days", [60, 400])
def test_a_decision_maker_is_without_contact_from_the_sixtieth_day(days: int) -> None:
    assert told(changed("ivanova", last_contact=days_ago(days))) == (
        Alert(
            AlertKind.DECISION_MAKER_WITHOUT_CONTACT,
            ("ivanova",),
            figures={"days": days, "last_contact": days_ago(days), "limit": 60},
        ),
    )


def test_a_decision_maker_met_fifty_nine_days_ago_is_in_contact() -> None:
    assert told(changed("ivanova", last_contact=days_ago(59))) == ()


def test_a_decision_maker_never_met_has_no_number_of_days() -> None:
    (alert,) = told(changed("ivanova", last_contact=None))
    assert alert.figures == {"days": None, "last_contact": None, "limit": 60}


def test_only_one_of_theirs_is_in_touch_with_us() -> None:
    found = told(replace(changed("petrov", last_contact=None, coverage=Coverage.NONE)))
    assert found[0] == Alert(
        AlertKind.SINGLE_THREADED_THEIRS, ("ivanova",), figures={"threads": 1, "people": 3, "limit": 2}
    )


def test_only_one_of_ours_is_in_touch_with_them() -> None:
    both_hers = (Counterpart("ivanova", "anna"), Counterpart("petrov", "anna"))
    assert told(replace(HEALTHY, counterparts=both_hers)) == (
        Alert(
            AlertKind.SINGLE_THREADED_OURS,
            ("ivanova", "petrov"),
            ("anna",),
            {"threads": 1, "in_touch": 2, "limit": 2},
        ),
    )


def test_nobody_of_ours_is_named_for_those_we_are_in_touch_with() -> None:
    kinds = [alert.kind for alert in told(replace(HEALTHY, counterparts=()))]
    assert kinds == [AlertKind.SINGLE_THREADED_OURS, *[AlertKind.INFLUENTIAL_WITHOUT_COUNTERPART] * 2]


def test_an_anti_sponsor_is_without_a_counter_plan() -> None:
    assert told(changed("sidorov", has_counter_plan=False)) == (
        Alert(
            AlertKind.ANTI_SPONSOR_WITHOUT_PLAN,
            ("sidorov",),
            figures={"attitude": Attitude.NON_SUPPORTER, "influence": Influence.LOW},
        ),
    )


@pytest.mark.parametrize("answers", [SponsorAnswers(), SponsorAnswers(True, True, None)])
def test_there_is_no_sponsor_while_a_question_is_open_and_who_may_be_one_is_named(answers: SponsorAnswers) -> None:
    assert told(changed("ivanova", sponsor=answers)) == (
        Alert(AlertKind.NO_SPONSOR, ("ivanova",), figures={"people": 3, "open": 1}),
    )


def test_there_is_no_sponsor_where_a_question_is_answered_with_no() -> None:
    assert told(changed("ivanova", sponsor=SponsorAnswers(True, False, True))) == (
        Alert(AlertKind.NO_SPONSOR, figures={"people": 3, "open": 0}),
    )


def setting(expires_in: int | None = None) -> Trajectory:
    return Trajectory(Star.SETTING, days_ago(30), None if expires_in is None else days_ago(-expires_in))


def test_the_only_sponsor_is_a_setting_star() -> None:
    assert told(changed("ivanova", trajectory=setting())) == (
        Alert(AlertKind.ONLY_SPONSOR_IS_SETTING, ("ivanova",), figures={"sponsors": 1}),
    )


def test_all_sponsors_are_setting_stars() -> None:
    second = Person(id="orlova", sponsor=YES, trajectory=setting(), coverage=Coverage.BRIEF)
    known = changed("ivanova", trajectory=setting())
    (alert,) = told(replace(known, people=(*known.people, second)))
    assert (alert.people, alert.figures) == (("ivanova", "orlova"), {"sponsors": 2})


def test_a_second_sponsor_who_stays_settles_it() -> None:
    known = changed("ivanova", trajectory=setting())
    assert told(replace(known, people=(*known.people, Person(id="orlova", sponsor=YES)))) == ()


@pytest.mark.parametrize(("expires_in", "fires"), [(1, True), (0, True), (-1, False)])
def test_a_trajectory_holds_until_it_expires_that_day_included(expires_in: int, fires: bool) -> None:
    assert bool(told(changed("ivanova", trajectory=setting(expires_in)))) is fires


def test_a_rising_star_is_without_a_counterpart() -> None:
    rising = Trajectory(Star.RISING, days_ago(5), days_ago(-100))
    assert told(changed("sidorov", trajectory=rising)) == (
        Alert(
            AlertKind.RISING_WITHOUT_COUNTERPART,
            ("sidorov",),
            figures={"since": days_ago(5), "expires": days_ago(-100)},
        ),
    )
    assert told(changed("petrov", trajectory=rising)) == ()
    assert told(changed("sidorov", trajectory=setting())) == ()


@pytest.mark.parametrize(
    "counterparts",
    [
        COUNTERPARTS[:1],
        (*COUNTERPARTS[:1], replace(COUNTERPARTS[1], is_active=False), Counterpart("ivanova", "vera")),
        (*COUNTERPARTS[:1], replace(COUNTERPARTS[1], is_backup=True)),
    ],
    ids=["none", "a deactivated one", "only a backup"],
)
def test_an_influential_person_is_without_a_counterpart(counterparts: tuple[Counterpart, ...]) -> None:
    found = [a for a in told(replace(HEALTHY, counterparts=counterparts)) if a.kind != AlertKind.SINGLE_THREADED_OURS]
    assert found == [
        Alert(
            AlertKind.INFLUENTIAL_WITHOUT_COUNTERPART,
            ("petrov",),
            figures={"influence": Influence.POLITICAL_STRUCTURE, "limit": Influence.POLITICAL_STRUCTURE},
        )
    ]


def test_whom_a_company_calls_influential_is_for_it_to_say() -> None:
    known = replace(HEALTHY, counterparts=(*COUNTERPARTS[:1], Counterpart("ivanova", "vera", is_backup=True)))
    assert told(known, influential_from=Influence.INNER_CIRCLE) == ()


def test_only_gatekeepers_are_known() -> None:
    keeper = frozenset({Role.GATEKEEPER})
    people = tuple(replace(person, roles=keeper) for person in HEALTHY.people[:2]) + (Person(id="new"),)
    (alert,) = [a for a in told(replace(HEALTHY, people=people)) if a.kind == AlertKind.ONLY_GATEKEEPERS]
    assert alert == Alert(AlertKind.ONLY_GATEKEEPERS, ("ivanova", "petrov"), figures={"gatekeepers": 2, "people": 3})


def test_a_gatekeeper_who_also_buys_is_not_only_a_gatekeeper() -> None:
    people = (replace(IVANOVA, roles=frozenset({Role.GATEKEEPER, Role.BUYER})),)
    assert AlertKind.ONLY_GATEKEEPERS not in [alert.kind for alert in told(replace(HEALTHY, people=people))]


def test_a_stale_judgement_is_named_with_what_it_is_about() -> None:
    judged = (
        Judgement(Aspect.ATTITUDE, days_ago(91)),
        Judgement(Aspect.COVERAGE, days_ago(200)),
        Judgement(Aspect.ROLES, days_ago(90)),
    )
    assert told(changed("petrov", judgements=judged)) == (
        Alert(
            AlertKind.STALE_JUDGEMENT,
            ("petrov",),
            figures={"aspects": (Aspect.ATTITUDE, Aspect.COVERAGE), "oldest": days_ago(200), "days": 200, "limit": 90},
        ),
    )


def test_somebody_who_left_still_holds_a_role_a_line_and_a_counterpart() -> None:
    found = told(changed("petrov", has_left=True))
    assert found[-1] == Alert(
        AlertKind.LEFT_BUT_COUNTS, ("petrov",), ("boris",), {"roles": 1, "lines": 2, "counterparts": 1}
    )


def test_a_sponsor_who_left_is_no_sponsor() -> None:
    assert [alert.kind for alert in told(changed("ivanova", has_left=True))] == [
        AlertKind.NO_DECISION_MAKER,
        AlertKind.SINGLE_THREADED_THEIRS,
        AlertKind.SINGLE_THREADED_OURS,
        AlertKind.NO_SPONSOR,
        AlertKind.LEFT_BUT_COUNTS,
    ]


def friends(number: int, attitude: Attitude | None = Attitude.SUPPORTER) -> tuple[Person, ...]:
    return tuple(Person(id=f"friend {n}", attitude=attitude) for n in range(number))


def only_friends(number: int) -> ClientMap:
    known = changed("petrov", attitude=Attitude.MENTOR)
    return replace(known, people=known.people[:2] + friends(number - 2))


def test_a_map_of_eight_with_nobody_neutral_or_against_is_gently_asked_about() -> None:
    (alert,) = told(only_friends(8))
    assert alert == Alert(AlertKind.NOBODY_AGAINST, figures={"people": 8, "judged": 8, "limit": 8})
    assert [kind for kind in AlertKind if kind.is_question] == [AlertKind.NOBODY_AGAINST]


@pytest.mark.parametrize(
    "known",
    [
        lambda: only_friends(7),
        lambda: joined_by(*friends(8)),
        lambda: replace(HEALTHY, people=(*friends(8), Person(id="neutral", attitude=Attitude.NEUTRAL))),
        lambda: changed("sidorov"),
        lambda: replace(HEALTHY, people=(replace(IVANOVA, attitude=None), *friends(9, None))),
    ],
    ids=["seven", "one against among them", "one neutral among them", "three", "nobody judged"],
)
def test_other_maps_are_not(known: Callable[[], ClientMap]) -> None:
    assert AlertKind.NOBODY_AGAINST not in [alert.kind for alert in told(known())]


def test_alerts_come_in_the_order_of_their_kinds_then_of_the_people() -> None:
    people = tuple(replace(person, has_counter_plan=False, attitude=Attitude.ENEMY) for person in HEALTHY.people)
    found = told(replace(HEALTHY, people=people[::-1]))
    against = [alert.people for alert in found if alert.kind == AlertKind.ANTI_SPONSOR_WITHOUT_PLAN]
    assert against == [("sidorov",), ("petrov",), ("ivanova",)]
    order = list(AlertKind)
    assert [order.index(alert.kind) for alert in found] == sorted(order.index(alert.kind) for alert in found)
