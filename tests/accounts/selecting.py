"""Rounds for tests, brought to any step by the verbs: the demo company's people rate the accounts of one's choice."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from accounts.models import Account, Anchor, BandEdge, Candidate, Factor, Nomination, Rater, Round, Score, ScoringModel
from accounts.selection.placing import place_candidates
from accounts.selection.rounds import ask_raters, choose_accounts, create_round
from accounts.selection.steps import take_step
from kam_portal.foundation.people.models import User

AT = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
WEIGHTS = ("40", "35", "25")
# The way to any step, one after the other.
WAY = (
    Round.State.SETUP,
    Round.State.NOMINATING,
    Round.State.COMPARING,
    Round.State.SCORING,
    Round.State.CONSENSUS,
    Round.State.DECIDING,
)


def published_model(
    *,
    name: str = "Attractiveness",
    weights: Sequence[str] = WEIGHTS,
    measures: Mapping[int, str] | None = None,
    by: User | None = None,
    **values: Any,
) -> ScoringModel:
    """A published model of some factors; `measures` says by position which are scored from the sales rows."""
    model = ScoringModel.objects.create(name=name, created_by=by, **values)
    for position, weight in enumerate(weights):
        measure = (measures or {}).get(position, "")
        factor = Factor.objects.create(
            model=model,
            position=position,
            name_en=f"Factor {position}",
            name_ru=f"Фактор {position}",
            weight=Decimal(weight),
            measure=measure,
            currency="EUR" if measure == "sales" else "",
        )
        Anchor.objects.create(factor=factor, score=5, text_en="middling", text_ru="средне")
        if measure:
            edges = ((None, 2), (Decimal(10), 5), (Decimal(1000), 9))
            BandEdge.objects.bulk_create([BandEdge(factor=factor, low=low, score=score) for low, score in edges])
    ScoringModel.objects.filter(pk=model.pk).update(state="published", published_at=AT, published_by=by)
    model.refresh_from_db()
    return model


def round_at(
    state: str,
    *,
    runner: User,
    accounts: Iterable[Account],
    raters: Iterable[User] = (),
    model: ScoringModel | None = None,
    scores: Mapping[str, Mapping[int, Sequence[str | None]]] | None = None,
    title: str = "Autumn round",
) -> Round:
    """A round at `state`. `scores`: account name -> rater id -> a score by factor, given while the scoring is open.

    Who is in `scores` is also nominated by that rater.
    """
    round_ = create_round(title=title, model=model or published_model(by=runner), sales_year=2025, runner=runner)
    ids = [account.pk for account in accounts]
    choose_accounts(round_=round_, accounts=Account.objects.filter(pk__in=ids))
    ask_raters(round_=round_, users=raters)
    for step in WAY[1 : WAY.index(Round.State(state)) + 1] if state in WAY else WAY[1:]:
        round_ = take_step(round_=round_, to=step, by=runner, at=AT)
        if step == Round.State.NOMINATING:
            _nominate(round_, scores or {})
        if step == Round.State.SCORING:
            _score(round_, scores or {})
    return publish_undecided(round_) if state == Round.State.PUBLISHED else round_


def publish_undecided(round_: Round, on: datetime.date | None = None) -> Round:
    """Published as it stands with nothing decided, which the step itself refuses: see test_publishing.py."""
    place_candidates(round_=round_)
    Round.objects.filter(pk=round_.pk).update(state=Round.State.PUBLISHED, published_on=on or AT.date())
    round_.refresh_from_db()
    return round_


def _nominate(round_: Round, scores: Mapping[str, Mapping[int, Any]]) -> None:
    for candidate, given in _given(round_, scores):
        for rater in Rater.objects.filter(round=round_, user__in=given):
            Nomination.objects.create(rater=rater, candidate=candidate)


def _score(round_: Round, scores: Mapping[str, Mapping[int, Sequence[str | None]]]) -> None:
    factors = list(round_.model.factors.all())
    for candidate, given in _given(round_, scores):
        for rater in Rater.objects.filter(round=round_, user__in=given):
            for factor, value in zip(factors, given[rater.user_id], strict=True):
                if value is not None:
                    Score.objects.create(candidate=candidate, factor=factor, rater=rater, value=Decimal(value))


def _given(round_: Round, scores: Mapping[str, Mapping[int, Any]]) -> list[tuple[Candidate, Mapping[int, Any]]]:
    candidates = Candidate.objects.filter(round=round_, account__trade_name__in=scores).select_related("account")
    return [(candidate, scores[candidate.account.trade_name]) for candidate in candidates]
