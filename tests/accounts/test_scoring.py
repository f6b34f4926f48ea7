"""Raters save cells: all or none, none over another window's, none that is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Account, Candidate, Rater, Round, Score
from accounts.selection.answers import Answer
from accounts.selection.holding import StepLeft
from accounts.selection.scoring import (
    CellsRefused,
    Clash,
    Edit,
    asked_of_raters,
    hand_in,
    progress_of,
    save_scores,
    take_back,
)
from accounts.selection.steps import take_step
from tests.accounts.selecting import AT, published_model, round_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Round:
    """Anna and Irina score Halvorsen and Kestrel by two factors; the third is scored from the sales rows."""
    accounts = [new_account("Halvorsen", kam=cast.anna), new_account("Kestrel", kam=cast.anna)]
    model = published_model(by=cast.leonid, measures={2: "sales"})
    return round_at("scoring", runner=cast.leonid, accounts=accounts, raters=(cast.anna, cast.irina), model=model)


@pytest.fixture
def anna(round_: Round, cast: SimpleNamespace) -> Rater:
    return Rater.objects.get(round=round_, user=cast.anna)


@pytest.fixture
def cells(round_: Round) -> list[tuple[int, int]]:
    """Halvorsen by its two factors, then Kestrel."""
    factors = asked_of_raters(round_)
    return [(candidate.pk, factor.pk) for candidate in round_.candidates.all() for factor in factors]


def edit(cell: tuple[int, int], text: str, version: int = 0, **more: object) -> Edit:
    return Edit(*cell, version, text, **more)  # type: ignore[arg-type]


def stored(rater: Rater) -> list[tuple[str, int]]:
    return [(str(row.value), row.version) for row in Score.objects.filter(rater=rater)]


def history(rater: Rater) -> int:
    return int(Score.pgh_event_model.objects.filter(rater=rater.pk).count())  # type: ignore[attr-defined]


def test_cells_are_saved_and_counted(anna: Rater, cells: list[tuple[int, int]], round_: Round) -> None:
    said = [edit(cells[0], "7"), edit(cells[1], "~5", note="heard it"), edit(cells[2], "?"), edit(cells[3], "")]
    assert save_scores(rater=anna, edits=said) == 3
    rows = Score.objects.filter(rater=anna).values_list("value", "is_estimate", "note", "version")
    assert list(rows) == [(7, False, "", 1), (5, True, "heard it", 1), (None, False, "", 1)]
    progress = progress_of(anna, asked_of_raters(round_))
    assert (progress.answered, progress.total, progress.missing) == (3, 4, 1)


def test_unchanged_cells_advance_nothing(anna: Rater, cells: list[tuple[int, int]]) -> None:
    save_scores(rater=anna, edits=[edit(cells[0], "7")])
    assert save_scores(rater=anna, edits=[edit(cells[0], "7.0", 1), edit(cells[1], "")]) == 0
    assert (stored(anna), history(anna)) == ([("7.0", 1)], 1)


def test_one_wrong_cell_keeps_all_from_being_saved(anna: Rater, cells: list[tuple[int, int]]) -> None:
    with pytest.raises(CellsRefused) as refused:
        save_scores(rater=anna, edits=[edit(cells[0], "7"), edit(cells[1], "11"), edit(cells[2], "abc")])
    assert refused.value.errors == {
        cells[1]: "11 is outside the scale 0 to 10.",
        cells[2]: "“abc” is not a number.",
    }
    assert (refused.value.clashes, stored(anna)) == ({}, [])


def test_a_clash_tells_what_the_other_window_saved(anna: Rater, cells: list[tuple[int, int]]) -> None:
    save_scores(rater=anna, edits=[edit(cells[0], "7")])
    save_scores(rater=anna, edits=[edit(cells[0], "~6", 1, note="second thoughts")])
    with pytest.raises(CellsRefused) as refused:
        save_scores(rater=anna, edits=[edit(cells[0], "8", 1), edit(cells[1], "4")])
    theirs = Answer(Decimal(6), is_estimate=True, note="second thoughts")
    assert (refused.value.errors, refused.value.clashes) == ({}, {cells[0]: Clash(theirs, 2)})
    assert stored(anna) == [("6.0", 2)]
    save_scores(rater=anna, edits=[edit(cells[0], "8", 2)])
    assert stored(anna) == [("8.0", 3)]


def test_two_windows_that_fill_the_same_empty_cell_clash(anna: Rater, cells: list[tuple[int, int]]) -> None:
    save_scores(rater=anna, edits=[edit(cells[0], "7")])
    with pytest.raises(CellsRefused) as refused:
        save_scores(rater=anna, edits=[edit(cells[0], "8")])
    assert refused.value.clashes == {cells[0]: Clash(Answer(Decimal(7)), 1)}


def test_a_stale_cell_nobody_touched_takes_what_is_stored(anna: Rater, cells: list[tuple[int, int]]) -> None:
    """The one form of a page without JavaScript sends every cell, also those the other window has changed."""
    save_scores(rater=anna, edits=[edit(cells[0], "7")])
    save_scores(rater=anna, edits=[edit(cells[0], "6", 1), edit(cells[1], "2")])
    assert save_scores(rater=anna, edits=[edit(cells[0], "7", 1), edit(cells[1], ""), edit(cells[2], "3")]) == 1
    assert stored(anna) == [("6.0", 2), ("2.0", 1), ("3.0", 1)]


def test_an_emptied_cell_goes_on_counting(anna: Rater, cells: list[tuple[int, int]]) -> None:
    save_scores(rater=anna, edits=[edit(cells[0], "7")])
    save_scores(rater=anna, edits=[edit(cells[0], "", 1)])
    assert stored(anna) == []
    with pytest.raises(CellsRefused) as refused:
        save_scores(rater=anna, edits=[edit(cells[0], "8", 1)])
    assert refused.value.clashes == {cells[0]: Clash(None, 0)}
    save_scores(rater=anna, edits=[edit(cells[0], "9")])
    assert stored(anna) == [("9.0", 2)]
    with pytest.raises(CellsRefused):
        save_scores(rater=anna, edits=[edit(cells[0], "8", 1)])


def test_cells_of_others_are_refused_and_nothing_is_half_saved(
    anna: Rater, cells: list[tuple[int, int]], round_: Round, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    other = round_at(
        "scoring", runner=cast.sofia, accounts=[new_account("Lumen")], raters=(cast.anna,), model=round_.model
    )
    stranger = other.candidates.all()[0].pk
    measured = round_.model.factors.get(measure="sales").pk
    elsewhere = published_model(name="Another").factors.all()[0].pk
    left_out = round_.candidates.all()[1]
    Candidate.objects.filter(pk=left_out.pk).update(stays=False)
    candidate, factor = cells[0]
    for cell, word in (
        ((stranger, factor), "not in this round"),
        ((left_out.pk, factor), "left out"),
        ((10**17, factor), "not in this round"),
        ((candidate, measured), "scored from the sales rows"),
        ((candidate, elsewhere), "not in the scoring model"),
        ((candidate, 10**17), "not in the scoring model"),
    ):
        with pytest.raises(ValidationError, match=word):
            save_scores(rater=anna, edits=[edit(cells[0], "7"), edit(cell, "5")])
        assert stored(anna) == []


def test_a_closed_scoring_is_a_sentence(
    anna: Rater, cells: list[tuple[int, int]], round_: Round, cast: SimpleNamespace
) -> None:
    take_step(round_=round_, to=Round.State.CONSENSUS, by=cast.leonid, at=AT)
    for late in (
        lambda: save_scores(rater=anna, edits=[edit(cells[0], "7")]),
        lambda: hand_in(rater=anna, at=AT),
        lambda: take_back(rater=anna),
    ):
        with pytest.raises(StepLeft, match="stands at the step “consensus” now"):
            late()


def test_scores_handed_in_are_taken_back_to_be_changed(anna: Rater, cells: list[tuple[int, int]]) -> None:
    assert hand_in(rater=anna, at=AT).scored_at == AT
    with pytest.raises(ValidationError, match="Take them back"):
        save_scores(rater=anna, edits=[edit(cells[0], "7")])
    assert take_back(rater=anna).scored_at is None
    assert save_scores(rater=anna, edits=[edit(cells[0], "7")]) == 1
