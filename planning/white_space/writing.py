"""What is said of one cell of the white space; a cell nobody has written in has no row yet."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import Account
from dossiers.models import TableRow
from kam_portal.foundation.history.versions import StaleEdit, compare, save_versioned
from kam_portal.foundation.people.models import User
from planning.models import Product, Space

FIELDS = ("state", "competitor", "contract_ends_on", "potential", "currency", "note", "source")
# The version of a cell that nobody has written in.
UNWRITTEN = 0


def space_of(account: Account, unit: TableRow | None, product: Product) -> Space:
    """The stored cell, or an empty one at the version UNWRITTEN."""
    stored = Space.objects.filter(account=account, unit=unit, product=product).first()
    return stored or _empty(account, unit, product)


def _empty(account: Account, unit: TableRow | None, product: Product) -> Space:
    return Space(account=account, unit=unit, product=product, state=Space.State.UNKNOWN, version=UNWRITTEN)


@transaction.atomic
def say_space(
    *,
    account: Account,
    unit: TableRow | None,
    product: Product,
    version: int,
    changes: Mapping[str, Any],
    on: datetime.date,
    by: User | None,
) -> Space:
    """Who serves a unit with a product; known as of that day. `version` UNWRITTEN: nobody had said anything.

    Raises StaleEdit when somebody saved in between.
    """
    # Two who write the first word of a cell come one after the other.
    Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    stored = space_of(account, unit, product)
    if stored.pk:
        if version == UNWRITTEN:
            raise StaleEdit(version=stored.version, differences=_since_unwritten(stored, changes))
        return save_versioned(instance=stored, version=version, changes=changes, stamp={"as_of": on, "by": by})
    for name, value in changes.items():
        setattr(stored, name, value)
    stored.as_of, stored.by, stored.version = on, by, 1
    stored.save(force_insert=True)
    return stored


def _since_unwritten(stored: Space, changes: Mapping[str, Any]) -> list[Any]:
    empty = Space(state=Space.State.UNKNOWN)
    names = [name for name in FIELDS if name in changes]
    before, theirs = ({name: getattr(row, name) for name in names} for row in (empty, stored))
    return compare(before, theirs, changes, names)
