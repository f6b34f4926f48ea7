"""Who owns an account, who helps, and how many key accounts one person carries."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import lifecycle
from accounts.keeping import create_account
from accounts.messages import words_of_assignment
from accounts.models import Account, AccountMember, Assignment, Status
from kam_portal.foundation.notifications.reading import settle_untrue
from kam_portal.foundation.notifications.saying import say_all
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right

HANDED_OVER = gettext_lazy("Meanwhile %(name)s became the manager. Look again before you hand the account over.")


def key_load(managers: Iterable[User]) -> dict[int, int]:
    """Number of key accounts (status key) per manager id; managers without any are at 0."""
    ids = [m.pk for m in managers]
    counted = Account.objects.filter(kam__in=ids, status=Status.KEY).order_by().values("kam").annotate(n=Count("pk"))
    return dict.fromkeys(ids, 0) | {row["kam"]: row["n"] for row in counted}


def overload_warning(*, account: Account, manager: User) -> str:
    """The sentence to show before `manager` would carry too many key accounts; empty when there is room."""
    if account.status != Status.KEY or account.kam_id == manager.pk:
        return ""
    after = key_load([manager])[manager.pk] + 1
    if after < settings.KEY_ACCOUNTS_WARN_FROM:
        return ""
    return _("%(name)s would carry %(count)d key accounts; one manager keeps one to three. Give a reason to go on.") % {
        "name": manager.full_name,
        "count": after,
    }


def key_load_warning(account: Account) -> str:
    """The sentence after a decision that left the manager with too many key accounts; empty when all is well."""
    if account.status != Status.KEY or account.kam is None:
        return ""
    count = key_load([account.kam])[account.kam.pk]
    if count < settings.KEY_ACCOUNTS_WARN_FROM:
        return ""
    return _("%(name)s now carries %(count)d key accounts; one manager keeps one to three.") % {
        "name": account.kam.full_name,
        "count": count,
    }


@transaction.atomic
def create_owned_account(
    *, by: User | None, on: datetime.date, manager: User | None, overload_reason: str = "", **values: Any
) -> Account:
    """A new account that belongs to `manager` from its first day.

    Raises ValidationError as create_account and assign do; the overload is said at `overload_reason`.
    """
    account = create_account(by=by, on=on, **values)
    if manager is None:
        return account
    try:
        assign(account=account, manager=manager, on=on, reason=overload_reason, by=by)
    except ValidationError as error:
        if "reason" in error.message_dict:
            raise ValidationError({"overload_reason": error.message_dict["reason"]}) from error
        raise
    account.kam = manager
    return account


@transaction.atomic
def hand_over(*, account: Account, manager: User, on: datetime.date, reason: str, by: User | None) -> Assignment:
    """assign() by somebody who saw the owner that `account` carries.

    Raises ValidationError as assign does, and when somebody else handed the account over in between.
    """
    stored = Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    if stored.kam_id != account.kam_id:
        raise ValidationError(HANDED_OVER, params={"name": stored.kam or _("nobody")})
    return assign(account=account, manager=manager, on=on, reason=reason, by=by)


@transaction.atomic
def assign(*, account: Account, manager: User, on: datetime.date, reason: str, by: User | None) -> Assignment:
    """Hand the account to `manager` from the day `on`; the one before stays on record.

    Raises ValidationError when the manager is deactivated or may own no accounts, owns it already, or would be
    overloaded without a reason.
    """
    stored = Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    manager = who_stay([manager])[manager.pk]
    _check_assignment(stored, manager, reason)
    Assignment.objects.filter(account=stored, started_on__gt=on, ended_on__isnull=True).update(started_on=on)
    Assignment.objects.filter(account=stored).open().update(ended_on=on)
    assignment = Assignment.objects.create(
        account=stored, manager=manager, started_on=on, reason=reason, assigned_by=by
    )
    former, stored.kam = stored.kam, manager
    stored.version += 1
    stored.save(update_fields=["kam", "version"])
    lifecycle.tell_followers([stored.pk], by)
    at = timezone.now()
    say_all(words_of_assignment(stored, manager, by=by, on=on, reason=reason, at=at))
    if former is not None:
        settle_untrue(recipients=told_instead_of([former]), subjects=[stored.pk], at=at)
    return assignment


def told_instead_of(managers: Iterable[User]) -> set[int]:
    """Those who read messages about accounts that the managers owned: themselves and their delegates."""
    return {pk for manager in managers for pk in (manager.pk, manager.delegate_id) if pk is not None}


def who_stay(managers: Iterable[User]) -> dict[int, User]:
    """The managers as stored now, by id. None of them is deactivated or loses the role before the caller is done."""
    rows = User.objects.filter(pk__in={manager.pk for manager in managers}).order_by("pk")
    return {manager.pk: manager for manager in rows.select_for_update(of=("self",), no_key=True)}


def _check_assignment(account: Account, manager: User, reason: str) -> None:
    if not manager.is_active:
        raise ValidationError({"manager": _("This person is deactivated. Choose somebody who works here.")})
    if not manager.may(Right.EDIT_OWN):
        sentence = _("%(name)s is not a sales manager and cannot own accounts. Change the role first.")
        raise ValidationError({"manager": ValidationError(sentence, params={"name": manager.full_name})})
    if account.kam_id == manager.pk:
        raise ValidationError({"manager": _("This person owns the account already.")})
    if warning := overload_warning(account=account, manager=manager):
        if not reason.strip():
            raise ValidationError({"reason": warning})


def add_member(*, account: Account, user: User, function: str, can_edit: bool) -> AccountMember:
    """Give a colleague a seat on the account team, or change the seat they have."""
    seat, _created = AccountMember.objects.update_or_create(
        account=account, user=user, defaults={"function": function, "can_edit": can_edit}
    )
    return seat


def remove_member(*, seat: AccountMember) -> None:
    seat.delete()
