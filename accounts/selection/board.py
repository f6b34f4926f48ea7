"""What the key-account board has before it: the candidates of a round, narrowed, sorted and paged by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import listing
from accounts.kaism import Quadrant
from accounts.models import Account, Candidate, Decision, Round
from accounts.selection import capacity
from accounts.selection.access import RoundTie
from accounts.selection.deciding import IS_UNDECIDED, may_decide
from accounts.selection.overtaken import overtaken_in
from accounts.selection.proposing import PLACED_LOWER, Proposal, proposal_for, rounds_before, with_earlier
from accounts.selection.publishing import HALF_KNOWN
from kam_portal.foundation.people.models import User
from kam_portal.foundation.tabular.paging import Page, page_of

BY_NAME: tuple[Any, ...] = ("account__sort_key", "pk")
QUADRANT_RANK = Case(
    *[When(quadrant=quadrant.value, then=Value(rank)) for rank, quadrant in enumerate(Quadrant)],
    default=Value(len(Quadrant)),
    output_field=IntegerField(),
)


def _status_rank(path: str) -> Case:
    """The order of the method for a status at `path`; nothing decided comes last."""
    ranked = listing.STATUS_ORDER
    cases = [When(**{path: status}, then=Value(rank)) for rank, status in enumerate(ranked)]
    return Case(*cases, default=Value(len(ranked)), output_field=IntegerField())


ORDERS: dict[str, tuple[str | Promise, tuple[Any, ...]]] = {
    "name": (_("Client"), BY_NAME),
    "quadrant": (_("Quadrant"), (QUADRANT_RANK, *BY_NAME)),
    "status": (_("Status now"), (_status_rank("account__status"), *BY_NAME)),
    "decided": (pgettext_lazy("of a status", "Decided"), (_status_rank("decision__status"), *BY_NAME)),
    "kam": (_("KAM"), (F("account__kam__full_name").asc(nulls_last=True), *BY_NAME)),
}
SHOWN: dict[str, str | Promise] = {
    "": _("All"),
    "undecided": _("Undecided"),
    "overrides": _("Decided otherwise than proposed"),
    "demotions": _("Placed lower than they stand"),
    "provisional": _("Too little known"),
    "overtaken": _("Given another status by hand since"),
}


@dataclass(frozen=True)
class Line:
    """One candidate as the page lists it."""

    candidate: Candidate
    account: Account
    decision: Decision | None
    proposal: Proposal
    load: str
    is_overloaded: bool
    may_decide: bool
    is_overtaken: bool
    is_half_known: bool

    @property
    def may_tick(self) -> bool:
        return self.may_decide and self.decision is None and bool(self.proposal.status)

    @property
    def has_moved(self) -> bool:
        """The figures changed since the decision: the rules propose something else now."""
        return self.decision is not None and self.proposal.status != self.decision.proposed


@dataclass(frozen=True)
class Heading:
    title: str | Promise
    sort: str
    direction: str


@dataclass(frozen=True)
class Asked:
    """What the URL asks for; what it does not know is left out."""

    show: str
    sort: str

    @property
    def headings(self) -> list[Heading]:
        found = []
        for key, (title, _order) in ORDERS.items():
            direction = {key: "ascending", f"-{key}": "descending"}.get(self.sort, "")
            found.append(Heading(title, f"-{key}" if self.sort == key else key, direction))
        return found


def asked_for(show: str, sort: str) -> Asked:
    return Asked(show if show in SHOWN else "", sort if sort.removeprefix("-") in ORDERS else "name")


def board(
    *, user: User, round_: Round, tie: RoundTie, seen: Sequence[int] | None, asked: Asked, page: str | None
) -> tuple[Page, set[int]]:
    """The page of lines, and which candidates of the round were overtaken. `seen`: None for all accounts."""
    overtaken = overtaken_in(round_) if round_.state == Round.State.DECIDING and tie.sees_all else set()
    found = page_of(_listed(round_, seen, asked, overtaken), page)
    _tell_earlier(found.rows, round_)
    managers = {row.account.kam_id for row in found if row.account.kam_id is not None}
    loads = capacity.loads_after(round_, managers) if managers and tie.sees_all else {}
    open_to = tie.may_run and round_.state == Round.State.DECIDING
    found.rows[:] = [_line(row, loads, open_to and may_decide(user, row.account), overtaken) for row in found]
    return found, overtaken


def _listed(round_: Round, seen: Sequence[int] | None, asked: Asked, overtaken: set[int]) -> QuerySet[Candidate]:
    rows = Candidate.objects.filter(round=round_, stays=True)
    if seen is not None:
        rows = rows.filter(account__in=seen)
    made = Decision.objects.filter(candidate__round=round_)
    conditions = {
        "undecided": IS_UNDECIDED,
        "overrides": Q(pk__in=made.exclude(status=F("proposed")).values("candidate")),
        "demotions": PLACED_LOWER,
        "provisional": HALF_KNOWN,
        "overtaken": Q(pk__in=overtaken),
    }
    if asked.show:
        rows = rows.filter(conditions[asked.show])
    _title, order = ORDERS[asked.sort.removeprefix("-")]
    rows = rows.select_related("account__kam__team", "decision__by").order_by(*order)
    return rows.reverse() if asked.sort.startswith("-") else rows


def _tell_earlier(rows: Sequence[Candidate], round_: Round) -> None:
    """What the round before found, for the rows of a page alone: sorting would ask it of every candidate."""
    if not rows:
        return
    page: Any = with_earlier(Candidate.objects.filter(pk__in=[row.pk for row in rows]), round_).order_by()
    earlier = dict(page.values_list("pk", "earlier"))
    for row in rows:
        row.earlier = earlier[row.pk]  # type: ignore[attr-defined]


def _line(row: Candidate, loads: dict[int, capacity.Load], open_to: bool, overtaken: set[int]) -> Line:
    load = loads.get(row.account.kam_id or 0)
    return Line(
        candidate=row,
        account=row.account,
        decision=getattr(row, "decision", None),
        proposal=proposal_for(row),
        load=capacity.load_in_words(row.account.kam, load) if load else "",
        is_overloaded=load is not None and load.is_overfull,
        may_decide=open_to,
        is_overtaken=row.pk in overtaken,
        is_half_known=row.provisional or row.strength_state == "provisional",
    )


@dataclass(frozen=True)
class EarlierRound:
    candidate: Candidate
    round: Round
    decision: Decision | None


def earlier_rounds(candidate: Candidate, round_: Round, *, at_most: int = 5) -> list[EarlierRound]:
    """What the published rounds before this one made of the account, newest first."""
    rows = Candidate.objects.filter(account=candidate.account_id, round__in=rounds_before(round_))
    rows = rows.select_related("round", "decision").order_by("-round__published_on", "-round")[:at_most]
    return [EarlierRound(row, row.round, getattr(row, "decision", None)) for row in rows]
