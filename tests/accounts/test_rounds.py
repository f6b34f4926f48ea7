"""Rounds: the list, the progress and the steps, as pages."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.assigning import add_member
from accounts.models import Account, Candidate, Rater, Round, RoundStep, Score
from accounts.selection.choosing import choice_of, choose_accounts
from accounts.selection.progress import backwards, stages_of, steps_on
from accounts.selection.rounds import ask_raters, create_round
from accounts.selection.standing import asked_of, missing_in, standing_of
from accounts.selection.steps import take_step
from kam_portal.foundation.people.inviting import deactivate
from kam_portal.foundation.people.models import User
from tests.accounts.asking import get, post, said, text
from tests.accounts.selecting import AT, published_model, round_at
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
SignIn = Callable[[User], Client]
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}'\"\u202e\u200b%s%(n)d"


def names(round_: Round) -> list[str]:
    return sorted(Candidate.objects.filter(round=round_).values_list("account__trade_name", flat=True))


@pytest.fixture
def north(cast: SimpleNamespace, new_account: NewAccount) -> SimpleNamespace:
    """Three accounts of the team North, one of the team South, one of nobody."""
    return SimpleNamespace(
        alfa=new_account("Alfa", kam=cast.anna, country="Norway", industry="Metals"),
        beta=new_account("Beta", kam=cast.anna, status="maintenance", country="Sweden"),
        gamma=new_account("Gamma", kam=cast.boris, status="candidate"),
        south=new_account("Southern", kam=cast.viktor),
        nobodys=new_account("Nobodys"),
    )


@pytest.fixture
def setup(cast: SimpleNamespace) -> Round:
    model = published_model(by=cast.ada)
    return create_round(title="Autumn round", model=model, sales_year=2025, runner=cast.leonid)


@pytest.fixture
def leonid(signed_in: SignIn, cast: SimpleNamespace) -> Client:
    return signed_in(cast.leonid)


@pytest.fixture
def nominating(cast: SimpleNamespace, north: SimpleNamespace) -> Round:
    accounts = [north.alfa, north.beta, north.gamma]
    return round_at("nominating", runner=cast.leonid, accounts=accounts, raters=(cast.anna, cast.irina))


def test_the_list_says_what_is_missing_and_asked(signed_in: SignIn, nominating: Round, cast: SimpleNamespace) -> None:
    Rater.objects.filter(round=nominating, user=cast.anna).update(nominated_at=AT)
    of = {person: get(signed_in(getattr(cast, person)), "rounds") for person in ("leonid", "anna", "irina", "viktor")}
    [line] = of["leonid"].context["lines"]
    assert (line.missing, line.waited_for, line.asked) == (1, 2, None)
    assert [ask.text for ask in of["irina"].context["to_do"]] == [
        "You are asked which clients you hold key: 0 named so far."
    ]
    assert (of["anna"].context["to_do"], of["viktor"].context["lines"]) == ([], [])
    assert "As soon as a team lead asks you" in text(of["viktor"])


def test_a_rater_is_told_how_many_cells_are_scored(
    signed_in: SignIn, north: SimpleNamespace, cast: SimpleNamespace
) -> None:
    scores = {"Alfa": {cast.anna.pk: ["5", None, "7"]}}
    round_ = round_at(
        "scoring", runner=cast.leonid, accounts=[north.alfa, north.beta], raters=[cast.anna], scores=scores
    )
    assert asked_of(cast.anna, [round_])[round_.pk].text == "You are asked to score: 2 of 6 done."
    standing = standing_of(round_)
    assert [(seat.done, seat.is_waited_for) for seat in standing.benches[0].seats] == [(2, True)]
    assert standing.cells == 6
    Score.objects.filter(factor__position=0).delete()
    assert "1 of 6" in text(get(signed_in(cast.leonid), "round_progress", round_.pk))


def test_factors_scored_by_bands_are_no_cells(north: SimpleNamespace, cast: SimpleNamespace) -> None:
    model = published_model(by=cast.ada, measures={0: "sales"})
    round_ = round_at("scoring", runner=cast.leonid, accounts=[north.alfa], raters=[cast.anna], model=model)
    assert standing_of(round_).cells == 2


def test_the_list_asks_the_same_for_one_round_and_for_three(
    signed_in: SignIn, north: SimpleNamespace, cast: SimpleNamespace
) -> None:
    model, client, counts = published_model(by=cast.ada), signed_in(cast.anna), []
    for many in (1, 3):
        for state in ("nominating", "scoring"):
            for n in range(many):
                people = {"raters": [cast.anna, cast.irina], "model": model}
                round_at(state, runner=cast.leonid, accounts=[north.alfa], title=f"{state} {n}", **people)
        with CaptureQueriesContext(connection) as queries:
            get(client, "rounds")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_progress_asks_the_same_for_one_rater_and_for_three(
    leonid: Client, north: SimpleNamespace, cast: SimpleNamespace
) -> None:
    counts = []
    for raters in ([cast.anna], [cast.anna, cast.boris, cast.irina]):
        scores = {"Alfa": {rater.pk: ["1", "2", "3"] for rater in raters}}
        people = {"raters": raters, "scores": scores, "model": published_model(name=f"Of {len(raters)}")}
        round_ = round_at("scoring", runner=cast.leonid, accounts=[north.alfa], **people)
        with CaptureQueriesContext(connection) as queries:
            get(leonid, "round_progress", round_.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_empty_list_says_the_next_step(leonid: Client, cast: SimpleNamespace) -> None:
    assert "its factors and weights come first" in text(get(leonid, "rounds"))
    published_model(by=cast.ada)
    assert "Choose the clients to look at" in text(get(leonid, "rounds"))


def test_a_round_is_set_up_before_it_begins(leonid: Client, setup: Round, north: SimpleNamespace, cast: Any) -> None:
    assert [way.needs for way in steps_on(setup, standing_of(setup))] == ["No accounts are chosen yet."] * 2
    choose_accounts(round_=setup, accounts=Account.objects.filter(pk=north.alfa.pk))
    assert [way.needs for way in steps_on(setup, standing_of(setup))] == ["Nobody is asked yet."] * 2
    response = post(leonid, "round_step", setup.pk, to="nominating", version=1)
    assert said(response) == ["The round has no raters yet. Ask people of several functions first."]
    ask_raters(round_=setup, users=[cast.anna])
    response = post(leonid, "round_step", setup.pk, to="nominating", version=1)
    assert said(response) == ["The round stands at “nominations” now."]


def test_where_bands_score_everything_nobody_need_be_asked(setup: Round, north: SimpleNamespace, cast: Any) -> None:
    model = published_model(name="Bands", weights=("100",), measures={0: "sales"})
    round_ = create_round(title="Bands", model=model, sales_year=2025, runner=cast.leonid)
    choose_accounts(round_=round_, accounts=Account.objects.filter(pk=north.alfa.pk))
    blocked = {way.to: way.is_blocked for way in steps_on(round_, standing_of(round_))}
    assert blocked == {"nominating": True, "scoring": False}


@pytest.mark.parametrize("to", ["scoring", "published", "cancelled", "setup", "nonsense", ""])
def test_a_click_takes_no_other_step(leonid: Client, nominating: Round, to: str) -> None:
    response = post(leonid, "round_step", nominating.pk, to=to, version=nominating.version)
    assert said(response) == ["The round cannot go there from the step it stands at. Look at it again."]
    assert Round.objects.get(pk=nominating.pk).state == "nominating"


@pytest.mark.parametrize("version", ["", "x", "1", "99999999999999"])
def test_a_click_on_an_old_page_is_told_where_the_round_stands(leonid: Client, nominating: Round, version: str) -> None:
    response = post(leonid, "round_step", nominating.pk, to="comparing", version=version)
    assert said(response) == [
        "Somebody took a step meanwhile: the round stands at “nominations” now. Look at it before you go on."
    ]
    assert Round.objects.get(pk=nominating.pk).state == "nominating"


def test_a_round_is_cancelled_and_reopened_with_reasons(leonid: Client, nominating: Round) -> None:
    page = get(leonid, "round_cancel", nominating.pk)
    assert page.context["form"]["version"].value() == nominating.version
    for reason in ("", "   "):
        response = post(leonid, "round_cancel", nominating.pk, reason=reason, version=nominating.version)
        assert list(response.context["form"].errors) == ["reason"]
    post(leonid, "round_cancel", nominating.pk, reason=HOSTILE, version=nominating.version)
    cancelled = Round.objects.get(pk=nominating.pk)
    assert (cancelled.state, [stage.place for stage in stages_of(cancelled)][:3]) == (
        "cancelled",
        ["done", "now", "ahead"],
    )
    shown = get(leonid, "round_progress", nominating.pk).content.decode()
    assert ("<script>alert" in shown, "&lt;script&gt;alert(1)" in shown, "{{ 7*7 }}" in shown) == (False, True, True)
    post(leonid, "round_reopen", nominating.pk, reason="They are back", version=cancelled.version)
    reopened = Round.objects.get(pk=nominating.pk)
    steps = RoundStep.objects.filter(round=nominating).values_list("before", "after", "reason")
    assert list(steps)[-2:] == [("nominating", "cancelled", HOSTILE), ("cancelled", "nominating", "They are back")]
    assert reopened.state == "nominating"


def test_a_reason_typed_too_late_is_kept(leonid: Client, nominating: Round, cast: SimpleNamespace) -> None:
    read = nominating.version
    take_step(round_=nominating, to="comparing", by=cast.ada, at=AT)
    response = post(leonid, "round_cancel", nominating.pk, reason="No time", version=read)
    form = response.context["form"]
    assert (response.status_code, form["reason"].value(), form["version"].value()) == (409, "No time", str(read + 1))
    assert form.non_field_errors() == [
        "Somebody took a step meanwhile: the round stands at “comparison of lists” now. Look at it before you go on."
    ]
    assert post(leonid, "round_cancel", nominating.pk, reason="No time", version=read + 1).status_code == 302


def test_a_round_goes_back_with_a_reason(leonid: Client, nominating: Round, cast: SimpleNamespace) -> None:
    assert backwards(nominating) is None
    assert post(leonid, "round_back", nominating.pk, reason="x", version=nominating.version).status_code == 302
    comparing = take_step(round_=nominating, to="comparing", by=cast.leonid, at=AT)
    assert backwards(comparing) == "nominating"
    post(leonid, "round_back", nominating.pk, reason="Finance forgot", version=comparing.version)
    assert Round.objects.get(pk=nominating.pk).state == "nominating"


def test_a_round_that_is_not_cancelled_is_not_reopened(leonid: Client, nominating: Round) -> None:
    response = post(leonid, "round_reopen", nominating.pk, reason="x", version=nominating.version)
    assert said(response) == ["The round cannot go there from the step it stands at. Look at it again."]


def test_the_page_of_a_round_is_that_of_its_step(leonid: Client, nominating: Round) -> None:
    assert get(leonid, "round", nominating.pk).url == reverse("round_progress", args=[nominating.pk])


def test_who_only_reads_an_account_does_not_read_how_the_round_went(
    signed_in: SignIn, north: SimpleNamespace, cast: SimpleNamespace
) -> None:
    scores = {"Alfa": {cast.anna.pk: ["5", "6", "7"]}}
    round_ = round_at("deciding", runner=cast.leonid, accounts=[north.alfa], raters=[cast.anna], scores=scores)
    Round.objects.filter(pk=round_.pk).update(state="published", published_on=TODAY)
    add_member(account=north.alfa, user=cast.pavel, function="service", can_edit=False)
    reader = signed_in(cast.pavel)
    assert [get(reader, page, round_.pk).status_code for page in ("round_progress", "nominations")] == [403, 403]


def test_a_deactivated_rater_is_not_waited_for(leonid: Client, nominating: Round, cast: SimpleNamespace) -> None:
    deactivate(person=cast.irina, by=cast.ada, at=AT)
    assert [rater.user for rater in missing_in(nominating)] == [cast.anna]
    standing = standing_of(nominating)
    assert (standing.raters, standing.missing, standing.waited_for) == (2, 1, 1)
    assert "not waited for" in text(get(leonid, "round_progress", nominating.pk))


def test_a_choice_says_itself_back(cast: SimpleNamespace, north: SimpleNamespace) -> None:
    choice = choice_of(cast.leonid, {"q": " alfa ", "country": "N\x00orway", "sales_from": "10", "sort": "name"}, TODAY)
    assert choice.sent_along() == {"q": "alfa", "country": "Norway", "sales_from": "10"}
