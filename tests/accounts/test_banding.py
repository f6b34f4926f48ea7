"""The sales rows of the round's year score the measured factors by the bands of the model."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.kaism import BandsBroken
from accounts.keeping import record_year
from accounts.models import Account, AccountYear, BandEdge, BandScore, Candidate, Factor, Round, ScoringModel
from accounts.selection.banding import measured_factors, score_by_bands
from accounts.selection.batches import RoundHasMovedOn
from accounts.selection.placing import place_candidates
from accounts.selection.steps import take_step
from tests.accounts.selecting import AT, published_model, round_at

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
D = Decimal
ALL = {0: "sales", 1: "growth", 2: "margin"}


@pytest.fixture
def round_(cast: SimpleNamespace, new_account: NewAccount) -> Round:
    """At consensus, by turnover, growth and margin: Halvorsen is known, Lindqvist pays dollars, Ferro is unknown."""
    accounts = [new_account(name, kam=cast.anna) for name in ("Halvorsen", "Lindqvist", "Ferro")]
    record_year(account=accounts[0], year=2024, currency="EUR", sales=D("800"))
    record_year(account=accounts[0], year=2025, currency="EUR", sales=D("1000"), margin=D("150.05"))
    record_year(account=accounts[1], year=2025, currency="USD", sales=D("5000"), margin=D("50"))
    model = published_model(measures=ALL, by=cast.ada)
    return round_at("consensus", runner=cast.leonid, accounts=accounts, model=model)


def scores(round_: Round) -> dict[tuple[str, int], tuple[Any, ...]]:
    known = ("raw", "band_low", "band_high", "score", "year", "currency")
    rows = BandScore.objects.filter(candidate__round=round_).order_by("pk")
    rows = rows.values_list("candidate__account__trade_name", "factor__position", *known)
    return {row[:2]: row[2:] for row in rows}


def test_bands_score_when_the_scoring_closes_and_keep_what_they_saw(round_: Round) -> None:
    assert scores(round_) == {
        ("Halvorsen", 0): (D("1000"), D("1000"), None, D("9"), 2025, "EUR"),
        ("Halvorsen", 1): (D("25"), D("10"), D("1000"), D("5"), 2025, ""),
        ("Halvorsen", 2): (D("15.005"), D("10"), D("1000"), D("5"), 2025, ""),
        ("Lindqvist", 2): (D("1"), None, D("10"), D("2"), 2025, ""),
    }


def test_computing_again_replaces_scores_and_takes_those_away_that_rest_on_nothing(round_: Round) -> None:
    AccountYear.objects.filter(year=2024).delete()
    AccountYear.objects.filter(account__trade_name="Halvorsen").update(sales=D("999.99"), margin=None)
    assert score_by_bands(round_=round_) == 3
    assert scores(round_) == {
        ("Halvorsen", 0): (D("999.99"), D("10"), D("1000"), D("5"), 2025, "EUR"),
        ("Lindqvist", 2): (D("1"), None, D("10"), D("2"), 2025, ""),
    }


def test_computing_again_leaves_alone_what_stayed_as_it_was(round_: Round) -> None:
    def rows() -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, ctid::text FROM accounts_bandscore ORDER BY id")
            return list(cursor.fetchall())

    before = rows()
    score_by_bands(round_=round_)
    assert (len(before), rows()) == (4, before)


def test_only_the_accounts_asked_for_are_scored(round_: Round) -> None:
    AccountYear.objects.update(margin=None)
    lindqvist = Account.objects.get(trade_name="Lindqvist")
    assert score_by_bands(round_=round_, accounts=[lindqvist.pk]) == 1
    assert {name for name, _position in scores(round_)} == {"Halvorsen"}
    assert len(scores(round_)) == 3


def test_bands_of_another_round_stay(round_: Round, cast: SimpleNamespace) -> None:
    accounts = Account.objects.filter(candidacies__round=round_)
    other = round_at("consensus", runner=cast.leonid, accounts=accounts, model=round_.model, title="Other")
    before = scores(other)
    AccountYear.objects.all().delete()
    score_by_bands(round_=round_)
    assert (scores(round_), scores(other)) == ({}, before)
    assert len(before) == 4


@pytest.mark.parametrize("state", ["scoring", "deciding"])
def test_bands_score_at_consensus_only(cast: SimpleNamespace, new_account: NewAccount, state: str) -> None:
    model = published_model(measures=ALL, by=cast.ada)
    round_ = round_at(state, runner=cast.leonid, accounts=[new_account("Halvorsen")], model=model)
    with pytest.raises(RoundHasMovedOn):
        score_by_bands(round_=round_)


def test_a_round_without_measured_factors_has_nothing_to_score(cast: SimpleNamespace, new_account: NewAccount) -> None:
    account, raters = new_account("Halvorsen"), (cast.anna,)
    round_ = round_at("consensus", runner=cast.leonid, accounts=[account], raters=raters)
    assert (score_by_bands(round_=round_), BandScore.objects.count()) == (0, 0)


def test_an_agreed_score_overrides_a_band_and_what_the_band_said_stays(round_: Round, cast: SimpleNamespace) -> None:
    candidate = Candidate.objects.get(round=round_, account__trade_name="Halvorsen")
    factor = round_.model.factors.get(position=0)
    candidate.agreed_scores.create(factor=factor, value=D("3"), reason="one-off order", by=cast.leonid, on=AT.date())
    score_by_bands(round_=round_)
    place_candidates(round_=round_)
    candidate.refresh_from_db()
    assert candidate.factor_scores == [D("3"), D("5"), D("5")]
    assert scores(round_)["Halvorsen", 0][3] == D("9")


def test_bands_that_leave_a_gap_are_refused() -> None:
    model = ScoringModel.objects.create(name="Broken")
    values = {"name_en": "Growth", "name_ru": "Рост", "measure": "growth"}
    factor = Factor.objects.create(model=model, position=0, weight=100, **values)
    BandEdge.objects.create(factor=factor, low=5, score=5)
    with pytest.raises(BandsBroken):
        measured_factors(model)


def test_bands_take_as_many_statements_for_three_accounts_as_for_one(round_: Round) -> None:
    ids = list(Account.objects.filter(candidacies__round=round_).values_list("pk", flat=True))
    counts = []
    for accounts in (ids[:1], ids):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            score_by_bands(round_=round_, accounts=accounts)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_round_that_moves_on_keeps_its_band_scores(round_: Round, cast: SimpleNamespace) -> None:
    before = scores(round_)
    take_step(round_=round_, to="deciding", by=cast.leonid, at=AT)
    assert scores(round_) == before
