"""A digest that was refused for good: those who can mend the address hear of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from kam_portal.foundation.notifications.models import Digest, Message
from kam_portal.foundation.notifications.saying import say
from kam_portal.foundation.notifications.topics import Line
from kam_portal.foundation.people.models import User

TOPIC = "mail-failed"


def tell_of_refusal(*, digest: Digest, at: datetime.datetime) -> None:
    """A message to the person's team lead; to every admin when there is none, or when the lead is the one."""
    person = digest.recipient
    lead = person.team.lead if person.team is not None else None
    if lead is not None and lead.is_active and lead.pk != person.pk:
        readers = [lead]
    else:
        readers = list(User.objects.active_admins().exclude(pk=person.pk))
    for reader in readers:
        say(
            topic=TOPIC,
            recipient=reader,
            subject_id=person.pk,
            day=digest.local_day,
            note=digest.error,
            about=person,
            at=at,
        )


class MailFailed:
    """Mail to a person was refused."""

    key = TOPIC

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        """While the person works here and no mail reached them since."""
        people = {m.subject_id for m in messages}
        active = set(User.objects.active().filter(pk__in=people).values_list("pk", flat=True))
        reached = {
            (recipient, day)
            for recipient, day in Digest.objects.filter(recipient__in=people, sent_at__isnull=False).values_list(
                "recipient", "local_day"
            )
        }
        return {
            m.pk
            for m in messages
            if m.subject_id in active and not any(who == m.subject_id and day > m.due_on for who, day in reached)
        }

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        path = reverse("people") if reader.is_admin else reverse("inbox")
        return [
            Line(m.pk, str(m.about), _refusal_in_words(m, reader), path, f"person-{m.subject_id}", urgency=-20)
            for m in messages
            if m.about is not None and (reader.is_admin or _leads(reader, m.about))
        ]


def _leads(reader: User, person: User) -> bool:
    return reader.is_lead and person.team is not None and person.team.lead_id == reader.pk


def _refusal_in_words(message: Message, reader: User) -> str:
    values = {"email": message.about.email if message.about else "", "error": message.note}
    if reader.is_admin:
        return _("Reminders to %(email)s were refused: %(error)s. Correct the address.") % values
    return _("Reminders to %(email)s were refused: %(error)s. Ask an admin to correct the address.") % values
