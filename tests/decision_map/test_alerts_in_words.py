"""Alerts of a map as its reader meets them: with figures, people and a next step; put aside and back."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from decision_map.alert_words import SAID, words_of
from decision_map.alerting import Told, watched
from decision_map.judging import judge
from decision_map.measures import Alert, AlertKind, Aspect, Attitude, Influence, alerts
from decision_map.measures.alerts import Figure
from decision_map.models import Actor, DecisionMap, Dismissal
from decision_map.putting_aside import LONGEST, bring_back, put_aside
from decision_map.reading import read_map
from decision_map.seating import has_left
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.decision_map.client import HEALTHY

SignIn = Callable[[User], Client]
IN_A_MONTH = TODAY + datetime.timedelta(days=30)
FIGURES: dict[AlertKind, dict[str, Figure]] = {
    AlertKind.NO_DECISION_MAKER: {"people": 3},
    AlertKind.DECISION_MAKER_WITHOUT_CONTACT: {"days": 61, "last_contact": TODAY, "limit": 60},
    AlertKind.SINGLE_THREADED_THEIRS: {"threads": 1, "people": 5, "limit": 2},
    AlertKind.SINGLE_THREADED_OURS: {"threads": 1, "in_touch": 2, "limit": 2},
    AlertKind.ANTI_SPONSOR_WITHOUT_PLAN: {"attitude": Attitude.ENEMY, "influence": Influence.INNER_CIRCLE},
    AlertKind.NO_SPONSOR: {"people": 3, "open": 1},
    AlertKind.ONLY_SPONSOR_IS_SETTING: {"sponsors": 1},
    AlertKind.RISING_WITHOUT_COUNTERPART: {"since": TODAY, "expires": TODAY},
    AlertKind.INFLUENTIAL_WITHOUT_COUNTERPART: {"influence": Influence.INNER_CIRCLE, "limit": Influence.LOW},
    AlertKind.ONLY_GATEKEEPERS: {"gatekeepers": 2, "people": 3},
    AlertKind.STALE_JUDGEMENT: {"aspects": (Aspect.ROLES, Aspect.SPONSOR), "oldest": TODAY, "days": 91, "limit": 90},
    AlertKind.LEFT_BUT_COUNTS: {"roles": 1, "lines": 2, "counterparts": 1},
    AlertKind.NOBODY_AGAINST: {"people": 8, "judged": 8, "limit": 8},
}


def told(map_: DecisionMap) -> list[Told]:
    return list(watched(read_map(map_, TODAY, may_judge=True), TODAY).open)


def person(map_: DecisionMap, name: str) -> Actor:
    return Actor.objects.get(map=map_, contact__name=name)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("kind", AlertKind)
def test_each_alert_has_a_title_figures_and_a_next_step(kind: AlertKind, language: str) -> None:
    with translation.override(language):
        words = words_of(Alert(kind, figures=FIGURES[kind]), ["Petrova"], ["Anna"])
    assert all((words.title, words.why, words.todo))
    assert "%(" not in f"{words}"
    is_russian = any("а" <= letter <= "я" for letter in words.title.replace("Petrova", ""))
    assert is_russian == (language == "ru")


def test_every_alert_there_is_can_be_said() -> None:
    assert set(SAID) == set(AlertKind)
    assert alerts(HEALTHY, at=TODAY) == ()


def test_a_crowd_is_named_by_its_first_three() -> None:
    alert = Alert(AlertKind.ONLY_SPONSOR_IS_SETTING, figures={"sponsors": 5})
    assert words_of(alert, list("ABCDE"), []).title == "All our sponsors are setting stars: A, B, C and 2 more"


@pytest.mark.django_db
def test_the_alerts_of_a_map_name_people_and_say_where_to_go(drawn: DecisionMap) -> None:
    found = {one.kind: one for one in told(drawn)}
    against = found[AlertKind.ANTI_SPONSOR_WITHOUT_PLAN]
    ivanova = person(drawn, "Ivanova")
    assert against.title == "Ivanova is against us, and there is no counter-plan"
    assert against.why == "Attitude: Enemy. Influence: not judged."
    assert [name for name, _address in against.people] == ["Ivanova"]
    assert against.people[0][1].endswith(f"table/#post-{ivanova.occupancies.get().post_id}")
    assert against.url.endswith(f"/people/{ivanova.pk}/judge/")
    assert found[AlertKind.DECISION_MAKER_WITHOUT_CONTACT].title == "Petrov decides, and nobody of us has met them"
    assert found[AlertKind.STALE_JUDGEMENT].why.startswith("Buying roles, Attitude to us: the oldest was judged on")


@pytest.mark.django_db
def test_who_has_left_is_told_of_while_lines_hang_on_them(drawn: DecisionMap) -> None:
    ivanova = person(drawn, "Ivanova")
    has_left(actor=ivanova, version=ivanova.version, on=TODAY)
    left = [one.title for one in told(drawn) if one.kind is AlertKind.LEFT_BUT_COUNTS]
    assert left == ["Ivanova has left, and something still hangs on them"]
    drawn.lines.all().delete()
    assert not [one for one in told(drawn) if one.kind is AlertKind.LEFT_BUT_COUNTS]


@pytest.mark.django_db
def test_an_alert_put_aside_is_gone_until_its_day(cast: SimpleNamespace, drawn: DecisionMap) -> None:
    first, *rest = told(drawn)
    put_aside(map_=drawn, alert=first.id, reason="we know", on=TODAY, until=IN_A_MONTH, by=cast.anna)
    assert [one.id for one in told(drawn)] == [one.id for one in rest]
    on_the_day = watched(read_map(drawn, IN_A_MONTH, may_judge=True), IN_A_MONTH)
    assert first.id in [one.id for one in on_the_day.open]


@pytest.mark.django_db
def test_an_alert_comes_back_when_what_it_rests_on_changes(cast: SimpleNamespace, drawn: DecisionMap) -> None:
    against = next(one for one in told(drawn) if one.kind is AlertKind.ANTI_SPONSOR_WITHOUT_PLAN)
    put_aside(map_=drawn, alert=against.id, reason="we know", on=TODAY, until=IN_A_MONTH, by=cast.anna)
    ivanova = person(drawn, "Ivanova")
    judge(actor=ivanova, version=ivanova.version, values={"influence": "inner_circle"}, source="", on=TODAY, by=None)
    again = next(one for one in told(drawn) if one.kind is AlertKind.ANTI_SPONSOR_WITHOUT_PLAN)
    assert again.why == "Attitude: Enemy. Influence: Inner circle."


@pytest.mark.django_db
def test_put_aside_and_brought_back_on_the_page(cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn) -> None:
    client, first = signed_in(cast.anna), told(drawn)[0]
    address = f"{drawn.get_absolute_url()}alerts/{first.id}/"
    assert first.title in client.get(f"{address}put-aside/").content.decode()
    until = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()
    answer = client.post(f"{address}put-aside/", {"reason": "Her successor <b>begins</b>", "until": until})
    assert answer.status_code == 302
    page = client.get(drawn.get_absolute_url()).content.decode()
    assert "Her successor &lt;b&gt;begins&lt;/b&gt;" in page
    assert Dismissal.objects.get(map=drawn).by == cast.anna
    client.post(f"{address}back/")
    assert not Dismissal.objects.exists()
    assert client.post(f"{address}back/").status_code == 302


@pytest.mark.django_db
def test_putting_aside_wants_a_reason_and_a_day_ahead(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    address = f"{drawn.get_absolute_url()}alerts/{told(drawn)[0].id}/put-aside/"
    client = signed_in(cast.anna)
    far = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()
    for typed in ({"reason": "", "until": far}, {"reason": "we know", "until": datetime.date.today().isoformat()}):
        assert client.post(address, typed).status_code == 200
    assert not Dismissal.objects.exists()
    with pytest.raises(ValidationError):
        put_aside(
            map_=drawn, alert="x", reason="r", on=TODAY, until=TODAY + LONGEST + datetime.timedelta(1), by=cast.anna
        )
    gone = f"{drawn.get_absolute_url()}alerts/no_sponsor-0-000000000000/put-aside/"
    unknown = client.post(gone, {"reason": "My words", "until": far})
    assert unknown.status_code == 404
    assert "My words" in unknown.content.decode()


@pytest.mark.django_db
def test_bringing_back_what_is_back_already_changes_nothing(drawn: DecisionMap) -> None:
    bring_back(map_=drawn, alert="no_sponsor-0-000000000000")
    assert not Dismissal.objects.exists()


@pytest.mark.django_db
def test_nothing_is_told_to_whoever_may_not_read_judgements(drawn: DecisionMap) -> None:
    found = watched(read_map(drawn, TODAY, may_judge=False), TODAY)
    assert (found.open, found.aside) == ([], [])
