"""Long work on a round: its accounts are scored by bands and placed, at once or by a worker with a progress bar.

A few hundred candidates are placed in the transaction that asks for it. More are placed by a worker in batches, each
in a transaction of its own: a worker that dies leaves whole batches behind, and doing the work again, or twice at
once, ends in the same figures, because every batch is computed from what is stored when it is written.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts import footprints
from accounts.footprints import Footprints, Trail
from accounts.models import AccountYear, Candidate, Round, RoundStep
from accounts.selection.banding import score_by_bands
from accounts.selection.batches import RoundHasMovedOn
from accounts.selection.placing import place_candidates
from accounts.selection.steps import after_step, before_step
from kam_portal.foundation.history.authors import written_by
from kam_portal.foundation.people.models import User

log = logging.getLogger("kam.selection")

PLACING = "placing"
# Up to so many candidates the page waits for the figures.
AT_ONCE = 300
TRAIL = Trail("accounts_round", done="work_done", total="work_total", moved_at="work_moved_at")
BROKE_OFF = gettext_noop("Computing the figures broke off; the log of the server says why. Compute them again.")
State = Round.State
Tell = Callable[[int, int], None]


def is_silent(round_: Round, at: datetime.datetime) -> bool:
    """Whether busy work has not moved for so long that it may be started again."""
    return round_.is_busy and footprints.is_silent(round_.work_moved_at, at)


@transaction.atomic
def compute_again(*, round_: Round, at: datetime.datetime) -> Round:
    """Score by bands and place once more; nothing is begun while that is going on already. The stored round.

    Raises ValidationError when the round does not stand at consensus.
    """
    stored = Round.objects.select_for_update(of=("self",), no_key=True).select_related("model").get(pk=round_.pk)
    if stored.state != State.CONSENSUS:
        raise ValidationError(
            _("Figures are computed while the round stands at consensus. Take the round back to it first.")
        )
    if not stored.is_busy or is_silent(stored, at):
        begin(stored, at)
    return stored


@after_step(State.CONSENSUS)
def _begin_after_the_scoring(round_: Round, by: User | None, at: datetime.datetime) -> None:
    begin(round_, at)


@before_step(State.DECIDING)
def _figures_are_fresh(round_: Round) -> None:
    """Whoever decides sees what the stored scores and sales say now.

    A round that is reopened here was fresh when it came here. Scores by bands belong to the consensus and are as frozen
    as in a round that was never cancelled; places follow the comparisons below, and publishing places once more.
    """
    if round_.state == State.CANCELLED:
        return
    if round_.candidates.count() <= AT_ONCE:
        _compute(round_)
        _note(round_, work="", failed="")
    elif round_.work_failed or is_outdated(round_):
        raise ValidationError(
            _("Some figures are older than the sales they rest on. Compute them again, then take this step.")
        )


@after_step(State.DECIDING)
def _places_follow_the_comparisons(round_: Round, by: User | None, at: datetime.datetime) -> None:
    """A comparison changed in a cancelled round moved nobody: nothing of it could be written."""
    if RoundStep.objects.filter(round=round_).latest("pk").before == State.CANCELLED:
        place_candidates(round_=round_)


def is_outdated(round_: Round) -> bool:
    """Whether a candidate was never placed, or sales of the round's year or the one before were changed since."""
    sales = AccountYear.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
        account=OuterRef("account"), year__in=(round_.sales_year, round_.sales_year - 1)
    )
    changed = Exists(sales.filter(pgh_created_at__gt=OuterRef("placed_at")))
    return Candidate.objects.filter(Q(placed_at=None) | changed, round=round_).order_by().exists()


def begin(round_: Round, at: datetime.datetime) -> None:
    """Begin placing in the transaction at hand, which holds the round."""
    from accounts.tasks import place_round  # the task calls work() below

    candidates = round_.candidates.count()
    _note(round_, work=PLACING, failed="", at=at, total=2 * candidates)
    if candidates <= AT_ONCE:
        _carry_out(round_)
    else:
        # Without a broker the work waits: the page offers to start it again.
        transaction.on_commit(lambda: place_round.delay(round_.pk), robust=True)


def work(*, round_id: int) -> None:
    """What the worker does. Not called within a transaction."""
    round_ = Round.objects.select_related("model").filter(pk=round_id).first()
    if round_ is None or round_.work != PLACING or round_.work_failed:
        return
    with Footprints(TRAIL, round_id) as told, written_by(source="placing"):
        _carry_out(round_, told.leave)


def _carry_out(round_: Round, tell: Tell | None = None) -> None:
    try:
        _compute(round_, tell)
    except RoundHasMovedOn:
        log.info("round %s has left the consensus; its figures stay", round_.pk)
        _note(round_, work="", failed="")
    except Exception:
        log.exception("placing the accounts of round %s broke off", round_.pk)
        _note(round_, work=PLACING, failed=BROKE_OFF)
    else:
        _note(round_, work="", failed="")


def _compute(round_: Round, tell: Tell | None = None) -> None:
    """Bands, then places: at once all or nothing, by a worker (who tells how far it is) batch by batch."""
    if tell is None:
        with transaction.atomic():
            score_by_bands(round_=round_)
            place_candidates(round_=round_)
        return
    steps = round_.candidates.count()
    total, done = 2 * steps, 0

    def written(count: int) -> None:
        nonlocal done
        done += count
        tell(min(done, total), total)

    score_by_bands(round_=round_, written=written)
    done = steps
    place_candidates(round_=round_, written=written)


def _note(
    round_: Round, *, work: str, failed: str, at: datetime.datetime | None = None, total: int | None = None
) -> None:
    """How the work stands, on the row and on the round at hand."""
    values: dict[str, object] = {"work": work, "work_failed": failed}
    if at is not None:
        values |= {"work_moved_at": at, "work_done": 0, "work_total": total}
    Round.objects.filter(pk=round_.pk).update(**values)
    for name, value in values.items():
        setattr(round_, name, value)
