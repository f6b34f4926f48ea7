"""What a word about an event ahead says, and whether it is still worth saying."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.messages import group_of, readable
from accounts.models import Account
from dossiers.ahead.event_reminders import TOPIC
from dossiers.ahead.leading import stage_on
from dossiers.messages import for_whom, is_for
from dossiers.models import EventAhead
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import Line
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day


def _event_of(message: Message) -> int:
    """The id that the stage names; 0 for a stage of another make."""
    return number_in(message.stage.rpartition("-")[2]) or 0


class EventsAhead:
    """The lead time of an event begins, and a week is left."""

    key = TOPIC

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        """While the event stands on that date, the stage is in force, and the reader answers for the account."""
        found = EventAhead.objects.filter(pk__in={_event_of(m) for m in messages}).of_open_accounts()
        events = {event.pk: event for event in found.select_related("account__kam__team")}
        return {m.pk for m in messages if self._is_true(m, events.get(_event_of(m)), at)}

    @staticmethod
    def _is_true(message: Message, event: EventAhead | None, at: datetime.datetime) -> bool:
        if event is None or (event.account_id, event.on) != (message.subject_id, message.due_on):
            return False
        kam = event.account.kam
        if kam is None:
            return False
        lead = kam.team.lead_id if kam.team is not None else None
        told = is_for(message, kam, at) if kam.is_active else message.recipient_id == lead
        return told and message.stage == f"{stage_on(event.on, event.lead_days, local_day(kam, at))}-{event.pk}"

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        accounts = readable(messages, reader, today)
        events = EventAhead.objects.filter(account__in=accounts).in_bulk({_event_of(m) for m in messages})
        found = []
        for message in messages:
            account, event = accounts.get(message.subject_id), events.get(_event_of(message))
            if account is not None and event is not None and event.account_id == account.pk:
                found.append(_line(message, account, event, today))
        return found


def _line(message: Message, account: Account, event: EventAhead, today: datetime.date) -> Line:
    path = f"{reverse('dossier', args=[account.pk])}#events"
    text = for_whom(message, account, _in_words(event, today))
    return Line(message.pk, str(account), text, path, group_of(account), urgency=(event.on - today).days)


def _in_words(event: EventAhead, today: datetime.date) -> str:
    left = (event.on - today).days
    values = {
        "title": event.title,
        "kind": event.get_kind_display(),
        "date": formats.date_format(event.on, "DATE_FORMAT"),
        "days": left,
    }
    if left < 0:
        return _("%(kind)s: “%(title)s” was on %(date)s.") % values
    if left == 0:
        return _("%(kind)s: “%(title)s” is today, on %(date)s.") % values
    text = ngettext(
        "%(kind)s: “%(title)s” is on %(date)s, in %(days)d day.",
        "%(kind)s: “%(title)s” is on %(date)s, in %(days)d days.",
        left,
    )
    return text % values
