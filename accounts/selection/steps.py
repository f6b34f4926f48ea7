"""The steps of a round: who may go where, what must hold before, and what is told. Publishing is in publishing.py."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Candidate, Round, RoundStep
from kam_portal.foundation.history.versions import Difference, StaleEdit
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day

State = Round.State

# The ways of a round; those at REASONED want a reason.
WAYS: dict[str, tuple[str, ...]] = {
    State.SETUP: (State.NOMINATING, State.SCORING, State.CANCELLED),
    State.NOMINATING: (State.COMPARING, State.CANCELLED),
    State.COMPARING: (State.SCORING, State.NOMINATING, State.CANCELLED),
    State.SCORING: (State.CONSENSUS, State.CANCELLED),
    State.CONSENSUS: (State.DECIDING, State.SCORING, State.CANCELLED),
    State.DECIDING: (State.PUBLISHED, State.CONSENSUS, State.CANCELLED),
    State.PUBLISHED: (),
    State.CANCELLED: (),
}
ORDER: list[str] = list(State)


def needs_reason(before: str, after: str) -> bool:
    """Cancelling, reopening a cancelled round and going back are told with a reason."""
    return after == State.CANCELLED or before == State.CANCELLED or ORDER.index(after) < ORDER.index(before)


# What must hold before a step, and what follows it in the same transaction: registered by the module that knows it.
Check = Callable[[Round], None]
Following = Callable[[Round, User | None, datetime.datetime], None]
_checks: dict[str, list[Check]] = {}
_following: dict[str, list[Following]] = {}
_returning: dict[str, list[Following]] = {}


def before_step(state: str) -> Callable[[Check], Check]:
    """Decorator: called before a round goes on to `state`; raises ValidationError to keep it where it is."""

    def register(check: Check) -> Check:
        _checks.setdefault(state, []).append(check)
        return check

    return register


def after_step(state: str) -> Callable[[Following], Following]:
    """Decorator: called once a round has gone on to `state`, in the same transaction."""
    return _registering(_following, state)


def after_return(state: str) -> Callable[[Following], Following]:
    """Decorator: called once a round has gone back to `state`, in the same transaction."""
    return _registering(_returning, state)


def _registering(called: dict[str, list[Following]], state: str) -> Callable[[Following], Following]:
    def register(following: Following) -> Following:
        called.setdefault(state, []).append(following)
        return following

    return register


@transaction.atomic
def take_step(
    *, round_: Round, to: str, by: User | None, at: datetime.datetime, version: int | None = None, reason: str = ""
) -> Round:
    """Move the round on, back (with a reason) or aside; the stored round.

    Raises ValidationError when there is no such way or something is missing, StaleEdit when somebody took a step since
    the `version` that was read.
    """
    stored = Round.objects.select_for_update(of=("self",), no_key=True).select_related("model").get(pk=round_.pk)
    _refuse_when_moved_since(stored, round_, version, to)
    if to not in ways_from(stored):
        raise ValidationError(_("The round cannot go there from the step it stands at. Look at it again."))
    if needs_reason(stored.state, to) and not reason.strip():
        raise ValidationError({"reason": _("Say why; whoever takes part will read it.")})
    if stored.is_busy:
        raise ValidationError(_("The portal is still at work on this round. Wait until it is done."))
    if to != State.CANCELLED:
        for check in _checks.get(to, []):
            check(stored)
    RoundStep.objects.create(round=stored, before=stored.state, after=to, reason=reason.strip(), by=by, at=at)
    before, stored.state = stored.state, to
    stored.version += 1
    stored.save(update_fields=["state", "version", *_published(stored, by, at)])
    goes_on = ORDER.index(to) > ORDER.index(before) or before == State.CANCELLED
    for following in (_following if goes_on else _returning).get(to, []):
        following(stored, by, at)
    return stored


def ways_from(round_: Round) -> tuple[str, ...]:
    """Where the round may go; a cancelled one may be reopened at the step at which it was cancelled."""
    return (step_of(round_),) if round_.state == State.CANCELLED else WAYS[round_.state]


def step_of(round_: Round) -> str:
    """The step at which the round stands; of a cancelled one, that at which it was cancelled."""
    if round_.state != State.CANCELLED:
        return round_.state
    last = RoundStep.objects.filter(round=round_, after=State.CANCELLED).last()
    return last.before if last else State.SETUP


def _published(stored: Round, by: User | None, at: datetime.datetime) -> list[str]:
    if stored.state != State.PUBLISHED:
        return []
    stored.published_on = day_of(by, at)
    return ["published_on"]


def day_of(by: User | None, at: datetime.datetime) -> datetime.date:
    """The day on which somebody takes a step: where they are; without a person, by the portal's own clock."""
    return local_day(by, at) if by is not None else timezone.localdate(at)


def _refuse_when_moved_since(stored: Round, read: Round, version: int | None, to: str) -> None:
    if version is None or version == stored.version:
        return
    difference = Difference("state", read.state, stored.state, to)
    raise StaleEdit(version=stored.version, differences=[difference])


@before_step(State.NOMINATING)
@before_step(State.SCORING)
def _somebody_is_looked_at(round_: Round) -> None:
    if not Candidate.objects.filter(round=round_, stays=True).exists():
        raise ValidationError(_("The round has no accounts yet. Choose which are looked at first."))


@before_step(State.NOMINATING)
@before_step(State.SCORING)
def _somebody_is_asked(round_: Round) -> None:
    """Raters are needed unless the sales rows score everything."""
    unmeasured: Any = round_.model.factors.filter(measure="")
    if not round_.raters.exists() and unmeasured.exists():
        raise ValidationError(_("The round has no raters yet. Ask people of several functions first."))
