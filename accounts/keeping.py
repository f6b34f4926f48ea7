"""Accounts, contacts and years: creating and changing them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts import lifecycle
from accounts.models import Account, AccountYear, Contact, Status, StatusChange
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User

CYCLE = _("“%(parent)s” already belongs to this account, directly or through others. Choose another parent.")


@transaction.atomic
def create_account(
    *, by: User | None, on: datetime.date, status: str = Status.CANDIDATE, reason: str, **values: Any
) -> Account:
    """A new account with its first status; `on` is the day the status counts from."""
    account = Account.objects.create(status=status, status_since=on, **values)
    StatusChange.objects.create(account=account, status=status, since=on, reason=reason, decided_by=by)
    lifecycle.tell_followers([account.pk], by)
    return account


@transaction.atomic
def edit_account(*, account: Account, version: int, changes: Mapping[str, Any]) -> Account:
    """Change an account's own fields; status and manager have their own verbs.

    Raises StaleEdit when somebody saved in between, ValidationError when the group would become a circle.
    """
    try:
        with transaction.atomic():
            return save_versioned(instance=account, version=version, changes=changes)
    except IntegrityError as error:
        if "belong to itself" in str(error) or "its_own_parent" in str(error):
            raise ValidationError({"parent": ValidationError(CYCLE, params={"parent": changes["parent"]})}) from error
        raise


@transaction.atomic
def change_status(*, account: Account, status: str, reason: str, on: datetime.date, by: User | None) -> StatusChange:
    """Decide another status, with reason and day; the review cadence follows in the same transaction."""
    stored = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if stored.status == status:
        raise ValidationError({"status": _("The account has this status already. Choose another one.")})
    stored.status, stored.status_since = status, on
    stored.version += 1
    stored.save(update_fields=["status", "status_since", "version"])
    change = StatusChange.objects.create(account=stored, status=status, since=on, reason=reason, decided_by=by)
    lifecycle.tell_followers([stored.pk], by)
    return change


def create_contact(*, account: Account, **values: Any) -> Contact:
    return Contact.objects.create(account=account, **values)


def edit_contact(*, contact: Contact, version: int, changes: Mapping[str, Any]) -> Contact:
    """Raises StaleEdit when somebody saved in between."""
    return save_versioned(instance=contact, version=version, changes=changes)


@transaction.atomic
def record_year(*, account: Account, year: int, currency: str, **figures: Decimal | None) -> AccountYear:
    """Our sales, margin and cost to serve in a new year; money as Decimal in `currency`, unknown as None."""
    row = AccountYear.objects.create(account=account, year=year, currency=currency, **figures)
    refresh_annual_sales([account.pk])
    return row


@transaction.atomic
def edit_year(*, row: AccountYear, version: int, changes: Mapping[str, Any]) -> AccountYear:
    """Raises StaleEdit when somebody saved in between."""
    saved = save_versioned(instance=row, version=version, changes=changes)
    refresh_annual_sales([saved.account_id])
    return saved


@transaction.atomic
def remove_year(*, row: AccountYear, version: int) -> None:
    """Take a year back; refused as stale when somebody changed it in between."""
    save_versioned(instance=row, version=version, changes={})
    row.delete()
    refresh_annual_sales([row.account_id])


def refresh_annual_sales(account_ids: list[int]) -> None:
    """Sales of the latest year that has a figure, for lists that sort by what is at stake."""
    latest = (
        AccountYear.objects.filter(account=OuterRef("pk"), sales__isnull=False).order_by("-year").values("sales")[:1]
    )
    Account.objects.filter(pk__in=account_ids).update(annual_sales=Subquery(latest))
