"""A rater's own list of clients held key: blind, saved page by page, handed in and taken back."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Candidate, Nomination, Rater, Round

CLOSED = _("The nominations are closed; the lists stay as they were at that moment.")
HANDED_IN = _("You handed your list in. Take it back first, then change it.")
LEFT_ITS_STEP = "round_has_left_this_step"
LONGEST_NOTE = 300


@dataclass(frozen=True)
class Named:
    """What stands beside one account on a rater's list; `note` is empty where it is not named."""

    is_named: bool
    note: str = ""


NOT_NAMED = Named(is_named=False)


@dataclass(frozen=True)
class Row:
    """One row of a page as it was sent: what had been read, and what it shall be."""

    read: Named
    wanted: Named


@contextmanager
def while_at_its_step(sentence: Any) -> Iterator[None]:
    """All or nothing; the database's refusal of a round that moved on becomes a ValidationError with the sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", "") != LEFT_ITS_STEP:
            raise
        raise ValidationError(sentence) from error


def save_nominations(*, rater: Rater, rows: Mapping[int, Row]) -> dict[int, Named]:
    """Write the rows that were changed on one page, by candidate; rows of other pages stay.

    Returns the stored state of rows that were changed elsewhere since they were read: of these nothing is written.
    Raises ValidationError when the list was handed in, the nominations are closed or a candidate is of another round.
    """
    with while_at_its_step(CLOSED):
        locked = _open_list(rater)
        changed = {pk: row for pk, row in rows.items() if row.wanted != row.read}
        known = set(Candidate.objects.filter(round=locked.round_id, pk__in=changed).values_list("pk", flat=True))
        if known != set(changed):
            raise ValidationError(_("This account is not looked at in this round. Open the list again."))
        stored = named_of(locked, changed)
        moved = {pk: stored.get(pk, NOT_NAMED) for pk, row in changed.items()}
        moved = {pk: now for pk, now in moved.items() if now not in (changed[pk].read, changed[pk].wanted)}
        _write(locked, {pk: row.wanted for pk, row in changed.items() if pk not in moved}, stored)
        return moved


def _write(rater: Rater, wanted: Mapping[int, Named], stored: Mapping[int, Named]) -> None:
    new = [pk for pk, named in wanted.items() if named.is_named and pk not in stored]
    Nomination.objects.bulk_create([Nomination(rater=rater, candidate_id=pk, note=wanted[pk].note) for pk in new])
    gone = [pk for pk, named in wanted.items() if not named.is_named and pk in stored]
    Nomination.objects.filter(rater=rater, candidate__in=gone).delete()
    noted = [pk for pk, named in wanted.items() if named.is_named and pk in stored and named != stored[pk]]
    for nomination in Nomination.objects.filter(rater=rater, candidate__in=noted):
        nomination.note = wanted[nomination.candidate_id].note
        nomination.save(update_fields=["note"])


def named_of(rater: Rater, candidates: object) -> dict[int, Named]:
    """Those of the candidates that the rater names, with the notes."""
    rows = Nomination.objects.filter(rater=rater, candidate__in=candidates)  # type: ignore[misc]
    return {pk: Named(True, note) for pk, note in rows.values_list("candidate", "note")}


def hand_in(*, rater: Rater, at: datetime.datetime) -> int:
    """The list is finished; how many it names. Handing in twice changes nothing."""
    with while_at_its_step(CLOSED):
        locked = _locked(rater, round_stays=True)
        if locked.nominated_at is None:
            locked.nominated_at = at
            locked.save(update_fields=["nominated_at"])
        return Nomination.objects.filter(rater=locked).count()


def take_back(*, rater: Rater) -> None:
    """Go on with a list that was handed in."""
    with while_at_its_step(CLOSED):
        locked = _locked(rater, round_stays=True)
        if locked.nominated_at is not None:
            locked.nominated_at = None
            locked.save(update_fields=["nominated_at"])


def _open_list(rater: Rater) -> Rater:
    locked = _locked(rater)
    if locked.nominated_at is not None:
        raise ValidationError(HANDED_IN)
    return locked


def _locked(rater: Rater, *, round_stays: bool = False) -> Rater:
    """The stored seat; seats are locked before rounds, everywhere. Nominations are guarded by the database, so that
    raters need not wait for each other; what it cannot see needs a round that stays at its step: `round_stays`."""
    seat = Rater.objects.select_for_update(of=("self",)).filter(pk=rater.pk).first()
    rounds = Round.objects.select_for_update(of=("self",), no_key=True) if round_stays else Round.objects.all()
    if seat is None:
        raise ValidationError(_("You are not among the raters any more. Ask whoever runs the round for a seat."))
    if rounds.get(pk=rater.round_id).state != Round.State.NOMINATING:
        raise ValidationError(CLOSED)
    return seat
