"""What if somebody leaves: measures and alerts that change, and the lines that are lost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from decision_map.measures import AlertKind, LineKind, Person, Ratio, alerts, measures, what_if_leaves
from tests.decision_map.client import HEALTHY, TODAY, YES, changed, days_ago, joined_by


def test_without_the_only_decision_maker_and_sponsor() -> None:
    found = what_if_leaves(HEALTHY, "ivanova", at=TODAY)
    assert [alert.kind for alert in found.raised] == [
        AlertKind.NO_DECISION_MAKER,
        AlertKind.SINGLE_THREADED_THEIRS,
        AlertKind.SINGLE_THREADED_OURS,
        AlertKind.NO_SPONSOR,
    ]
    assert found.settled == ()
    assert found.changed["coverage"] == (Ratio(Decimal(2), Decimal(3)), Ratio(Decimal(1), Decimal(2)))
    assert found.changed["sponsors"] == (("ivanova",), ())
    assert found.changed["vacancies"] == (0, 1)
    assert "anti_sponsors" not in found.changed


def test_informal_lines_are_lost_and_formal_ones_stay_with_the_post() -> None:
    found = what_if_leaves(HEALTHY, "petrov", at=TODAY)
    assert [line.kind for line in found.lines] == [LineKind.INFLUENCES, LineKind.CONFLICT]
    assert [line.kind for line in HEALTHY.after_leaving("petrov").lines] == [LineKind.REPORTS_TO] * 2


def test_what_is_told_of_the_person_goes_with_them() -> None:
    known = changed("sidorov", has_counter_plan=False)
    found = what_if_leaves(known, "sidorov", at=TODAY)
    assert [(alert.kind, alert.people) for alert in found.settled] == [
        (AlertKind.ANTI_SPONSOR_WITHOUT_PLAN, ("sidorov",))
    ]
    assert found.raised == ()


def test_an_alert_that_stays_is_neither_raised_nor_settled_though_its_figures_change() -> None:
    known = changed("ivanova", sponsor=replace(YES, support=None))
    found = what_if_leaves(known, "petrov", at=TODAY)
    kinds = {alert.kind for alert in (*found.raised, *found.settled)}
    assert AlertKind.NO_SPONSOR in {alert.kind for alert in alerts(known, at=TODAY)}
    assert AlertKind.NO_SPONSOR not in kinds


def test_what_is_told_afterwards_is_what_was_told_with_the_difference() -> None:
    known = joined_by(Person(id="new", sponsor=YES, last_contact=days_ago(3)))
    for person in known.people:
        found = what_if_leaves(known, person.id, at=TODAY)
        before = {alert.subject for alert in alerts(known, at=TODAY)}
        after = {alert.subject for alert in alerts(known.after_leaving(person.id), at=TODAY)}
        assert after == before - {a.subject for a in found.settled} | {a.subject for a in found.raised}
        assert found.before == measures(known, at=TODAY)


def test_when_somebody_who_left_is_taken_off_the_map_only_that_alert_goes() -> None:
    found = what_if_leaves(changed("sidorov", has_left=True), "sidorov", at=TODAY)
    assert [alert.kind for alert in found.settled] == [AlertKind.LEFT_BUT_COUNTS]
    assert found.changed == {"vacancies": (0, 1)}


def test_somebody_who_is_not_on_the_map_cannot_leave_it() -> None:
    with pytest.raises(KeyError):
        what_if_leaves(HEALTHY, "nobody", at=TODAY)
