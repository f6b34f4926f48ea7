"""Comparisons for tests, made by the verbs: criteria with weights, and the scores of us and of competitors."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from accounts.comparison import TypedScore, add_competitor, add_criterion, save_scores
from accounts.models import Account, BuyingCriterion


def compare(
    account: Account,
    weights: Sequence[str] = ("60", "40"),
    own: Sequence[str | None] = (),
    **competitors: Sequence[str | None],
) -> list[BuyingCriterion]:
    """Criteria "Criterion 0"...; the scores of us and of each competitor in their order, None is not scored."""
    criteria = [
        add_criterion(account=account, name=f"Criterion {n}", weight=Decimal(weight))
        for n, weight in enumerate(weights)
    ]
    columns = {add_competitor(account=account, name=name).pk: scores for name, scores in competitors.items()}
    for supplier, scores in {None: own, **columns}.items():
        typed = [
            TypedScore(criterion.pk, supplier, Decimal(score), 0)
            for criterion, score in zip(criteria, scores, strict=False)
            if score is not None
        ]
        assert save_scores(account=account, typed=typed) == []
    return criteria
