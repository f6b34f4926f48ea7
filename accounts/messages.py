"""What messages about an account say, and to whom they may still be said."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from accounts.models import Account
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import Line
from kam_portal.foundation.people.models import User


def readable(messages: Iterable[Message], reader: User, today: datetime.date) -> dict[int, Account]:
    """The accounts of the messages that `reader` may read on that day, by id, with manager, team and its lead."""
    ids = {message.subject_id for message in messages}
    visible = Account.objects.visible_to(reader, today).filter(pk__in=ids).order_by()
    return {account.pk: account for account in visible.select_related("kam__team__lead")}


def group_of(account: Account) -> str:
    """What keeps the lines about one account together."""
    return f"account-{account.pk}"


# Good to know, but nothing that falls due.
LEISURELY = 100


class Assigned:
    """Somebody was made the manager of an account."""

    key = "assigned"

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        owners = dict(Account.objects.filter(pk__in={m.subject_id for m in messages}).values_list("pk", "kam"))
        return {m.pk for m in messages if owners.get(m.subject_id) == m.recipient_id}

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        accounts = readable(messages, reader, today)
        return [
            Line(m.pk, str(account), _assigned_in_words(m), account.get_absolute_url(), group_of(account), LEISURELY)
            for m in messages
            if (account := accounts.get(m.subject_id)) is not None
        ]


def _assigned_in_words(message: Message) -> str:
    if message.about is None:
        return _("You are the key account manager now.")
    if not message.note:
        return _("%(name)s made you the key account manager.") % {"name": message.about}
    values = {"name": message.about, "reason": message.note}
    return _("%(name)s made you the key account manager: “%(reason)s”") % values
