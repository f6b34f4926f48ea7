"""Doors to the maps of an account; the account's door decides, and who may edit it may read what is judged."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.http import Http404

from accounts.access import Tie, get_account, get_account_to_edit
from accounts.models import Account
from decision_map.models import Actor, DecisionMap
from kam_portal.foundation.people.models import User

Row = TypeVar("Row", bound=models.Model)


def may_read_judgements(tie: Tie) -> bool:
    """The account team with edit rights, the lead and admins (design.md, section 3)."""
    return tie.may_edit


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


def get_actor(user: User, account_id: int, map_id: int, pk: int) -> tuple[Account, Actor]:
    """A person of a map that the user may read; Http404 when invisible or missing."""
    account, _tie, map_ = get_map(user, account_id, map_id)
    actor = Actor.objects.filter(map=map_, pk=pk).first()
    if actor is None:
        raise Http404
    return account, actor


def _map_of(account: Account, pk: int | None) -> DecisionMap:
    maps = DecisionMap.objects.filter(account=account)
    found = maps.first() if pk is None else maps.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
