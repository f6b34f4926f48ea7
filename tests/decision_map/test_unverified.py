"""One rule of what is unverified: the same age, of whatever is judged, wherever a map is told."""

from __future__ import annotations

import datetime

import pytest

from accounts.models import Account
from decision_map.across import alerts_across
from decision_map.alerting import watched
from decision_map.description import BY_KEY
from decision_map.judging import judge
from decision_map.knowing import ASPECTS, known_of
from decision_map.limits import edit_limits
from decision_map.measures import AlertKind, measures
from decision_map.models import Actor, DecisionMap, Judgement, Line
from decision_map.reading import read_map
from decision_map.sentences import of_line
from dossiers.reviews import topics as review_topics
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
SAMPLES = {"trajectory": "rising", "trajectory_since": "2026-01-01", "trajectory_until": "2030-01-01"}


def told_unverified(map_: DecisionMap, name: str) -> dict[str, bool]:
    """By each page that tells it, whether something of this person is."""
    actor = Actor.objects.get(map=map_, contact__name=name)
    shown = read_map(map_, TODAY, may_judge=True)
    found = measures(known_of(shown), at=TODAY, thresholds=shown.thresholds)
    stale = [one.alert for one in watched(shown, TODAY).open] + [
        one.alert for one in alerts_across(Account.objects.all(), TODAY).standing
    ]
    return {
        "card": shown.person(actor.pk).is_unverified,
        "alerts": [one.kind for one in stale if one.people == (actor.pk,)].count(AlertKind.STALE_JUDGEMENT) == 2,
        "freshness": found.freshness.part < found.freshness.whole,
        "review": f"map_judged:{map_.pk}-{actor.pk}" in review_topics.stale_keys(map_.account, TODAY, 3),
    }


@pytest.mark.parametrize("key", [key for key in BY_KEY if key not in ("trajectory_since", "trajectory_until")])
def test_whatever_is_judged_ages_alike_on_the_card_in_alerts_figures_and_review(drawn: DecisionMap, key: str) -> None:
    edit_limits(version=1, changes={"stale_after": 100})
    orlov = Actor.objects.get(contact__name="Orlov")
    choices = BY_KEY[key].choices
    value = "buyer" if key == "roles" else choices[0][0] if choices else "yes"
    values = SAMPLES if key.startswith("trajectory") else {}
    for days, is_unverified in ((100, False), (101, True)):
        Judgement.objects.all().delete()
        orlov.refresh_from_db()
        day = TODAY - datetime.timedelta(days=days)
        judge(actor=orlov, version=orlov.version, values={**values, key: value}, source="", on=day, by=None)
        assert set(told_unverified(drawn, "Orlov").values()) == {is_unverified}, days


def test_nothing_that_may_be_judged_has_no_age() -> None:
    assert set(ASPECTS) == set(BY_KEY)


def test_a_line_ages_by_the_same_days_wherever_it_is_told_as_in_its_review(drawn: DecisionMap) -> None:
    edit_limits(version=1, changes={"stale_after": 100})
    line = Line.objects.get(kind="influence")
    found = []
    for days in (100, 101):
        Line.objects.filter(pk=line.pk).update(as_of=TODAY - datetime.timedelta(days=days))
        (sentence,) = [of_line(one) for one in read_map(drawn, TODAY, may_judge=True).lines if one.line == line]
        stale = f"map_line:{drawn.pk}-{line.pk}" in review_topics.stale_keys(drawn.account, TODAY, 3)
        found.append((sentence, stale))
    assert found == [
        ("Ivanova influences Petrov strongly", False),
        ("Ivanova influences Petrov strongly (unverified)", True),
    ]
