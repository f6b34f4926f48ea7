"""The client's own answer, taken from behind a one-time link: one for each link, whoever sends twice."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import transaction

from dossiers.ladders.inviting import is_honoured
from dossiers.ladders.messages import words_of_answer
from dossiers.models import ClientLadder, InvitationState, LadderInvitation
from kam_portal.foundation.history.authors import written_by
from kam_portal.foundation.notifications.saying import say_all
from kam_portal.foundation.people.tokens import digest_of

# What history calls the author of an answer: nobody of ours, and the address of the page holds the token.
BY_LINK = "client"


class LinkNotValid(Exception):
    """No open invitation stands behind the link (any more). Nothing was written."""


class AlreadyAnswered(Exception):
    """The invitation was answered before, or at this very moment. Nothing was written."""


def answer_invitation(*, token: str, answers: Mapping[str, str], remark: str, at: datetime.datetime) -> ClientLadder:
    """Keep what the client sent ("yes", "no" or "unknown" for each of the six) and tell who asked and the manager.

    Raises AlreadyAnswered or LinkNotValid.
    """
    with written_by(source=BY_LINK), transaction.atomic():
        invitation = _locked(token, at)
        invitation.answered_at = at
        invitation.save(update_fields=["answered_at"])
        answer = ClientLadder.objects.create(
            account_id=invitation.account_id,
            invitation=invitation,
            contact_id=invitation.contact_id,
            remark=remark,
            answered_at=at,
            **answers,
        )
        say_all(words_of_answer(answer, at=at))
        return answer


def _locked(token: str, at: datetime.datetime) -> LadderInvitation:
    """The open invitation, held: who sends at the same moment, or withdraws it, comes after and sees what happened."""
    rows = LadderInvitation.objects.select_related("account__kam__delegate", "made_by__delegate")
    own = rows.select_for_update(of=("self",), no_key=True).filter(digest=digest_of(token)).first()
    if own is None:
        raise LinkNotValid
    if own.state(at) == InvitationState.ANSWERED:
        raise AlreadyAnswered
    if not is_honoured(own, at):
        raise LinkNotValid
    return own
