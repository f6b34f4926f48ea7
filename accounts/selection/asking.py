"""Telling raters what they are asked for: when a step begins or is gone back to, when they get a seat, when late."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Rater, Round, RoundStep
from accounts.selection.messages import ASKED_AT, CANCELLED, REMINDER, words_to
from accounts.selection.standing import HANDED_IN_AT, missing_in
from accounts.selection.steps import after_return, after_step
from kam_portal.foundation.notifications.saying import say_all
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day

State = Round.State


def tell_raters_they_are_asked(
    round_: Round,
    by: User | None,
    at: datetime.datetime,
    *,
    only: list[Rater] | None = None,
    stage: str = "",
    note: str = "",
) -> None:
    """To everybody who is waited for at this step, or to some new seats; whoever did it knows it already."""
    topic = ASKED_AT.get(State(round_.state))
    if topic is None:
        return
    missing = missing_in(round_).select_related("user")
    if only is not None:
        missing = missing.filter(pk__in=[rater.pk for rater in only])
    told = [rater for rater in missing if by is None or rater.user_id != by.pk]
    say_all(words_to(told, topic=topic, stage=stage, note=note, at=at))


@after_step(State.NOMINATING)
@after_step(State.SCORING)
def _ask(round_: Round, by: User | None, at: datetime.datetime) -> None:
    tell_raters_they_are_asked(round_, by, at)


@after_return(State.NOMINATING)
@after_return(State.SCORING)
def _ask_again(round_: Round, by: User | None, at: datetime.datetime) -> None:
    """Lists and scores stay; whoever handed them in is waited for once more, and everybody reads why."""
    column = HANDED_IN_AT[State(round_.state)]
    Rater.objects.filter(round=round_, **{f"{column}__isnull": False}).update(**{column: None})
    step = RoundStep.objects.filter(round=round_).latest("pk")
    tell_raters_they_are_asked(round_, by, at, stage=f"back-{step.pk}", note=step.reason)


@after_step(State.CANCELLED)
def _tell_of_the_cancelling(round_: Round, by: User | None, at: datetime.datetime) -> None:
    """To the raters, unless the round was only being set up: then nobody had heard of it."""
    step = RoundStep.objects.filter(round=round_).latest("pk")
    if step.before == State.SETUP:
        return
    raters = Rater.objects.filter(round=round_, user__is_active=True).select_related("user")
    told = [rater for rater in raters if by is None or rater.user_id != by.pk]
    say_all(words_to(told, topic=CANCELLED, note=step.reason, at=at))


@transaction.atomic
def remind_missing(*, round_: Round, by: User, at: datetime.datetime) -> tuple[list[Rater], list[Rater]]:
    """Remind those who are waited for, at most once a day each: who was reminded now, and who had been today.

    Raises ValidationError when the step waits for nobody.
    """
    stored = Round.objects.get(pk=round_.pk)
    if State(stored.state) not in HANDED_IN_AT:
        raise ValidationError(_("At this step nobody is waited for; there is nothing to remind of."))
    seats = missing_in(stored).select_for_update(of=("self",)).select_related("user").order_by("pk")
    missing = [rater for rater in seats if rater.user_id != by.pk]
    earlier = [rater for rater in missing if _was_reminded_today(rater, at)]
    now = [rater for rater in missing if rater not in earlier]
    Rater.objects.filter(pk__in=[rater.pk for rater in now]).update(reminded_at=at)
    say_all(words_to(now, topic=REMINDER, stage=stored.state, at=at))
    return now, earlier


def _was_reminded_today(rater: Rater, at: datetime.datetime) -> bool:
    return rater.reminded_at is not None and local_day(rater.user, rater.reminded_at) == local_day(rater.user, at)
