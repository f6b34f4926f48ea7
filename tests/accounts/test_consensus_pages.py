"""The consensus as pages: whom to talk about, what was said by whom, and the forms of whoever runs the round."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Account, AgreedScore, BandScore, Candidate, Round, Score
from accounts.selection.discussing import candidates_of, in_order
from accounts.selection.placing import place_candidates
from accounts.selection.steps import take_step
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import AT, published_model, round_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Round:
    """Halvorsen's first factor is 4 apart, Lumen's second 3, Kestrel is barely scored; sales score the third."""
    names = ("Halvorsen", "Kestrel", "Lumen")
    accounts = [new_account(name, kam=cast.anna) for name in names]
    scores = {
        "Halvorsen": {cast.anna.pk: ["8", "6", None], cast.irina.pk: ["4", "7", None]},
        "Kestrel": {cast.anna.pk: [None, "5", None]},
        "Lumen": {cast.anna.pk: ["5", "5", None], cast.irina.pk: ["7", "8", None]},
    }
    model = published_model(by=cast.leonid, measures={2: "sales"})
    raters = (cast.anna, cast.irina, cast.viktor)
    found = round_at("scoring", runner=cast.leonid, accounts=accounts, raters=raters, scores=scores, model=model)
    Score.objects.filter(rater__user=cast.irina, value=4).update(is_estimate=True, note="saw the books")
    found = take_step(round_=found, to=Round.State.CONSENSUS, by=cast.leonid, at=AT)
    measured = model.factors.get(measure="sales")
    BandScore.objects.filter(candidate__round=found).delete()
    for candidate in found.candidates.exclude(account__trade_name="Kestrel"):
        fell = {"raw": Decimal("777"), "band_low": 10, "band_high": 1000, "score": 5, "year": 2025, "currency": "EUR"}
        BandScore.objects.create(candidate=candidate, factor=measured, **fell)
    place_candidates(round_=found)
    return found


def words_of(answer: HttpResponse) -> str:
    """The page as it is read."""
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(text).split())


def page_of(client: Client, round_: Round, **asked: str) -> str:
    return words_of(client.get(reverse("consensus", args=[round_.pk]), asked))


def names(round_: Round, show: str, order: str = "name") -> list[str]:
    found = in_order(candidates_of(round_, show), order)
    return list(found.values_list("account__trade_name", flat=True))


@pytest.fixture
def leonid(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.leonid)


def agree(client: Client, round_: Round, name: str, position: int, **typed: str) -> HttpResponse:
    candidate = round_.candidates.get(account__trade_name=name)
    factor = round_.model.factors.get(position=position)
    return client.post(reverse("agree", args=[round_.pk, candidate.pk, factor.pk]), typed)


def test_the_database_finds_whom_to_discuss(round_: Round, leonid: Client) -> None:
    assert names(round_, "discuss") == ["Halvorsen", "Lumen"]
    assert names(round_, "provisional") == ["Kestrel"]
    assert (names(round_, "agreed"), names(round_, "left-out")) == ([], [])
    assert names(round_, "all", "spread") == ["Halvorsen", "Lumen", "Kestrel"]
    agree(leonid, round_, "Halvorsen", 0, value="6", reason="met half-way", version="0")
    assert (names(round_, "discuss"), names(round_, "agreed")) == (["Lumen"], ["Halvorsen"])


def test_it_opens_with_what_is_to_discuss_and_who_gave_what(round_: Round, leonid: Client) -> None:
    page = page_of(leonid, round_)
    assert "To discuss 2" in page and "Provisional 1" in page and "All accounts 3" in page
    assert "Factor 0 40 % 6.00 4 2 scores discuss" in page
    assert "Finance mean 4 4 Irina Belova estimate “saw the books” Sales mean 8 8 Anna Petrova" in page
    assert "Kestrel" not in page


def test_a_provisional_account_shows_its_range_and_what_to_do(round_: Round, leonid: Client) -> None:
    """35 % of the weight is scored with 5: from 1.75 to 8.25."""
    page = page_of(leonid, round_, show="provisional")
    assert "Attractiveness 1.75–8.25 provisional 35 % of the weight scored" in page
    assert "score it, or leave it out" in page


def test_a_total_shows_its_coverage(round_: Round, leonid: Client) -> None:
    """40 % of 6, 35 % of 6.5 and 25 % of the band's 5."""
    assert "Attractiveness 5.93 100 % of the weight scored" in page_of(leonid, round_, show="all")


