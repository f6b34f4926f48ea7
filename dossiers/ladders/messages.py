"""The word that the client has answered: to who asked, to the manager, and to whoever stands in for them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.messages import group_of, readable
from dossiers.ladders import ladder
from dossiers.ladders.words import standing_in_words
from dossiers.models import ClientLadder
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import Line
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day

TOPIC = "ladder-answered"
URGENCY = 20


def words_of_answer(answer: ClientLadder, *, at: datetime.datetime) -> list[Message]:
    """Messages to be said; `answer` carries its invitation with who asked, the account, manager and delegates."""
    return [
        Message(
            topic=TOPIC,
            recipient=recipient,
            about=about,
            subject_id=answer.account_id,
            due_on=local_day(recipient, at),
            stage=str(answer.pk),
            created_at=at,
        )
        for recipient, about in _told(answer, at).values()
    ]


def _told(answer: ClientLadder, at: datetime.datetime) -> dict[int, tuple[User, User | None]]:
    """Whom the answer concerns at that instant, by id; beside those who stand in, for whom they do."""
    found: dict[int, tuple[User, User | None]] = {}
    for person in (answer.invitation.made_by, answer.invitation.account.kam):
        if person is None or not person.is_active:
            continue
        found[person.pk] = (person, None)
        if (other := person.stand_in(local_day(person, at))) is not None:
            found.setdefault(other.pk, (other, person))
    return found


class LadderAnswered:
    key = TOPIC

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        """While the answer is there and the reader is one of those whom it concerns."""
        answers = _answers(messages)
        told = {stage: set(_told(answer, at)) for stage, answer in answers.items()}
        return {m.pk for m in messages if m.recipient_id in told.get(m.stage, ())}

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        accounts, answers, found = readable(messages, reader, today), _answers(messages), []
        for message in messages:
            account, answer = accounts.get(message.subject_id), answers.get(message.stage)
            if account is not None and answer is not None:
                path = f"{reverse('dossier', args=[account.pk])}#ladder"
                text = _in_words(answer, message)
                found.append(Line(message.pk, str(account), text, path, group_of(account), URGENCY))
        return found


def _answers(messages: Sequence[Message]) -> dict[str, ClientLadder]:
    """Answers by the stage of their messages."""
    ids = {int(message.stage) for message in messages if message.stage.isdecimal()}
    rows = ClientLadder.objects.filter(pk__in=ids).select_related(
        "contact", "invitation__made_by__delegate", "invitation__account__kam__delegate"
    )
    return {str(answer.pk): answer for answer in rows}


def _in_words(answer: ClientLadder, message: Message) -> str:
    values = {
        "who": answer.contact or _("The client"),
        "level": standing_in_words(ladder.standing(answer.answers)),
        "name": message.about,
    }
    if message.about is not None:
        return _("%(who)s answered the six questions of the ladder: %(level)s. You stand in for %(name)s.") % values
    return _("%(who)s answered the six questions of the ladder: %(level)s.") % values
