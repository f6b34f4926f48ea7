"""Placing the candidates of a round: reads what was said, computes, writes the figures. Batches, so that memory stays.

Called when the scoring closes, after an agreed score, after the comparison of an account changed, and before a round is
published.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.kaism import FactorScore
from accounts.models import (
    AccountYear,
    AgreedScore,
    BandScore,
    BuyingCriterion,
    Candidate,
    CriterionScore,
    Factor,
    Round,
    Score,
    ScoringModel,
)
from accounts.models.rounds import FIGURES
from accounts.selection.positions import Comparison, Rules, position_of, ratings_of

BATCH = 1000
Written = Callable[[int], None]


def _nobody_asks(count: int) -> None:
    return None


def rules_of(model: ScoringModel, factors: Sequence[Factor]) -> Rules:
    weights = tuple(factor.weight for factor in factors)
    return Rules(weights, model.scale, model.thresholds, model.coverage_needed)


def place_candidates(*, round_: Round, accounts: Sequence[int] | None = None, written: Written = _nobody_asks) -> int:
    """Compute and write the figures of the round's candidates, or of those of some accounts; how many were placed."""
    candidates = Candidate.objects.filter(round=round_).order_by("pk")
    if accounts is not None:
        candidates = candidates.filter(account__in=accounts)
    factors, at, placed = list(round_.model.factors.all()), timezone.now(), 0
    rules = rules_of(round_.model, factors)
    for batch in _batches(candidates):
        _place(batch, factors, rules, round_, at)
        placed += len(batch)
        written(len(batch))
    return placed


def replace_account(account_id: int) -> None:
    """The comparison of an account changed: its places in rounds whose scoring is over follow."""
    states = (Round.State.CONSENSUS, Round.State.DECIDING)
    for round_ in Round.objects.filter(state__in=states, candidates__account=account_id).select_related("model"):
        place_candidates(round_=round_, accounts=[account_id])


def _batches(candidates: QuerySet[Candidate]) -> Iterator[list[Candidate]]:
    last = 0
    while batch := list(candidates.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _place(
    batch: list[Candidate], factors: Sequence[Factor], rules: Rules, round_: Round, at: datetime.datetime
) -> None:
    said = said_of([candidate.pk for candidate in batch])
    comparisons = comparisons_of([candidate.account_id for candidate in batch])
    values = _values([candidate.account_id for candidate in batch], round_.sales_year)
    for candidate in batch:
        factor_scores = [said[candidate.pk].get(factor.pk, ()) for factor in factors]
        position = position_of(factor_scores, comparisons.get(candidate.account_id, Comparison()), rules)
        value, currency = values.get(candidate.account_id, (None, ""))
        figures = position.columns() | {"value": value, "value_currency": currency, "placed_at": at}
        for name in FIGURES:
            setattr(candidate, name, figures[name])
    Candidate.objects.bulk_update(batch, FIGURES, batch_size=500)


def said_of(candidates: Sequence[int]) -> dict[int, dict[int, FactorScore]]:
    """Candidate -> factor -> the agreed score, else that of the band, else the ratings; three statements."""
    given: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    scores = Score.objects.filter(candidate__in=candidates, value__isnull=False).order_by("pk")
    for candidate, factor, rater, function, value in scores.values_list(
        "candidate", "factor", "rater", "rater__function", "value"
    ):
        given[candidate][factor].append((rater, function, value))
    said: dict[int, dict[int, FactorScore]] = defaultdict(dict)
    for candidate, factors in given.items():
        said[candidate] = {factor: ratings_of(ratings) for factor, ratings in factors.items()}
    bands = BandScore.objects.filter(candidate__in=candidates).values_list("candidate", "factor", "score")
    agreed = AgreedScore.objects.filter(candidate__in=candidates).values_list("candidate", "factor", "value")
    for candidate, factor, score in [*bands, *agreed]:
        said[candidate][factor] = score
    return said


def comparisons_of(accounts: Sequence[int]) -> dict[int, Comparison]:
    """The comparison of each account that has criteria; two statements."""
    criteria: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for account, criterion, weight in BuyingCriterion.objects.filter(account__in=accounts).values_list(
        "account", "pk", "weight"
    ):
        criteria[account].append((criterion, weight))
    scored: dict[int, dict[str, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    rows = CriterionScore.objects.filter(account__in=criteria, value__isnull=False)
    for account, criterion, name, value in rows.values_list("account", "criterion", "competitor__name", "value"):
        if value is not None:
            scored[account][name or ""][criterion] = value
    return {account: _comparison(listed, scored[account]) for account, listed in criteria.items()}


def _comparison(listed: Sequence[tuple[int, Decimal]], scored: dict[str, dict[int, Decimal]]) -> Comparison:
    columns = {name: tuple(values.get(criterion) for criterion, _ in listed) for name, values in scored.items()}
    own = columns.pop("", tuple(None for _ in listed))
    return Comparison(tuple(weight for _, weight in listed), own, columns)


def _values(accounts: Sequence[int], year: int) -> dict[int, tuple[Decimal, str]]:
    rows = AccountYear.objects.filter(account__in=accounts, year=year, sales__isnull=False)
    found = rows.values_list("account", "sales", "currency")
    return {account: (sales, currency) for account, sales, currency in found if sales is not None}
