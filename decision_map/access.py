"""Doors to the maps of an account; the account's door decides, and who may edit it may read what is judged."""

from __future__ import annotations

import datetime
from typing import TypeVar

from django.db import models
from django.http import Http404

from accounts.access import Tie, get_account, get_account_to_edit
from accounts.models import Account
from accounts.querysets import AccountQuerySet, ids_of_owners_read_by
from decision_map.limits import with_limits
from decision_map.models import DecisionMap
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right

Row = TypeVar("Row", bound=models.Model)


def may_read_judgements(tie: Tie) -> bool:
    """The account team with edit rights, the lead and admins (design.md, section 3)."""
    return tie.may_edit


def accounts_watched_by(user: User, on: datetime.date) -> AccountQuerySet:
    """Whose alerts are this person's business, and may be read: the own ones, an absent manager's, a lead's team's,
    an admin's all."""
    if user.is_admin:
        return Account.objects.all()
    if not user.may(Right.EDIT_OWN):
        return Account.objects.none()
    return Account.objects.filter(kam__in=ids_of_owners_read_by(user, on))


def get_map(user: User, account_id: int, pk: int | None = None) -> tuple[Account, Tie, DecisionMap]:
    """A map of a readable account, the one opened first when none is named; Http404 when invisible or missing."""
    account, tie = get_account(user, account_id)
    return account, tie, _map_of(account, pk)


def get_map_to_edit(user: User, account_id: int, pk: int) -> tuple[Account, Tie, DecisionMap]:
    account, tie = get_account_to_edit(user, account_id)
    return account, tie, _map_of(account, pk)


def get_on_map_to_edit(
    user: User, account_id: int, map_id: int, model: type[Row], pk: int
) -> tuple[Account, Tie, DecisionMap, Row]:
    """A post, a person or a line of a map that the user may edit; Http404 when any of them is invisible or missing."""
    account, tie, map_ = get_map_to_edit(user, account_id, map_id)
    row = model._default_manager.filter(map=map_, pk=pk).first()
    if row is None:
        raise Http404
    return account, tie, map_, row


def _map_of(account: Account, pk: int | None) -> DecisionMap:
    maps = with_limits(DecisionMap.objects.filter(account=account))
    found = maps.first() if pk is None else maps.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
