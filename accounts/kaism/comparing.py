"""Comparing the lists of key accounts that the functions made blind (method.md, section 2; seed 003). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import TypeVar

Account = TypeVar("Account", bound=Hashable)
Lists = Mapping[str, Collection[Account]]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two functions' lists: how many accounts stand on both, how many on either."""

    first: str
    second: str
    both: int
    either: int

    @property
    def jaccard(self) -> Decimal | None:
        """both/either, 0 to 1; None when neither list names anybody, for then there is nothing to agree about."""
        return Decimal(self.both) / self.either if self.either else None


def overlaps(lists: Lists[Account]) -> tuple[Overlap, ...]:
    """Every pair of functions, by name. lists: function -> accounts; several raters' lists are joined before."""
    named = {function: set(accounts) for function, accounts in sorted(lists.items())}
    return tuple(
        Overlap(one, other, len(named[one] & named[other]), len(named[one] | named[other]))
        for one, other in combinations(named, 2)
    )


def named_by(lists: Lists[Account]) -> dict[Account, tuple[str, ...]]:
    """Who named each account: account -> functions by name, accounts in the order in which they first appear."""
    found: dict[Account, tuple[str, ...]] = {}
    for function, accounts in sorted(lists.items()):
        for account in dict.fromkeys(accounts):
            found[account] = (*found.get(account, ()), function)
    return found


def named_by_n(lists: Lists[Account]) -> dict[int, int]:
    """n -> how many accounts are named by exactly n functions, from all functions down to one."""
    counts = Counter(len(functions) for functions in named_by(lists).values())
    return {n: counts[n] for n in range(len(lists), 0, -1)}
