"""An admin sets from when alerts fire; every map, its picture, its review and its explanations follow."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from decision_map.across import alerts_across
from decision_map.alerting import watched
from decision_map.judging import judge
from decision_map.limits import edit_limits, limits_now, thresholds_now
from decision_map.measures import DEFAULT_THRESHOLDS, Influence
from decision_map.models import Actor, AlertLimits, DecisionMap
from decision_map.putting_aside import put_aside
from decision_map.reading import read_map
from dossiers.diary.writing import write_entry
from dossiers.reviews import topics as review_topics
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PAGE = "/maps/limits/"
USUAL = {
    "stale_after": 90,
    "contact_within": 60,
    "threads_needed": 2,
    "friendly_map_from": 8,
    "influential_from": 2,
    "covered_from": 2,
}


def told(map_: DecisionMap) -> dict[str, str]:
    return {one.title: one.why for one in watched(read_map(map_, TODAY, may_judge=True), TODAY).open}


def test_until_somebody_changes_them_the_limits_are_those_of_the_method() -> None:
    assert (thresholds_now(), AlertLimits.objects.count()) == (DEFAULT_THRESHOLDS, 0)


def test_an_admin_changes_them_and_the_page_says_who_did(cast: SimpleNamespace, signed_in: SignIn) -> None:
    ada = signed_in(cast.ada)
    form = ada.get(PAGE).context["form"]
    assert (form.initial, form["version"].value()) == (USUAL, 1)
    saved = ada.post(PAGE, {**USUAL, "stale_after": 30, "influential_from": 3, "version": 1}, follow=True)
    assert "Every map is looked at by these limits" in saved.content.decode()
    assert "Ada Lindqvist" in saved.content.decode().partition("Who changed which limit")[2]
    assert (thresholds_now().stale_after, thresholds_now().influential_from) == (30, Influence.INNER_CIRCLE)
    events: Any = AlertLimits.pgh_event_model  # type: ignore[attr-defined]
    assert events.objects.filter(pgh_context__metadata__user=cast.ada.pk).exists()
    assert [signed_in(user).get(PAGE).status_code for user in (cast.anna, cast.leonid, cast.irina)] == [403] * 3


def test_its_history_tells_who_changed_which_limit_from_what_to_what(cast: SimpleNamespace, signed_in: SignIn) -> None:
    ada = signed_in(cast.ada)
    assert "Who changed which limit" not in ada.get(PAGE).content.decode()
    ada.post(PAGE, {**USUAL, "contact_within": 300, "version": 1})
    ada.post(PAGE, {**USUAL, "contact_within": 300, "influential_from": 3, "version": 2})
    told = [
        (moment.who, line.title, line.before, line.after)
        for moment in ada.get(PAGE).context["moments"]
        for change in moment.changes
        for line in change.lines
    ]
    assert told == [
        (
            "Ada Lindqvist",
            "Influence from which somebody needs a counterpart of ours",
            "Political structure",
            "Inner circle",
        ),
        ("Ada Lindqvist", "Days within which a decision maker is met", "60", "300"),
    ]


def test_two_admins_at_once_lose_nothing(cast: SimpleNamespace, signed_in: SignIn) -> None:
    edit_limits(version=1, changes={"contact_within": 45})
    stale = signed_in(cast.ada).post(PAGE, {**USUAL, "contact_within": 30, "version": 1})
    assert (stale.status_code, limits_now().contact_within) == (409, 45)
    page = stale.content.decode()
    assert [value in page for value in ("45", 'value="30"')] == [True, True]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Give a whole number from 7 to 365."), ("ru", "Укажите целое число от 7 до 365.")],
)
def test_what_is_out_of_bounds_or_no_number_is_refused_in_words(
    cast: SimpleNamespace, signed_in: SignIn, language: str, sentence: str
) -> None:
    User.objects.filter(pk=cast.ada.pk).update(language=language)
    for typed in ("6", "366", "-1", "", "soon", "9" * 30, "1e3"):
        answer = signed_in(cast.ada).post(PAGE, {**USUAL, "stale_after": typed, "version": 1})
        assert (answer.status_code, sentence in answer.content.decode()) == (200, True), typed
    odd = signed_in(cast.ada).post(PAGE, {**USUAL, "influential_from": "4", "version": 1})
    assert (odd.status_code, AlertLimits.objects.count()) == (200, 0)


def test_the_database_keeps_one_row_within_bounds() -> None:
    edit_limits(version=1, changes={"stale_after": 30})
    with pytest.raises(IntegrityError):
        AlertLimits.objects.create()


def test_a_judgement_turns_unverified_when_the_company_says_so(
    drawn: DecisionMap, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    """On the map, in its legend, its measures, its alerts and its review."""
    edit_limits(version=1, changes={"stale_after": 200})
    assert not any("older than" in title for title in told(drawn))
    edit_limits(version=2, changes={"stale_after": 119})
    assert "What is judged of Ivanova is older than 119 days" in told(drawn)
    page = signed_in(cast.anna).get(drawn.get_absolute_url()).content.decode()
    assert "Unverified: judged more than 119 days ago" in page and "judgements not older than 119 days" in page
    judging = signed_in(cast.anna).get(f"{drawn.get_absolute_url()}people/{actor('Ivanova').pk}/judge/")
    assert "it turns unverified after 119 days" in judging.content.decode()
    account = drawn.account
    stale = review_topics.stale_keys(account, datetime.date.today(), 3)
    assert stale == {f"map_judged:{drawn.pk}-{actor('Ivanova').pk}"}


def test_every_limit_stands_in_the_explanation_of_its_alert(drawn: DecisionMap, cast: SimpleNamespace) -> None:
    write_entry(
        account=drawn.account,
        on=TODAY - datetime.timedelta(days=20),
        summary="x",
        by=cast.anna,
        theirs=[actor("Petrov").contact],
    )
    edit_limits(version=1, changes={"contact_within": 14, "threads_needed": 3, "influential_from": 1})
    smirnov = actor("Smirnov")
    judge(actor=smirnov, version=1, values={"influence": "low"}, source="", on=TODAY, by=None)
    told_now = told(drawn)
    assert told_now["Petrov decides, and was last met 20 days ago"].endswith("met at least every 14 days.")
    assert told_now["All our contact goes through Petrov"] == "In touch with 1 of 4; needed: 3."
    assert told_now["Of us only Anna Petrova is in contact with them"].endswith("counterparts of ours: 1, needed: 3.")
    influence = told_now["Smirnov has influence, and nobody of us is their counterpart"]
    assert influence == "Influence: Low; a counterpart is wanted from: Low."


def test_a_small_map_of_friends_is_asked_about_when_the_company_says_so(drawn: DecisionMap) -> None:
    judge(actor=actor("Ivanova"), version=2, values={"attitude": "supporter"}, source="", on=TODAY, by=None)
    question = "Is nobody there neutral or against us?"
    assert question not in told(drawn)
    edit_limits(version=1, changes={"friendly_map_from": 4})
    assert told(drawn)[question].endswith("asked from 4 people on.")


def test_another_limit_brings_back_nothing_that_was_put_aside(drawn: DecisionMap, cast: SimpleNamespace) -> None:
    until = TODAY + datetime.timedelta(days=5)
    stale = next(one for one in watched(read_map(drawn, TODAY, may_judge=True), TODAY).open if "older" in one.title)
    put_aside(map_=drawn, alert=stale.id, reason="soon", on=TODAY, until=until, by=cast.anna)
    edit_limits(version=1, changes={"stale_after": 100})
    assert not any("older" in title for title in told(drawn))


def test_many_maps_and_the_page_of_one_ask_no_statement_more_for_the_limits(
    drawn: DecisionMap, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    client, counts = signed_in(cast.anna), []
    edit_limits(version=1, changes={"stale_after": 200})
    with CaptureQueriesContext(connection) as queries:
        found = alerts_across(Account.objects.all(), TODAY)
    assert not any("older than" in one.told.title for one in found.standing)
    assert len(queries) == 2
    for address in (drawn.get_absolute_url(), reverse("map_first", args=[drawn.account_id])):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(
            [query["sql"] for query in queries if query["sql"].startswith('SELECT "decision_map_alertlimits"')]
        )
    assert counts == [[], []]


def actor(name: str) -> Actor:
    return Actor.objects.get(contact__name=name)
