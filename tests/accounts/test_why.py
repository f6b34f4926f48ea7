"""Why here: every figure with where it comes from, for whom, and what would move it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.comparison import TypedScore, save_scores
from accounts.keeping import change_status, record_year
from accounts.models import Account, AgreedScore, BuyingCriterion, Candidate, Decision, Round
from accounts.selection.placing import place_candidates
from accounts.selection.steps import take_step
from accounts.selection.why import Explanation, explain
from kam_portal.foundation.people.models import User
from tests.accounts.comparing import compare
from tests.accounts.selecting import AT, publish_undecided, published_model, round_at
from tests.conftest import TODAY

NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]
# Sales say 8, 6, 4; finance says 4, 6, 6: effective 6, 6, 5 with weights 40, 35, 25 make 5.75.
SAID = (["8", "6", "4"], ["4", "6", "6"])


@pytest.fixture
def account(new_account: NewAccount, cast: SimpleNamespace) -> Account:
    return new_account("Acme", kam=cast.anna)


def a_round(account: Account, cast: SimpleNamespace, state: str = "consensus", **options: Any) -> Round:
    scores = {account.trade_name: {cast.anna.pk: SAID[0], cast.irina.pk: SAID[1]}}
    people = {"runner": cast.leonid, "raters": [cast.anna, cast.irina]}
    round_ = round_at("consensus", accounts=[account], scores=scores, **people, **options)
    place_candidates(round_=round_)
    if state == "published":
        return publish_undecided(round_)
    return round_ if state == "consensus" else take_step(round_=round_, to=state, by=cast.leonid, at=AT)


def explained(round_: Round, cast: SimpleNamespace, **options: Any) -> Explanation:
    candidate = Candidate.objects.select_related("account").get(round=round_)
    asked = {"user": cast.anna, "reads": True, "names_raters": True} | options
    return explain(round_=Round.objects.select_related("model").get(pk=round_.pk), candidate=candidate, **asked)


def text(client: Client, round_: Round, account: Account) -> str:
    answer = client.get(reverse("why", args=[round_.pk, account.pk]))
    assert answer.status_code == 200
    page = answer.content.decode()
    return " ".join(page[page.index("<main") :].split())


def test_each_factor_brings_its_part_of_the_total(account: Account, cast: SimpleNamespace) -> None:
    lines = explained(a_round(account, cast), cast).factors
    assert [(line.score, line.contribution) for line in lines] == [
        (6, Decimal("2.4")),
        (6, Decimal("2.1")),
        (5, Decimal("1.25")),
    ]
    assert sum(line.contribution or 0 for line in lines) == Decimal("5.75")
    assert (lines[0].functions, lines[0].said.raters, lines[0].said.spread) == ([("Finance", 4), ("Sales", 8)], 2, 4)


def test_a_factor_that_nobody_scored_leaves_the_total_to_the_others(account: Account, cast: SimpleNamespace) -> None:
    scores = {"Acme": {cast.anna.pk: ["8", "6", None]}}
    round_ = round_at("consensus", runner=cast.leonid, accounts=[account], raters=[cast.anna], scores=scores)
    place_candidates(round_=round_)
    lines = explained(round_, cast).factors
    assert [line.contribution for line in lines][2] is None
    assert sum(line.contribution or 0 for line in lines) == pytest.approx(Decimal(530) / 75)


def test_what_was_agreed_stands_beside_what_the_raters_said(
    account: Account, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    round_ = a_round(account, cast)
    factor = round_.model.factors.all()[0]
    AgreedScore.objects.create(
        candidate=Candidate.objects.get(), factor=factor, value=7, reason="The new yard", by=cast.leonid, on=TODAY
    )
    place_candidates(round_=round_)
    page = text(signed_in(cast.anna), round_, account)
    told = ("agreed, Leonid Orlov", "The new yard", "Finance 4, Sales 8", "2 raters, spread in points: 4")
    assert [words for words in told if words not in page] == []
    assert ">discuss<" not in page
    assert explained(round_, cast).factors[0].score == 7


def test_a_band_tells_the_raw_value_to_readers_of_the_account_only(
    account: Account, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    record_year(account=account, year=2025, currency="EUR", sales=Decimal(777))
    round_ = a_round(account, cast, model=published_model(measures={0: "sales"}))
    reader, rater = (text(signed_in(person), round_, account) for person in (cast.anna, cast.irina))
    assert "Our turnover with the client (2025): 777 EUR; band from 10 to below 1,000 EUR → 5" in reader
    assert ("777" in rater, "a band of our sales figures" in rater) == (False, True)


def test_criteria_and_rivals_are_for_who_may_read_the_dossier(
    account: Account, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    compare(account, own=("8", "7"), Fjordmatic=("6", "8"))
    round_ = a_round(account, cast)
    reader, rater = (text(signed_in(person), round_, account) for person in (cast.anna, cast.irina))
    secrets = ("Criterion 0", "Fjordmatic", "7.60", "6.80", "1.12")
    assert [words in reader for words in secrets] == [True] * 5
    assert [words in rater for words in secrets] == [False] * 5
    assert "5.40 on the axis." in rater


def test_the_nearest_ways_over_a_threshold_come_first(account: Account, cast: SimpleNamespace) -> None:
    """5.75 falls below 5: factor 0 from 6 to 4 (5 would leave 5.35), factor 1 to 3, factor 2 to 1."""
    compare(account, own=("4", "7"), Fjordmatic=("6", "8"))
    why = explained(a_round(account, cast), cast)
    ways = [(way.name, way.now, way.needed, way.upwards) for way in why.attractiveness_ways]
    assert ways == [("Factor 0", 6, 4, False), ("Factor 1", 6, 3, False), ("Factor 2", 5, 1, False)]
    # O = 5.2, C = 6.8: price from 4 to 7 makes 7.0 (6.5 only 6.7); 7 to 10 of the other brings no more than 6.4.
    strength = [(way.name, way.now, way.needed, way.upwards) for way in why.strength_ways]
    assert strength == [("Criterion 0", 4, 7, True)]


def test_the_ways_read_as_sentences(account: Account, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    compare(account, own=("4", "7"), Fjordmatic=("6", "8"))
    page = text(signed_in(cast.anna), a_round(account, cast), account)
    assert "“Factor 0” from 6 to 4 would take it below 5" in page
    assert "“Criterion 0” from 4 to 7 would lift it to 5 or over" in page


def test_a_frozen_place_is_not_moved_by_todays_comparison(account: Account, cast: SimpleNamespace) -> None:
    [criterion] = compare(account, ("100",), ("4",), Fjordmatic=("6",))
    round_ = a_round(account, cast, "published")
    before = explained(round_, cast)
    save_scores(account=account, typed=[TypedScore(criterion.pk, None, Decimal(9), 1)])
    after = explained(round_, cast)
    assert (before.comparison_moved_on, len(before.strength_ways)) == (False, 1)
    assert (after.comparison_moved_on, after.strength_ways, after.candidate.own_total) == (True, [], 4)


def test_a_threshold_of_a_five_point_scale_is_read_on_the_scale_of_the_criteria(
    account: Account, cast: SimpleNamespace
) -> None:
    """R = 3.5 of 1-5 asks for 6.25 of 0-10, so O = C + 2.5: 6 + 2.5 = 8.5 and nothing less."""
    compare(account, ("100",), ("4",), Fjordmatic=("6",))
    model = published_model(scale_choice="1-5", attractiveness_threshold=3, strength_threshold=Decimal("3.5"))
    scores = {"Acme": {cast.anna.pk: ["4", "4", "4"]}}
    people = {"runner": cast.leonid, "raters": [cast.anna]}
    round_ = round_at("consensus", accounts=[account], scores=scores, model=model, **people)
    place_candidates(round_=round_)
    assert [way.needed for way in explained(round_, cast).strength_ways] == [Decimal("8.5")]


def test_what_would_flip_the_quadrant_is_told_in_words(
    account: Account, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    compare(account, own=("8", "7"), Fjordmatic=("6", "8"))
    round_ = a_round(account, cast)
    Candidate.objects.update(flips=[["weight", 1, "0.1", "maintenance"], ["weight", 0, "-0.1", ""]])
    page = text(signed_in(cast.anna), round_, account)
    assert "If “Factor 1” weighed 10 % more: Maintenance" in page
    assert "If “Factor 0” weighed 10 % less: in no quadrant" in page


def test_raters_are_named_to_who_takes_part_and_by_function_to_others(
    account: Account, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    compare(account, own=("8", "7"), Fjordmatic=("6", "8"))
    round_ = a_round(account, cast, "deciding")
    rater = round_.raters.get(user=cast.irina)
    Candidate.objects.update(flips=[["rater", rater.pk, "maintenance"]])
    Round.objects.filter(pk=round_.pk).update(state="published", published_on=TODAY)
    round_.refresh_from_db()
    account.members.create(user=cast.pavel, function="service", can_edit=False)
    part, reader = (text(signed_in(person), round_, account) for person in (cast.anna, cast.pavel))
    assert "Without the scores of Irina Belova: Maintenance" in part
    assert ("Irina Belova" in reader, "Without the scores of Finance: Maintenance" in reader) == (False, True)


def test_a_firm_place_is_called_firm(account: Account, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    compare(account, own=("8", "7"), Fjordmatic=("6", "8"))
    assert "It stays, whichever weight moves" in text(signed_in(cast.anna), a_round(account, cast), account)


def test_what_cannot_be_placed_says_where_it_may_end(
    account: Account, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    page = text(signed_in(cast.anna), a_round(account, cast), account)
    assert "Too little is known to place it." in page
    assert "it may end up as: Key account, Key development." in page
    assert "strength unknown: no criteria scored" in page


def test_borderline_says_on_which_axis(account: Account, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    compare(account, ("100",), ("6",), Fjordmatic=("6",))
    page = text(signed_in(cast.anna), a_round(account, cast), account)
    assert "Borderline: within 0.25 points of a threshold. On relative strength." in page


def test_forecast_and_decision_are_told(account: Account, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    compare(account, own=("8", "7"), Fjordmatic=("6", "8"))
    round_ = a_round(account, cast, "deciding")
    Candidate.objects.update(forecast_attractiveness=3, forecast_strength=8, forecast_because="They are being sold")
    Decision.objects.create(
        candidate=Candidate.objects.get(), status="key", proposed="maintenance", reason="Board", by=cast.ada, on=TODAY
    )
    page = text(signed_in(cast.anna), round_, account)
    told = ("They are being sold", "attractiveness 3, relative strength 8", "Ada Lindqvist", "Board")
    assert [words for words in told if words not in page] == []
    forecast = explained(round_, cast).forecast
    assert forecast is not None and str(forecast.name) == "Maintenance"


def test_earlier_rounds_are_for_readers_and_for_who_took_part(account: Account, cast: SimpleNamespace) -> None:
    first = publish_undecided(a_round(account, cast, title="First"), datetime.date(2025, 1, 1))
    scores = {"Acme": {cast.pavel.pk: ["8", "8", "8"]}}
    second = round_at(
        "published",
        runner=cast.sofia,
        accounts=[account],
        raters=[cast.pavel],
        scores=scores,
        model=first.model,
        title="Second",
    )
    found = {
        who: [each.title for each, _words in explained(second, cast, user=getattr(cast, who), reads=reads).earlier]
        for who, reads in (("anna", True), ("irina", False), ("pavel", False))
    }
    assert found == {"anna": ["First"], "irina": ["First"], "pavel": []}
    assert explained(first, cast).earlier == []


def test_two_lower_rounds_in_a_row_suggest_a_demotion(account: Account, cast: SimpleNamespace) -> None:
    compare(account, own=("8", "7"), Fjordmatic=("6", "8"))
    first = a_round(account, cast, title="First")
    Candidate.objects.filter(round=first).update(quadrant="maintenance")
    Round.objects.filter(pk=first.pk).update(state="published", published_on=datetime.date(2025, 1, 1))
    second = a_round(account, cast, model=first.model, title="Second")
    Candidate.objects.filter(round=second).update(quadrant="opportunistic")
    assert explained(second, cast).suggests_demotion
    change_status(account=account, status="opportunistic", reason="agreed", on=TODAY, by=cast.ada)
    assert not explained(second, cast).suggests_demotion


@pytest.mark.parametrize("left_out", ["between", "now"])
def test_an_account_that_was_left_out_is_not_suggested_for_a_demotion(
    account: Account, cast: SimpleNamespace, left_out: str
) -> None:
    """Lower, then left out, then lower: the board is not proposed to take it down, and this page says the same."""
    rounds: list[Round] = []
    for day in (1, 2, 3):
        model = rounds[0].model if rounds else None
        round_ = a_round(account, cast, model=model, title=f"Round {day}")
        stays = not (day == 2 and left_out == "between" or day == 3 and left_out == "now")
        Candidate.objects.filter(round=round_).update(quadrant="maintenance", stays=stays)
        if day < 3:
            Round.objects.filter(pk=round_.pk).update(state="published", published_on=datetime.date(2025, 1, day))
        rounds.append(round_)
    assert not explained(rounds[-1], cast).suggests_demotion


def test_who_sees_no_such_account_in_the_round_finds_nothing(
    account: Account, new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    """Viktor reads one account of the published round, and took no part: the other is as good as missing."""
    own = new_account("Own", kam=cast.viktor)
    elsewhere = new_account("Elsewhere", kam=cast.viktor)
    round_ = round_at(
        "published",
        runner=cast.leonid,
        accounts=[account, own],
        raters=[cast.anna],
        scores={name: {cast.anna.pk: ["8", "8", "8"]} for name in ("Acme", "Own")},
    )
    viktor = signed_in(cast.viktor)
    asked = {found.trade_name: reverse("why", args=[round_.pk, found.pk]) for found in (account, own, elsewhere)}
    assert {name: viktor.get(address).status_code for name, address in asked.items()} == {
        "Acme": 404,
        "Own": 200,
        "Elsewhere": 404,
    }


def test_before_the_scoring_closes_nobody_learns_why(
    account: Account, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    round_ = round_at("scoring", runner=cast.leonid, accounts=[account], raters=[cast.anna])
    answers = [signed_in(person).get(reverse("why", args=[round_.pk, account.pk])) for person in (cast.ada, cast.anna)]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_the_page_asks_as_many_questions_of_a_round_with_many_scores(
    new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    counts = []
    for size in (1, 3):
        account = new_account(f"Client {size}", kam=cast.anna)
        compare(account, ["25"] * 3 + ["25"], ["6"] * 4, **{f"Rival{n}": ["5"] * 4 for n in range(size)})
        raters = [cast.anna, cast.irina, cast.pavel, cast.leonid][: size + 1]
        scores = {account.trade_name: {rater.pk: ["8"] * 4 for rater in raters}}
        model = published_model(name=f"Model {size}", weights=["25"] * 4)
        round_ = round_at(
            "consensus", runner=cast.leonid, accounts=[account], raters=raters, scores=scores, model=model
        )
        place_candidates(round_=round_)
        client = signed_in(cast.leonid)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("why", args=[round_.pk, account.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16
    assert BuyingCriterion.objects.count() == 8
