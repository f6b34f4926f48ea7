"""What we promised a client and have not done yet."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from accounts.models import Account
from dossiers.models import DiaryEntry


@dataclass(frozen=True)
class OpenStep:
    text: str
    on: datetime.date
    owner: str
    is_late: bool


def open_steps(account: Account, today: datetime.date, at_most: int) -> list[OpenStep]:
    """Open next steps, the longest late first; one statement."""
    steps = DiaryEntry.objects.filter(account=account).open_next_steps().order_by("next_step_on", "pk")
    read = steps.values_list("next_step", "next_step_on", "next_step_owner__full_name")[:at_most]
    return [OpenStep(text, on, owner, on < today) for text, on, owner in read if on is not None]
