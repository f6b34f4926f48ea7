"""Next steps: what one of us does because of a diary entry, by when, and whether it is done.

A step has a version of its own. Marking it as done or open again leaves the version: who edits the words at that
moment is not disturbed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from dossiers.models import DiaryEntry, NextStep
from kam_portal.foundation.history.versions import StaleEdit, save_versioned
from kam_portal.foundation.people.models import User

STEP_LIMIT = 300


def add_step(*, entry: DiaryEntry, text: str, on: datetime.date, owner: User) -> NextStep:
    return NextStep.objects.create(account_id=entry.account_id, entry=entry, text=text, on=on, owner=owner)


def edit_step(*, step: NextStep, version: int, changes: Mapping[str, Any]) -> NextStep:
    """Other words, day or owner; done stays done. Raises StaleEdit when somebody saved in between."""
    return save_versioned(instance=step, version=version, changes=changes)


@transaction.atomic
def remove_step(*, step: NextStep, version: int) -> None:
    """Raises StaleEdit when somebody changed it in between."""
    save_versioned(instance=step, version=version, changes={}).delete()


def finish_step(*, step: NextStep, version: int, on: datetime.date) -> NextStep:
    """Mark as done; the second time changes nothing. Raises StaleEdit when the words were changed since `version`."""
    return _mark(step, version, lambda stored: stored.done_on or on)


def reopen_step(*, step: NextStep, version: int) -> NextStep:
    """Take "done" back; the second time changes nothing. Raises StaleEdit like finish_step."""
    return _mark(step, version, lambda stored: None)


@transaction.atomic
def _mark(step: NextStep, version: int, done: Callable[[NextStep], datetime.date | None]) -> NextStep:
    stored = NextStep.objects.select_for_update(of=("self",), no_key=True).get(pk=step.pk)
    if stored.version != version:
        raise StaleEdit(version=stored.version, differences=[])
    day = done(stored)
    if stored.done_on != day:
        stored.done_on = day
        stored.save(update_fields=["done_on"])
    return stored


def line_of(entry: DiaryEntry, part: str, number: int) -> str:
    """A line of "summary" or "promises", counted from 0, as the text of a step; "" where there is none."""
    if part not in ("summary", "promises"):
        return ""
    lines = str(getattr(entry, part)).splitlines()
    line = lines[number].strip() if 0 <= number < len(lines) else ""
    return line if len(line) <= STEP_LIMIT else line[: STEP_LIMIT - 1] + "…"
