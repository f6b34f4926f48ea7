"""Verbs that meet at one round take their locks in one order: a seat, the round, its candidates, accounts by their ids.

Somebody holds the round while two verbs begin, one after the other; each comes as far as it can and waits. Then the
round is let go. Did the second hold what the first needs next, and need what the first holds, PostgreSQL would end one
of them as a deadlock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from accounts import comparison
from accounts.importing.running import KINDS, run
from accounts.models import Account, BuyingCriterion, Candidate, Rater, Round, Score
from accounts.selection import agreeing, deciding, nominating
from accounts.selection.choosing import choose_accounts
from accounts.selection.comparing import keep_candidate, keep_candidates, note_difference
from accounts.selection.rounds import create_round, remove_rater
from accounts.selection.scoring import Edit, hand_in, save_scores
from accounts.selection.steps import take_step
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.tabular.reading import read_table
from tests.accounts.deciding import deciding_round
from tests.accounts.selecting import AT, published_model, round_at
from tests.conftest import TODAY
from tests.waiting_for_locks import GIVE_UP_AFTER, wait_until_they_wait

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], Any]


def meeting(at: models.Model, *acts: Act) -> list[Any]:
    """What each act returned or raised. They begin while the row is held, one after the other, and wait."""
    outcomes: list[Any] = [None] * len(acts)

    def carry_out(number: int, act: Act) -> None:
        try:
            outcomes[number] = act()
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=carry_out, args=each) for each in enumerate(acts)]
    with transaction.atomic():
        type(at)._default_manager.select_for_update(of=("self",)).get(pk=at.pk)
        for number, thread in enumerate(threads):
            thread.start()
            wait_until_they_wait(number + 1)
    for thread in threads:
        thread.join(GIVE_UP_AFTER)
    return outcomes


@pytest.fixture
def halvorsen(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna, status="candidate")


def at_step(state: str, cast: SimpleNamespace, account: Account) -> tuple[Round, Candidate, Rater]:
    round_ = round_at(state, runner=cast.leonid, accounts=[account], raters=[cast.irina])
    return round_, Candidate.objects.get(round=round_), Rater.objects.get(round=round_)


def test_a_note_and_the_choice_of_who_stays(cast: SimpleNamespace, halvorsen: Account) -> None:
    round_, candidate, _seat = at_step("comparing", cast, halvorsen)

    def note() -> Candidate:
        return note_difference(candidate=candidate, version=1, note="They differ.")

    kept, noted = meeting(round_, lambda: keep_candidate(round_=round_, candidate=candidate, stays=False), note)
    assert (kept, type(noted)) == (None, StaleEdit)
    noted, kept = meeting(
        round_,
        lambda: note_difference(candidate=candidate, version=2, note="They differ."),
        lambda: keep_candidates(round_=round_, named_by_at_least=0),
    )
    assert (noted.difference_note, kept) == ("They differ.", (1, 1))


def one_score(candidate: Candidate) -> list[Edit]:
    factor = candidate.round.model.factors.all()[0]
    return [Edit(candidate=candidate.pk, factor=factor.pk, version=0, text="7")]


def test_a_rater_who_scores_while_the_seat_is_taken_back(cast: SimpleNamespace, halvorsen: Account) -> None:
    round_, candidate, seat = at_step("scoring", cast, halvorsen)
    saved, refused = meeting(
        round_, lambda: save_scores(rater=seat, edits=one_score(candidate)), lambda: remove_rater(rater=seat)
    )
    assert (saved, "stays; what was said is kept" in str(refused)) == (1, True)
    assert Score.objects.get().rater == seat


@pytest.mark.parametrize("verb", ["save", "hand in"])
def test_a_rater_whose_seat_was_taken_back_is_told_so(cast: SimpleNamespace, halvorsen: Account, verb: str) -> None:
    round_, candidate, seat = at_step("scoring", cast, halvorsen)
    edits = one_score(candidate)
    act: Act = (lambda: save_scores(rater=seat, edits=edits)) if verb == "save" else lambda: hand_in(rater=seat, at=AT)
    removed, refused = meeting(round_, lambda: remove_rater(rater=seat), act)
    assert (removed, "not among the raters any more" in str(refused)) == (None, True)
    assert not Rater.objects.exists()


def test_a_rater_who_hands_in_a_list_of_before_while_scoring(cast: SimpleNamespace, halvorsen: Account) -> None:
    round_, candidate, seat = at_step("scoring", cast, halvorsen)
    saved, refused = meeting(
        round_,
        lambda: save_scores(rater=seat, edits=one_score(candidate)),
        lambda: nominating.hand_in(rater=seat, at=AT),
    )
    assert (saved, "The nominations are closed" in str(refused)) == (1, True)


# What may be written at the step of decisions; each is let in before the round is published, or told it is too late.
def _verbs(candidate: Candidate, cast: SimpleNamespace) -> dict[str, Act]:
    expected = {"forecast_attractiveness": None, "forecast_strength": None, "forecast_because": "No idea."}
    criterion = BuyingCriterion.objects.get()
    typed = comparison.TypedScore(criterion.pk, None, 7, 1)  # type: ignore[arg-type]
    return {
        "note": lambda: note_difference(candidate=candidate, version=1, note="They differ."),
        "forecast": lambda: agreeing.forecast(candidate=candidate, version=1, changes=expected),
        "decide": lambda: deciding.decide(candidate=candidate, status="closed", by=cast.ada, on=TODAY, reason="Sold."),
        "compare": lambda: comparison.save_scores(account=candidate.account, typed=[typed]),
    }


@pytest.mark.parametrize("publishes", ["first", "second"])
@pytest.mark.parametrize("verb", ["note", "forecast", "decide", "compare"])
def test_whoever_meets_the_publishing(cast: SimpleNamespace, halvorsen: Account, verb: str, publishes: str) -> None:
    round_ = deciding_round(cast, [halvorsen], {"Halvorsen": "key_account"})
    deciding.decide_many(round_=round_, by=cast.ada, on=TODAY)
    candidate = Candidate.objects.select_related("account", "round__model").get()
    acts = [lambda: take_step(round_=round_, to="published", by=cast.ada, at=AT)]
    acts.insert(0 if publishes == "second" else 1, _verbs(candidate, cast)[verb])
    outcomes = meeting(round_, *acts)
    published = outcomes.pop(0 if publishes == "first" else 1)
    assert published.state == "published", published
    too_late = publishes == "first" and verb != "compare"
    assert isinstance(outcomes[0], ValidationError) == too_late, outcomes
    assert isinstance(outcomes[0], Exception) == too_late, outcomes


def test_a_cancelled_round_is_reopened_after_the_comparison_that_was_begun(
    cast: SimpleNamespace, halvorsen: Account
) -> None:
    round_ = deciding_round(cast, [halvorsen], {"Halvorsen": "key_account"})
    deciding.decide_many(round_=round_, by=cast.ada, on=TODAY)
    take_step(round_=round_, to="cancelled", by=cast.ada, at=AT, reason="Strike.")
    candidate = Candidate.objects.select_related("account").get()
    clashes, reopened = meeting(
        halvorsen,
        _verbs(candidate, cast)["compare"],
        lambda: take_step(round_=round_, to="deciding", by=cast.ada, at=AT, reason="It is over."),
    )
    assert (clashes, reopened.state) == ([], "deciding")
    candidate.refresh_from_db()
    assert (candidate.own_total, candidate.strength) == (7, 6)


def test_a_choice_and_an_import_of_the_same_accounts(
    cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    first, second = new_account("Alfa", kam=cast.anna), new_account("Beta", kam=cast.anna)
    # Stored behind the second from now on: whoever reads the table as it lies comes to the second before.
    Account.objects.filter(pk=first.pk).update(site="Oslo")
    round_ = create_round(title="Autumn", model=published_model(by=cast.ada), sales_year=2025, runner=cast.ada)
    table = read_table(b"name,site\nAlfa,Bergen\nBeta,Bergen\n")
    imported, chosen = meeting(
        first,
        lambda: run(kind=KINDS["accounts"], table=table, overrides={}, by=None, on=TODAY, dry_run=False),
        lambda: choose_accounts(round_=round_, accounts=Account.objects.all()),
    )
    assert (imported.updated, chosen) == (2, 2)
    assert sorted(Account.objects.values_list("site", flat=True)) == ["Bergen", "Bergen"]
    assert second.candidacies.count() == 1
