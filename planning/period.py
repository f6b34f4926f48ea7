"""What is planned lies in the plan's period."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from planning.models import Plan

OUTSIDE = _("%(day)s is outside the plan, which runs from %(from)s until %(until)s. Choose a day in between.")


def lies_inside(plan: Plan, day: datetime.date) -> bool:
    return plan.starts_on <= day <= plan.ends_on


def refuse_outside(plan: Plan, **days: datetime.date | None) -> None:
    """Raise ValidationError, by their fields, for days before the plan begins or after it ends."""
    outside = {name: day for name, day in days.items() if day and not lies_inside(plan, day)}
    if outside:
        bounds = {"from": formats.date_format(plan.starts_on), "until": formats.date_format(plan.ends_on)}
        raise ValidationError(
            {
                name: ValidationError(OUTSIDE, params={**bounds, "day": formats.date_format(day)})
                for name, day in outside.items()
            }
        )
