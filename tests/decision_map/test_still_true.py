"""Looked at again and still true: the date moves, with who said so and from where; a star that is over is asked."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import Account
from decision_map.alerting import watched
from decision_map.judging import judge, judged
from decision_map.measures import AlertKind
from decision_map.models import Actor, DecisionMap, Line
from decision_map.reading import read_map
from decision_map.undoing import undo
from dossiers.reviews.checking import check_fact
from dossiers.reviews.verifying import sign_review
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY, readers_today
from tests.decision_map.conftest import LONG_AGO
from tests.decision_map.undone import last_key
from tests.dossiers.reviewing import MORNING, answered

pytestmark = pytest.mark.django_db
Sent = Callable[..., Any]


@pytest.fixture
def client(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.anna)


@pytest.fixture
def send(client: Client) -> Sent:
    """A form as it stands on its page, with what is typed into it; followed to where it leads."""

    def sent(url: str, **typed: Any) -> Any:
        form = client.get(url).context["form"]
        shown = {name: form[name].value() for name in form.fields if name != "still_true"}
        filled = {name: "" if value is None else value for name, value in {**shown, **typed}.items()}
        return client.post(url, filled, follow=True)

    return sent


def actor(name: str) -> Actor:
    return Actor.objects.get(contact__name=name)


def page(name: str, form: str = "judge") -> str:
    one = actor(name)
    return f"/accounts/{one.account_id}/map/{one.map_id}/people/{one.pk}/{form}/"


def known(name: str) -> list[tuple[Any, ...]]:
    rows = actor(name).judgements.exclude(value="").order_by("key")
    return list(rows.values_list("key", "value", "as_of", "by", "source"))


def star(name: str, until: datetime.date | None) -> None:
    one, day = actor(name), until.isoformat() if until else ""
    values = {"trajectory": "rising", "trajectory_since": "2026-01-01", "trajectory_until": day}
    judge(actor=one, version=one.version, values=values, source="", on=LONG_AGO, by=None)


def test_the_alert_leads_to_where_everything_is_confirmed_by_one_tick(
    drawn: DecisionMap, cast: SimpleNamespace, send: Sent
) -> None:
    today = readers_today()

    def stale() -> list[str]:
        found = watched(read_map(drawn, today, may_judge=True), today).open
        return [one.url for one in found if one.kind is AlertKind.STALE_JUDGEMENT]

    (url,) = stale()
    send(url, still_true="on", source="met her today")
    assert known("Ivanova") == [
        ("attitude", "enemy", today, cast.anna.pk, "met her today"),
        ("roles", "buyer", today, cast.anna.pk, "met her today"),
    ]
    assert stale() == []


def test_without_the_tick_only_what_changed_moves_and_a_save_of_nothing_says_so(
    drawn: DecisionMap, cast: SimpleNamespace, send: Sent
) -> None:
    before = known("Ivanova")
    assert "Nothing was changed, and the date stays." in send(page("Ivanova")).content.decode()
    refused = send(page("Ivanova"), source="met her today")
    assert list(refused.context["form"].errors) == ["source"]
    assert "met her today" in refused.content.decode()
    assert (known("Ivanova"), actor("Ivanova").version) == (before, 2)
    send(page("Ivanova"), attitude="neutral", source="a call")
    assert [row[2:] for row in known("Ivanova")] == [
        (readers_today(), cast.anna.pk, "a call"),
        (LONG_AGO, None, ""),
    ]


def test_a_tag_on_the_card_is_confirmed_by_itself(drawn: DecisionMap, cast: SimpleNamespace, send: Sent) -> None:
    send(page("Ivanova", "judge/attitude"), still_true="on")
    assert [row[2:4] for row in known("Ivanova")] == [(readers_today(), cast.anna.pk), (LONG_AGO, None)]


def test_a_confirmation_is_taken_back_with_the_date_it_moved(
    drawn: DecisionMap, cast: SimpleNamespace, send: Sent
) -> None:
    before = known("Ivanova")
    send(page("Ivanova"), still_true="on", source="met her today")
    undo(map_=drawn, key=last_key(drawn, cast.anna), by=cast.anna)
    assert known("Ivanova") == before


def test_where_nothing_is_judged_there_is_nothing_to_confirm(drawn: DecisionMap, client: Client) -> None:
    assert "still_true" not in client.get(page("Orlov")).context["form"].fields


def test_a_judgement_that_somebody_changed_meanwhile_is_not_confirmed(drawn: DecisionMap, client: Client) -> None:
    one = actor("Ivanova")
    judge(actor=one, version=2, values={"attitude": "neutral"}, source="", on=TODAY, by=None)
    typed = {"roles": ["buyer"], "attitude": "enemy", "still_true": "on", "version": 2}
    assert client.post(page("Ivanova"), typed).status_code == 409
    assert judged(one)["attitude"] == "neutral"


def test_a_line_is_confirmed_by_its_tick_alone(drawn: DecisionMap, cast: SimpleNamespace, send: Sent) -> None:
    line = Line.objects.get(kind="influence")
    Line.objects.update(as_of=LONG_AGO)
    url = f"/accounts/{drawn.account_id}/map/{drawn.pk}/lines/{line.pk}/edit/"
    assert "Nothing was changed, and the date stays." in send(url).content.decode()
    line.refresh_from_db()
    assert (line.as_of, line.by, line.version) == (LONG_AGO, None, 1)
    send(url, still_true="on")
    line.refresh_from_db()
    assert (line.as_of, line.by, line.note, line.version) == (readers_today(), cast.anna, "old friends", 2)


def test_a_star_whose_day_has_passed_is_confirmed_with_a_new_day_or_none(drawn: DecisionMap, send: Sent) -> None:
    star("Ivanova", LONG_AGO + datetime.timedelta(days=1))
    for url in (page("Ivanova"), page("Ivanova", "judge/trajectory")):
        refused = send(url, still_true="on")
        assert list(refused.context["form"].errors) == ["trajectory_until"]
        assert "This day has passed." in refused.content.decode()
    send(page("Ivanova"), attitude="neutral")
    assert judged(actor("Ivanova"))["attitude"] == "neutral"
    later = (readers_today() + datetime.timedelta(days=90)).isoformat()
    send(page("Ivanova"), still_true="on", trajectory_until=later)
    assert {row[2] for row in known("Ivanova")} == {readers_today()}
    star("Petrov", LONG_AGO + datetime.timedelta(days=1))
    send(page("Petrov"), still_true="on", trajectory_until="")
    assert {row[2] for row in known("Petrov")} == {readers_today()}


def test_no_signature_confirms_a_star_whose_day_has_passed(drawn: DecisionMap, cast: SimpleNamespace) -> None:
    account = Account.objects.get(pk=drawn.account_id)
    star("Ivanova", LONG_AGO + datetime.timedelta(days=1))
    star("Petrov", None)
    review = answered(account, cast.anna)
    with pytest.raises(ValidationError, match="rising or setting of Ivanova held until a day that has passed"):
        sign_review(review=review, by=cast.anna, at=MORNING)
    assert {row[2] for row in known("Ivanova")} == {LONG_AGO}
    unknown = f"map_judged:{drawn.pk}-{actor('Ivanova').pk}"
    check_fact(review=review, topic="map", key=unknown, verdict="unknown", by=cast.anna, at=MORNING)
    assert sign_review(review=review, by=cast.anna, at=MORNING).signed_on
