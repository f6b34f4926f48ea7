"""Guards of pages that have no account behind them."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kam_portal.foundation.people.models import Team, User
from kam_portal.foundation.people.roles import Right

Row = TypeVar("Row", bound=models.Model)


def allow(allowed: bool, refusal: str | Promise) -> None:
    """Raise PermissionDenied with the sentence the person will read, unless allowed."""
    if not allowed:
        raise PermissionDenied(str(refusal))


def require(user: User, right: Right) -> None:
    """Raise PermissionDenied unless the person's role has the right."""
    allow(user.may(right), _("Your role does not open this page."))


def get_person_to_run(user: User, pk: int) -> User:
    """Anybody of the company, for an admin; Http404 when missing."""
    require(user, Right.RUN_EVERYTHING)
    return _found(User, pk)


def get_team_to_run(user: User, pk: int) -> Team:
    """Any team, for an admin; Http404 when missing."""
    require(user, Right.RUN_EVERYTHING)
    return _found(Team, pk)


def _found(model: type[Row], pk: int) -> Row:
    row = model._default_manager.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
