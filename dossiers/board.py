"""The reviews board: whose dossiers it shows, how they are counted, narrowed down and ordered."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, Value, When
from django.utils.translation import gettext_lazy

from accounts.models import Account
from accounts.narrowing import MANAGERS_OFFERED, NOBODY
from accounts.querysets import ids_of_owners_read_by
from dossiers.models import Dossier
from dossiers.querysets import BoardState, DossierQuerySet, board_condition
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right

STATE_RANK = {state: rank for rank, state in enumerate(BoardState.values)}
TILE_TONES = {
    BoardState.OVERDUE: "bad",
    BoardState.RETURNED: "warn",
    BoardState.DUE_SOON: "warn",
    BoardState.IN_PROGRESS: "ink",
    BoardState.FINE: "good",
}
STATE_TITLES = {
    BoardState.OVERDUE: gettext_lazy("overdue"),
    BoardState.RETURNED: gettext_lazy("returned"),
    BoardState.DUE_SOON: gettext_lazy("due in 14 days"),
    BoardState.IN_PROGRESS: gettext_lazy("in progress"),
    BoardState.FINE: gettext_lazy("verified"),
}
REVIEWED = tuple(settings.REVIEW_MONTHS)
SORTS = {
    "consequence": gettext_lazy("consequence"),
    "client": gettext_lazy("client"),
    "kam": gettext_lazy("manager"),
    "due": gettext_lazy("due date"),
    "stake": gettext_lazy("value at stake"),
    "done": gettext_lazy("completeness"),
}


@dataclass(frozen=True)
class Tile:
    """One number of the board and the filter behind it."""

    state: str
    title: str
    tone: str
    count: int


@dataclass(frozen=True)
class Asked:
    """What the URL asks for; unknown values ask for nothing."""

    state: str = ""
    status: str = ""
    kam: str = ""
    team: str = ""
    query: str = ""
    sort: str = "consequence"

    @property
    def is_narrow(self) -> bool:
        return bool(self.state or self.status or self.kam or self.team or self.query)


def asked_by(values: Mapping[str, str]) -> Asked:
    def one_of(name: str, known: Any) -> str:
        value = values.get(name, "")
        return value if value in known else ""

    def number(name: str, *others: str) -> str:
        value = values.get(name, "")
        return value if value in others or number_in(value) is not None else ""

    return Asked(
        state=one_of("state", BoardState.values),
        status=one_of("status", REVIEWED),
        kam=number("kam", NOBODY),
        team=number("team"),
        query=values.get("q", "").replace("\x00", "").strip()[:200],
        sort=one_of("sort", SORTS) or "consequence",
    )


def board_of(user: User, today: datetime.date) -> DossierQuerySet:
    """The dossiers `user` answers for: the own ones, the led team's, an absent person's; an admin answers for all."""
    under_review = Dossier.objects.under_review()
    if user.is_admin:
        return under_review
    return under_review.filter(account__kam__in=ids_of_owners_read_by(user, today))


def tiles(dossiers: DossierQuerySet, today: datetime.date) -> tuple[list[Tile], int]:
    """The five numbers and that of all dossiers, in one statement; two of them may count the same dossier."""
    counts = dossiers.order_by().aggregate(
        total=Count("pk"), **{state: Count("pk", filter=board_condition(state, today)) for state in BoardState.values}
    )
    found = [Tile(s, str(STATE_TITLES[BoardState(s)]), TILE_TONES[BoardState(s)], counts[s]) for s in BoardState.values]
    return found, counts["total"]


def narrowed(dossiers: DossierQuerySet, asked: Asked) -> DossierQuerySet:
    """Everything but the state, which the tiles count."""
    if asked.status:
        dossiers = dossiers.filter(account__status=asked.status)
    if asked.kam == NOBODY:
        dossiers = dossiers.filter(account__kam__isnull=True)
    elif asked.kam:
        dossiers = dossiers.filter(account__kam=int(asked.kam))
    if asked.team:
        dossiers = dossiers.filter(account__kam__team=int(asked.team))
    if asked.query:
        found = Account.objects.matching(asked.query).order_by().values("pk")
        dossiers = dossiers.filter(account__in=found)
    return dossiers


def ordered(dossiers: DossierQuerySet, sort: str, today: datetime.date) -> DossierQuerySet:
    match sort:
        case "client":
            return dossiers.order_by("account__sort_key", "pk")
        case "kam":
            return dossiers.order_by(F("account__kam__full_name").asc(nulls_first=True), "due_on", "pk")
        case "due":
            return dossiers.order_by("due_on", "pk")
        case "stake":
            return dossiers.order_by(F("account__annual_sales").desc(nulls_last=True), "pk")
        case "done":
            return dossiers.order_by("completeness", "due_on", "pk")
    rank = Case(
        *[When(board_condition(state, today), then=Value(rank)) for state, rank in STATE_RANK.items()],
        default=Value(len(STATE_RANK)),
        output_field=IntegerField(),
    )
    return dossiers.order_by(rank, "due_on", "pk")


def people_offered(user: User, team: str) -> dict[str, Any]:
    """Managers (of `team`, where one is chosen) and teams for the filters of a page; nothing to choose for those who
    see their own only."""
    if not user.may(Right.LEAD_TEAM):
        return {"managers": [], "teams": []}
    people = User.objects.who_may_own_accounts().assignable_by(user).select_related("team")
    rows = list(people.values_list("pk", "full_name", "team", "team__name")[: 5 * MANAGERS_OFFERED])
    teams = sorted({(name, pk) for _pk, _name, pk, name in rows if pk}) if user.is_admin else []
    managers = [(pk, name) for pk, name, of, _team in rows if team in ("", str(of))][:MANAGERS_OFFERED]
    return {"managers": managers, "teams": [(pk, name) for name, pk in teams], "nobody": NOBODY}
