"""Where a competitor stands on the ladder in our view: six answers and their source, saved together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import transaction

from accounts.models import Competitor
from dossiers.facts import UNWRITTEN
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import CompetitorLadder
from kam_portal.foundation.history.versions import StaleEdit, compare, values_at_version
from kam_portal.foundation.people.models import User

FIELDS = (*FAVOURABLE, "source")


def ladder_of(competitor: Competitor, on: datetime.date) -> CompetitorLadder:
    """The stored ladder, or an empty one at the version UNWRITTEN."""
    return CompetitorLadder.objects.filter(competitor=competitor).first() or _empty(competitor, on)


def _empty(competitor: Competitor, on: datetime.date) -> CompetitorLadder:
    return CompetitorLadder(account_id=competitor.account_id, competitor=competitor, as_of=on, version=UNWRITTEN)


def values_of(row: CompetitorLadder) -> dict[str, str]:
    return {name: getattr(row, name) for name in FIELDS}


@transaction.atomic
def save_competitor_ladder(
    *, competitor: Competitor, version: int, changes: Mapping[str, str], on: datetime.date, by: User | None
) -> CompetitorLadder:
    """Write the answers ("yes", "no", "unknown" or "") and the source over a ladder that still stands at `version`.

    As-of and author move with the answers; another source alone leaves them. Raises StaleEdit when somebody saved in
    between, Competitor.DoesNotExist when the competitor was removed.
    """
    # Two who write the first ladder at once, or one who removes the competitor, come one after the other.
    Competitor.objects.select_for_update(of=("self",), no_key=True).get(pk=competitor.pk)
    rows = CompetitorLadder.objects.select_for_update(of=("self",), no_key=True)
    stored = rows.filter(competitor=competitor).first() or _empty(competitor, on)
    theirs, fields = values_of(stored), [name for name in FIELDS if name in changes]
    if stored.version != version:
        before = dict.fromkeys(FIELDS, "") if version == UNWRITTEN else values_at_version(stored, version, list(FIELDS))
        raise StaleEdit(version=stored.version, differences=compare(before, theirs, changes, fields))
    if all(changes[name] == theirs[name] for name in fields):
        return stored
    if any(changes[name] != theirs[name] for name in fields if name in FAVOURABLE):
        stored.as_of, stored.by = on, by
    for name in fields:
        setattr(stored, name, changes[name])
    stored.version += 1
    stored.save()
    return stored
