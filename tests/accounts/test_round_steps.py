"""A round goes its way step by step, and the database keeps what belongs to a step to that step."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.comparison import TypedScore, save_scores
from accounts.models import Account, AccountYear, Candidate, Factor, Nomination, Round, RoundStep, Score, ScoringModel
from accounts.selection.access import is_blind
from accounts.selection.comparing import lists_are_open
from accounts.selection.placing import place_candidates
from accounts.selection.progress import stages_of
from accounts.selection.steps import step_of, take_step, ways_from
from kam_portal.foundation.history.versions import StaleEdit
from tests.accounts.comparing import compare
from tests.accounts.selecting import AT, WAY, published_model, round_at

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]


@pytest.fixture
def scored(cast: SimpleNamespace, new_account: NewAccount) -> Round:
    account = new_account("Halvorsen", kam=cast.anna)
    scores = {"Halvorsen": {cast.anna.pk: ["8", "6", None], cast.irina.pk: ["4", "7", "5"]}}
    raters = (cast.anna, cast.irina)
    return round_at("scoring", runner=cast.leonid, accounts=[account], raters=raters, scores=scores)


def test_a_round_goes_from_setup_to_published(scored: Round, cast: SimpleNamespace) -> None:
    for step in (Round.State.CONSENSUS, Round.State.DECIDING):
        scored = take_step(round_=scored, to=step, by=cast.leonid, at=AT)
    steps = RoundStep.objects.filter(round=scored).values_list("before", "after")
    assert list(steps) == [
        ("setup", "nominating"),
        ("nominating", "comparing"),
        ("comparing", "scoring"),
        ("scoring", "consensus"),
        ("consensus", "deciding"),
    ]


def test_no_step_is_jumped(scored: Round, cast: SimpleNamespace) -> None:
    with pytest.raises(ValidationError, match="cannot go there"):
        take_step(round_=scored, to=Round.State.PUBLISHED, by=cast.leonid, at=AT)


@pytest.mark.parametrize("reason", ["", "  "])
def test_cancelling_wants_a_reason(scored: Round, cast: SimpleNamespace, reason: str) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        take_step(round_=scored, to=Round.State.CANCELLED, by=cast.leonid, at=AT, reason=reason)


@pytest.mark.parametrize("step", WAY)
def test_a_cancelled_round_reopens_where_it_was(step: str, cast: SimpleNamespace, new_account: NewAccount) -> None:
    """Sales score a factor, and what they say changed meanwhile: the step is open again all the same."""
    account = new_account("Halvorsen", kam=cast.anna)
    sales = AccountYear.objects.create(account=account, year=2025, currency="EUR", sales=500)
    model = published_model(measures={0: "sales"})
    people = {"runner": cast.leonid, "raters": (cast.anna, cast.irina)}
    scores = {"Halvorsen": {cast.anna.pk: [None, "6", "5"]}}
    round_ = round_at(step, accounts=[account], model=model, scores=scores, **people)
    cancelled = take_step(round_=round_, to=Round.State.CANCELLED, by=cast.leonid, at=AT, reason="strike")
    assert ways_from(cancelled) == (step,)
    sales.sales = Decimal(5000)
    sales.save()
    reopened = take_step(round_=cancelled, to=step, by=cast.leonid, at=AT, reason="strike is over")
    assert (reopened.state, reopened.work, reopened.work_failed) == (step, "", "")


@pytest.mark.parametrize("state", ["consensus", "deciding"])
def test_what_was_compared_while_a_round_was_cancelled_counts_once_it_is_reopened(
    cast: SimpleNamespace, new_account: NewAccount, state: str
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    [criterion] = compare(account, ("100",), ("8",), Fjordmatic=("6",))
    round_ = round_at(state, runner=cast.leonid, accounts=[account], raters=[cast.irina])
    cancelled = take_step(round_=round_, to=Round.State.CANCELLED, by=cast.leonid, at=AT, reason="strike")
    save_scores(account=account, typed=[TypedScore(criterion.pk, None, Decimal(9), 1)])
    assert Candidate.objects.get().strength == Decimal(6)
    reopened = take_step(round_=cancelled, to=state, by=cast.leonid, at=AT, reason="strike is over")
    assert (reopened.state, Candidate.objects.get().strength) == (state, Decimal("6.5"))


def test_a_cancelled_round_is_as_blind_as_it_was(scored: Round, cast: SimpleNamespace) -> None:
    cancelled = take_step(round_=scored, to=Round.State.CANCELLED, by=cast.leonid, at=AT, reason="strike")
    assert (step_of(scored), step_of(cancelled), ways_from(cancelled)) == ("scoring", "scoring", ("scoring",))
    assert (is_blind(cancelled), lists_are_open(cancelled)) == (True, True)
    assert [stage.title for stage in stages_of(cancelled) if stage.place == "now"] == ["scoring"]
    reopened = take_step(round_=cancelled, to=Round.State.SCORING, by=cast.leonid, at=AT, reason="strike is over")
    assert reopened.state == "scoring"


def test_of_two_who_take_the_same_step_one_is_told(scored: Round, cast: SimpleNamespace) -> None:
    read = scored.version
    take_step(round_=scored, to=Round.State.CONSENSUS, by=cast.leonid, at=AT, version=read)
    with pytest.raises(StaleEdit):
        take_step(round_=scored, to=Round.State.CONSENSUS, by=cast.ada, at=AT, version=read)


def test_scores_are_written_while_the_scoring_is_open_and_never_after(scored: Round, cast: SimpleNamespace) -> None:
    take_step(round_=scored, to=Round.State.CONSENSUS, by=cast.leonid, at=AT)
    with pytest.raises(IntegrityError, match="left this step"), transaction.atomic():
        Score.objects.all().update(value=1)
    with pytest.raises(IntegrityError, match="left this step"), transaction.atomic():
        Nomination.objects.all().delete()


def test_nothing_of_a_cancelled_round_changes(scored: Round, cast: SimpleNamespace) -> None:
    take_step(round_=scored, to=Round.State.CANCELLED, by=cast.leonid, at=AT, reason="strike")
    with pytest.raises(IntegrityError, match="left this step"), transaction.atomic():
        Candidate.objects.update(stays=False)


def test_a_published_model_never_changes(cast: SimpleNamespace) -> None:
    model = published_model()
    for write in (
        lambda: Factor.objects.filter(model=model).update(weight=1),
        lambda: Factor.objects.filter(model=model).delete(),
        lambda: ScoringModel.objects.filter(pk=model.pk).update(borderline=1),
        lambda: ScoringModel.objects.filter(pk=model.pk).update(state="draft"),
        lambda: ScoringModel.objects.filter(pk=model.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            write()


def test_a_published_model_may_be_retired(cast: SimpleNamespace) -> None:
    model = published_model()
    ScoringModel.objects.filter(pk=model.pk).update(state="retired")
    model.refresh_from_db()
    assert model.state == "retired"


def test_a_candidate_is_placed_from_what_was_said(scored: Round, cast: SimpleNamespace) -> None:
    """Sales say 8, 6, nothing; finance says 4, 7, 5: means of functions 6, 6.5, 5 with weights 40, 35, 25."""
    place_candidates(round_=scored)
    found = Candidate.objects.get(round=scored)
    assert found.attractiveness == Decimal("5.925")
    assert (found.coverage, found.provisional, found.strength_state, found.quadrant) == (100, False, "unknown", "")
    assert [str(score)[:3] for score in found.factor_scores] == ["6.0", "6.5", "5.0"]
