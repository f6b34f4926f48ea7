"""A lead's word to the managers of chosen accounts: look at this dossier. Once a day an account."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account
from kam_portal.foundation.notifications.saying import say
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

    The accounts come with their managers and delegates; the caller answers for `by` leading them.
    """
    day = local_day(by, at)
    said = said_today = nobody = 0
    for account in sorted(accounts, key=lambda a: a.pk):
        kam = account.kam
        if kam is None or not kam.is_active or kam.pk == by.pk:
            nobody += 1
        elif say(topic=TOPIC, recipient=kam, subject_id=account.pk, day=day, about=by, at=at):
            said += 1
            if kam.delegate and kam.delegate.is_active and kam.is_absent(local_day(kam, at)):
                say(topic=TOPIC, recipient=kam.delegate, subject_id=account.pk, day=day, about=kam, at=at)
        else:
            said_today += 1
    return Nudged(said, said_today, nobody)
