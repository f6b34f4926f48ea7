"""Small rows read along with the dossier's own row, in one statement: our sales, the client's figures and own answers,
events ahead, and how much of the dossier is stale.

Each kind comes as JSON from a subquery of its own; amounts travel as text, so that no digit is lost.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from accounts.models import Account, AccountYear, Contact
from dossiers.cadence import stale_before
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import ClientLadder, Dossier, EventAhead, FinancialYear
from dossiers.staleness import count_stale
from kam_portal.foundation.people.models import User
from kam_portal.foundation.statements import Statement

Row = TypeVar("Row", bound=models.Model)
SALES = ("year", "currency", "sales", "margin", "cost_to_serve")
FIGURES = ("year", "currency", "turnover", "profit", "headcount", "is_estimate", "as_of", "source", "version")
EVENT = ("kind", "title", "on", "lead_days", "note", "as_of", "source", "version")
ANSWER = (*FAVOURABLE, "remark", "answered_at")
NAME = "name"
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
        sales=[_loaded(AccountYear, row) for row in found.sales_rows],
        figures=[_loaded(FinancialYear, row, by=_named(User, row, "full_name")) for row in found.figure_rows],
        events=[_loaded(EventAhead, row, by=_named(User, row, "full_name")) for row in found.event_rows],
        answers=[_loaded(ClientLadder, row, contact=_named(Contact, row, "name")) for row in found.answer_rows],
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
            sales_rows=_as_json(sales, SALES, at_most=YEARS_SHOWN),
            figure_rows=_as_json(figures, FIGURES, at_most=YEARS_SHOWN, by="by__full_name"),
            event_rows=_as_json(events, EVENT, at_most=EVENTS_SHOWN, by="by__full_name"),
            answer_rows=_as_json(_last_words(), ANSWER, at_most=VOICES_SHOWN, by="contact__name"),
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


def _as_json(rows: QuerySet[Any], names: Sequence[str], *, at_most: int, by: str = "") -> ArraySubquery:
    """The rows of the account in their order, each as an object of these fields, its id and who is named by `by`."""
    columns: dict[str, Any] = {name: _column(rows.model, name) for name in ("id", *names)}
    if by:
        columns[NAME] = F(by)
    own = rows.filter(account=OuterRef("pk")).values(row=JSONObject(**columns))
    return ArraySubquery(own[:at_most])


def _column(model: type[models.Model], name: str) -> Any:
    exact = isinstance(model._meta.get_field(name), models.DecimalField)
    return Cast(name, TextField()) if exact else F(name)


def _loaded(model: type[Row], row: Mapping[str, Any], **related: models.Model | None) -> Row:
    fields = {name: model._meta.get_field(name).to_python(value) for name, value in row.items() if name != NAME}  # type: ignore[union-attr]
    return model(**fields, **related)


def _named(model: type[Row], row: Mapping[str, Any], name: str) -> Row | None:
    return model(**{name: row[NAME]}) if row[NAME] else None
