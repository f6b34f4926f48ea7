"""Which few clients make most of the turnover or profit (method.md, section 2: 20/80). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from accounts.kaism.scales import HUNDRED
from accounts.kaism.totals import ZERO

A_UP_TO, B_UP_TO = Decimal(80), Decimal(95)


@dataclass(frozen=True, slots=True)
class Portion:
    """One client's part: amount as given; share and cumulative in % of all gains (0 when there are no gains).

    letter: "A", "B" or "C".
    """

    client: str
    amount: Decimal
    share: Decimal
    cumulative: Decimal
    letter: str


@dataclass(frozen=True, slots=True)
class Pareto:
    """The curve, from the largest client down.

    gains: sum of the amounts above 0. net: sum of all. mark: how many clients it takes to reach 80 % of the gains,
    None when there are none. missing: clients whose amount is unknown, by name; they stand outside the curve.
    """

    portions: tuple[Portion, ...]
    gains: Decimal
    net: Decimal
    mark: int | None
    missing: tuple[str, ...]


def pareto(amounts: Mapping[str, Decimal | None]) -> Pareto:
    """Clients by amount, falling, ties by name; all amounts of one currency and period.

    Class by the cumulative share, the client included: A up to 80 %, B up to 95 %, else C [ours]. The largest client
    is A however large, or a client with 90 % of the turnover would be none. Shares are of the gains, so losses never
    make a share of more than 100 %: the curve rises to 100 and then falls by the losses. Whoever brings
    nothing or a loss is C. An unknown amount (None) is not zero: it has no class and is listed apart.
    """
    given = {client: amount for client, amount in amounts.items() if amount is not None}
    falling = sorted(given.items(), key=lambda item: (-item[1], item[0]))
    gains = sum((amount for amount in given.values() if amount > 0), ZERO)
    portions: list[Portion] = []
    running = ZERO
    for client, amount in falling:
        running += amount
        portions.append(portion(client, amount, running, gains, first=not portions))
    mark = next((n for n, found in enumerate(portions, 1) if found.cumulative >= A_UP_TO), None)
    missing = tuple(sorted(client for client, amount in amounts.items() if amount is None))
    return Pareto(tuple(portions), gains, running, mark, missing)


def portion(client: str, amount: Decimal, running: Decimal, gains: Decimal, *, first: bool) -> Portion:
    if not gains:
        return Portion(client, amount, ZERO, ZERO, "C")
    share, cumulative = amount * HUNDRED / gains, running * HUNDRED / gains
    return Portion(client, amount, share, cumulative, letter_of(amount, cumulative, first=first))


def letter_of(amount: Decimal, cumulative: Decimal, *, first: bool) -> str:
    if amount <= 0:
        return "C"
    if first or cumulative <= A_UP_TO:
        return "A"
    return "B" if cumulative <= B_UP_TO else "C"
