"""A round kept at its step while something is written that belongs to it.

Everybody takes their locks in one order: a rater's seat, the round, its candidates by their ids, accounts by theirs.
The database's own guards lock the round before any row of it is written (accounts/models/guards.py), so a verb that
locks a candidate has locked the round before, whether it writes then or not.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Candidate, Rater, Round


class StepLeft(ValidationError):
    """The round no longer stands at the step to which a change belongs. Nothing was written."""


def hold(round_id: int) -> str:
    """Keep the round at its step until the transaction ends; which step, "" when there is no such round.

    The same share lock as the database's own guard takes: many may write at once, a step waits for them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM accounts_round WHERE id = %s FOR SHARE", [round_id])
        found = cursor.fetchone()
    return str(found[0]) if found else ""


def hold_at(round_id: int, *states: str) -> None:
    """Keep the round at one of these steps; raises StepLeft when it stands elsewhere."""
    state = hold(round_id)
    if state not in states:
        step = Round.State(state).label if state else ""
        sentence = _("The round stands at the step “%(step)s” now, so nothing was saved. Look at it again.")
        raise StepLeft(sentence, params={"step": step})


def hold_seat(rater: Rater) -> Rater:
    """The stored seat, locked: two windows of one rater save one after the other. To be taken before the round.

    Raises ValidationError when the seat was taken back.
    """
    seat = Rater.objects.select_for_update(of=("self",), no_key=True).filter(pk=rater.pk).first()
    if seat is None:
        raise ValidationError(_("You are not among the raters any more. Ask whoever runs the round for a seat."))
    return seat


def hold_candidate(candidate: Candidate) -> Candidate:
    """The stored candidate, locked: its places are computed by one at a time."""
    return Candidate.objects.select_for_update(of=("self",), no_key=True).get(pk=candidate.pk)


def may_change(round_: Round, *states: str) -> bool:
    """Whether the round, as read, stands where agreements are made, or at one of these steps."""
    return round_.state in (states or (Round.State.CONSENSUS,))
