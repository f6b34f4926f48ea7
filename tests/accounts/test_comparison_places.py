"""A comparison with competitors moves the places of the account in every open round, and no other."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest

from accounts.comparison import (
    TypedScore,
    edit_competitor,
    edit_criterion,
    remove_competitor,
    remove_criterion,
    save_scores,
)
from accounts.models import Account, BuyingCriterion, Candidate, Competitor
from kam_portal.foundation.history.versions import StaleEdit
from tests.accounts.comparing import compare
from tests.accounts.selecting import round_at
from tests.conftest import TODAY

NewAccount = Callable[..., Account]


@pytest.fixture
def account(new_account: NewAccount, cast: SimpleNamespace) -> Account:
    return new_account("Acme", kam=cast.anna)


def consensus_round(account: Account, cast: SimpleNamespace, state: str = "consensus") -> Candidate:
    scores = {account.trade_name: {cast.anna.pk: ["8", "8", "8"]}}
    round_ = round_at(state, runner=cast.leonid, accounts=[account], raters=[cast.anna], scores=scores)
    return Candidate.objects.get(round=round_)


def test_the_place_follows_every_change_of_the_comparison(account: Account, cast: SimpleNamespace) -> None:
    candidate = consensus_round(account, cast)
    first, second = compare(account, own=("8", "7"), Fjordmatic=("6", "8"))
    rival = Competitor.objects.get()

    def strength() -> tuple[str, Decimal | None]:
        candidate.refresh_from_db()
        return candidate.strength_state, candidate.strength

    assert strength() == ("placed", Decimal("5.4"))
    edit_criterion(criterion=first, version=1, changes={"weight": Decimal(50)})
    assert strength() == ("weights", None)
    edit_criterion(criterion=second, version=1, changes={"weight": Decimal(50)})
    assert strength() == ("placed", Decimal("5.25"))
    save_scores(account=account, typed=[TypedScore(first.pk, None, Decimal(6), 1)])
    assert strength() == ("placed", Decimal("4.75"))
    edit_competitor(competitor=rival, version=1, changes={"name": "Fjord"})
    candidate.refresh_from_db()
    assert candidate.rival == "Fjord"
    remove_competitor(competitor=rival, version=2)
    assert strength() == ("absolute", None)
    remove_criterion(criterion=first, version=2)
    assert strength() == ("weights", None)


def test_a_published_place_stays(account: Account, cast: SimpleNamespace) -> None:
    compare(account, own=("8", "7"), Fjordmatic=("6", "8"))
    candidate = consensus_round(account, cast, "published")
    save_scores(account=account, typed=[TypedScore(BuyingCriterion.objects.all()[0].pk, None, Decimal(1), 1)])
    before = candidate.strength
    candidate.refresh_from_db()
    assert candidate.strength == before


def test_a_changed_score_is_our_guess_again(account: Account) -> None:
    first, second = compare(account, ("60", "40"), ("8", "7"), Fjordmatic=("6", "8"))
    BuyingCriterion.objects.update(verified_on=TODAY)
    save_scores(account=account, typed=[TypedScore(first.pk, None, Decimal(1), 1), TypedScore(second.pk, None, 7, 1)])
    assert [criterion.verified_on for criterion in BuyingCriterion.objects.order_by("pk")] == [None, TODAY]


def test_a_stale_edit_moves_no_place(account: Account, cast: SimpleNamespace) -> None:
    [first] = compare(account, ("100",), ("8",))
    with pytest.raises(StaleEdit):
        edit_criterion(criterion=first, version=7, changes={"weight": Decimal(5)})
    assert BuyingCriterion.objects.get().weight == 100
