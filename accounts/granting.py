"""Ranges of negotiating authority: granted, changed and ended. A manager has one at a time.

[ours] What was granted stays on record: a range ends, it is not removed. A lead grants to the own team what they may
agree themselves, an admin anything to everybody, nobody to themselves but an admin.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from accounts.assigning import who_stay
from accounts.models import Authority
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right

NO_CURRENCY = _("Say in which currency the amount is, such as EUR.")
NOTHING = _("Say what is granted: something in words, a discount, a contract value or days of payment.")
ENDS_FIRST = _("The range ends before it begins. Choose a later day.")
OVERLAPS = _("%(name)s has a range from %(from)s until %(until)s already. Two at once are none: end that one first.")
OPEN_ENDED = _("%(name)s has a range from %(from)s on already. Two at once are none: end that one first.")
NO_MANAGER = _("%(name)s is no sales manager of ours now, so nothing is granted.")
NOT_OWN = _("You may not agree this yourself, so an admin grants it.")
BEYOND_OWN = _("You may agree up to %(limit)s yourself. More is granted by an admin.")
AMOUNTS = ("discount", "contract_value", "payment_days")
ENDED = _("This range ends on %(day)s already. Choose an earlier day.")


@transaction.atomic
def grant(*, manager: User, valid_from: datetime.date, by: User | None, **values: Any) -> Authority:
    """`values`: valid_until, general, discount, contract_value with currency, payment_days.

    Raises ValidationError, by its fields, when nothing is granted, another range of the manager is valid meanwhile, or
    it is more than `by` may agree.
    """
    manager = who_stay([manager])[manager.pk]
    if not manager.may(Right.EDIT_OWN):
        raise ValidationError(NO_MANAGER, params={"name": manager.full_name})
    authority = Authority(manager=manager, valid_from=valid_from, granted_by=by, **values)
    _check(authority)
    _refuse_beyond_own(by, authority, AMOUNTS)
    authority.save()
    return authority


@transaction.atomic
def edit_authority(*, authority: Authority, version: int, changes: Mapping[str, Any], by: User | None) -> Authority:
    """Who changes it grants it. Raises StaleEdit, and ValidationError like grant."""
    who_stay([authority.manager])
    stored = Authority.objects.select_related("manager").get(pk=authority.pk)
    if stored.version == version:
        raised = [name for name in AMOUNTS if _differs(stored, changes, name)]
        for name, value in changes.items():
            setattr(stored, name, value)
        _check(stored)
        _refuse_beyond_own(by, stored, raised)
    return save_versioned(instance=stored, version=version, changes=changes, stamp={"granted_by": by})


@transaction.atomic
def end_authority(*, authority: Authority, version: int, valid_until: datetime.date, by: User | None) -> Authority:
    """That day is the last on which it holds. Raises StaleEdit, ValidationError for a day before or after its own."""
    who_stay([authority.manager])
    stored = Authority.objects.get(pk=authority.pk)
    if stored.version == version:
        if valid_until < stored.valid_from:
            raise ValidationError({"valid_until": ENDS_FIRST})
        if stored.valid_until and valid_until > stored.valid_until:
            day = formats.date_format(stored.valid_until)
            raise ValidationError({"valid_until": ValidationError(ENDED, params={"day": day})})
    return save_versioned(
        instance=stored, version=version, changes={"valid_until": valid_until}, stamp={"granted_by": by}
    )


def ranges_on(managers: Iterable[int], day: datetime.date) -> dict[int, Authority]:
    """What each of them, by their ids, may agree on that day; who was granted nothing is missing."""
    found = Authority.objects.filter(manager__in=list(managers)).valid_on(day)
    return {authority.manager_id: authority for authority in found}


def grants_ranges() -> bool:
    """Whether the company grants ranges at all: until it does, nobody is held to one."""
    return Authority.objects.exists()


def _differs(stored: Authority, changes: Mapping[str, Any], name: str) -> bool:
    """Whether another amount is granted; the same one in another currency is another."""
    asked = (name, "currency") if name == "contract_value" else (name,)
    return any(each in changes and changes[each] != getattr(stored, each) for each in asked)


def _refuse_beyond_own(by: User | None, authority: Authority, names: Iterable[str]) -> None:
    """Nobody but an admin grants amounts that they may not agree themselves when the range begins."""
    if by is None or by.is_admin:
        return
    own = ranges_on([by.pk], authority.valid_from).get(by.pk)
    refused = {}
    for name in names:
        amount, limit = getattr(authority, name), getattr(own, name, None)
        if name == "contract_value" and own is not None and own.currency != authority.currency:
            limit = None
        if amount and (limit is None or amount > limit):
            shown = {"limit": formats.localize(limit, use_l10n=True)}
            refused[name] = NOT_OWN if limit is None else ValidationError(BEYOND_OWN, params=shown)
    if refused:
        raise ValidationError(refused)


def _check(authority: Authority) -> None:
    """Under the lock of the manager. Raises ValidationError."""
    if authority.contract_value is not None and not authority.currency:
        raise ValidationError({"currency": NO_CURRENCY})
    amounts = (authority.discount, authority.contract_value, authority.payment_days)
    if not authority.general and all(amount is None for amount in amounts):
        raise ValidationError(NOTHING)
    start, end = authority.valid_from, authority.valid_until
    if end and end < start:
        raise ValidationError({"valid_until": ENDS_FIRST})
    others = Authority.objects.filter(manager=authority.manager).exclude(pk=authority.pk).meeting(start, end)
    if (other := others.first()) is not None:
        told = {"name": authority.manager.full_name, "from": formats.date_format(other.valid_from)}
        if other.valid_until is None:
            raise ValidationError({"valid_from": ValidationError(OPEN_ENDED, params=told)})
        told["until"] = formats.date_format(other.valid_until)
        raise ValidationError({"valid_from": ValidationError(OVERLAPS, params=told)})
