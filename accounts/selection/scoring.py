"""Scoring blind: raters save cells, hand their scores in and take them back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.kaism import Scale
from accounts.models import Candidate, Factor, Rater, Round, Score
from accounts.selection.answers import Answer, answer_of
from accounts.selection.holding import hold_at, hold_seat

# Candidate and factor.
Key = tuple[int, int]


@dataclass(frozen=True)
class Edit:
    """One cell as it was sent, with the version it was read at; 0 is a cell that was empty."""

    candidate: int
    factor: int
    version: int
    text: str
    is_estimate: bool = False
    note: str = ""

    @property
    def key(self) -> Key:
        return self.candidate, self.factor


@dataclass(frozen=True)
class Clash:
    """What another window of the same rater has saved since; None: it has emptied the cell."""

    theirs: Answer | None
    version: int


class CellsRefused(Exception):
    """Some cells cannot be saved, so none was: a sentence by cell, and the clashes by cell."""

    def __init__(self, errors: dict[Key, str], clashes: dict[Key, Clash]) -> None:
        super().__init__("some cells were refused")
        self.errors = errors
        self.clashes = clashes


@dataclass(frozen=True)
class Progress:
    answered: int
    total: int

    @property
    def missing(self) -> int:
        return self.total - self.answered


def asked_of_raters(round_: Round) -> list[Factor]:
    """The factors that nobody but the raters can score: the measured ones are scored from the sales rows."""
    return list(round_.model.factors.filter(measure="").prefetch_related("anchors"))


def progress_of(rater: Rater, factors: Sequence[Factor]) -> Progress:
    """How many cells of the rater have an answer, "I do not know" included."""
    candidates = Candidate.objects.filter(round=rater.round_id, stays=True)
    given = Score.objects.filter(rater=rater, candidate__stays=True, factor__in=[factor.pk for factor in factors])
    return Progress(given.count(), candidates.count() * len(factors))


@transaction.atomic
def save_scores(*, rater: Rater, edits: Sequence[Edit]) -> int:
    """Write the cells that were changed, all or none; how many.

    An empty cell takes its score back. Raises CellsRefused, StepLeft when the scoring is over, ValidationError when
    the scores were handed in or a cell is none of this rater's.
    """
    _refuse_when_handed_in(_held(rater))
    scale = rater.round.model.scale
    _refuse_foreign(rater, edits)
    answers, errors = _answers(edits, scale)
    stored = {
        (row.candidate_id, row.factor_id): row
        for row in Score.objects.filter(rater=rater, candidate__in={edit.candidate for edit in edits})
    }
    changed = [edit for edit in edits if edit.key in answers and answers[edit.key] != _held_by(stored.get(edit.key))]
    untouched, clashes = _stale(rater, changed, answers, stored)
    if errors or clashes:
        raise CellsRefused(errors, clashes)
    todo = [edit.key for edit in changed if edit.key not in untouched]
    _write(rater, {key: answers[key] for key in todo}, stored)
    return len(todo)


@transaction.atomic
def hand_in(*, rater: Rater, at: datetime.datetime) -> Rater:
    """The rater is done; the scores stay as they are until they are taken back. A second time changes nothing."""
    stored = _held(rater)
    if stored.scored_at is None:
        stored.scored_at = at
        stored.save(update_fields=["scored_at"])
    return stored


@transaction.atomic
def take_back(*, rater: Rater) -> Rater:
    """The rater goes on scoring, while the scoring is open."""
    stored = _held(rater)
    if stored.scored_at is not None:
        stored.scored_at = None
        stored.save(update_fields=["scored_at"])
    return stored


def _held(rater: Rater) -> Rater:
    """The rater's seat, locked, and the round kept at the scoring."""
    seat = hold_seat(rater)
    hold_at(rater.round_id, Round.State.SCORING)
    return seat


def _refuse_when_handed_in(rater: Rater) -> None:
    if rater.scored_at is not None:
        raise ValidationError(_("You have handed in your scores, so nothing was saved. Take them back to change them."))


