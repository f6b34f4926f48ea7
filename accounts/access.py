"""The only door from a URL to an account: invisible is 404, visible but not allowed is 403."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, AccountMember
from accounts.querysets import stands_in_for
from kam_portal.foundation.people.access import allow as allow
from kam_portal.foundation.people.access import require as require
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.statements import Statement

# What every page of an account shows of upper floors, read in the same statement.
_read_along: list[str] = []


def read_along(relation: str) -> None:
    """Called from AppConfig.ready(): a relation of the account to one row of an upper floor."""
    if relation not in _read_along:
        _read_along.append(relation)


@dataclass(frozen=True)
class Tie:
    """What one person may do with one visible account (design.md, section 3)."""

    may_edit: bool
    may_sign: bool
    may_lead: bool


def tie_between(user: User, account: Account, at: datetime.date) -> Tie | None:
    """What `user` may do with `account` on the day `at`; None when the account is invisible to them.

    One account's case of AccountQuerySet.visible_to(), which lists ask; a test holds the two together.
    """
    if not user.is_active:
        return None
    own = account.kam_id == user.pk
    if own or leads(user, account):
        edits, signs = user.may(Right.EDIT_OWN), user.may(Right.SIGN_OWN)
        return Tie(may_edit=edits, may_sign=signs, may_lead=leads(user, account))
    seat = AccountMember.objects.filter(account=account, user=user).first()
    stands_in = account.kam is not None and user.may(Right.EDIT_OWN) and stands_in_for(user, account.kam, at)
    if seat is None and not stands_in:
        return None
    seat_edits = seat is not None and seat.can_edit and user.may(Right.EDIT_OWN)
    return Tie(may_edit=seat_edits or stands_in, may_sign=False, may_lead=False)


def leads(user: User, account: Account) -> bool:
    """Whether `user` leads the team of the account's manager; an admin leads all."""
    team = account.kam.team if account.kam else None
    return user.is_admin or (user.is_lead and team is not None and team.lead_id == user.pk)


_ACCOUNT = Statement(
    lambda pk: Account.objects.select_related("kam__team", "parent", *_read_along).filter(pk=pk), pk=int
)


def get_account(user: User, pk: int) -> tuple[Account, Tie]:
    """A readable account and the reader's tie to it; Http404 when invisible or missing."""
    return open_to(user, next(iter(_ACCOUNT.ask(pk=pk)), None))


def open_to(user: User, account: Account | None) -> tuple[Account, Tie]:
    """The same for an account that was read already, with its manager's team: along with something of it."""
    tie = tie_between(user, account, timezone.localdate()) if account else None
    if account is None or tie is None:
        raise Http404
    return account, tie


def get_account_to_edit(user: User, pk: int) -> tuple[Account, Tie]:
    account, tie = get_account(user, pk)
    allow_editing(tie)
    return account, tie


def allow_editing(tie: Tie) -> None:
    allow(tie.may_edit, _("You may read this account, but not change it. Ask its manager for edit rights."))


def get_account_to_sign(user: User, pk: int) -> tuple[Account, Tie]:
    account, tie = get_account(user, pk)
    allow(tie.may_sign, _("Only the key account manager, the team lead or an admin signs this review."))
    return account, tie


def get_account_to_lead(user: User, pk: int) -> tuple[Account, Tie]:
    account, tie = get_account(user, pk)
    allow(tie.may_lead, _("Only the team lead or an admin may do this."))
    return account, tie
