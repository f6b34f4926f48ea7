"""Placing the candidates of a round: reads what was said, computes, writes the figures. Batches, so that memory stays.

Called when the scoring closes, after an agreed score, after the comparison of an account changed, and before a round is
published. Candidates are locked before anything is read of them (see batches.py), so that of two who place the same
candidate the later one has seen everything the earlier one saw.
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.kaism import FactorScore
from accounts.models import (
    AccountYear,
    AgreedScore,
    BandScore,
    BuyingCriterion,
    CriterionScore,
    Factor,
    Round,
    Score,
    ScoringModel,
)
from accounts.models.rounds import FIGURES
from accounts.selection.batches import Seats, Written, among, by_batches, nobody_asks
from accounts.selection.positions import Comparison, Rules, position_of, ratings_of

NOT_COMPARED = Comparison()


def rules_of(model: ScoringModel, factors: Sequence[Factor]) -> Rules:
    weights = tuple(factor.weight for factor in factors)
    return Rules(weights, model.scale, model.thresholds, model.coverage_needed)


def place_candidates(*, round_: Round, accounts: Sequence[int] | None = None, written: Written = nobody_asks) -> int:
    """Compute and write the figures of the round's candidates, or of those of some accounts; how many were placed."""
    factors = list(round_.model.factors.all())
    rules = rules_of(round_.model, factors)

    def work(seats: Seats) -> None:
        at = timezone.now()
        _write(_placed(seats, [factor.pk for factor in factors], rules, round_.sales_year), at)

    return by_batches(round_=round_, accounts=accounts, work=work, written=written)


def replace_account(account_id: int) -> None:
    """The comparison of an account changed: its places in rounds whose scoring is over follow."""
    states = (Round.State.CONSENSUS, Round.State.DECIDING)
    for round_ in Round.objects.filter(state__in=states, candidates__account=account_id).select_related("model"):
        place_candidates(round_=round_, accounts=[account_id])


def _placed(seats: Seats, factors: Sequence[int], rules: Rules, year: int) -> Iterator[dict[str, Any]]:
    """The figures of each candidate, by the names of their columns."""
    said = said_of([candidate for candidate, _account in seats])
    accounts = [account for _candidate, account in seats]
    comparisons, values = comparisons_of(accounts), _values(accounts, year)
    for candidate, account in seats:
        known = said.get(candidate, {})
        position = position_of([known.get(f, ()) for f in factors], comparisons.get(account, NOT_COMPARED), rules)
        value, currency = values.get(account, (None, ""))
        yield position.columns() | {"id": candidate, "value": value, "value_currency": currency}


# What the figures are written as; PLACED_AT is told once for all.
KINDS = {
    "factor_scores": "numeric[]",
    "provisional": "boolean",
    "near_attractiveness": "boolean",
    "near_strength": "boolean",
    "flips": "jsonb",
    **dict.fromkeys(("rival", "strength_state", "quadrant", "value_currency"), "text"),
}
PLACED_AT = "placed_at"
WRITTEN = tuple(name for name in FIGURES if name != PLACED_AT)
UPDATE = """UPDATE accounts_candidate c SET {changes}, placed_at = %s
    FROM json_to_recordset(%s) AS n(id bigint, {columns}) WHERE c.id = n.id""".format(  # noqa: S608 - made of constants of ours
    changes=", ".join(f"{name} = n.{name}" for name in WRITTEN),
    columns=", ".join(f"{name} {KINDS.get(name, 'numeric')}" for name in WRITTEN),
)


def _write(figures: Iterable[dict[str, Any]], at: datetime.datetime) -> None:
    """One statement; Decimals travel as text, so that not one of their places is lost."""
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [at, json.dumps(list(figures), default=str)])


def said_of(candidates: Sequence[int]) -> dict[int, dict[int, FactorScore]]:
    """Candidate -> factor -> the agreed score, else that of the band, else the ratings; three statements."""
    given: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    scores = Score.objects.filter(candidate__in=among(candidates), value__isnull=False).order_by("pk")
    for candidate, factor, rater, function, value in scores.values_list(
        "candidate", "factor", "rater", "rater__function", "value"
    ):
        given[candidate][factor].append((rater, function, value))
    said: dict[int, dict[int, FactorScore]] = defaultdict(dict)
    for candidate, factors in given.items():
        said[candidate] = {factor: ratings_of(ratings) for factor, ratings in factors.items()}
    bands = BandScore.objects.filter(candidate__in=among(candidates)).values_list("candidate", "factor", "score")
    agreed = AgreedScore.objects.filter(candidate__in=among(candidates)).values_list("candidate", "factor", "value")
    for candidate, factor, score in [*bands, *agreed]:
        said[candidate][factor] = score
    return said


def comparisons_of(accounts: Sequence[int]) -> dict[int, Comparison]:
    """The comparison of each account that has criteria; two statements."""
    criteria: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for account, criterion, weight in BuyingCriterion.objects.filter(account__in=among(accounts)).values_list(
        "account", "pk", "weight"
    ):
        criteria[account].append((criterion, weight))
    scored: dict[int, dict[str, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    rows = CriterionScore.objects.filter(account__in=among(list(criteria)), value__isnull=False)
    for account, criterion, name, value in rows.values_list("account", "criterion", "competitor__name", "value"):
        if value is not None:
            scored[account][name or ""][criterion] = value
    return {account: _comparison(listed, scored[account]) for account, listed in criteria.items()}


def _comparison(listed: Sequence[tuple[int, Decimal]], scored: dict[str, dict[int, Decimal]]) -> Comparison:
    columns = {name: tuple(values.get(criterion) for criterion, _ in listed) for name, values in scored.items()}
    own = columns.pop("", tuple(None for _ in listed))
    return Comparison(tuple(weight for _, weight in listed), own, columns)


def _values(accounts: Sequence[int], year: int) -> dict[int, tuple[Decimal, str]]:
    rows = AccountYear.objects.filter(account__in=among(accounts), year=year, sales__isnull=False)
    found = rows.values_list("account", "sales", "currency")
    return {account: (sales, currency) for account, sales, currency in found if sales is not None}