def _refuse_foreign(rater: Rater, edits: Iterable[Edit]) -> None:
    candidates = {edit.candidate for edit in edits}
    staying = Candidate.objects.filter(round=rater.round_id, stays=True, pk__in=candidates)
    if candidates - set(staying.values_list("pk", flat=True)):
        raise ValidationError(_("An account is not in this round or was left out of it, so nothing was saved."))
    factors = {factor.pk: factor for factor in Factor.objects.filter(model=rater.round.model_id)}
    asked = [factors.get(edit.factor) for edit in edits]
    if None in asked:
        raise ValidationError(_("A factor is not in the scoring model of this round, so nothing was saved."))
    for factor in asked:
        if factor is not None and factor.measure:
            sentence = _("“%(factor)s” is scored from the sales rows, not by raters, so nothing was saved.")
            raise ValidationError(sentence, params={"factor": factor.name})


def _answers(edits: Iterable[Edit], scale: Scale) -> tuple[dict[Key, Answer | None], dict[Key, str]]:
    answers: dict[Key, Answer | None] = {}
    errors: dict[Key, str] = {}
    for edit in edits:
        try:
            answers[edit.key] = answer_of(edit.text, is_estimate=edit.is_estimate, note=edit.note, scale=scale)
        except ValidationError as error:
            errors[edit.key] = error.messages[0]
    return answers, errors


def _held_by(row: Score | None) -> Answer | None:
    return Answer(row.value, row.is_estimate, row.note) if row else None


def _stale(
    rater: Rater, changed: Sequence[Edit], answers: dict[Key, Answer | None], stored: dict[Key, Score]
) -> tuple[set[Key], dict[Key, Clash]]:
    """Of the cells read at another version than is stored: those the reader left as they were, and the clashes."""
    versions = {edit.key: row.version if (row := stored.get(edit.key)) else 0 for edit in changed}
    stale = [edit for edit in changed if edit.version != versions[edit.key]]
    if not stale:
        return set(), {}
    read = _as_read(rater, stale)
    untouched = {edit.key for edit in stale if edit.key in read and read[edit.key] == answers[edit.key]}
    clashes = {
        edit.key: Clash(_held_by(stored.get(edit.key)), versions[edit.key])
        for edit in stale
        if edit.key not in untouched
    }
    return untouched, clashes


def _as_read(rater: Rater, edits: Sequence[Edit]) -> dict[Key, Answer | None]:
    """What the cells held at the versions they were read at, where history knows it."""
    found: dict[Key, Answer | None] = {edit.key: None for edit in edits if edit.version == 0}
    wanted = {(edit.key, edit.version) for edit in edits}
    events = Score.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
        candidate__in={edit.candidate for edit in edits}, rater=rater.pk
    ).order_by("pgh_id")
    for event in events:
        key = (event.candidate_id, event.factor_id)
        if (key, event.version) in wanted:
            found[key] = Answer(event.value, event.is_estimate, event.note)
    return found


def _write(rater: Rater, answers: dict[Key, Answer | None], stored: dict[Key, Score]) -> None:
    emptied = [stored[key].pk for key, answer in answers.items() if answer is None]
    if emptied:
        Score.objects.filter(pk__in=emptied).delete()
    given = {key: answer for key, answer in answers.items() if answer is not None}
    edited = [_put(stored[key], answer) for key, answer in given.items() if key in stored]
    for row in edited:
        row.version += 1
    Score.objects.bulk_update(edited, ["value", "is_estimate", "note", "version"], batch_size=500)
    new = [key for key in given if key not in stored]
    if not new:
        return
    last = _last_versions(rater, new)
    made = [_put(Score(candidate_id=c, factor_id=f, rater=rater), given[c, f]) for c, f in new]
    for row in made:
        row.version = 1 + last.get((row.candidate_id, row.factor_id), 0)
    Score.objects.bulk_create(made, batch_size=500)


def _put(row: Score, answer: Answer) -> Score:
    row.value, row.is_estimate, row.note = answer.value, answer.is_estimate, answer.note
    return row


def _last_versions(rater: Rater, keys: Sequence[Key]) -> dict[Key, int]:
    """A cell emptied and filled again goes on counting: no window holds the version of another score."""
    events = Score.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
        candidate__in={candidate for candidate, _factor in keys}, rater=rater.pk
    )
    counted = events.order_by().values("candidate", "factor").annotate(last=Max("version"))
    return {(row["candidate"], row["factor"]): row["last"] for row in counted}
