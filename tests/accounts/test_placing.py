"""The figures of candidates: read, computed and written by batches, and never older than what was agreed meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.keeping import record_year
from accounts.models import (
    Account,
    AgreedScore,
    BuyingCriterion,
    Candidate,
    Competitor,
    CriterionScore,
    Factor,
    Rater,
    Round,
    Score,
)
from accounts.models.rounds import FIGURES
from accounts.selection import batches, placing
from accounts.selection.placing import comparisons_of, place_candidates, replace_account, rules_of, said_of
from accounts.selection.positions import Comparison, position_of
from tests.accounts.selecting import AT, published_model, round_at
from tests.waiting_for_locks import GIVE_UP_AFTER, wait_until_they_wait

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
D = Decimal
NAMES = ("Halvorsen", "Lindqvist", "Ferro", "Castell", "Brenner")


def compare(account: Account, own: list[int | None], **rivals: list[int | None]) -> None:
    """On criteria that share the weight; None is not scored."""
    weight = D(100) / len(own)
    for n, score in enumerate(own):
        criterion = BuyingCriterion.objects.create(account=account, position=n, name=f"C{n}", weight=weight)
        CriterionScore.objects.create(account=account, criterion=criterion, value=score)
        for name, values in rivals.items():
            rival, _new = Competitor.objects.get_or_create(account=account, name=name)
            CriterionScore.objects.create(account=account, criterion=criterion, competitor=rival, value=values[n])


def random_round(cast: SimpleNamespace, new_account: NewAccount, dice: Random, state: str = "consensus") -> Round:
    """Five accounts, scored at random by four people of three functions and compared with none to two competitors."""
    raters = (cast.anna, cast.boris, cast.irina, cast.pavel)
    accounts = [new_account(name, kam=cast.anna) for name in NAMES]
    for account in accounts:
        rivals = dice.sample(["Aster", "Borealis"], dice.randrange(3))
        if dice.random() < 0.9:
            compare(account, _at_random(dice, 2), **{name: _at_random(dice, 2) for name in rivals})
        if dice.random() < 0.7:
            record_year(account=account, year=2025, currency="EUR", sales=D(dice.randrange(10**6)))
    scores = {
        name: {rater.pk: [str(s) if s is not None else None for s in _at_random(dice, 3)] for rater in raters}
        for name in NAMES
    }
    round_ = round_at(state, runner=cast.leonid, accounts=accounts, raters=raters, scores=scores)
    for candidate in Candidate.objects.filter(round=round_):
        if dice.random() < 0.3:
            agree(candidate, dice.randrange(3), dice.randrange(11), cast)
    return round_


def _at_random(dice: Random, count: int) -> list[int | None]:
    return [None if dice.random() < 0.15 else dice.randrange(2, 10) for _ in range(count)]


def agree(candidate: Candidate, position: int, value: int, cast: SimpleNamespace) -> None:
    factor = Factor.objects.get(model=candidate.round.model_id, position=position)
    values = {"value": value, "reason": "talked over", "by": cast.leonid, "on": AT.date()}
    AgreedScore.objects.update_or_create(candidate=candidate, factor=factor, defaults=values)


def figures(round_: Round) -> dict[str, dict[str, Any]]:
    names = [name for name in FIGURES if name != "placed_at"]
    rows = Candidate.objects.filter(round=round_).values("account__trade_name", *names)
    return {row.pop("account__trade_name"): row for row in rows}


def by_one_at_a_time(round_: Round) -> dict[str, dict[str, Any]]:
    """The same from rows read candidate by candidate, through the pure assembly."""
    factors = list(round_.model.factors.all())
    found = {}
    for candidate in Candidate.objects.filter(round=round_).select_related("account"):
        agreed = {a.factor_id: a.value for a in candidate.agreed_scores.all()}
        said = [agreed.get(factor.pk, _ratings(candidate, factor)) for factor in factors]
        columns = position_of(said, _comparison(candidate.account), rules_of(round_.model, factors)).columns()
        year = candidate.account.years.filter(year=2025).first()
        columns |= {"value": year.sales if year else None, "value_currency": year.currency if year else ""}
        found[candidate.account.trade_name] = columns
    return found


def _ratings(candidate: Candidate, factor: Factor) -> Any:
    rows = Score.objects.filter(candidate=candidate, factor=factor).exclude(value=None).select_related("rater")
    return placing.ratings_of([(row.rater_id, row.rater.function, row.value) for row in rows if row.value is not None])


def _comparison(account: Account) -> Comparison:
    criteria = list(account.buying_criteria.all())

    def scores(rival: Competitor | None) -> tuple[Decimal | None, ...]:
        return tuple(criterion.scores.get(competitor=rival).value for criterion in criteria)

    rivals = {rival.name: scores(rival) for rival in account.competitors.all()}
    return Comparison(tuple(c.weight for c in criteria), scores(None), rivals)


@pytest.mark.parametrize("seed", range(6))
def test_the_figures_are_those_of_the_pure_assembly(cast: SimpleNamespace, new_account: NewAccount, seed: int) -> None:
    round_ = random_round(cast, new_account, Random(seed))
    assert place_candidates(round_=round_) == len(NAMES)
    assert figures(round_) == by_one_at_a_time(round_)


def test_no_place_of_a_figure_is_lost(cast: SimpleNamespace, new_account: NewAccount) -> None:
    scores = {
        "Halvorsen": {person.pk: [str(n), None, "1"] for n, person in enumerate((cast.anna, cast.boris, cast.viktor))}
    }
    account, raters = new_account("Halvorsen"), (cast.anna, cast.boris, cast.viktor)
    scores["Halvorsen"][cast.viktor.pk][0] = "0"
    round_ = round_at("consensus", runner=cast.leonid, accounts=[account], raters=raters, scores=scores)
    found = Candidate.objects.get(round=round_)
    assert found.factor_scores == [D("0.33333333333333333333"), None, D(1)]
    assert found.attractiveness == D("0.58974358974358974359")


@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_the_size_of_a_batch_changes_nothing(
    cast: SimpleNamespace, new_account: NewAccount, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    round_ = random_round(cast, new_account, Random(7))
    monkeypatch.setattr(batches, "BATCH", size)
    told: list[int] = []
    assert place_candidates(round_=round_, written=told.append) == len(NAMES)
    assert (sum(told), max(told)) == (len(NAMES), min(size, len(NAMES)))
    assert figures(round_) == by_one_at_a_time(round_)


def test_a_batch_takes_as_many_statements_for_five_accounts_as_for_one(
    cast: SimpleNamespace, new_account: NewAccount
) -> None:
    round_ = random_round(cast, new_account, Random(8))
    ids = list(Candidate.objects.filter(round=round_).values_list("account", flat=True))
    counts = []
    for accounts in (ids[:1], ids):
        with CaptureQueriesContext(connection) as captured:
            place_candidates(round_=round_, accounts=accounts)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_placing_leaves_no_history_and_no_new_version(cast: SimpleNamespace, new_account: NewAccount) -> None:
    round_ = random_round(cast, new_account, Random(9))

    def recorded() -> tuple[int, list[int]]:
        events = Candidate.pgh_event_model.objects.count()  # type: ignore[attr-defined]
        return events, list(Candidate.objects.values_list("version", flat=True))

    before = recorded()
    place_candidates(round_=round_)
    assert recorded() == before


def test_only_the_accounts_asked_for_are_placed(cast: SimpleNamespace, new_account: NewAccount) -> None:
    round_ = random_round(cast, new_account, Random(10))
    Candidate.objects.filter(round=round_).update(placed_at=None)
    ferro = Account.objects.get(trade_name="Ferro")
    assert place_candidates(round_=round_, accounts=[ferro.pk]) == 1
    placed = Candidate.objects.filter(round=round_).exclude(placed_at=None)
    assert [str(candidate.account) for candidate in placed] == ["Ferro"]


def test_an_estimate_counts_as_a_score(cast: SimpleNamespace, new_account: NewAccount) -> None:
    scores = {"Halvorsen": {cast.anna.pk: ["8", "8", "8"]}}
    people = {"runner": cast.leonid, "raters": (cast.anna,), "scores": scores}
    round_ = round_at("scoring", accounts=[new_account("Halvorsen")], **people)
    Score.objects.filter(candidate__round=round_).update(is_estimate=True)
    place_candidates(round_=round_)
    assert figures(round_)["Halvorsen"]["attractiveness"] == D(8)


def test_i_do_not_know_is_not_a_score(cast: SimpleNamespace, new_account: NewAccount) -> None:
    scores = {"Halvorsen": {cast.anna.pk: ["8", "8", "8"]}}
    people = {"runner": cast.leonid, "raters": (cast.anna,), "scores": scores}
    round_ = round_at("scoring", accounts=[new_account("Halvorsen")], **people)
    Score.objects.filter(factor__position=0).update(value=None)
    place_candidates(round_=round_)
    found = figures(round_)["Halvorsen"]
    assert (found["coverage"], found["attractiveness"], found["provisional"]) == (D(60), D(8), True)


def test_a_changed_comparison_moves_the_account_in_open_rounds_only(
    cast: SimpleNamespace, new_account: NewAccount
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    compare(account, [8], Aster=[6])
    people = {"runner": cast.leonid, "accounts": [account], "raters": (cast.anna,), "model": published_model()}
    people["scores"] = {"Halvorsen": {cast.anna.pk: ["8", "8", "8"]}}
    states = ("scoring", "consensus", "deciding", "published")
    rounds = {state: round_at(state, title=state, **people) for state in states}
    CriterionScore.objects.filter(competitor=None).update(value=2)
    replace_account(account.pk)
    found = {state: figures(round_)["Halvorsen"]["strength"] for state, round_ in rounds.items()}
    assert found == {"scoring": None, "consensus": D(3), "deciding": D(3), "published": D(6)}


def test_what_was_said_prefers_the_agreed_score(cast: SimpleNamespace, new_account: NewAccount) -> None:
    round_ = random_round(cast, new_account, Random(11))
    candidate = Candidate.objects.filter(round=round_)[0]
    agree(candidate, 1, 7, cast)
    factor = round_.model.factors.get(position=1)
    assert said_of([candidate.pk])[candidate.pk][factor.pk] == D(7)


def test_accounts_without_criteria_have_no_comparison(new_account: NewAccount) -> None:
    bare, compared = new_account("Bare"), new_account("Compared")
    compare(compared, [8, None], Aster=[6, 5])
    assert comparisons_of([bare.pk, compared.pk]) == {
        compared.pk: Comparison((D(50), D(50)), (D(8), None), {"Aster": (D(6), D(5))})
    }


def in_a_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    return threading.Thread(target=run)


@pytest.fixture
def reading_pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """The first who has read what was said waits for `go` before computing: the worst moment for anybody to save."""
    state, original = SimpleNamespace(read=threading.Event(), go=threading.Event()), placing.said_of

    def slowly(candidates: Any) -> Any:
        found = original(candidates)
        if not state.read.is_set():
            state.read.set()
            state.go.wait(GIVE_UP_AFTER)
        return found

    monkeypatch.setattr(placing, "said_of", slowly)
    yield state


@pytest.mark.django_db(transaction=True)
def test_a_score_agreed_on_while_the_round_is_placed_stands_in_the_figures(
    cast: SimpleNamespace, new_account: NewAccount, reading_pauses: SimpleNamespace
) -> None:
    """The task has read the old score; the agreed one is saved and placed; the task writes. The new one must stand."""
    scores = {"Halvorsen": {cast.anna.pk: ["2", "2", "2"]}}
    reading_pauses.read.set()
    people = {"runner": cast.leonid, "raters": (cast.anna,), "scores": scores}
    round_ = round_at("consensus", accounts=[new_account("Halvorsen")], **people)
    candidate = Candidate.objects.get(round=round_)
    reading_pauses.read.clear()

    def save() -> None:
        with transaction.atomic():
            agree(candidate, 0, 9, cast)
            place_candidates(round_=round_, accounts=[candidate.account_id])

    task, saving = in_a_thread(lambda: place_candidates(round_=round_)), in_a_thread(save)
    task.start()
    assert reading_pauses.read.wait(GIVE_UP_AFTER)
    saving.start()
    wait_until_they_wait(who=saving)
    reading_pauses.go.set()
    task.join(GIVE_UP_AFTER)
    saving.join(GIVE_UP_AFTER)
    candidate.refresh_from_db()
    assert candidate.factor_scores == [D(9), D(2), D(2)]
    assert AgreedScore.objects.get().value == D(9)


@pytest.mark.django_db(transaction=True)
def test_a_task_that_comes_while_a_score_is_being_agreed_on_waits_for_it(
    cast: SimpleNamespace, new_account: NewAccount
) -> None:
    scores = {"Halvorsen": {cast.anna.pk: ["2", "2", "2"]}}
    people = {"runner": cast.leonid, "raters": (cast.anna,), "scores": scores}
    round_ = round_at("consensus", accounts=[new_account("Halvorsen")], **people)
    candidate = Candidate.objects.get(round=round_)
    task = in_a_thread(lambda: place_candidates(round_=round_))
    with transaction.atomic():
        agree(candidate, 0, 9, cast)
        place_candidates(round_=round_, accounts=[candidate.account_id])
        task.start()
        wait_until_they_wait(who=task)
    task.join(GIVE_UP_AFTER)
    candidate.refresh_from_db()
    assert candidate.factor_scores == [D(9), D(2), D(2)]


def test_a_rater_is_named_by_the_seat(cast: SimpleNamespace, new_account: NewAccount) -> None:
    account, scores = new_account("Halvorsen"), {"Halvorsen": {cast.anna.pk: ["9", "9", "9"]}}
    compare(account, [8], Aster=[6])
    people = {"runner": cast.leonid, "accounts": [account], "raters": (cast.anna,), "scores": scores}
    round_ = round_at("consensus", **people)
    assert figures(round_)["Halvorsen"]["flips"] == [["rater", Rater.objects.get(round=round_).pk, ""]]
