"""Doors to the maps of an account; the account's door decides, and who may edit it may read what is judged."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import OuterRef, QuerySet
from django.http import Http404

from accounts.access import Tie, allow_editing, get_account, open_to
from accounts.models import Account
from decision_map.limits import with_limits
from decision_map.models import Actor, DecisionMap
from kam_portal.foundation.alongside import Alongside
from kam_portal.foundation.people.models import User
from kam_portal.foundation.statements import Statement

Row = TypeVar("Row", bound=models.Model)


def may_read_judgements(tie: Tie) -> bool:
    """The account team with edit rights, the lead and admins (design.md, section 3)."""
    return tie.may_edit


_BESIDE = Alongside(DecisionMap, "account", "title", "is_primary")


def _read(**which: Any) -> QuerySet[Any]:
    """With the account as its door needs it and its header shows it, the maps beside it and the limits of alerts."""
    beside = DecisionMap.objects.filter(account=OuterRef("account"))
    found = with_limits(DecisionMap.objects.filter(**which))
    found = found.select_related("account__kam__team", "account__parent", "account__dossier")
    return found.annotate(beside=_BESIDE.of(beside))[:1]


_MAP = Statement(lambda account, pk: _read(account=account, pk=pk), account=int, pk=int)
_FIRST = Statement(lambda account: _read(account=account), account=int)


def get_map(user: User, account_id: int, pk: int) -> tuple[Account, Tie, DecisionMap]:
    """A map of a readable account; Http404 when either is invisible or missing."""
    map_ = next(iter(_MAP.ask(account=account_id, pk=pk)), None)
    if map_ is None:
        raise Http404
    return *open_to(user, map_.account), map_


def get_first_map(user: User, account_id: int) -> tuple[Account, Tie, DecisionMap | None]:
    """The map of a readable account that is opened first; None where there is none yet."""
    map_ = next(iter(_FIRST.ask(account=account_id)), None)
    if map_ is None:
        return *get_account(user, account_id), None
    return *open_to(user, map_.account), map_


def maps_beside(map_: DecisionMap) -> list[DecisionMap]:
    """All maps of its account, read along with a map that came through this door."""
    return _BESIDE.loaded(map_.beside)  # type: ignore[attr-defined]


def get_map_to_edit(user: User, account_id: int, pk: int) -> tuple[Account, Tie, DecisionMap]:
    account, tie, map_ = get_map(user, account_id, pk)
    allow_editing(tie)
    return account, tie, map_


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