def test_sales_figures_are_read_by_readers_of_the_dossier_only(
    round_: Round, leonid: Client, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    """Viktor of another team rates in the round and sees the scores, not Anna's sales."""
    said = "from 10 to below 1,000 EUR → 5"
    assert "Our turnover with the client, 2025: 777" in page_of(leonid, round_, show="all")
    foreign = page_of(signed_in(cast.viktor), round_, show="all")
    assert (said in foreign, "777" in foreign) == (True, False)


def test_raters_read_and_only_the_runner_agrees(
    round_: Round, cast: SimpleNamespace, signed_in: Callable[[User], Client], leonid: Client
) -> None:
    anna = signed_in(cast.anna)
    page = page_of(anna, round_)
    assert ("Irina Belova" in page, " Agree " in page, "Leave out" in page) == (True, False, False)
    assert agree(anna, round_, "Halvorsen", 0, value="6", reason="x", version="0").status_code == 403
    assert " Agree " in page_of(leonid, round_)


def test_of_a_published_round_other_readers_see_no_single_scores(
    round_: Round, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    Round.objects.filter(pk=round_.pk).update(state="published", published_on=AT.date())
    Account.objects.filter(trade_name="Lumen").update(kam=cast.boris)
    assert signed_in(cast.boris).get(reverse("consensus", args=[round_.pk])).status_code == 403


def test_an_agreed_score_stands_beside_with_author_and_reason(round_: Round, leonid: Client) -> None:
    answer = agree(leonid, round_, "Halvorsen", 0, value="6", reason="met half-way", version="0", show="all")
    assert (answer.status_code, answer["Location"]) == (302, f"/selection/{round_.pk}/consensus/?show=all")
    page = page_of(leonid, round_, show="agreed")
    assert "6 Leonid Orlov," in page and "met half-way" in page and "8 Anna Petrova" in page


def test_the_form_to_agree_shows_the_scores_and_what_they_mean(round_: Round, leonid: Client) -> None:
    candidate = round_.candidates.get(account__trade_name="Halvorsen")
    factor = round_.model.factors.get(position=0)
    page = words_of(leonid.get(reverse("agree", args=[round_.pk, candidate.pk, factor.pk])))
    assert "The raters say 6.00 , with a spread of 4." in page
    assert "saw the books" in page and "5 middling" in page


def test_a_stale_agreement_is_compared_and_keeps_the_typed_words(round_: Round, leonid: Client) -> None:
    agree(leonid, round_, "Halvorsen", 0, value="6", reason="met half-way", version="0")
    answer = agree(leonid, round_, "Halvorsen", 0, value="7", reason="they convinced us", version="0")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "they convinced us" in page and "met half-way" in page and 'value="7"' in page
    again = agree(leonid, round_, "Halvorsen", 0, value="7", reason="they convinced us", version="1")
    assert (again.status_code, AgreedScore.objects.get().value) == (302, 7)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("11", "11 is outside the scale 0 to 10."),
        ("abc", "“abc” is not a number."),
        ("6.5", "lies between two points"),
    ],
)
def test_a_refused_agreement_says_why_by_its_field(round_: Round, leonid: Client, value: str, sentence: str) -> None:
    answer = agree(leonid, round_, "Halvorsen", 0, value=value, reason="because", version="0")
    assert (answer.status_code, sentence in words_of(answer), AgreedScore.objects.count()) == (200, True, 0)


