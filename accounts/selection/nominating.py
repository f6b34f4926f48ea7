"""A rater's own list of clients held key: blind, saved page by page, handed in and taken back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Candidate, Nomination, Rater, Round
from accounts.selection.holding import hold, hold_seat

CLOSED = _("The nominations are closed; the lists stay as they were at that moment.")
HANDED_IN = _("You handed your list in. Take it back first, then change it.")
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


@transaction.atomic
def save_nominations(*, rater: Rater, rows: Mapping[int, Row]) -> dict[int, Named]:
    """Write the rows that were changed on one page, by candidate; rows of other pages stay.

    Returns the stored state of rows that were changed elsewhere since they were read: of these nothing is written.
    Raises ValidationError when the list was handed in, the nominations are closed or a candidate is of another round.
    """
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


@transaction.atomic
def hand_in(*, rater: Rater, at: datetime.datetime) -> int:
    """The list is finished; how many it names. Handing in twice changes nothing."""
    locked = _locked(rater)
    if locked.nominated_at is None:
        locked.nominated_at = at
        locked.save(update_fields=["nominated_at"])
    return Nomination.objects.filter(rater=locked).count()


@transaction.atomic
def take_back(*, rater: Rater) -> None:
    """Go on with a list that was handed in."""
    locked = _locked(rater)
    if locked.nominated_at is not None:
        locked.nominated_at = None
        locked.save(update_fields=["nominated_at"])


def _open_list(rater: Rater) -> Rater:
    locked = _locked(rater)
    if locked.nominated_at is not None:
        raise ValidationError(HANDED_IN)
    return locked


def _locked(rater: Rater) -> Rater:
    """The stored seat, and its round kept at the nominations."""
    seat = hold_seat(rater)
    if hold(rater.round_id) != Round.State.NOMINATING:
        raise ValidationError(CLOSED)
    return seat
