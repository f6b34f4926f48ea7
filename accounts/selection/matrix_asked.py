"""What the URL of the matrix asks for: filters, the order of the table, the orientation of the picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.kaism import Quadrant
from accounts.models import Status
from accounts.narrowing import NOBODY, SEARCH_AT_MOST, Choice, Select
from accounts.selection.matrix_rows import NOT_RELATIVE, READABLE_VALUE, Row
from accounts.selection.ordering import BY_NAME, QUADRANT_RANK, STATUS_NOW
from accounts.selection.words import QUADRANT_WORDS

LEFT, RIGHT = "left", "right"
Order = tuple[Any, ...]

# What may be asked for beside the quadrants themselves.
BORDERLINE = Q(near_attractiveness=True) | Q(near_strength=True)
FLIPS = ~Q(flips=[])
PROVISIONAL = Q(quadrant="") & ~Q(strength_state__in=NOT_RELATIVE)
NOT_RELATIVE_Q = Q(strength_state__in=NOT_RELATIVE)
STANDINGS: dict[str, tuple[str | Promise, Q]] = {
    **{quadrant: (QUADRANT_WORDS[quadrant].name, Q(quadrant=quadrant)) for quadrant in Quadrant},
    "borderline": (gettext_lazy("borderline"), BORDERLINE),
    "flips": (gettext_lazy("would flip"), FLIPS),
    "provisional": (gettext_lazy("provisional"), PROVISIONAL),
    "unknown": (gettext_lazy("relative strength not known"), NOT_RELATIVE_Q),
}


@dataclass(frozen=True)
class Column:
    """A column of the table twin; `order` is a total one."""

    key: str
    title: str | Promise
    order: Order
    is_number: bool = False


def _down(of: str | Case) -> Order:
    return ((F(of) if isinstance(of, str) else of).desc(nulls_last=True), *BY_NAME)


COLUMNS = (
    Column("name", pgettext_lazy("of an account", "Name"), BY_NAME),
    Column("quadrant", gettext_lazy("Quadrant"), (QUADRANT_RANK, *BY_NAME)),
    Column("attractiveness", gettext_lazy("Attractiveness"), _down("attractiveness"), True),
    Column("strength", gettext_lazy("Relative strength"), _down("strength"), True),
    Column("value", gettext_lazy("Sales"), _down(READABLE_VALUE), True),
    Column("forecast", gettext_lazy("In three years"), _down("forecast_attractiveness")),
    Column("status", gettext_lazy("Status"), (STATUS_NOW, *BY_NAME)),
    Column("kam", gettext_lazy("KAM"), (F("account__kam__full_name").asc(nulls_last=True), *BY_NAME)),
)
BY_KEY = {column.key: column for column in COLUMNS}


@dataclass
class Asked:
    """The matrix as asked for; `refusals` are sentences about what could not be used, the rest holds."""

    team: str = ""
    kam: str = ""
    industry: str = ""
    quadrant: str = ""
    status: str = ""
    sort: str = "name"
    side: str = RIGHT
    # With the movement since the last published round.
    since: bool = False
    refusals: list[str] = field(default_factory=list)

    @property
    def is_narrow(self) -> bool:
        return bool(self.team or self.kam or self.industry or self.quadrant or self.status)

    @property
    def strong_at_left(self) -> bool:
        return self.side == LEFT

    @property
    def condition(self) -> Q:
        """Empty where nothing is narrowed."""
        found = Q()
        if self.team:
            found &= Q(account__kam__team=int(self.team))
        if self.kam:
            found &= Q(account__kam__isnull=True) if self.kam == NOBODY else Q(account__kam=int(self.kam))
        if self.industry:
            found &= Q(account__industry=self.industry)
        if self.quadrant:
            found &= STANDINGS[self.quadrant][1]
        if self.status:
            found &= Q(account__status=self.status)
        return found

    @property
    def order(self) -> Order:
        order = BY_KEY[self.sort.removeprefix("-")].order
        return tuple(_turned(part) for part in order) if self.sort.startswith("-") else order


def _turned(part: Any) -> Any:
    """The same order backwards, what is missing still last; names stay in the order of the alphabet."""
    if isinstance(part, str):
        return f"-{part}"
    if isinstance(part, Case):
        return part.desc()
    turned = part.copy()
    turned.descending = not part.descending
    return turned


def asked_by(query: Mapping[str, str], strong_at_left: bool) -> Asked:
    """Read the query of the URL; `strong_at_left` is the orientation of the model. No statement."""
    asked = Asked(side=LEFT if strong_at_left else RIGHT, since=query.get("since") == "last")
    for name in ("team", "kam"):
        value = _text(query, name)
        if value.isdecimal() and len(value) < 10 or (name == "kam" and value == NOBODY):
            setattr(asked, name, value)
        elif value:
            _refuse(asked, value)
    asked.industry = _text(query, "industry")
    for name, choices in (("quadrant", STANDINGS), ("status", Status.values), ("side", (LEFT, RIGHT))):
        value = _text(query, name)
        if value in choices:
            setattr(asked, name, value)
        elif value:
            _refuse(asked, value)
    sort = _text(query, "sort")
    if sort.removeprefix("-") in BY_KEY:
        asked.sort = sort
    elif sort:
        _refuse(asked, sort)
    return asked


def _text(query: Mapping[str, str], name: str) -> str:
    return query.get(name, "").replace("\x00", "").strip()[:SEARCH_AT_MOST]


def _refuse(asked: Asked, value: str) -> None:
    asked.refusals.append(_("“%(value)s” is not among the choices; it was left out.") % {"value": value})


# Who and what the candidates have: (kam, name, team, name of the team), and their industries.
Owner = tuple[int | None, str | None, int | None, str | None]


def owners_of(rows: Iterable[Row]) -> tuple[set[Owner], set[str]]:
    owners, industries = set(), set()
    for row in rows:
        owners.add((row.kam, row.kam_name, row.team, row.team_name))
        industries.add(row.industry)
    return owners, industries


def selects_of(asked: Asked, owners: set[Owner], industries: set[str]) -> list[Select]:
    """The filters with their choices, which are those of the candidates the reader sees."""
    teams: list[Choice] = sorted({(str(pk), name or "") for _k, _n, pk, name in owners if pk}, key=lambda one: one[1])
    kams: list[Choice] = sorted({(str(pk), name or "") for pk, name, _t, _n in owners if pk}, key=lambda one: one[1])
    if any(pk is None for pk, *_rest in owners):
        kams.insert(0, (NOBODY, gettext_lazy("Nobody")))
    named = [(name, name) for name in sorted(industries) if name]
    selects = [
        Select("quadrant", gettext_lazy("Quadrant"), [(key, title) for key, (title, _q) in STANDINGS.items()]),
        Select("status", gettext_lazy("Status"), list(Status.choices)),
        Select("team", gettext_lazy("Team"), teams),
        Select("kam", gettext_lazy("KAM"), kams),
        Select("industry", gettext_lazy("Industry"), list(named)),
    ]
    for select in selects:
        select.value = getattr(asked, select.name)
    return [select for select in selects if len(select.choices) > 1 or select.value]
