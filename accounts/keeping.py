"""Accounts, contacts and years: creating and changing them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import lifecycle
from accounts.models import Account, AccountYear, Contact, Round, Status, StatusChange
from accounts.personal.refusing import refuse_erased
from kam_portal.foundation.history.relations import relations_to
from kam_portal.foundation.history.versions import Difference, StaleEdit, save_versioned, values_at_version
from kam_portal.foundation.people.models import User

MENTIONED = _(
    "%(name)s is mentioned in the diary or elsewhere, so the contact stays. "
    "If the person has left, say so in the title."
)
CYCLE = _("“%(parent)s” already belongs to this account, directly or through others. Choose another parent.")
TOO_EARLY = _("The present status was decided as of %(day)s. Choose that day or a later one.")
FUTURE = _("%(day)s lies ahead. Choose today or a day before.")

# What the database's own refusals mean: the field and a sentence, by name of the constraint.
Refusals = Mapping[str, tuple[str, str | Promise]]
REFUSALS: Refusals = {
    "registration_id_is_unique": ("registration_id", _("Another account has this registration id.")),
    "one_contact_of_a_name_an_account": ("name", _("A contact of this name is here already. Edit that one.")),
    "one_row_an_account_a_year": ("year", _("This year is here already. Edit that one.")),
}


def not_in_the_future(day: datetime.date | None, today: datetime.date) -> None:
    """Raise ValidationError for a day after the reader's today."""
    if day is not None and day > today:
        raise ValidationError(FUTURE, params={"day": formats.date_format(day)})


def not_before_the_present_decision(day: datetime.date, account: Account) -> None:
    """Raise ValidationError for a day on which the account's present status was not decided yet."""
    if day < account.status_since:
        raise ValidationError(TOO_EARLY, params={"day": formats.date_format(account.status_since)})


@contextmanager
def refused_in_words(refusals: Refusals = REFUSALS) -> Iterator[None]:
    """Turns a broken uniqueness into a ValidationError on its field, also when two people save at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        for name, (field, sentence) in refusals.items():
            if name in str(error):
                raise ValidationError({field: sentence}) from error
        raise


@transaction.atomic
def create_account(
    *, by: User | None, on: datetime.date, status: str = Status.CANDIDATE, reason: str, **values: Any
) -> Account:
    """A new account with its first status; `on` is the day the status counts from.

    Raises ValidationError when the registration id is taken.
    """
    with refused_in_words():
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
        with refused_in_words():
            return save_versioned(instance=account, version=version, changes=changes)
    except IntegrityError as error:
        if "belong to itself" in str(error) or "its_own_parent" in str(error):
            raise ValidationError({"parent": ValidationError(CYCLE, params={"parent": changes["parent"]})}) from error
        raise


@transaction.atomic
def change_status(
    *,
    account: Account,
    status: str,
    reason: str,
    on: datetime.date,
    by: User | None,
    version: int | None = None,
    round_: Round | None = None,
) -> StatusChange:
    """Decide another status, with reason and day; the review cadence follows in the same transaction.

    `version` is the one of the account that the person read; None where nobody read a page. `round_` is the selection
    round that is the evidence.
    Raises ValidationError when it has that status already or the day lies before the last decision, StaleEdit when
    somebody decided since that version.
    """
    stored = Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    if stored.status == status:
        raise ValidationError({"status": _("The account has this status already. Choose another one.")})
    if version is not None:
        _refuse_when_decided_since(version, stored, status)
    try:
        not_before_the_present_decision(on, stored)
    except ValidationError as error:
        raise ValidationError({"on": error}) from error
    stored.status, stored.status_since = status, on
    stored.version += 1
    stored.save(update_fields=["status", "status_since", "version"])
    change = StatusChange.objects.create(
        account=stored, status=status, since=on, reason=reason, decided_by=by, round=round_
    )
    lifecycle.tell_followers([stored.pk], by)
    return change


def _refuse_when_decided_since(version: int, stored: Account, status: str) -> None:
    """Raise StaleEdit unless the present status was decided when the account stood at `version`.

    There and back again is decided since as well: the reasons are others.
    """
    if version == stored.version:
        return
    before = values_at_version(stored, version, ["status", "status_since"])
    events = Account.pgh_event_model.objects.filter(pgh_obj_id=stored.pk)  # type: ignore[attr-defined]
    if not before or events.filter(version__gt=version).exclude(**before).exists():
        difference = Difference("status", before.get("status"), stored.status, status)
        raise StaleEdit(version=stored.version, differences=[difference])


def create_contact(*, account: Account, **values: Any) -> Contact:
    """Raises ValidationError when the account has a contact of that name."""
    with refused_in_words():
        return Contact.objects.create(account=account, **values)


def edit_contact(
    *, contact: Contact, version: int, changes: Mapping[str, Any], on: datetime.date | None = None
) -> Contact:
    """What changed is verified on that day.

    Raises StaleEdit when somebody saved in between, ValidationError when the name is taken or the person was erased.
    """
    refuse_erased(contact)
    with refused_in_words():
        return save_versioned(
            instance=contact, version=version, changes=changes, stamp={"verified_on": on} if on else None
        )


@transaction.atomic
def remove_contact(*, contact: Contact, version: int) -> None:
    """Raises StaleEdit when somebody saved in between, ValidationError when the diary or a map mentions the person."""
    stored = save_versioned(instance=contact, version=version, changes={})
    if is_mentioned(stored):
        raise ValidationError(MENTIONED, params={"name": stored.name})
    stored.delete()


def is_mentioned(contact: Contact) -> bool:
    """Whether any row of any floor, history aside, refers to the contact."""
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: contact}).exists()
        for relation in relations_to(Contact)
    )


@transaction.atomic
def record_year(*, account: Account, year: int, currency: str, **figures: Decimal | None) -> AccountYear:
    """Our sales, margin and cost to serve in a new year; money as Decimal in `currency`, unknown as None.

    Raises ValidationError when the account has that year already.
    """
    with refused_in_words():
        row = AccountYear.objects.create(account=account, year=year, currency=currency, **figures)
    refresh_annual_sales([account.pk])
    return row


@transaction.atomic
def edit_year(*, row: AccountYear, version: int, changes: Mapping[str, Any]) -> AccountYear:
    """Raises StaleEdit when somebody saved in between, ValidationError when the year is taken."""
    with refused_in_words():
        saved = save_versioned(instance=row, version=version, changes=changes)
    refresh_annual_sales([saved.account_id])
    return saved


@transaction.atomic
def remove_year(*, row: AccountYear, version: int) -> None:
    """Take a year back; refused as stale when somebody changed it in between."""
    save_versioned(instance=row, version=version, changes={})
    row.delete()
    refresh_annual_sales([row.account_id])


@transaction.atomic
def refresh_annual_sales(account_ids: Sequence[int]) -> None:
    """Sales of the latest year that has a figure, in its currency, for lists that sort by what is at stake.

    The rows are locked first, in one order: two who write at once neither lock each other out nor miss a year.
    """
    stored = Account.objects.filter(pk__in=account_ids)
    list(stored.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    latest = AccountYear.objects.filter(account=OuterRef("pk"), sales__isnull=False).order_by("-year")
    stored.update(
        annual_sales=Subquery(latest.values("sales")[:1]),
        annual_sales_currency=Coalesce(Subquery(latest.values("currency")[:1]), Value("")),
    )
