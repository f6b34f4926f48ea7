"""What the rules propose for a candidate; the board decides (method.md, section 2).

A promotion is proposed at once. A demotion of a key or key development client wants two rounds in a row that placed it
lower: the round at hand and the newest published one before it that looked at the account [KAM].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.kaism import Quadrant, demotion_suggested, is_lower
from accounts.models import Candidate, Round, Status
from accounts.selection.earlier import rounds_before
from accounts.selection.words import QUADRANT_WORDS

NEVER_LOOKED_AT = "-"


class Remark(StrEnum):
    """Why the proposal is not simply the status of the quadrant."""

    NONE = ""
    UNPLACED = "unplaced"
    CLOSED = "closed"
    ONE_ROUND = "one round"
    TWO_ROUNDS = "two rounds"


REMARKS: dict[Remark, str | Promise] = {
    Remark.NONE: "",
    Remark.UNPLACED: _("too little is known for a quadrant"),
    Remark.CLOSED: _("closed clients are opened again by hand"),
    Remark.ONE_ROUND: _("one round is not enough for a demotion"),
    Remark.TWO_ROUNDS: _("two rounds in a row placed it lower"),
}


@dataclass(frozen=True)
class Proposal:
    """`status` is "" where the rules propose nothing."""

    status: str
    remark: Remark = Remark.NONE

    @property
    def words(self) -> str:
        return str(Status(self.status).label) if self.status else ""

    @property
    def remark_words(self) -> str | Promise:
        return REMARKS[self.remark]


# The protected statuses as quadrants, to be compared with what the rounds found.
HELD = {Status.KEY: Quadrant.KEY_ACCOUNT, Status.KEY_DEVELOPMENT: Quadrant.KEY_DEVELOPMENT}


def proposal(held: str, found: str, earlier: Sequence[Quadrant | None]) -> Proposal:
    """held: the present status. found: the quadrant of the round at hand, "" for none. earlier: newest first."""
    if held == Status.CLOSED:
        return Proposal("", Remark.CLOSED)
    if not found:
        return Proposal("", Remark.UNPLACED)
    quadrant, stands = Quadrant(found), HELD.get(Status(held))
    if stands is None or not is_lower(quadrant, stands):
        return Proposal(QUADRANT_WORDS[quadrant].status)
    if demotion_suggested(stands, [quadrant, *earlier]):
        return Proposal(QUADRANT_WORDS[quadrant].status, Remark.TWO_ROUNDS)
    return Proposal(held, Remark.ONE_ROUND)


def with_earlier(candidates: QuerySet[Candidate], round_: Round) -> QuerySet[Candidate]:
    """Each with `earlier`: the quadrant of the newest published round before this one that looked at the account.

    "" where that round could not place it or left it out [ours: no evidence for a demotion].
    """
    before = Candidate.objects.filter(account=OuterRef("account"), round__in=rounds_before(round_))
    seen = Case(When(stays=True, then=F("quadrant")), default=Value(""), output_field=CharField())
    newest = before.order_by("-round__published_on", "-round").values(seen=seen)[:1]
    return candidates.annotate(earlier=Coalesce(Subquery(newest), Value(NEVER_LOOKED_AT), output_field=CharField()))


def proposal_for(candidate: Candidate) -> Proposal:
    """Of a candidate that carries `earlier` and its account."""
    earlier: str = candidate.earlier  # type: ignore[attr-defined]
    rounds = [] if earlier == NEVER_LOOKED_AT else [Quadrant(earlier) if earlier else None]
    return proposal(candidate.account.status, candidate.quadrant, rounds)


def _lower_than_held(name: str) -> Q:
    """The quadrant in the column `name` is lower than a key or key development client stands."""
    found = Q()
    for status, stands in HELD.items():
        lower = [quadrant.value for quadrant in Quadrant if is_lower(quadrant, stands)]
        found |= Q(account__status=status, **{f"{name}__in": lower})
    return found


# Placed lower than the client stands; whether that is proposed is another question.
PLACED_LOWER = _lower_than_held("quadrant")
# The status of proposal() in the database, of a candidate that carries `earlier`; a test holds the two together.
PROPOSED_NOW = Case(
    When(Q(account__status=Status.CLOSED) | Q(quadrant=""), then=Value("")),
    When(PLACED_LOWER & ~_lower_than_held("earlier"), then=F("account__status")),
    *[When(quadrant=quadrant.value, then=Value(words.status.value)) for quadrant, words in QUADRANT_WORDS.items()],
    output_field=CharField(),
)
