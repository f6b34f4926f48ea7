"""What the key-account board has before it: the candidates of a round, narrowed, sorted and paged by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, Candidate, Decision, Round
from accounts.selection import capacity
from accounts.selection.access import RoundTie
from accounts.selection.batches import among
from accounts.selection.deciding import IS_UNDECIDED, may_decide
from accounts.selection.earlier import rounds_before
from accounts.selection.ordering import BY_NAME, QUADRANT_RANK, STATUS_DECIDED, STATUS_NOW
from accounts.selection.overtaken import with_doubts
from accounts.selection.proposing import PLACED_LOWER, Proposal, proposal_for
from accounts.selection.publishing import HALF_KNOWN, WENT_AWAY
from kam_portal.foundation.people.models import User
from kam_portal.foundation.tabular.paging import Page, page_of

ORDERS: dict[str, tuple[str | Promise, tuple[Any, ...]]] = {
    "name": (_("Client"), BY_NAME),
    "quadrant": (_("Quadrant"), (QUADRANT_RANK, *BY_NAME)),
    "status": (_("Status now"), (STATUS_NOW, *BY_NAME)),
    "decided": (pgettext_lazy("of a status", "Decided"), (STATUS_DECIDED, *BY_NAME)),
    "kam": (_("KAM"), (F("account__kam__full_name").asc(nulls_last=True), *BY_NAME)),
}
SHOWN: dict[str, str | Promise] = {
    "": _("All"),
    "undecided": _("Undecided"),
    "overrides": _("Decided otherwise than proposed"),
    "demotions": _("Placed lower than they stand"),
    "provisional": _("Provisional"),
    "overtaken": _("Given another status by hand since"),
    "moved": _("The figures moved: decide again"),
    "away": _("Went to another lead: decide again"),
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
    is_to_decide_again: bool
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
) -> Page:
    """The page of lines. `seen`: None for all accounts."""
    found = page_of(_listed(round_, seen, asked), page)
    _tell_doubts(found.rows, round_)
    managers = {row.account.kam_id for row in found if row.account.kam_id is not None}
    loads = capacity.loads_after(round_, managers) if managers and tie.sees_all else {}
    open_to = tie.may_run and round_.state == Round.State.DECIDING
    is_over = round_.state == Round.State.PUBLISHED
    found.rows[:] = [_line(row, loads, open_to and may_decide(user, row.account), is_over) for row in found]
    return found


def _listed(round_: Round, seen: Sequence[int] | None, asked: Asked) -> QuerySet[Candidate]:
    rows = Candidate.objects.filter(round=round_, stays=True)
    if asked.show in ("overtaken", "moved"):
        rows = with_doubts(rows, round_)
    if seen is not None:
        rows = rows.filter(account__in=among(seen))
    made = Decision.objects.filter(candidate__round=round_)
    conditions = {
        "undecided": IS_UNDECIDED,
        "overrides": Q(pk__in=made.exclude(status=F("proposed")).values("candidate")),
        "demotions": PLACED_LOWER,
        "provisional": HALF_KNOWN,
        "overtaken": Q(is_overtaken=True),
        "moved": Q(has_moved=True),
        "away": WENT_AWAY,
    }
    if asked.show:
        rows = rows.filter(conditions[asked.show])
    _title, order = ORDERS[asked.sort.removeprefix("-")]
    rows = rows.select_related("account__kam__team", "decision__by").order_by(*order)
    return rows.reverse() if asked.sort.startswith("-") else rows


def _tell_doubts(rows: Sequence[Candidate], round_: Round) -> None:
    """What the round before found and what became of decisions, for a page alone: a list would ask it of everybody."""
    page: Any = with_doubts(Candidate.objects.filter(pk__in=[row.pk for row in rows]), round_).order_by()
    names = ("earlier", "is_overtaken", "has_moved")
    told = {pk: values for pk, *values in page.values_list("pk", *names)}
    for row in rows:
        for name, value in zip(names, told[row.pk], strict=True):
            setattr(row, name, value)


def _proposal(row: Candidate, decision: Decision | None, *, is_over: bool) -> Proposal:
    """Of a round that is over what was proposed to the board: statuses have followed since."""
    if not is_over:
        return proposal_for(row)
    return Proposal(decision.proposed if decision else "")


def _line(row: Any, loads: dict[int, capacity.Load], open_to: bool, is_over: bool) -> Line:
    """Of a candidate as with_doubts() reads it."""
    decision = getattr(row, "decision", None)
    load = loads.get(row.account.kam_id or 0)
    return Line(
        candidate=row,
        account=row.account,
        decision=decision,
        proposal=_proposal(row, decision, is_over=is_over),
        load=capacity.load_in_words(row.account.kam, load) if load else "",
        is_overloaded=load is not None and load.is_overfull,
        may_decide=open_to,
        is_overtaken=row.is_overtaken,
        is_to_decide_again=row.has_moved,
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
