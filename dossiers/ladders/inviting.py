"""Putting the six questions to the client by a one-time link: made, looked up, withdrawn.

The link carries a random token; the database keeps its digest alone, so that nobody who reads a table or a backup can
answer for the client. A link ends when it is answered, when its days are over, when it is withdrawn, and for good when
who made it leaves the company or the account is closed.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact, Status
from dossiers.models import InvitationState, LadderInvitation
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.tokens import digest_of, new_token

DAYS_BY_DEFAULT, DAYS_AT_MOST = 14, 60
CLOSED = _("This account is closed: its people are not asked any more.")
ANSWERED_MEANWHILE = _("The client has answered meanwhile: nothing is left to withdraw. See section F.")


@transaction.atomic
def invite_client(
    *,
    account: Account,
    by: User,
    at: datetime.datetime,
    days: int = DAYS_BY_DEFAULT,
    language: str,
    contact: Contact | None = None,
    our_company: str = "",
) -> tuple[LadderInvitation, str]:
    """A new invitation and its token, which is told this once. Raises ValidationError for a closed account."""
    stored = Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    if stored.status == Status.CLOSED:
        raise ValidationError(CLOSED)
    token = new_token()
    invitation = LadderInvitation.objects.create(
        account=stored,
        contact=contact,
        language=language,
        our_company=our_company,
        made_by=by,
        created_at=at,
        expires_at=at + datetime.timedelta(days=days),
        digest=digest_of(token),
    )
    return invitation, token


def invitation_behind(token: str, at: datetime.datetime) -> LadderInvitation | None:
    """What a link leads to: an open invitation, or one that was answered; None for everything else, whatever it is."""
    found = LadderInvitation.objects.select_related("account", "made_by").filter(digest=digest_of(token)).first()
    return found if found is not None and is_honoured(found, at) else None


def is_honoured(invitation: LadderInvitation, at: datetime.datetime) -> bool:
    state = invitation.state(at)
    if state == InvitationState.ANSWERED:
        return True
    return state == InvitationState.OPEN and invitation.made_by.is_active and invitation.account.status != Status.CLOSED


@transaction.atomic
def withdraw_invitation(*, invitation: LadderInvitation, by: User, at: datetime.datetime) -> LadderInvitation:
    """The link leads nowhere from now on; a second time changes nothing. Raises ValidationError once it is answered."""
    stored = LadderInvitation.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.pk)
    state = stored.state(at)
    if state == InvitationState.ANSWERED:
        raise ValidationError(ANSWERED_MEANWHILE)
    if state == InvitationState.OPEN:
        stored.withdrawn_at, stored.withdrawn_by = at, by
        stored.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return stored


def withdraw_of_closed(account_ids: Sequence[int], by: User | None) -> None:
    """Follows accounts (accounts/lifecycle.py): those that were closed ask nobody any more.

    The database's clock says when: what closes an account knows the day of the decision, not the moment.
    """
    closed = list(Account.objects.filter(pk__in=account_ids, status=Status.CLOSED).values_list("pk", flat=True))
    if closed:
        _unanswered(Q(account__in=closed)).update(withdrawn_at=Now(), withdrawn_by=by)


def withdraw_of_leaver(person: User, *, by: User | None, at: datetime.datetime) -> None:
    """Follows people (foundation/people/leaving.py): the open links of who leaves are dead, also should they return."""
    _unanswered(Q(made_by=person)).update(withdrawn_at=at, withdrawn_by=by)


def _unanswered(condition: Q) -> QuerySet[LadderInvitation]:
    """Without joins: whoever waits for an answer that is under way looks at the row again and leaves it alone."""
    return LadderInvitation.objects.filter(condition, answered_at__isnull=True, withdrawn_at__isnull=True).order_by()
