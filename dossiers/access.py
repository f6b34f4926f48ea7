"""Doors to what lies inside a dossier; the account's door decides."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TypeVar

from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Tie, allow, get_account, get_account_to_edit, leads
from accounts.models import Account
from dossiers.ladders.inviting import invitation_behind
from dossiers.models import AttachmentVersion, LadderInvitation
from kam_portal.foundation.people.models import User

Row = TypeVar("Row", bound=models.Model)


def get_row(user: User, account_id: int, model: type[Row], pk: int) -> tuple[Account, Row]:
    """A row of a readable account; Http404 when either is invisible or missing."""
    account, _tie = get_account(user, account_id)
    return account, _row_of(account, model, pk)


def get_row_to_edit(user: User, account_id: int, model: type[Row], pk: int) -> tuple[Account, Tie, Row]:
    account, tie = get_account_to_edit(user, account_id)
    return account, tie, _row_of(account, model, pk)


def get_attachment_version(user: User, account_id: int, pk: int, number: int) -> AttachmentVersion:
    """One version of a file of a readable account; Http404 when any of them is invisible or missing."""
    account, _tie = get_account(user, account_id)
    found = AttachmentVersion.objects.filter(account=account, attachment=pk, number=number).first()
    if found is None:
        raise Http404
    return found


def get_accounts_to_lead(user: User, pks: Sequence[int]) -> list[Account]:
    """Accounts that `user` leads, with managers and their delegates; refused as a whole when one of them is not."""
    wanted = set(pks)
    visible = Account.objects.visible_to(user, timezone.localdate()).select_related("kam__team", "kam__delegate")
    found = list(visible.filter(pk__in=wanted)) if wanted else []
    if len(found) != len(wanted):
        raise Http404
    allow(all(leads(user, account) for account in found), _("Only the team lead or an admin may do this."))
    return found


def get_invitation(token: str, at: datetime.datetime) -> LadderInvitation:
    """What a one-time link leads to, for whoever has it: open or answered; Http404 for every other one alike."""
    invitation = invitation_behind(token, at)
    if invitation is None:
        raise Http404
    return invitation


def _row_of(account: Account, model: type[Row], pk: int) -> Row:
    row = model._default_manager.filter(account=account, pk=pk).first()
    if row is None:
        raise Http404
    return row
