"""What the database itself refuses of closed rounds and published models, whoever asks."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Account, Candidate, Decision, Factor, Round, ScoringModel
from accounts.selection.deciding import decide, withdraw
from accounts.selection.publishing import readiness
from accounts.selection.steps import take_step
from kam_portal.foundation.history.versions import StaleEdit
from tests.accounts.deciding import deciding_round
from tests.accounts.selecting import AT, published_model, round_at
from tests.conftest import TODAY

NewAccount = Callable[..., Account]


@pytest.fixture
def account(new_account: NewAccount, cast: SimpleNamespace) -> Account:
    return new_account("Acme", kam=cast.anna)


def refused(change: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            change()
    except Exception as error:  # noqa: BLE001 - pgtrigger's own protection is no IntegrityError
        return isinstance(error, IntegrityError) or "Cannot" in str(error)
    return False


def test_a_published_round_and_its_steps_stay(account: Account, cast: SimpleNamespace) -> None:
    round_ = round_at("published", runner=cast.leonid, accounts=[account], raters=[cast.anna])
    other = round_at("deciding", runner=cast.leonid, accounts=[account], raters=[cast.anna], model=round_.model)
    rows, candidates = Round.objects.filter(pk=round_.pk), Candidate.objects.filter(round=round_)
    forgeries: list[Callable[[], Any]] = [
        lambda: rows.update(title="forged"),
        lambda: rows.update(state="consensus"),
        lambda: rows.update(published_on=datetime.date(2020, 1, 1)),
        lambda: rows.delete(),
        lambda: candidates.update(round=other),
        lambda: round_.steps.update(reason="forged"),
        lambda: round_.steps.all().delete(),
    ]
    assert [refused(forgery) for forgery in forgeries] == [True] * len(forgeries)


def test_a_cancelled_round_is_only_opened_again(account: Account, cast: SimpleNamespace) -> None:
    round_ = round_at("scoring", runner=cast.leonid, accounts=[account], raters=[cast.anna])
    cancelled = take_step(round_=round_, to="cancelled", by=cast.leonid, at=AT, reason="strike")
    assert refused(lambda: Round.objects.filter(pk=round_.pk).update(title="forged"))
    assert take_step(round_=cancelled, to="scoring", by=cast.leonid, at=AT, reason="over").state == "scoring"


def test_no_row_leaves_what_it_is_part_of(account: Account, cast: SimpleNamespace) -> None:
    model, draft = published_model(), ScoringModel.objects.create(name="Draft")
    assert refused(lambda: Factor.objects.filter(model=model, position=2).update(model=draft))
    one = deciding_round(cast, [account], {"Acme": "key_account"})
    other = deciding_round(cast, [account], title="Other")
    decide(candidate=one.candidates.get(), status="key", by=cast.leonid, on=TODAY, reason="large")
    assert refused(lambda: Decision.objects.update(candidate=other.candidates.get()))


def test_a_decision_taken_back_and_made_again_goes_on_counting(account: Account, cast: SimpleNamespace) -> None:
    candidate = deciding_round(cast, [account], {"Acme": "key_account"}).candidates.get()
    read = decide(candidate=candidate, status="key", by=cast.leonid, on=TODAY, reason="large").version
    withdraw(candidate=candidate, by=cast.ada, version=read)
    decide(candidate=candidate, status="opportunistic", by=cast.ada, on=TODAY, reason="small")
    with pytest.raises(StaleEdit):
        decide(candidate=candidate, status="key", by=cast.leonid, on=TODAY, reason="large", version=read)
    with pytest.raises(StaleEdit):
        withdraw(candidate=candidate, by=cast.leonid, version=read)
    assert Decision.objects.get().reason == "small"


def test_a_decision_about_an_account_that_went_to_another_team_holds_the_round(
    account: Account, cast: SimpleNamespace
) -> None:
    round_ = deciding_round(cast, [account], {"Acme": "key_account"})
    decide(candidate=round_.candidates.get(), status="key", by=cast.leonid, on=TODAY, reason="large")
    assert (readiness(round_).went_away, readiness(round_).is_ready) == (0, True)
    Account.objects.filter(pk=account.pk).update(kam=cast.viktor)
    assert (readiness(round_).went_away, readiness(round_).is_ready) == (1, False)
    decide(candidate=round_.candidates.get(), status="key", by=cast.ada, on=TODAY, reason="large")
    assert readiness(round_).is_ready
