"""The candidates of a round by batches, each locked in a transaction of its own, so that work can break off and begin
again, and never overwrites what somebody agreed on meanwhile with older figures.

The round is locked first (shared, it cannot leave its step), then its candidates by their ids: see holding.py. Whatever
is read after that includes every change committed before; a change committed later finds the candidate when the batch
is done, and places it again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from django.db import transaction
from django.db.models.expressions import RawSQL

from accounts.models import Candidate, Round
from accounts.selection.holding import hold

BATCH = 2000

# (candidate, account) by id of the candidate.
Seats = list[tuple[int, int]]
Written = Callable[[int], None]


def among(ids: Collection[int]) -> RawSQL:
    """For `__in`: the ids as one value, so that thousands of them are neither parsed nor limited."""
    return RawSQL("SELECT unnest(%s::bigint[])", [as_array(ids)])  # noqa: S611 - the ids are a parameter


def as_array(ids: Collection[int]) -> str:
    """As PostgreSQL writes an array; ten times as fast as handing over each of them."""
    return f"{{{','.join(map(str, ids))}}}"


def nobody_asks(count: int) -> None:
    return None


class RoundHasMovedOn(Exception):
    """The round has left the step at which this may be written. Nothing of the batch was."""


def by_batches(
    *,
    round_: Round,
    accounts: Sequence[int] | None,
    work: Callable[[Seats], None],
    written: Written,
    only_at: Sequence[str] = (),
) -> int:
    """Call `work` for batch after batch of the round's candidates, or of those of some accounts; how many they were.

    `only_at`: steps of the round outside of which RoundHasMovedOn is raised; none given: any.
    """
    last = done = 0
    while True:
        with transaction.atomic():
            _hold_the_step(round_, only_at)
            seats = _next(round_, accounts, last)
            if seats:
                work(seats)
        if not seats:
            return done
        last, done = seats[-1][0], done + len(seats)
        written(len(seats))


def _hold_the_step(round_: Round, only_at: Sequence[str]) -> None:
    state = hold(round_.pk)
    if only_at and state not in only_at:
        raise RoundHasMovedOn


def _next(round_: Round, accounts: Sequence[int] | None, last: int) -> Seats:
    rows = Candidate.objects.filter(round=round_, pk__gt=last).order_by("pk")
    if accounts is not None:
        rows = rows.filter(account__in=among(accounts))
    return list(rows.select_for_update(no_key=True).values_list("pk", "account")[:BATCH])
