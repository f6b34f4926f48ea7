"""What of a dossier is stale, said once for its page, the brief, reviews and the board.

Stale is what was last verified longer ago than a whole cycle (cadence.py), where looking at it again could verify it:
facts, table rows, the client's figures, ladders of competitors, people and events ahead. [ours] The client's own answer
and the day on which the client confirmed a criterion are the client's word; an event that is over and a diary entry
tell of their day; what nobody has ever verified has no age.
"""

from __future__ import annotations

import datetime
import functools
import operator
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, CharField, Count, DateField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Left

from accounts.models import Account, Contact
from dossiers.cadence import stale_before
from dossiers.description import FIELD_SECTION, TABLES
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import CompetitorLadder, EventAhead, Fact, FinancialYear, TableRow

NAME_CHARS = 120


@dataclass(frozen=True)
class Verifiable:
    """One kind of thing: the field that dates it, which of its rows count, what a row is called.

    `kind` and `number` make the key of such a thing in a review: "kind:number", or the number alone without a kind.
    """

    model: type[models.Model]
    as_of: str
    which: Q
    kind: Combinable
    name: Combinable
    number: str = "pk"

    def older(self, before: Any) -> QuerySet[Any]:
        rows = self.model._default_manager.filter(self.which, **{f"{self.as_of}__lt": before})
        return rows.order_by()


@dataclass(frozen=True)
class Stale:
    """One stale thing by its key in reviews."""

    kind: str
    number: str
    as_of: datetime.date
    name: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.number}" if self.kind else self.number


def count_stale(today: datetime.date, before: Any) -> Combinable:
    """How many things of the account with the outer row's id were last verified before that day; for annotate()."""
    counts: Iterable[Combinable] = (
        Coalesce(Subquery(_of_outer(kind, before).annotate(n=Count("pk")).values("n")), 0)
        for kind in _verifiable(today)
    )
    return functools.reduce(operator.add, counts)


def stale_of(account: Account, today: datetime.date, months: int | None) -> list[Stale]:
    """All stale things of the account, the oldest first; none without a cadence, else one statement."""
    if months is None:
        return []
    before = stale_before(today, months)
    parts = [_named(kind, kind.older(before).filter(account=account)) for kind in _verifiable(today)]
    return sorted((Stale(*row) for row in parts[0].union(*parts[1:], all=True)), key=lambda one: (one.as_of, one.key))


def first_fresh_day(months: dict[str, int], today: datetime.date) -> Case:
    """By the status of the account: what was verified before this day is stale; None without a cadence."""
    cases = [When(account__status=status, then=Value(stale_before(today, n))) for status, n in months.items()]
    return Case(*cases, default=Value(None), output_field=DateField())


def _verifiable(today: datetime.date) -> tuple[Verifiable, ...]:
    answered = functools.reduce(operator.or_, (~Q(**{question: ""}) for question in FAVOURABLE))
    row_name = Coalesce(KT("values__name"), KT("values__year"))
    return (
        Verifiable(Fact, "as_of", ~Q(value="") & Q(key__in=list(FIELD_SECTION)), Value(""), Value(""), number="key"),
        Verifiable(TableRow, "as_of", Q(table__in=list(TABLES)), F("table"), row_name),
        Verifiable(FinancialYear, "as_of", Q(), Value("financial"), Cast("year", CharField())),
        Verifiable(CompetitorLadder, "as_of", answered, Value("competitor_ladder"), F("competitor__name")),
        Verifiable(Contact, "verified_on", Q(erased_on__isnull=True), Value("contact"), F("name")),
        Verifiable(EventAhead, "as_of", Q(on__gte=today), Value("event"), F("title")),
    )


def _of_outer(kind: Verifiable, before: Any) -> QuerySet[Any]:
    return kind.older(before).filter(account=OuterRef("pk")).values("account")


def _named(kind: Verifiable, rows: QuerySet[Any]) -> QuerySet[Any]:
    text = CharField()
    return rows.annotate(
        told_kind=Cast(kind.kind, text),
        told_number=Cast(kind.number, text),
        told_on=F(kind.as_of),
        told_name=Left(Cast(kind.name, text), NAME_CHARS),
    ).values_list("told_kind", "told_number", "told_on", "told_name")
