"""What raters are told about a round: that they are asked, reminded, or that it was cancelled."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import Rater, Round
from accounts.selection.standing import HANDED_IN_AT
from kam_portal.foundation.notifications import topics
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import Line
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day

State = Round.State
NOMINATE, SCORE, REMINDER, CANCELLED = "round-nominate", "round-score", "round-reminder", "round-cancelled"
ASKED_AT = {State.NOMINATING: NOMINATE, State.SCORING: SCORE}


def words_to(
    raters: Iterable[Rater], *, topic: str, stage: str = "", note: str = "", at: datetime.datetime
) -> list[Message]:
    """A message to each of these seats, on the day it is where they are."""
    return [
        Message(
            recipient=rater.user,
            topic=topic,
            subject_id=rater.round_id,
            due_on=local_day(rater.user, at),
            stage=stage,
            note=note,
            created_at=at,
        )
        for rater in raters
    ]


def _seats(messages: Sequence[Message]) -> dict[tuple[int, int], Rater]:
    """(round, person) -> the seat, with its round."""
    seats = Rater.objects.filter(
        round__in={message.subject_id for message in messages}, user__in={message.recipient_id for message in messages}
    )
    return {(seat.round_id, seat.user_id): seat for seat in seats.select_related("round")}


def _rounds_of(messages: Sequence[Message], reader: User, today: datetime.date) -> dict[int, Round]:
    """The rounds of the messages that `reader` still rates and sees."""
    ids = {message.subject_id for message in messages}
    visible = Round.objects.visible_to(reader, today).filter(pk__in=ids, raters__user=reader)
    return {round_.pk: round_ for round_ in visible}


class OfARound:
    """A topic whose subject is a round; the line of a message is what `text` makes of it."""

    key = ""
    urgency = 10

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        seats = _seats(messages)
        return {
            message.pk
            for message in messages
            if (seat := seats.get((message.subject_id, message.recipient_id))) and self.concerns(message, seat)
        }

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        rounds = _rounds_of(messages, reader, today)
        return [
            Line(
                message.pk,
                round_.title,
                self.text(message, round_),
                self.path(message, round_),
                f"round-{round_.pk}",
                self.urgency,
            )
            for message in messages
            if (round_ := rounds.get(message.subject_id)) is not None
        ]

    def concerns(self, message: Message, seat: Rater) -> bool:
        raise NotImplementedError

    def text(self, message: Message, round_: Round) -> str:
        raise NotImplementedError

    def path(self, message: Message, round_: Round) -> str:
        return reverse("nominations" if self.step(message) == State.NOMINATING else "scores", args=[round_.pk])

    def step(self, message: Message) -> str:
        raise NotImplementedError


class Asking(OfARound):
    """The round stands at `at_step` and waits for the rater; where it went back to it, the note is the reason."""

    def __init__(self, key: str, at_step: str) -> None:
        self.key, self.at_step = key, at_step

    def step(self, message: Message) -> str:
        return self.at_step

    def concerns(self, message: Message, seat: Rater) -> bool:
        return is_waited_for(seat, self.step(message))

    def text(self, message: Message, round_: Round) -> str:
        words = _asked_in_words(self.step(message), round_)
        if not message.note:
            return words
        sentence = _("The round went back: “%(reason)s” What you entered is kept. %(words)s")
        return sentence % {"reason": message.note, "words": words}


class Reminding(Asking):
    """The same once more; `stage` is the step."""

    def __init__(self) -> None:
        super().__init__(REMINDER, "")

    def step(self, message: Message) -> str:
        return message.stage

    def text(self, message: Message, round_: Round) -> str:
        return _("A reminder: %(words)s") % {"words": super().text(message, round_)}


class Cancelled(OfARound):
    """The round was cancelled; the note is the reason."""

    key = CANCELLED
    urgency = 50

    def step(self, message: Message) -> str:
        return State.CANCELLED

    def concerns(self, message: Message, seat: Rater) -> bool:
        return seat.round.state == State.CANCELLED

    def text(self, message: Message, round_: Round) -> str:
        return _("The round was cancelled: “%(reason)s” Nothing more is asked of you.") % {"reason": message.note}

    def path(self, message: Message, round_: Round) -> str:
        return reverse("round_progress", args=[round_.pk])


def is_waited_for(seat: Rater, step: str) -> bool:
    """Whether the seat's round stands at that step and what it asks for was not handed in."""
    column = HANDED_IN_AT.get(State(step)) if step in State.values else None
    return column is not None and seat.round.state == step and getattr(seat, column) is None


def _asked_in_words(step: str, round_: Round) -> str:
    if step == State.NOMINATING:
        words, until = _("You are asked which clients you hold key."), round_.nominate_until
    else:
        words, until = _("You are asked to score the accounts of the round."), round_.score_until
    if until is None:
        return words
    return _("%(words)s Until %(day)s.") % {"words": words, "day": formats.date_format(until, "DATE_FORMAT")}


def register() -> None:
    for topic in (Asking(NOMINATE, State.NOMINATING), Asking(SCORE, State.SCORING), Reminding(), Cancelled()):
        topics.register(topic)
