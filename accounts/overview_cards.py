"""Cards of an account's overview that upper floors bring.

They register their own in AppConfig.ready(); a floor that does not exist leaves no card.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Protocol

from accounts.access import Tie
from accounts.models import Account


class Card(Protocol):
    """`template` is included with `found`, beside the account and the reader's tie to it."""

    template: str

    def read(self, account: Account, tie: Tie, on: datetime.date) -> Any:
        """What the card shows this reader; None for no card."""
        ...


@dataclass(frozen=True)
class Shown:
    template: str
    found: Any


_cards: list[Card] = []


def register(card: Card) -> None:
    """A second registration of the same card is ignored."""
    if card not in _cards:
        _cards.append(card)


def cards_of(account: Account, tie: Tie, on: datetime.date) -> list[Shown]:
    found = [Shown(card.template, card.read(account, tie, on)) for card in _cards]
    return [shown for shown in found if shown.found is not None]
