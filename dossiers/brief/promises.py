"""What was promised in talks, theirs and ours, one line each, as the diary has it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from accounts.models import Account
from dossiers.diary.steps import line_of
from dossiers.models import DiaryEntry, NextStep

# The latest entries that hold a promise.
ENTRIES_READ = 8


@dataclass(frozen=True)
class Promised:
    """One line; `noted_by` wrote it down on the day of the talk."""

    text: str
    on: datetime.date
    noted_by: str


def written_promises(account: Account, at_most: int) -> list[Promised]:
    """The latest first, without those that became a next step, open or done; one statement."""
    return list(islice(_promises(account), at_most))


def _promises(account: Account) -> Iterator[Promised]:
    steps = NextStep.objects.filter(entry=OuterRef("pk")).order_by().values("text")
    entries = DiaryEntry.objects.filter(account=account).exclude(promises="").select_related("by")
    for entry in entries.annotate(step_texts=ArraySubquery(steps)).order_by("-on", "-pk")[:ENTRIES_READ]:
        lines = (line_of(entry, "promises", number) for number in range(len(entry.promises.splitlines())))
        for line in lines:
            if line and line not in entry.step_texts:
                yield Promised(line, entry.on, entry.by.full_name if entry.by else "")
