"""What we promised a client and have not done yet."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from accounts.models import Account
from dossiers.models import NextStep


@dataclass(frozen=True)
class OpenStep:
    text: str
    on: datetime.date
    owner: str
    is_late: bool


def open_steps(account: Account, today: datetime.date, at_most: int) -> list[OpenStep]:
    """Open next steps, the longest late first; one statement."""
    steps = NextStep.objects.open().filter(account=account).order_by("on", "pk")
    return [OpenStep(*read, read[1] < today) for read in steps.values_list("text", "on", "owner__full_name")[:at_most]]
