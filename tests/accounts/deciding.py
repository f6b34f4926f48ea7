"""Rounds at the step of decisions, their candidates standing where a test wants them."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from accounts.models import Account, BuyingCriterion, Candidate, Competitor, CriterionScore, Round, ScoringModel
from accounts.selection.placing import place_candidates
from tests.accounts.selecting import published_model, round_at

# (score on every factor, our score on the client's only criterion) by quadrant; the competitor has 5.
PLACES = {
    "key_account": ("8", 8),
    "key_development": ("8", 2),
    "maintenance": ("2", 8),
    "opportunistic": ("2", 2),
}


def compare(account: Account, ours: int, theirs: int = 5) -> None:
    """One criterion, one competitor."""
    account.competitors.all().delete()
    account.buying_criteria.all().delete()
    criterion = BuyingCriterion.objects.create(account=account, name="Price", weight=100)
    competitor = Competitor.objects.create(account=account, name="Fjordmatic")
    for supplier, value in ((None, ours), (competitor, theirs)):
        CriterionScore.objects.create(account=account, criterion=criterion, competitor=supplier, value=value)


def deciding_round(
    cast: SimpleNamespace, accounts: Iterable[Account], quadrants: dict[str, str] | None = None, **options: Any
) -> Round:
    """At the step of decisions, run by leonid, rated by irina. `quadrants`: account name -> a key of PLACES."""
    listed, scores = list(accounts), {}
    for account in listed:
        if quadrant := (quadrants or {}).get(account.trade_name):
            score, ours = PLACES[quadrant]
            scores[account.trade_name] = {cast.irina.pk: [score] * 3}
            compare(account, ours)
    model = ScoringModel.objects.first() or published_model(by=cast.ada)
    people = {"runner": cast.leonid, "raters": (cast.irina,), "model": model}
    round_ = round_at("deciding", accounts=listed, scores=scores, **{**people, **options})
    place_candidates(round_=round_)
    return round_


def stand_at(round_: Round, **quadrants: str) -> None:
    """Put candidates into quadrants without scores; for what only reads the figures."""
    for name, quadrant in quadrants.items():
        Candidate.objects.filter(round=round_, account__trade_name=name).update(quadrant=quadrant)


def candidate_of(round_: Round, account: Account) -> Candidate:
    return Candidate.objects.get(round=round_, account=account)
