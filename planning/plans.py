"""Plans begun, renamed and taken back; and the lock under which everything in a plan is written."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.keeping import Refusals, refused_in_words
from accounts.models import Account
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User
from planning.discussion.asking_first import refuse_said_by_others
from planning.models import Action, Communication, Goal, Opportunity, P, Plan, PlanState, Resource, Strategy

ENDS_LATER = gettext_lazy("A plan ends after it begins. Choose a later day.")
FOREIGN = gettext_lazy("This is of another plan. Choose one of this plan’s.")
REFUSALS: Refusals = {
    "one_plan_of_a_title_an_account": (
        "title",
        gettext_lazy("There is a plan of this title already. Give this one another."),
    ),
    "plan_ends_after_it_begins": ("ends_on", ENDS_LATER),
}


@transaction.atomic
def begin_plan(
    *, account: Account, title: str, starts_on: datetime.date, ends_on: datetime.date, currency: str, aim: str = ""
) -> Plan:
    """A draft with its four Ps, each still empty. Raises ValidationError for a title that is taken, or odd days."""
    plan = Plan(account=account, title=title, starts_on=starts_on, ends_on=ends_on, currency=currency, aim=aim)
    with refused_in_words(REFUSALS):
        plan.save()
    for p in P:
        Strategy.objects.create(account=account, plan=plan, p=p)
    return plan


@transaction.atomic
def edit_plan(*, plan: Plan, version: int, changes: Mapping[str, Any]) -> Plan:
    """Raises StaleEdit when somebody saved in between, ValidationError like begin_plan and for a closed plan.

    Another currency is refused once there are amounts: their figures would stay and mean something else.
    """
    held = hold(plan)
    if held.version == version and changes.get("currency", held.currency) != held.currency:
        _refuse_other_currency(held)
    with refused_in_words(REFUSALS):
        saved = save_versioned(instance=plan, version=version, changes=changes)
    if {"starts_on", "ends_on"} & changes.keys():
        _refuse_left_out(saved)
    return saved


@transaction.atomic
def remove_plan(*, plan: Plan, version: int, by: User) -> None:
    """A draft that nobody ever approved, nor anybody else spoke of.

    Raises StaleEdit, and ValidationError for another one.
    """
    held = hold(plan)
    if held.state != PlanState.DRAFT or held.approved_version:
        raise ValidationError(_("Only a draft that was never approved can be removed. Close the plan instead."))
    stored = save_versioned(instance=held, version=version, changes={})
    refuse_said_by_others(stored, by)
    stored.delete()


# Everything in a plan that is an amount of money.
AMOUNTS: Sequence[tuple[type[models.Model], Q]] = (
    (Strategy, Q(contract_value__isnull=False)),
    (Opportunity, Q(value_1__isnull=False) | Q(value_3__isnull=False) | Q(value_5__isnull=False)),
    (Action, Q(cost_planned__isnull=False) | Q(cost_used__isnull=False)),
    (Resource, Q(kind=Resource.Kind.MONEY) & (Q(planned__isnull=False) | Q(used__isnull=False))),
)


def _refuse_other_currency(plan: Plan) -> None:
    if any(model._default_manager.filter(known, plan=plan).exists() for model, known in AMOUNTS):
        raise ValidationError(
            {
                "currency": ValidationError(
                    _("There are amounts in %(currency)s in this plan; their figures would stay as they are."),
                    params={"currency": plan.currency},
                )
            }
        )


def _refuse_left_out(plan: Plan) -> None:
    """A period that would leave dates of the plan outside is refused, with one of them."""
    dated = ((Goal, "due_on"), (Action, "due_on"), (Action, "starts_on"), (Communication, "on"))
    outside = [
        (row, getattr(row, day))
        for model, day in dated
        for row in model._default_manager.filter(plan=plan).exclude(**{f"{day}__range": (plan.starts_on, plan.ends_on)})
        if getattr(row, day)
    ]
    if outside:
        row, on = min(outside, key=lambda each: each[1])
        sentence = ngettext(
            "%(n)d date of the plan lies outside this period: “%(title)s” on %(day)s. Move it first.",
            "%(n)d dates of the plan lie outside this period, first of all “%(title)s” on %(day)s. Move them first.",
            len(outside),
        )
        day = formats.date_format(on, "DATE_FORMAT")
        raise ValidationError({"ends_on": sentence % {"n": len(outside), "title": row, "day": day}})


def hold(plan: Plan) -> Plan:
    """Lock a plan to the end of the transaction: first of all that a verb of a plan locks, then its rows by pk.

    Returns it as stored. Raises ValidationError for a closed one, Plan.DoesNotExist for one that is gone.
    """
    stored = Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if stored.is_closed:
        raise ValidationError(_("This plan is closed: it is kept as it was. Begin one for the next period."))
    return stored


def refuse_foreign(plan: Plan, **rows: models.Model | None) -> None:
    """Raise ValidationError, by their fields, for goals and opportunities of another plan."""
    foreign = [name for name, row in rows.items() if row is not None and row.plan_id != plan.pk]  # type: ignore[attr-defined]
    if foreign:
        raise ValidationError(dict.fromkeys(foreign, FOREIGN))
