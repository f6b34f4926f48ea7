"""The candidates of a round as the matrix reads them: one statement up to FEW_UP_TO of them, in the table's order.

Above that nothing but an answer to "are there more" is read, and selection/density.py asks the database to count.

Who takes part sees every account's place. What the account's dossier holds - the best competitor's name and the sales -
is read only where the reader may read the dossier, so that no page, file or order made of these rows can tell it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, Q, QuerySet, Value, When

from accounts.models import Account, Candidate, Round
from accounts.models.rounds import StrengthState
from accounts.selection.batches import among
from kam_portal.foundation.people.models import User

FEW_UP_TO = 2000
NOT_RELATIVE = (StrengthState.ABSOLUTE, StrengthState.UNKNOWN, StrengthState.WEIGHTS)


class Row(NamedTuple):
    """One candidate, in the order of READS; without competitor and sales where the reader may not read its dossier."""

    pk: int
    account: int
    name: str
    industry: str
    status: str
    kam: int | None
    kam_name: str | None
    team: int | None
    team_name: str | None
    attractiveness: Decimal | None
    attractiveness_low: Decimal | None
    attractiveness_high: Decimal | None
    coverage: Decimal | None
    provisional: bool
    strength: Decimal | None
    strength_low: Decimal | None
    strength_high: Decimal | None
    strength_state: str
    rival: str
    quadrant: str
    near_attractiveness: bool
    near_strength: bool
    flips: list[Any]
    value: Decimal | None
    currency: str
    forecast_attractiveness: Decimal | None
    forecast_strength: Decimal | None
    is_readable: bool
    is_asked: bool | None

    @property
    def is_near(self) -> bool:
        return self.near_attractiveness or self.near_strength

    @property
    def is_relative(self) -> bool:
        return self.strength_state not in NOT_RELATIVE


READS = (
    "pk",
    "account_id",
    "account__trade_name",
    "account__industry",
    "account__status",
    "account__kam_id",
    "account__kam__full_name",
    "account__kam__team_id",
    "account__kam__team__name",
    "attractiveness",
    "attractiveness_low",
    "attractiveness_high",
    "coverage",
    "provisional",
    "strength",
    "strength_low",
    "strength_high",
    "strength_state",
    "rival",
    "quadrant",
    "near_attractiveness",
    "near_strength",
    "flips",
    "value",
    "value_currency",
    "forecast_attractiveness",
    "forecast_strength",
    "is_readable",
)


# The sales in the order of the table: what is withheld is ordered as unknown.
READABLE_VALUE = Case(When(is_readable=True, then="value"))


def candidates_of(round_: Round, seen: Sequence[int] | None, readable: Q) -> QuerySet[Candidate]:
    """Those that stay in the round, narrowed to the accounts the reader may see (None: all), with `is_readable`."""
    candidates = Candidate.objects.filter(round=round_, stays=True)
    if seen is not None:
        candidates = candidates.filter(account__in=among(seen))
    is_readable = ExpressionWrapper(readable, output_field=BooleanField()) if readable else Value(True)
    return candidates.annotate(is_readable=is_readable)


def readable_by(user: User, round_: Round, at: datetime.date) -> Q:
    """Of candidates of the round: the person may read the account's dossier. Empty where they may read all."""
    if user.is_admin and user.is_active:
        return Q()
    accounts = Account.objects.visible_to(user, at).filter(candidacies__round=round_)
    return Q(account__in=accounts.order_by().values("pk"))


def few_rows(candidates: QuerySet[Candidate], asked: Q, order: Sequence[Any]) -> list[Row]:
    """All candidates in this order, each with whether it is asked for; none at all where there are too many to draw."""
    beyond = candidates.order_by()[FEW_UP_TO : FEW_UP_TO + 1]
    return rows_of(candidates.filter(~Exists(beyond)), asked, order)


def rows_of(candidates: QuerySet[Candidate], asked: Q, order: Sequence[Any]) -> list[Row]:
    matching = ExpressionWrapper(asked, output_field=BooleanField()) if asked else Value(True)
    values: Any = candidates.annotate(is_asked=matching).order_by(*order).values_list(*READS, "is_asked")
    return [row_of(row) for row in values]


def row_of(values: tuple[Any, ...]) -> Row:
    """Of READS and whether it is asked for; whatever the reader may not read goes here."""
    row = Row(*values)
    return row if row.is_readable else row._replace(rival="", value=None, currency="")
