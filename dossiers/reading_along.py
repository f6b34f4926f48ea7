"""Small rows read along with the dossier's own row: our sales, the client's figures and own answers, events ahead, and
how much of the dossier is stale."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import Account, AccountYear
from dossiers.cadence import stale_before
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import ClientLadder, Dossier, EventAhead, FinancialYear
from dossiers.staleness import count_stale
from kam_portal.foundation.alongside import Alongside
from kam_portal.foundation.statements import Statement

AUTHOR = "by__full_name"
SALES = Alongside(AccountYear, "year", "currency", "sales", "margin", "cost_to_serve")
FIGURES = Alongside(
    FinancialYear,
    *("year", "currency", "turnover", "profit", "headcount", "is_estimate", "as_of", "source", "version", AUTHOR),
)
EVENTS = Alongside(EventAhead, "kind", "title", "on", "lead_days", "note", "as_of", "source", "version", AUTHOR)
ANSWERS = Alongside(ClientLadder, *FAVOURABLE, "remark", "answered_at", "contact__name")
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
        sales=SALES.loaded(found.sales_rows),
        figures=FIGURES.loaded(found.figure_rows),
        events=EVENTS.loaded(found.event_rows),
        answers=ANSWERS.loaded(found.answer_rows),
        answers_given=found.answers_given or 0,
        stale=found.stale,
    )


def _along(account: Any, today: Any, before: Any) -> QuerySet[Any]:
    own = Q(account=OuterRef("pk"))
    sales = AccountYear.objects.filter(own).order_by("-year")
    figures = FinancialYear.objects.filter(own).order_by("-year")
    events = EventAhead.objects.filter(own).order_by("-on", "-pk")
    return (
        Account.objects.filter(pk=account)
        .select_related("dossier")
        .annotate(
            sales_rows=SALES.of(sales, at_most=YEARS_SHOWN),
            figure_rows=FIGURES.of(figures, at_most=YEARS_SHOWN),
            event_rows=EVENTS.of(events, at_most=EVENTS_SHOWN),
            answer_rows=ANSWERS.of(_last_words().filter(own), at_most=VOICES_SHOWN),
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
