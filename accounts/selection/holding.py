"""A round kept at its step while something is written that belongs to it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Candidate, Round


class StepLeft(ValidationError):
    """The round no longer stands at the step to which a change belongs. Nothing was written."""


def hold_at(round_id: int, *states: str) -> None:
    """Keep the round at one of these steps until the transaction ends; raises StepLeft when it stands elsewhere.

    The same share lock as the database's own guard takes: many may write at once, a step waits for them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM accounts_round WHERE id = %s FOR SHARE", [round_id])
        found = cursor.fetchone()
    if found is None or found[0] not in states:
        step = Round.State(found[0]).label if found else ""
        sentence = _("The round stands at the step “%(step)s” now, so nothing was saved. Look at it again.")
        raise StepLeft(sentence, params={"step": step})


def hold_candidate(candidate: Candidate) -> Candidate:
    """The stored candidate, locked: its places are computed by one at a time."""
    return Candidate.objects.select_for_update(of=("self",), no_key=True).get(pk=candidate.pk)


def may_change(round_: Round, *states: str) -> bool:
    """Whether the round, as read, stands where agreements are made, or at one of these steps."""
    return round_.state in (states or (Round.State.CONSENSUS,))
