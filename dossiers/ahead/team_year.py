"""The year ahead across clients: what is asked for, whose events they are, by month, and a row an account."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from accounts.models import Account, Status
from accounts.narrowing import NOBODY
from accounts.querysets import ids_of_owners_read_by
from dossiers.ahead.strips import Picture, row_of
from dossiers.models import EventAhead, EventKind
from kam_portal.foundation.charts.year import MONTHS, month_after
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.models import User
from kam_portal.foundation.tabular.paging import Page, page_of

# A page draws so many events; who has more narrows down by kind or month.
EVENTS_AT_MOST = 500


@dataclass(frozen=True)
class Asked:
    """What the URL asks for; unknown values ask for nothing. `month` is the first day of one of the twelve."""

    kind: str = ""
    kam: str = ""
    team: str = ""
    month: datetime.date | None = None

    @property
    def is_narrow(self) -> bool:
        return bool(self.kind or self.kam or self.team or self.month)


@dataclass(frozen=True)
class Month:
    """A month of the twelve, its events, and how it stands in the address."""

    first: datetime.date
    count: int

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class Row:
    account: Account
    picture: Picture


@dataclass(frozen=True)
class TeamYear:
    """`rows` are those of the page; `listed` the same events by month, each with the day one must start."""

    months: Sequence[Month]
    page: Page
    rows: Sequence[Row]
    listed: Sequence[tuple[datetime.date, Sequence[EventAhead]]]
    is_cut: bool

    @property
    def total(self) -> int:
        return sum(month.count for month in self.months)


def asked_by(values: Mapping[str, str], today: datetime.date) -> Asked:
    def number(name: str, *others: str) -> str:
        value = values.get(name, "")
        return value if value in others or number_in(value) is not None else ""

    kind = values.get("kind", "")
    months = {f"{first:%Y-%m}": first for first in _firsts(today)}
    return Asked(
        kind=kind if kind in EventKind.values else "",
        kam=number("kam", NOBODY),
        team=number("team"),
        month=months.get(values.get("month", "")),
    )


def year_of(user: User, asked: Asked, page: str | None, today: datetime.date) -> TeamYear:
    """The twelve months from the current one, of all accounts that `user` reads and that match; four statements."""
    events = _narrowed(_events(user, today), asked)
    firsts = _firsts(today)
    in_month = _in_month(asked.month) if asked.month else Q()
    counts = events.aggregate(
        accounts=Count("account", distinct=True, filter=in_month or None),
        **{f"m{n}": Count("pk", filter=_in_month(first)) for n, first in enumerate(firsts)},
    )
    months = [Month(first, counts[f"m{n}"]) for n, first in enumerate(firsts)]
    chosen = events.filter(in_month)
    order = chosen.values("account_id").annotate(first=Min("on")).order_by("first", "account_id")
    shown = page_of(order, page, known=counts["accounts"])
    ids = [row["account_id"] for row in shown]
    found = list(_of_accounts(chosen, ids)) if ids else []
    drawn = found[:EVENTS_AT_MOST]
    return TeamYear(months, shown, _rows(ids, drawn, today), _by_month(drawn), len(found) > len(drawn))


def _firsts(today: datetime.date) -> list[datetime.date]:
    return [month_after(today, n) for n in range(MONTHS)]


def _in_month(first: datetime.date) -> Q:
    return Q(on__gte=first, on__lt=month_after(first))


def _events(user: User, today: datetime.date) -> QuerySet[EventAhead]:
    """Of the twelve months, of accounts that are not closed."""
    owners = None if user.is_admin else ids_of_owners_read_by(user, today)
    readable = Account.objects.visible_to(user, today, owners=owners).exclude(status=Status.CLOSED)
    window = Q(on__gte=today.replace(day=1), on__lt=month_after(today, MONTHS))
    return EventAhead.objects.filter(window, account__in=readable.order_by().values("pk")).order_by()


def _narrowed(events: QuerySet[EventAhead], asked: Asked) -> QuerySet[EventAhead]:
    """Everything but the month, which the totals count."""
    wanted: dict[str, Any] = {"kind": asked.kind} if asked.kind else {}
    if asked.kam:
        wanted |= {"account__kam__isnull": True} if asked.kam == NOBODY else {"account__kam": int(asked.kam)}
    if asked.team:
        wanted["account__kam__team"] = int(asked.team)
    return events.filter(**wanted)


def _of_accounts(events: QuerySet[EventAhead], ids: Sequence[int]) -> QuerySet[EventAhead]:
    mine = events.filter(account__in=ids).select_related("account__kam")
    return mine.order_by("on", "account__sort_key", "pk")[: EVENTS_AT_MOST + 1]


def _rows(ids: Sequence[int], events: Sequence[EventAhead], today: datetime.date) -> list[Row]:
    own: dict[int, list[EventAhead]] = defaultdict(list)
    for event in events:
        own[event.account_id].append(event)
    return [Row(own[pk][0].account, row_of(own[pk], today)) for pk in ids if pk in own]


def _by_month(events: Sequence[EventAhead]) -> list[tuple[datetime.date, list[EventAhead]]]:
    months = groupby(events, key=lambda event: event.on.replace(day=1))
    return [(first, list(those)) for first, those in months]
