"""Due dates that move together: one action's, and of those that wait for it the ones that go along; and taken back.

[ours] Who goes along moves whole, beginning and due date, by the same number of days. The action itself keeps its
beginning, unless it would then be due before it begins.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Func, JSONField, TextField
from django.db.models.functions import Cast
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.keeping import refused_in_words
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User
from planning.actions.waiting import moved, waiting_in_turn
from planning.actions.writing import DAYS, REFUSALS, edit_action
from planning.models import Action, Plan, Shift
from planning.period import lies_inside, refuse_outside
from planning.plans import hold

BEGINS_OUTSIDE = gettext_lazy(
    "It would then begin on %(day)s, outside the plan, which runs from %(from)s until %(until)s. "
    "Choose another day, or change its beginning first."
)
# Of an action's days, those that change: from what to what.
Changes = dict[str, datetime.date | None]


@transaction.atomic
def move_due(
    *,
    action: Action,
    version: int,
    due_on: datetime.date,
    along: Mapping[int, int],
    by: User,
    at: datetime.datetime,
) -> Shift:
    """Another due date, and the same number of days for those `along`: versions by number of the action.

    Raises StaleEdit when the action was changed since, ValidationError when one of the others was, when a day leaves
    the plan, and for a closed plan.
    """
    held = hold(action.plan)
    stored = Action.objects.get(pk=action.pk)
    if stored.due_on is None or stored.due_on == due_on:
        raise ValidationError({"due_on": _("It is due on that day already. Choose another one.")})
    refuse_outside(held, due_on=due_on)
    days = (due_on - stored.due_on).days
    begins: Changes = {}
    if stored.starts_on is not None and stored.starts_on > due_on:
        begins["starts_on"] = _begins(held, stored.starts_on + datetime.timedelta(days))
    with refused_in_words(REFUSALS):
        save_versioned(instance=stored, version=version, changes={"due_on": due_on}, stamp=begins)
    own = {stored.pk: _told(stored, {"due_on": due_on, **begins})}
    return _shifted(held, stored, own, days, along, by=by, at=at)


@transaction.atomic
def edit_and_move(
    *, action: Action, version: int, changes: Mapping[str, Any], by: User, at: datetime.datetime
) -> Action:
    """edit_action; another due date of an open action is kept as a move, which can be taken back."""
    held = hold(action.plan)
    before = Action.objects.get(pk=action.pk)
    saved = edit_action(action=action, version=version, changes=changes)
    if saved.is_open and before.due_on and saved.due_on and saved.due_on != before.due_on:
        days = {name: getattr(saved, name) for name in DAYS if getattr(saved, name) != getattr(before, name)}
        own = {str(saved.pk): _told(before, days)}
        Shift.objects.create(account_id=held.account_id, plan=held, moved=own, by=by, at=at)
    return saved


@transaction.atomic
def move_waiting(
    *, action: Action, days: int, along: Mapping[int, int], by: User, at: datetime.datetime
) -> Shift | None:
    """Those `along` follow an action that was moved by so many days already: one move, taken back as one.

    Raises ValidationError like move_due.
    """
    held = hold(action.plan)
    if not along:
        return None
    own = last_shift_of(by, held)
    if own is None or set(own.moved) != {str(action.pk)} or _days_between(own.moved[str(action.pk)]) != days:
        return _shifted(held, action, {}, days, along, by=by, at=at)
    own.moved |= _followed(held, action, days, along)
    own.at = at
    own.save(update_fields=["moved", "at"])
    return own


def open_waiting(action: Action) -> list[Action]:
    """The open actions with a day that wait for it, directly or through open ones, the nearer first."""
    rows = {each.pk: each for each in Action.objects.filter(plan=action.plan_id).open() if each.pk != action.pk}
    keys = waiting_in_turn(action.pk, {pk: each.waits_for_id for pk, each in rows.items()})
    return [each for key in keys if (each := rows[key]).due_on or each.starts_on]


def days_moved(action: Action, days: int) -> Changes:
    return {name: moved(day, days) for name in DAYS if (day := getattr(action, name)) is not None}


def leaves_the_plan(action: Action, days: int, plan: Plan) -> bool:
    return any(day and not lies_inside(plan, day) for day in days_moved(action, days).values())


def _begins(plan: Plan, day: datetime.date) -> datetime.date:
    """The beginning that another due date takes along; refused by that date, which is what was chosen."""
    if not lies_inside(plan, day):
        told = {"day": formats.date_format(day), **_bounds(plan)}
        raise ValidationError({"due_on": ValidationError(BEGINS_OUTSIDE, params=told)})
    return day


def _bounds(plan: Plan) -> dict[str, str]:
    return {"from": formats.date_format(plan.starts_on), "until": formats.date_format(plan.ends_on)}


def _shifted(
    plan: Plan,
    action: Action,
    told: dict[int, Any],
    days: int,
    along: Mapping[int, int],
    *,
    by: User,
    at: datetime.datetime,
) -> Shift:
    moves = {str(pk): days for pk, days in told.items()} | _followed(plan, action, days, along)
    return Shift.objects.create(account_id=plan.account_id, plan=plan, moved=moves, by=by, at=at)


def _followed(plan: Plan, action: Action, days: int, along: Mapping[int, int]) -> dict[str, Any]:
    """Moves those `along`; returns their days before and after as Shift keeps them."""
    waiting = {each.pk for each in open_waiting(action)}
    if not along.keys() <= waiting:
        raise ValidationError({"along": _("One of these does not wait any more. Look at them again.")})
    rows = _locked(plan, along)
    for each in rows:
        _refuse_along(plan, each, along[each.pk], days)
    moves = {str(each.pk): _told(each, days_moved(each, days)) for each in rows}
    _write({each: days_moved(each, days) for each in rows})
    return moves


def _refuse_along(plan: Plan, each: Action, version: int, days: int) -> None:
    if leaves_the_plan(each, days, plan):
        sentence = _("“%(action)s” would leave the plan, which runs from %(from)s until %(until)s. Leave it out.")
        raise ValidationError({"along": ValidationError(sentence, params={**_bounds(plan), "action": each.title})})
    if each.version != version:
        sentence = _("“%(action)s” was changed meanwhile. Nothing was moved; look at it again.")
        raise ValidationError({"along": ValidationError(sentence, params={"action": each.title})})


def _locked(plan: Plan, numbers: Iterable[int]) -> list[Action]:
    """Actions of the plan by number, locked in that order; without those that were removed."""
    rows = Action.objects.filter(plan=plan, pk__in=numbers)
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


def _write(moves: Mapping[Action, Changes]) -> None:
    """Other days of locked actions, a version further each, in one statement; the history has a row of each."""
    for action, days in moves.items():
        for name, day in days.items():
            setattr(action, name, day)
        action.version += 1
    with refused_in_words(REFUSALS):
        Action.objects.bulk_update(moves, [*DAYS, "version"])


def _told(before: Action, after: Changes) -> dict[str, list[str | None]]:
    """The days before and after as Shift keeps them."""
    return {name: [_iso(getattr(before, name)), _iso(day)] for name, day in after.items()}


def _days_between(days: Mapping[str, list[str | None]]) -> int | None:
    """By how much a kept move changed the due date."""
    before, after = days.get("due_on", (None, None))
    return (datetime.date.fromisoformat(after) - datetime.date.fromisoformat(before)).days if before and after else None


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def last_shift_of(user: User, plan: Plan) -> Shift | None:
    """What this person moved last and did not take back. Where an action was removed since, nothing can be."""
    present = Action.objects.filter(plan=plan).order_by().values(number=Cast("pk", TextField()))
    removed = Func(
        "moved", ArraySubquery(present), template="(%(expressions)s)", arg_joiner=" - ", output_field=JSONField()
    )
    own = Shift.objects.filter(plan=plan, by=user, undone_at=None)
    return own.alias(removed=removed).filter(removed={}).order_by("-pk").first()


@transaction.atomic
def take_back(*, shift: Shift, by: User, at: datetime.datetime) -> Shift:
    """The days of one's own last move stand as before; the second time changes nothing.

    Raises ValidationError when one of the actions was moved, closed or removed since, or something else was moved.
    """
    held = hold(shift.plan)
    stored = Shift.objects.select_for_update().get(pk=shift.pk)
    if stored.undone_at is not None:
        return stored
    rows = _locked(held, map(int, stored.moved))
    if len(rows) < len(stored.moved):
        raise ValidationError(_("One of the actions was removed since. Move the others by hand."))
    if (last := last_shift_of(by, held)) is None or last.pk != stored.pk:
        raise ValidationError(_("You moved other days since. Take those back first."))
    _write({each: _days_before(held, each, stored.moved[str(each.pk)]) for each in rows})
    stored.undone_at = at
    stored.save(update_fields=["undone_at"])
    return stored


def _days_before(plan: Plan, action: Action, days: Mapping[str, list[str | None]]) -> Changes:
    """Raises ValidationError when the action was changed since, or the plan has become shorter."""
    if not action.is_open or any(_iso(getattr(action, name)) != after for name, (_before, after) in days.items()):
        sentence = _("“%(action)s” was changed since, so nothing is taken back. Move the days by hand.")
        raise ValidationError(sentence, params={"action": action.title})
    before = {name: datetime.date.fromisoformat(day) if day else None for name, (day, _after) in days.items()}
    try:
        refuse_outside(plan, **before)
    except ValidationError as outside:
        raise ValidationError(outside.messages) from outside
    return before