def test_an_agreement_after_the_consensus_keeps_its_words(round_: Round, leonid: Client, cast: SimpleNamespace) -> None:
    take_step(round_=round_, to=Round.State.DECIDING, by=cast.leonid, at=AT)
    page = agree(leonid, round_, "Halvorsen", 0, value="7", reason="a late thought", version="0").content.decode()
    assert "a late thought" in page and "so nothing was saved" in page


def test_a_withdrawal_is_told_also_the_second_time(round_: Round, leonid: Client) -> None:
    agree(leonid, round_, "Halvorsen", 0, value="6", reason="met half-way", version="0")
    row = AgreedScore.objects.get()
    address = reverse("agree_withdraw", args=[round_.pk, row.candidate_id, row.factor_id])
    assert "was withdrawn; what the raters gave" in words_of(leonid.post(address, {"version": "1"}, follow=True))
    assert "was withdrawn already" in words_of(leonid.post(address, {"version": "1"}, follow=True))


def test_accounts_are_left_out_one_by_one_or_all_that_are_provisional(round_: Round, leonid: Client) -> None:
    kestrel = round_.candidates.get(account__trade_name="Kestrel")
    out, back = (reverse(name, args=[round_.pk, kestrel.pk]) for name in ("leave_out", "take_in"))
    stale = leonid.post(out, {"version": "9", "because": "too little"}, follow=True)
    assert "Somebody changed this in between" in words_of(stale)
    assert "Kestrel was left out" in words_of(leonid.post(out, {"version": "1", "because": "too little"}, follow=True))
    assert "Left out: too little" in page_of(leonid, round_, show="left-out")
    assert "Kestrel is in the round again" in words_of(leonid.post(back, {"version": "2"}, follow=True))
    every = reverse("leave_out_provisional", args=[round_.pk])
    assert "Say why" in words_of(leonid.post(every, {"version": "1", "because": " "}, follow=True))
    assert "1 account was left out" in words_of(leonid.post(every, {"version": "1", "because": "thin"}, follow=True))
    assert names(round_, "left-out") == ["Kestrel"]


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"version": "9", "because": "too little"}, 409, "Somebody changed this in between."),
        ({"version": "1", "because": "x" * 301}, 422, "The reason has 301 characters, at most 300 fit."),
        ({"version": "1", "because": " "}, 422, "Say why the account leaves the round."),
    ],
)
def test_a_refused_leaving_out_keeps_the_reason(
    round_: Round, leonid: Client, typed: dict[str, str], status: int, sentence: str
) -> None:
    kestrel = round_.candidates.get(account__trade_name="Kestrel")
    address = reverse("leave_out", args=[round_.pk, kestrel.pk])
    answer = leonid.post(address, typed | {"show": "provisional"})
    assert (answer.status_code, sentence in words_of(answer)) == (status, True)
    page = answer.content.decode()
    assert f'name="because" value="{typed["because"]}"' in page
    assert 'name="version" value="1"' in page and 'name="show" value="provisional"' in page
    assert names(round_, "left-out") == []


def test_who_comes_second_in_leaving_out_sees_both_reasons(round_: Round, leonid: Client) -> None:
    kestrel = round_.candidates.get(account__trade_name="Kestrel")
    address = reverse("leave_out", args=[round_.pk, kestrel.pk])
    leonid.post(address, {"version": "1", "because": "theirs"})
    answer = leonid.post(address, {"version": "1", "because": "mine & more"})
    assert (answer.status_code, "Left out: theirs" in words_of(answer)) == (409, True)
    assert 'value="mine &amp; more"' in answer.content.decode()
    assert leonid.post(address, {"version": "2", "because": "mine & more"}).status_code == 302
    assert Candidate.objects.get(pk=kestrel.pk).left_out_because == "mine & more"


