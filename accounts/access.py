"""The only door from a URL to an account: invisible is 404, visible but not allowed is 403."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Subquery, Value
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, AccountMember
from accounts.querysets import stood_in_for_by
from kam_portal.foundation.people.access import allow as allow
from kam_portal.foundation.people.access import require as require
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right


@dataclass(frozen=True)
class Tie:
    """What one person may do with one visible account (design.md, section 3)."""

    may_edit: bool
    may_sign: bool
    may_lead: bool


NOTHING = Tie(may_edit=False, may_sign=False, may_lead=False)


def visible_accounts(user: User, at: datetime.date | None = None) -> QuerySet[Account]:
    """The accounts whose dossier `user` may read today; each row carries `tie_*` for tie_of()."""
    today = at or timezone.localdate()
    seat = AccountMember.objects.filter(account=OuterRef("pk"), user=user)
    led = User.objects.filter(pk=OuterRef("kam"), team__lead=user)
    absent = User.objects.filter(stood_in_for_by(user, today), pk=OuterRef("kam"))
    return (
        Account.objects.visible_to(user, today)
        .select_related("kam__team", "parent")
        .annotate(
            tie_seat_edits=Subquery(seat.values("can_edit")[:1], output_field=BooleanField()),
            tie_led=Exists(led) if user.is_lead else Value(False, output_field=BooleanField()),
            tie_stands_in=Exists(absent),
        )
    )


def tie_of(user: User, account: Account) -> Tie:
    """The tie between `user` and a row of visible_accounts()."""
    own = account.kam_id == user.pk and user.may(Right.EDIT_OWN)
    leads = user.is_admin or bool(account.tie_led)  # type: ignore[attr-defined]
    seat_edits = bool(account.tie_seat_edits) and user.may(Right.EDIT_OWN)  # type: ignore[attr-defined]
    stands_in = bool(account.tie_stands_in) and user.may(Right.EDIT_OWN)  # type: ignore[attr-defined]
    return Tie(
        may_edit=own or leads or seat_edits or stands_in,
        may_sign=(own and user.may(Right.SIGN_OWN)) or leads,
        may_lead=leads,
    )


def get_account(user: User, pk: int) -> tuple[Account, Tie]:
    """A readable account and the reader's tie to it; Http404 when invisible or missing."""
    account = visible_accounts(user).filter(pk=pk).first()
    if account is None:
        raise Http404
    return account, tie_of(user, account)


def get_account_to_edit(user: User, pk: int) -> tuple[Account, Tie]:
    account, tie = get_account(user, pk)
    allow(tie.may_edit, _("You may read this account, but not change it. Ask its manager for edit rights."))
    return account, tie


def get_account_to_sign(user: User, pk: int) -> tuple[Account, Tie]:
    account, tie = get_account(user, pk)
    allow(tie.may_sign, _("Only the key account manager, the team lead or an admin signs this review."))
    return account, tie


def get_account_to_lead(user: User, pk: int) -> tuple[Account, Tie]:
    account, tie = get_account(user, pk)
    allow(tie.may_lead, _("Only the team lead or an admin may do this."))
    return account, tie
