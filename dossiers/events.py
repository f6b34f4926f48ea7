"""Events ahead of a client: planning, moving and taking them back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import Account
from dossiers.completeness import refresh_completeness
from dossiers.models import EventAhead
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User


@transaction.atomic
def plan_event(*, account: Account, kind: str, title: str, on: datetime.date, **values: Any) -> EventAhead:
    """A new event; `values` may set lead_days, note and the provenance: as_of, by, source."""
    event = EventAhead.objects.create(account=account, kind=kind, title=title, on=on, **values)
    refresh_completeness([account.pk])
    return event


def edit_event(
    *,
    event: EventAhead,
    version: int,
    changes: Mapping[str, Any],
    as_of: datetime.date | None = None,
    by: User | None = None,
) -> EventAhead:
    """What changed is known as of that day. Raises StaleEdit when somebody saved in between."""
    return save_versioned(
        instance=event, version=version, changes=changes, stamp={"as_of": as_of, "by": by} if as_of else None
    )


@transaction.atomic
def remove_event(*, event: EventAhead, version: int) -> None:
    """Take an event back; raises StaleEdit when somebody changed it in between."""
    save_versioned(instance=event, version=version, changes={})
    event.delete()
    refresh_completeness([event.account_id])
