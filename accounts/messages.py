"""What messages about an account say, and to whom they may still be said."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from accounts.models import Account
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import Line
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day


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


ASSIGNED = "assigned"


def words_of_assignment(
    account: Account, manager: User, *, by: User | None, on: datetime.date, reason: str, at: datetime.datetime
) -> list[Message]:
    """To the new manager, and to whoever stands in for an absent one; whoever assigned knows it already."""
    told: list[tuple[User, User | None]] = [(manager, by)]
    if (other := manager.stand_in(local_day(manager, at))) is not None:
        told.append((other, manager))
    values = {"topic": ASSIGNED, "subject_id": account.pk, "due_on": on, "note": reason, "created_at": at}
    return [Message(recipient=who, about=about, **values) for who, about in told if by is None or who.pk != by.pk]


class Assigned:
    """Somebody was made the manager of an account."""

    key = ASSIGNED

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        accounts = Account.objects.filter(pk__in={m.subject_id for m in messages}).select_related("kam")
        owners = {account.pk: account.kam for account in accounts if account.kam is not None}
        return {m.pk for m in messages if (owner := owners.get(m.subject_id)) and self._concerns(m, owner, at)}

    @staticmethod
    def _concerns(message: Message, owner: User, at: datetime.datetime) -> bool:
        if message.recipient_id == owner.pk:
            return True
        stands_in = message.recipient_id == owner.delegate_id and owner.is_absent(local_day(owner, at))
        return stands_in and message.about_id == owner.pk

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        accounts = readable(messages, reader, today)
        return [
            Line(
                m.pk,
                str(account),
                _assigned_in_words(m, account),
                account.get_absolute_url(),
                group_of(account),
                LEISURELY,
            )
            for m in messages
            if (account := accounts.get(m.subject_id)) is not None
        ]


def _assigned_in_words(message: Message, account: Account) -> str:
    if message.about_id is not None and message.about_id == account.kam_id:
        return _("%(name)s was made the key account manager. You stand in for them.") % {"name": account.kam}
    if message.about is None:
        return _("You are the key account manager now.")
    if not message.note:
        return _("%(name)s made you the key account manager.") % {"name": message.about}
    values = {"name": message.about, "reason": message.note}
    return _("%(name)s made you the key account manager: “%(reason)s”") % values
