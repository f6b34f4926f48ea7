"""Which accounts change their quadrant when a weight moves or a rater is left out: asked of the stored flips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Candidate, Factor, Rater, Round

NAMED = 5


@dataclass(frozen=True)
class Change:
    """A weight that moves by a share of itself (`which` is the position of its factor), or a rater left out (an id)."""

    kind: str
    which: int
    share: Decimal | None = None

    @property
    def key(self) -> str:
        """As the URL writes it."""
        if self.share is None:
            return f"{self.kind}-{self.which}"
        return f"{self.kind}-{self.which}-{'up' if self.share > 0 else 'down'}"

    @property
    def stored(self) -> list[Any]:
        """How a flip by this change begins in Candidate.flips."""
        return [self.kind, self.which] if self.share is None else [self.kind, self.which, str(self.share)]

    @classmethod
    def of(cls, flip: Sequence[Any]) -> Change:
        return cls(flip[0], flip[1], Decimal(flip[2]) if flip[0] == "weight" else None)


@dataclass(frozen=True)
class Turned:
    """An account that a change turns; `after` is "" where it would have no place any more."""

    account: int
    name: str
    after: str


@dataclass
class Group:
    """What one change does: how many accounts it turns, the first of them by name."""

    change: Change
    words: str
    count: int
    turned: list[Turned] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.turned)


class Words:
    """Changes of one round in words; two statements."""

    def __init__(self, round_: Round) -> None:
        self.round = round_

    @cached_property
    def factors(self) -> list[Factor]:
        return list(self.round.model.factors.all())

    @cached_property
    def raters(self) -> dict[int, str]:
        raters = Rater.objects.filter(round=self.round).select_related("user")
        return {rater.pk: str(rater.user) for rater in raters}

    def of(self, change: Change) -> str:
        if change.share is None:
            return _("Without %(name)s") % {"name": self.raters.get(change.which, _("a rater"))}
        sign = "+" if change.share > 0 else "\N{MINUS SIGN}"
        share = f"{sign}{abs(change.share * 100):.0f}"
        return _("%(factor)s %(share)s %%") % {"factor": self.factors[change.which], "share": share}


@dataclass(frozen=True)
class Summary:
    """Of the accounts that stay in the round: how many have a place, and how many would lose or change it."""

    placed: int
    turned: int


def summary_of(round_: Round) -> Summary:
    found = Candidate.objects.filter(round=round_, stays=True).aggregate(
        placed=Count("pk", filter=~Q(quadrant="")), turned=Count("pk", filter=~Q(flips=[]))
    )
    return Summary(**found)


def candidates_that_turn(round_: Round, change: Change | None = None) -> QuerySet[Candidate]:
    """By name; those that `change` turns, or any change."""
    rows = Candidate.objects.filter(round=round_, stays=True).exclude(flips=[]).select_related("account")
    if change is not None:
        rows = rows.filter(flips__contains=[change.stored])
    return rows.order_by("account__sort_key", "pk")


def groups_of(round_: Round, words: Words) -> list[Group]:
    """First the weights in the order of the factors, then the raters by name; one statement and the words."""
    groups: dict[Change, Group] = {}
    with connection.cursor() as cursor:
        cursor.execute(BY_CHANGE, [round_.pk, NAMED])
        for kind, which, share, count, account, name, after in cursor.fetchall():
            change = Change(kind, which, Decimal(share) if kind == "weight" else None)
            group = groups.setdefault(change, Group(change, words.of(change), count))
            group.turned.append(Turned(account, name, after))
    return sorted(groups.values(), key=_in_order)


def _in_order(group: Group) -> tuple[bool, int, Decimal, str]:
    change = group.change
    if change.share is None:
        return (True, 0, Decimal(0), group.words)
    return (False, change.which, -change.share, "")


BY_CHANGE = """
SELECT kind, which, share, turned, account_id, trade_name, after FROM (
    SELECT flip->>0 AS kind, (flip->>1)::bigint AS which, CASE WHEN flip->>0 = 'weight' THEN flip->>2 END AS share,
        flip->>-1 AS after, c.account_id, a.trade_name,
        count(*) OVER change AS turned,
        row_number() OVER (change ORDER BY a.sort_key, c.id) AS place
    FROM accounts_candidate c JOIN accounts_account a ON a.id = c.account_id, jsonb_array_elements(c.flips) AS flip
    WHERE c.round_id = %s AND c.stays
    WINDOW change AS (PARTITION BY flip->>0, flip->>1, CASE WHEN flip->>0 = 'weight' THEN flip->>2 END)
) all_flips WHERE place <= %s ORDER BY place
"""


@dataclass(frozen=True)
class Line:
    """An account with what would turn it: (words of the change, quadrant after)."""

    candidate: Candidate
    changes: list[tuple[str, str]]


def lines_of(candidates: Sequence[Candidate], words: Words) -> list[Line]:
    return [
        Line(candidate, [(words.of(Change.of(flip)), flip[-1]) for flip in candidate.flips]) for candidate in candidates
    ]
