"""Which few clients make most of the turnover or profit: the curve of method.md, section 2, asked of the database.

The rules are kaism.pareto()'s, in window functions, so that a long list is sorted and paged where it lies; a test
holds the two together.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import Greatest, RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.kaism.shares import A_UP_TO, B_UP_TO
from accounts.models import Account, AccountYear, Status
from accounts.querysets import AccountQuerySet, ids_of_owners_read_by
from kam_portal.foundation.people.models import User

MEASURES: dict[str, str | Promise] = {"sales": _("Turnover"), "margin": _("Profit (our margin)")}
POINTS_DRAWN = 120
MISSING_NAMED = 12
ZERO, HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True)
class Asked:
    """What the curve is of: one measure, one calendar year, one currency; currencies are never added up."""

    measure: str
    year: int
    currency: str


@dataclass(frozen=True)
class Summary:
    """The curve in a few numbers: `mark` clients make 80 % of the `gains`, together `reached` % of them; None and 0
    where nobody gains anything.

    `lowest` is the share at which the curve ends when losses are greater than gains, else 0.
    """

    clients: int
    gains: Decimal
    net: Decimal
    mark: int | None
    reached: Decimal
    lowest: Decimal


@dataclass(frozen=True)
class Treatment:
    """Clients treated alike: how many, their share of the gains in %, and how many of them are in class A."""

    clients: int
    share: Decimal
    class_a: int


# Who gets a key account manager's plan, team and time; everybody else is dealt with order by order.
KAM_TREATED = (Status.KEY, Status.KEY_DEVELOPMENT)


def clients_of(user: User, today: datetime.date) -> AccountQuerySet:
    """The clients the curve is drawn of: those whose figures `user` may read, the closed ones left out."""
    owners = ids_of_owners_read_by(user, today)
    return Account.objects.visible_to(user, today, owners=owners).exclude(status=Status.CLOSED)


def years_known(clients: AccountQuerySet) -> list[tuple[int, str]]:
    """Years and currencies with a figure: the latest year first, in it the currency of most clients."""
    known = AccountYear.objects.filter(account__in=clients.order_by().values("pk")).order_by().exclude(_unknown())
    rows = known.values("year", "currency").annotate(n=Count("pk")).order_by("-year", "-n", "currency")
    return [(row["year"], row["currency"]) for row in rows]


def _unknown() -> Q:
    return Q(sales__isnull=True, margin__isnull=True)


def asked_by(values: Mapping[str, str], known: list[tuple[int, str]]) -> Asked | None:
    """What the URL asks for among what is known; the latest year where it asks for nothing known. None without any."""
    if not known:
        return None
    measure = values.get("measure", "")
    wanted = values.get("of", "")
    year, currency = next((pair for pair in known if key_of(*pair) == wanted), known[0])
    return Asked(measure if measure in MEASURES else "sales", year, currency)


def key_of(year: int, currency: str) -> str:
    """A year and a currency as the URL writes them."""
    return f"{year}-{currency}"


def figures_of(clients: AccountQuerySet, asked: Asked) -> QuerySet[AccountYear]:
    """A row per client with a known `amount`."""
    rows = AccountYear.objects.filter(
        account__in=clients.order_by().values("pk"), year=asked.year, currency=asked.currency
    )
    return rows.exclude(**{asked.measure: None}).annotate(amount=F(asked.measure)).order_by()


def portions(figures: QuerySet[AccountYear]) -> QuerySet[Any]:
    """The figures from the largest down, with rank, share and cumulative share in %, and letter."""
    return (
        figures.annotate(
            rank=Window(RowNumber(), order_by=FALLING),
            running=Window(Sum("amount"), order_by=FALLING),
            gains=Window(Sum(GAIN)),
        )
        .annotate(share=_of_gains("amount"), cumulative=_of_gains("running"))
        .annotate(letter=LETTER)
        .order_by("rank")
    )


def _of_gains(name: str) -> Case:
    return Case(When(gains__gt=0, then=F(name) * HUNDRED / F("gains")), default=Value(Decimal(0)))


FALLING = (F("amount").desc(), F("account__sort_key").asc(), F("account").asc())
GAIN = Greatest(F("amount"), Value(Decimal(0)))
LETTER = Case(
    When(Q(amount__lte=0) | Q(gains__lte=0), then=Value("C")),
    When(Q(rank=1) | Q(cumulative__lte=A_UP_TO), then=Value("A")),
    When(cumulative__lte=B_UP_TO, then=Value("B")),
    default=Value("C"),
    output_field=CharField(),
)


def summary_of(figures: QuerySet[AccountYear]) -> Summary:
    """Two statements."""
    found = figures.aggregate(clients=Count("pk"), gains=Sum(GAIN), net=Sum("amount"))
    gains, net = found["gains"] or ZERO, found["net"] or ZERO
    marked = portions(figures).filter(cumulative__gte=A_UP_TO).values_list("rank", "cumulative").first()
    mark, reached = marked or (None, ZERO)
    return Summary(found["clients"], gains, net, mark, reached, min(ZERO, net * HUNDRED / gains) if gains else ZERO)


def treatments_of(figures: QuerySet[AccountYear], summary: Summary) -> dict[bool, Treatment]:
    """KAM treatment (True) against transactional (False), by the status of the client; two statements.

    Class A treated order by order, or a plan for a client in class C, is what the board wants to see.
    """
    treated = Q(account__status__in=KAM_TREATED)
    falling = figures.order_by(*FALLING)[: _class_a(summary)].values("pk")
    largest = AccountYear.objects.filter(pk__in=falling).order_by().aggregate(kam=Count("pk", filter=treated))["kam"]
    found = figures.aggregate(clients=Count("pk", filter=treated), gains=Sum(GAIN, filter=treated))
    share = (found["gains"] or ZERO) * HUNDRED / summary.gains if summary.gains else ZERO
    rest = HUNDRED - share if summary.gains else ZERO
    return {
        True: Treatment(found["clients"], share, largest),
        False: Treatment(summary.clients - found["clients"], rest, _class_a(summary) - largest),
    }


def _class_a(summary: Summary) -> int:
    """How many clients are in class A: up to the mark, which itself is within only where it is met exactly."""
    if summary.mark is None:
        return 0
    return max(1, summary.mark if summary.reached == A_UP_TO else summary.mark - 1)


def points_of(rows: QuerySet[Any], clients: int, *, about: int = POINTS_DRAWN) -> list[tuple[int, Decimal]]:
    """Rank and cumulative share along the curve: every client, or `about` so many of very many; always the last."""
    step = max(1, -(-clients // about))
    chosen = rows.annotate(place=F("rank") % step).filter(Q(place=0) | Q(rank=1) | Q(rank=clients))
    return list(chosen.values_list("rank", "cumulative"))


def missing_of(clients: AccountQuerySet, asked: Asked) -> tuple[list[dict[str, Any]], int]:
    """Clients whose amount is not known, by name, and how many they are; missing is not zero."""
    of_client = AccountYear.objects.filter(account=OuterRef("pk"), year=asked.year)
    known = of_client.order_by().exclude(**{asked.measure: None})
    unknown = clients.filter(~Exists(known)).order_by("sort_key", "pk")
    named: list[Any] = list(unknown.values("pk", "trade_name")[: MISSING_NAMED + 1])
    return named[:MISSING_NAMED], len(named) if len(named) <= MISSING_NAMED else unknown.count()


def kept_elsewhere(clients: AccountQuerySet, asked: Asked) -> int:
    """How many clients have the figure of that year in another currency."""
    rows = AccountYear.objects.filter(account__in=clients.order_by().values("pk"), year=asked.year)
    return rows.exclude(currency=asked.currency).exclude(**{asked.measure: None}).order_by().count()
