"""Telling who works with an account that its status was decided: the manager, the account team and the lead."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.bulk import BATCH
from accounts.messages import LEISURELY, group_of, readable
from accounts.models import Account, AccountMember, Status
from accounts.selection.batches import among
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import Line
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day

STATUS = "status"

# Whole sentences: languages decline the status each in its way.
IS_NOW: dict[str, str | Promise] = {
    Status.KEY: gettext_lazy("%(account)s is a key account now"),
    Status.KEY_DEVELOPMENT: gettext_lazy("%(account)s is a key development account now"),
    Status.MAINTENANCE: gettext_lazy("%(account)s is a maintenance account now"),
    Status.OPPORTUNISTIC: gettext_lazy("%(account)s is an opportunistic account now"),
    Status.CANDIDATE: gettext_lazy("%(account)s is a candidate again"),
    Status.CLOSED: gettext_lazy("%(account)s is closed"),
}


def announce(
    *,
    accounts: Sequence[Account],
    reasons: Mapping[int, str],
    by: User | None,
    on: datetime.date,
    at: datetime.datetime,
) -> None:
    """One message a person and account; whoever published knows it already."""
    told = _told_about([account.pk for account in accounts], at)
    messages = [
        Message(
            recipient_id=person,
            topic=STATUS,
            subject_id=account.pk,
            due_on=on,
            stage=account.status,
            note=reasons[account.pk],
            created_at=at,
        )
        for account in accounts
        for person in sorted(told[account.pk])
        if by is None or person != by.pk
    ]
    Message.objects.bulk_create(messages, batch_size=BATCH, ignore_conflicts=True)


def _told_about(accounts: Sequence[int], at: datetime.datetime) -> dict[int, set[int]]:
    """Active people per account: manager, who stands in for an absent one, lead, team; two statements."""
    told: dict[int, set[int]] = defaultdict(set)
    for account in Account.objects.filter(pk__in=among(accounts)).select_related("kam__team__lead", "kam__delegate"):
        manager = account.kam
        if manager is None:
            continue
        people = [manager, manager.team.lead if manager.team else None]
        if manager.is_absent(local_day(manager, at)):
            people.append(manager.delegate)
        told[account.pk] |= {person.pk for person in people if person is not None and person.is_active}
    seats = AccountMember.objects.filter(account__in=among(accounts), user__is_active=True).order_by()
    for account_id, user_id in seats.values_list("account", "user"):
        told[account_id].add(user_id)
    return told


class StatusDecided:
    """A selection round gave an account another status."""

    key = STATUS

    def still_true(self, messages: Sequence[Message], at: datetime.datetime) -> set[int]:
        accounts = Account.objects.filter(pk__in=among({m.subject_id for m in messages})).order_by()
        statuses = dict(accounts.values_list("pk", "status"))
        return {m.pk for m in messages if statuses.get(m.subject_id) == m.stage}

    def lines(self, messages: Sequence[Message], reader: User, today: datetime.date) -> list[Line]:
        accounts = readable(messages, reader, today)
        return [
            Line(m.pk, str(account), _in_words(m, account), account.get_absolute_url(), group_of(account), LEISURELY)
            for m in messages
            if (account := accounts.get(m.subject_id)) is not None
        ]


def _in_words(message: Message, account: Account) -> str:
    sentence = str(IS_NOW[message.stage]) % {"account": account}
    return _("%(sentence)s: “%(reason)s”") % {"sentence": sentence, "reason": message.note}
