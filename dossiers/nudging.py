"""A lead's word to the managers of chosen accounts: look at this dossier. Once a day an account."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.saying import say_all
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.zones import local_day

TOPIC = "nudge"


@dataclass(frozen=True)
class Nudged:
    """What became of the chosen accounts."""

    said: int = 0
    said_today: int = 0
    nobody: int = 0

    def sentences(self) -> list[str]:
        counted = (
            (self.said, ngettext("%(n)d dossier was nudged.", "%(n)d dossiers were nudged.", self.said)),
            (
                self.said_today,
                ngettext(
                    "%(n)d dossier was nudged today already.",
                    "%(n)d dossiers were nudged today already.",
                    self.said_today,
                ),
            ),
            (
                self.nobody,
                ngettext(
                    "%(n)d dossier has nobody to nudge but you.",
                    "%(n)d dossiers have nobody to nudge but you.",
                    self.nobody,
                ),
            ),
        )
        return [sentence % {"n": n} for n, sentence in counted if n] or [_("Select at least one dossier first.")]


@transaction.atomic
def nudge(*, accounts: Sequence[Account], by: User, at: datetime.datetime) -> Nudged:
    """Ask the manager of each account, and whoever stands in for an absent one, to review the dossier.

    The accounts come with their managers and delegates; the caller answers for `by` leading them. Two statements, for
    any number of accounts.
    """
    words = {account.pk: _words(account, by, at) for account in accounts}
    new = {message.subject_id for message in say_all([word for each in words.values() for word in each])}
    asked = sum(bool(each) for each in words.values())
    return Nudged(said=len(new), said_today=asked - len(new), nobody=len(words) - asked)


def _words(account: Account, by: User, at: datetime.datetime) -> list[Message]:
    """The messages about one account; none where there is nobody to nudge but oneself."""
    kam = account.kam
    if kam is None or not kam.is_active or kam.pk == by.pk:
        return []
    told = [(kam, by)]
    if (other := kam.stand_in(local_day(kam, at))) is not None:
        told.append((other, kam))
    day = local_day(by, at)
    return [
        Message(topic=TOPIC, recipient=recipient, subject_id=account.pk, due_on=day, about=about, created_at=at)
        for recipient, about in told
    ]
