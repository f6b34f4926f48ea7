"""The communications programme: what is told whom, by which means and when; that it was told, and what came of it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.keeping import not_in_the_future
from accounts.models import Contact
from accounts.personal.refusing import refuse_erased
from kam_portal.foundation.history.versions import save_versioned
from planning.goals.writing import FOREIGN
from planning.models import Communication, Listener, Plan
from planning.people_along import Along, hold_people, save_with_people
from planning.period import refuse_outside
from planning.plans import hold, refuse_foreign

AUDIENCE = Along("audience", Listener, "communication", "contact_id")
TWICE = _("%(name)s is in the audience twice. Name everybody once.")
NO_DAY = _("Say on which day it was told, or empty the result.")


@transaction.atomic
def plan_communication(
    *, plan: Plan, message: str, subject: str, tool: str, audience: Iterable[Contact] = (), **values: Any
) -> Communication:
    """`values` may set on, owner and goal. Raises ValidationError, by its fields, for what does not fit the plan."""
    plan = hold(plan)
    told = Communication(account_id=plan.account_id, plan=plan, message=message, subject=subject, tool=tool, **values)
    listeners = list(audience)
    _check(told, listeners, new=listeners)
    told.save()
    AUDIENCE.put(told, [person.pk for person in listeners])
    hold_people()
    return told


@transaction.atomic
def edit_communication(*, communication: Communication, version: int, changes: Mapping[str, Any]) -> Communication:
    """Change columns and "audience". Raises StaleEdit, the audience among its differences, and ValidationError."""
    plan = hold(communication.plan)
    wanted = Communication.objects.get(pk=communication.pk, plan=plan)
    known = set(AUDIENCE.ids(wanted))
    listeners = list(changes.get("audience", wanted.audience.all()))
    stored, _new = save_with_people(
        instance=wanted, version=version, changes={**changes, "audience": listeners}, along=AUDIENCE
    )
    stored.plan = plan
    _check(stored, listeners, new=[person for person in listeners if person.pk not in known])
    return stored


@transaction.atomic
def tell_communication(
    *, communication: Communication, version: int, changes: Mapping[str, Any], today: datetime.date
) -> Communication:
    """The day it was told and what came of it; without both it is still to be told. Raises StaleEdit."""
    plan = hold(communication.plan)
    told_on, result = changes["told_on"], changes["result"]
    if result and told_on is None:
        raise ValidationError({"told_on": NO_DAY})
    try:
        not_in_the_future(told_on, today)
    except ValidationError as error:
        raise ValidationError({"told_on": error}) from error
    stored = Communication.objects.get(pk=communication.pk, plan=plan)
    return save_versioned(instance=stored, version=version, changes={"told_on": told_on, "result": result})


@transaction.atomic
def remove_communication(*, communication: Communication, version: int) -> None:
    """Raises StaleEdit when somebody changed it in between."""
    plan = hold(communication.plan)
    stored = Communication.objects.get(pk=communication.pk, plan=plan)
    save_versioned(instance=stored, version=version, changes={}).delete()


def _check(told: Communication, audience: Collection[Contact], *, new: Iterable[Contact]) -> None:
    """Raise ValidationError for what lies outside the plan or belongs to somebody else, whoever calls."""
    refuse_outside(told.plan, on=told.on)
    refuse_foreign(told.plan, goal=told.goal)
    seen: set[int] = set()
    for person in audience:
        if person.account_id != told.account_id:
            raise ValidationError({"audience": FOREIGN})
        if person.pk in seen:
            raise ValidationError({"audience": ValidationError(TWICE, params={"name": person.name})})
        seen.add(person.pk)
    for person in new:
        refuse_erased(person)