@pytest.mark.parametrize(("read", "because", "status"), [("3", "thin", 409), ("x", "thin", 409), ("1", "x" * 301, 422)])
def test_leaving_many_out_keeps_the_reason_too(
    round_: Round, leonid: Client, read: str, because: str, status: int
) -> None:
    address = reverse("leave_out_provisional", args=[round_.pk])
    answer = leonid.post(address, {"version": read, "because": because})
    assert (answer.status_code, f'value="{because}"' in answer.content.decode()) == (status, True)
    assert "Leave 1 account out" in words_of(answer)
    assert names(round_, "left-out") == []


def test_a_reason_typed_after_the_consensus_is_there_to_be_copied(
    round_: Round, leonid: Client, cast: SimpleNamespace
) -> None:
    kestrel = round_.candidates.get(account__trade_name="Kestrel")
    take_step(round_=round_, to=Round.State.DECIDING, by=cast.leonid, at=AT)
    for address in (
        reverse("leave_out", args=[round_.pk, kestrel.pk]),
        reverse("leave_out_provisional", args=[round_.pk]),
    ):
        answer = leonid.post(address, {"version": "1", "because": "a late thought"})
        assert (answer.status_code, 'name="because"' in answer.content.decode()) == (409, False)
        assert "so nothing was saved" in words_of(answer) and "What you typed: a late thought" in words_of(answer)


def test_a_forecast_is_typed_with_a_comma_or_a_point(round_: Round, leonid: Client) -> None:
    candidate = round_.candidates.all()[0]
    sent = {"forecast_attractiveness": "7,5", "forecast_strength": "6.5", "forecast_because": "A new yard"}
    leonid.post(reverse("forecast", args=[round_.pk, candidate.pk]), sent | {"version": candidate.version})
    candidate.refresh_from_db()
    assert (candidate.forecast_attractiveness, candidate.forecast_strength) == (Decimal("7.5"), Decimal("6.5"))


def test_a_forecast_is_made_by_its_form(round_: Round, leonid: Client) -> None:
    candidate = round_.candidates.get(account__trade_name="Halvorsen")
    address = reverse("forecast", args=[round_.pk, candidate.pk])
    typed = {"forecast_attractiveness": "12", "forecast_strength": "6", "forecast_because": "a yard", "version": "1"}
    refused = leonid.post(address, typed)
    assert (refused.status_code, "less than or equal to 10" in words_of(refused)) == (200, True)
    assert leonid.post(address, typed | {"forecast_attractiveness": "7.5"}).status_code == 302
    assert "attractiveness 7.50 strength 6 · a yard" in page_of(leonid, round_, show="all")


def test_things_of_other_rounds_are_missing(
    round_: Round, leonid: Client, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    model = published_model(name="Another")
    other = round_at(
        "consensus", runner=cast.leonid, accounts=[new_account("Tallinn")], raters=[cast.anna], model=model
    )
    [theirs], [ours] = other.candidates.all(), round_.candidates.all()[:1]
    factor, foreign = round_.model.factors.all()[0], model.factors.all()[0]
    for address in (
        reverse("agree", args=[round_.pk, theirs.pk, factor.pk]),
        reverse("agree", args=[round_.pk, ours.pk, foreign.pk]),
        reverse("forecast", args=[round_.pk, theirs.pk]),
    ):
        assert leonid.get(address).status_code == 404
    for name in ("leave_out", "take_in"):
        answer = leonid.post(reverse(name, args=[round_.pk, theirs.pk]), {"version": "1", "because": "x"})
        assert answer.status_code == 404
    assert Candidate.objects.get(pk=theirs.pk).stays


def test_the_consensus_asks_the_database_as_often_for_one_account_as_for_three(
    round_: Round, leonid: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agree(leonid, round_, "Lumen", 0, value="6", reason="x", version="0")
    for left_out in (0, 2):
        ids = list(round_.candidates.order_by("-pk").values_list("pk", flat=True)[:left_out])
        Candidate.objects.filter(pk__in=ids).update(stays=False)
        with django_assert_num_queries(13):
            assert leonid.get(reverse("consensus", args=[round_.pk]), {"show": "all"}).status_code == 200
