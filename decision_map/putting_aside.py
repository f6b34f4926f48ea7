"""An alert somebody has looked at is put aside with a reason until a day, and can be brought back before."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from decision_map.drawing import lock_map
from decision_map.models import DecisionMap, Dismissal
from kam_portal.foundation.people.models import User

# [ours] A month to begin with; who wants it longer than a year should change the map.
USUAL = datetime.timedelta(days=30)
LONGEST = datetime.timedelta(days=366)


@transaction.atomic
def put_aside(
    *, map_: DecisionMap, alert: str, reason: str, on: datetime.date, until: datetime.date, by: User
) -> Dismissal:
    """Once more of what is aside already gives it the new reason and day.

    Raises ValidationError for a day that is not ahead, or further away than a year.
    """
    if not on < until <= on + LONGEST:
        raise ValidationError({"until": _("Choose a day after today, at most a year ahead.")})
    lock_map(map_)
    values = {"account_id": map_.account_id, "reason": reason, "on": on, "until": until, "by": by}
    return Dismissal.objects.update_or_create(map=map_, alert=alert, defaults=values)[0]


@transaction.atomic
def bring_back(*, map_: DecisionMap, alert: str) -> None:
    """Nothing happens to what is back already."""
    lock_map(map_)
    for dismissal in Dismissal.objects.filter(map=map_, alert=alert):
        dismissal.delete()
