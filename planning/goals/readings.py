"""How far a goal was on a day: read, corrected and taken back. One reading a goal a day."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.keeping import Refusals, not_in_the_future, refused_in_words
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User
from planning.models import Goal, Reading
from planning.plans import hold

REFUSALS: Refusals = {
    "one_reading_a_goal_a_day": ("on", _("This day has a reading already. Edit that one, or choose another day.")),
}
NO_VALUE = _("Write the value of that day; nought is a value, an empty line is none.")
NO_NUMBER = _("This goal is told in words, so its readings are too. Say it in the note.")
NO_WORDS = _("Say in a few words how far it is.")


@transaction.atomic
def add_reading(
    *,
    goal: Goal,
    on: datetime.date,
    value: Decimal | None = None,
    note: str = "",
    is_reached: bool = False,
    today: datetime.date,
    by: User | None,
) -> Reading:
    """Raises ValidationError, by its fields, for a day ahead or taken, and for a value where words are asked for."""
    plan = hold(goal.plan)
    goal = Goal.objects.get(pk=goal.pk, plan=plan)
    reading = Reading(
        account_id=goal.account_id, goal=goal, on=on, value=value, note=note, is_reached=is_reached, by=by
    )
    _check(reading, today)
    with refused_in_words(REFUSALS):
        reading.save()
    return reading


@transaction.atomic
def edit_reading(
    *, reading: Reading, version: int, changes: Mapping[str, Any], today: datetime.date, by: User | None
) -> Reading:
    """What changed gets its author. Raises StaleEdit, and ValidationError like add_reading."""
    plan = hold(reading.goal.plan)
    stored = Reading.objects.select_related("goal").get(pk=reading.pk, goal__plan=plan)
    if stored.version == version:
        for name, value in changes.items():
            setattr(stored, name, value)
        _check(stored, today)
    with refused_in_words(REFUSALS):
        return save_versioned(instance=stored, version=version, changes=changes, stamp={"by": by})


@transaction.atomic
def remove_reading(*, reading: Reading, version: int) -> None:
    """Raises StaleEdit when somebody changed it in between."""
    hold(reading.goal.plan)
    save_versioned(instance=reading, version=version, changes={}).delete()


def _check(reading: Reading, today: datetime.date) -> None:
    try:
        not_in_the_future(reading.on, today)
    except ValidationError as error:
        raise ValidationError({"on": error}) from error
    if reading.goal.kind == Goal.Kind.MEASURED:
        if reading.value is None:
            raise ValidationError({"value": NO_VALUE})
    elif reading.value is not None:
        raise ValidationError({"value": NO_NUMBER})
    elif not reading.note:
        raise ValidationError({"note": NO_WORDS})
