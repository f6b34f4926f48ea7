"""Small rows read along with the dossier's own row: our sales, the client's figures and own answers, events ahead, and
how much of the dossier is stale."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import Account, AccountYear
from dossiers.cadence import stale_before
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import ClientLadder, Dossier, EventAhead, FinancialYear
from dossiers.staleness import count_stale
from kam_portal.foundation.alongside import as_json, loaded
from kam_portal.foundation.statements import Statement

AUTHOR = "by__full_name"
SALES = ("year", "currency", "sales", "margin", "cost_to_serve")
FIGURES = ("year", "currency", "turnover", "profit", "headcount", "is_estimate", "as_of", "source", "version", AUTHOR)
EVENT = ("kind", "title", "on", "lead_days", "note", "as_of", "source", "version", AUTHOR)
ANSWER = (*FAVOURABLE, "remark", "answered_at", "contact__name")
YEARS_SHOWN, EVENTS_SHOWN, VOICES_SHOWN = 10, 100, 5


@dataclass(frozen=True)
class Along:
    """`figures` and `events` carry their authors, `answers` their contacts, all by name alone; the latest come first.

    `answers` are the latest of every person, `answers_given` counts all of them.
    """

    dossier: Dossier | None
    sales: Sequence[AccountYear]
    figures: Sequence[FinancialYear]
    events: Sequence[EventAhead]
    answers: Sequence[ClientLadder]
    answers_given: int
    stale: int


def read_along(account: Account, today: datetime.date) -> Along:
    """The dossier's row and what is read along with it; the account carries its dossier afterwards."""
    months = settings.REVIEW_MONTHS.get(account.status)
    # Without a cadence nothing is stale.
    before = stale_before(today, months) if months else datetime.date.min
    [found] = _ALONG.ask(account=account.pk, today=today, before=before)
    dossier: Dossier | None = getattr(found, "dossier", None)
    if dossier is not None:
        account.dossier = dossier
    return Along(
        dossier=dossier,
        sales=[loaded(AccountYear, row) for row in found.sales_rows],
        figures=[loaded(FinancialYear, row) for row in found.figure_rows],
        events=[loaded(EventAhead, row) for row in found.event_rows],
        answers=[loaded(ClientLadder, row) for row in found.answer_rows],
        answers_given=found.answers_given or 0,
        stale=found.stale,
    )


def _along(account: Any, today: Any, before: Any) -> QuerySet[Any]:
    sales, figures = AccountYear.objects.order_by("-year"), FinancialYear.objects.order_by("-year")
    events = EventAhead.objects.order_by("-on", "-pk")
    return (
        Account.objects.filter(pk=account)
        .select_related("dossier")
        .annotate(
            sales_rows=_own(sales, SALES, at_most=YEARS_SHOWN),
            figure_rows=_own(figures, FIGURES, at_most=YEARS_SHOWN),
            event_rows=_own(events, EVENT, at_most=EVENTS_SHOWN),
            answer_rows=_own(_last_words(), ANSWER, at_most=VOICES_SHOWN),
            answers_given=Subquery(_counted(ClientLadder)),
            stale=count_stale(today, before),
        )
    )


_ALONG = Statement(_along, account=int, today=datetime.date, before=datetime.date)


def _last_words() -> QuerySet[ClientLadder]:
    """The latest answer of each contact, and every one of which nobody knows whose it is."""
    later = Q(answered_at__gt=OuterRef("answered_at")) | Q(answered_at=OuterRef("answered_at"), pk__gt=OuterRef("pk"))
    return ClientLadder.objects.exclude(Exists(ClientLadder.objects.filter(later, contact=OuterRef("contact"))))


def _counted(model: type[models.Model]) -> QuerySet[Any]:
    own = model._default_manager.filter(account=OuterRef("pk")).order_by()
    return own.values("account").annotate(n=Count("pk")).values("n")


def _own(rows: QuerySet[Any], names: Sequence[str], *, at_most: int) -> ArraySubquery:
    return as_json(rows.filter(account=OuterRef("pk")), names, at_most=at_most)
