"""Where we stand at one client: the comparison as its reader sees it. Two statements, whatever it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from accounts.kaism import COVERAGE_NEEDED, TEN, Scale, Strength, Total, strength_on_criteria, weighted_total
from accounts.kaism.scales import HUNDRED
from accounts.models import BuyingCriterion, Competitor, CriterionScore
from kam_portal.foundation.statements import Statement

HALVES = Scale(TEN.low, TEN.high, Decimal("0.5"))


@dataclass(frozen=True)
class Cell:
    """One score; version 0 where nothing stands yet. `key` names it in forms, 0 for us."""

    criterion: BuyingCriterion
    competitor: Competitor | None
    value: Decimal | None
    version: int

    @property
    def key(self) -> str:
        return f"{self.criterion.pk}-{self.competitor.pk if self.competitor else 0}"


@dataclass(frozen=True)
class Line:
    criterion: BuyingCriterion
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Supplier:
    """A column: we (no competitor) or a competitor; the total waits until the weights sum to 100."""

    competitor: Competitor | None
    total: Total | None
    is_best: bool

    @property
    def key(self) -> int:
        return self.competitor.pk if self.competitor else 0


@dataclass(frozen=True)
class Standing:
    """The comparison of one account; figures only where the client's weights sum to 100."""

    lines: Sequence[Line]
    competitors: Sequence[Competitor]

    @cached_property
    def weights(self) -> tuple[Decimal, ...]:
        return tuple(line.criterion.weight for line in self.lines)

    @property
    def weights_sum(self) -> Decimal:
        return sum(self.weights, Decimal(0))

    @property
    def missing(self) -> Decimal:
        """How much weight is not given yet; below zero where there is too much."""
        return HUNDRED - self.weights_sum

    @property
    def too_much(self) -> Decimal:
        return max(-self.missing, Decimal(0))

    @property
    def is_weighed(self) -> bool:
        return not self.missing

    @cached_property
    def own(self) -> tuple[Decimal | None, ...]:
        return self._column(0)

    def _column(self, at: int) -> tuple[Decimal | None, ...]:
        return tuple(line.cells[at].value for line in self.lines)

    @cached_property
    def strength(self) -> Strength | None:
        """None while the weights are under way or nothing is scored for us."""
        if not self.is_weighed or all(score is None for score in self.own):
            return None
        columns = {rival.name: self._column(at) for at, rival in enumerate(self.competitors, 1)}
        return strength_on_criteria(self.weights, self.own, columns)

    @cached_property
    def suppliers(self) -> list[Supplier]:
        best = self.strength.competitor if self.strength else None
        found = []
        for at, rival in enumerate([None, *self.competitors]):
            total = weighted_total(self.weights, self._column(at)) if self.is_weighed else None
            found.append(Supplier(rival, total, is_best=rival is not None and rival.name == best))
        return found

    @property
    def guesses(self) -> int:
        """How many criteria are our guess."""
        return sum(line.criterion.verified_on is None for line in self.lines)

    @property
    def is_placed(self) -> bool:
        """Relative strength is known well enough for the matrix."""
        return self.strength is not None and not self.strength.provisional and not self.strength.absolute_only

    @property
    def coverage_needed(self) -> Decimal:
        return COVERAGE_NEEDED

    @property
    def ahead(self) -> Decimal | None:
        """By how many points we lead."""
        difference = self.strength.difference if self.strength else None
        return difference if difference is not None and difference > 0 else None

    @property
    def behind(self) -> Decimal | None:
        difference = self.strength.difference if self.strength else None
        return -difference if difference is not None and difference < 0 else None


def standing_of(account_id: int, suppliers: QuerySet[Competitor] | None = None) -> Standing:
    """`suppliers` may carry what an upper floor keeps of each competitor (select_related)."""
    criteria = _CRITERIA.ask(account=account_id)
    rivals = Competitor.objects.all() if suppliers is None else suppliers
    competitors = list(rivals.filter(account=account_id))
    return Standing([_line(criterion, competitors) for criterion in criteria], competitors)


def _criteria(account: Any) -> QuerySet[Any]:
    scores = CriterionScore.objects.filter(criterion=OuterRef("pk"))
    as_row = JSONObject(competitor=F("competitor"), value=Cast("value", TextField()), version=F("version"))
    criteria = BuyingCriterion.objects.filter(account=account)
    return criteria.annotate(scored=ArraySubquery(scores.values(row=as_row)))


_CRITERIA = Statement(_criteria, account=int)


def _line(criterion: Any, competitors: Sequence[Competitor]) -> Line:
    stored = {row["competitor"]: row for row in criterion.scored}
    return Line(criterion, [_cell(criterion, rival, stored) for rival in (None, *competitors)])


def _cell(criterion: BuyingCriterion, rival: Competitor | None, stored: Mapping[int | None, Mapping[str, Any]]) -> Cell:
    row = stored.get(rival.pk if rival else None)
    if row is None:
        return Cell(criterion, rival, None, 0)
    return Cell(criterion, rival, None if row["value"] is None else Decimal(row["value"]), row["version"])
