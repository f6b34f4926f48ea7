"""A statement holds 65,535 parameters at most: what a round asks for by ids is asked for with one of them."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db.models import Q

from accounts.models import Account, Decision, Round
from accounts.selection.access import RoundTie
from accounts.selection.announcing import StatusDecided, announce
from accounts.selection.board import asked_for, board
from accounts.selection.deciding import decide_many
from accounts.selection.earlier import points_before
from accounts.selection.matrix_rows import candidates_of
from kam_portal.foundation.notifications.models import Message
from tests.accounts.deciding import candidate_of, deciding_round
from tests.accounts.selecting import AT
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
# Ids of nobody.
MANY = range(10_000_000, 10_070_000)


@pytest.fixture
def halvorsen(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna, status="candidate")


@pytest.fixture
def round_(cast: SimpleNamespace, halvorsen: Account) -> Round:
    return deciding_round(cast, [halvorsen], {"Halvorsen": "key_account"})


def test_a_reader_of_very_many_accounts_opens_matrix_and_board(
    round_: Round, halvorsen: Account, cast: SimpleNamespace
) -> None:
    seen = [*MANY, halvorsen.pk]
    tie = RoundTie(may_run=False, rater=None)
    page = board(user=cast.anna, round_=round_, tie=tie, seen=seen, asked=asked_for("", ""), page=None)
    assert [line.account for line in page] == [halvorsen]
    assert [candidate.account for candidate in candidates_of(round_, seen, Q())] == [halvorsen]
    following = deciding_round(cast, [halvorsen], title="Next year")
    Round.objects.filter(pk=round_.pk).update(state="published", published_on=TODAY)
    candidates = candidates_of(following, seen, Q())
    before = points_before(user=cast.anna, round_=following, candidates=candidates, readable=Q())
    assert list(before) == [halvorsen.pk]


def test_very_many_are_ticked(round_: Round, halvorsen: Account, cast: SimpleNamespace) -> None:
    ticked = dict.fromkeys([*MANY, candidate_of(round_, halvorsen).pk], "key")
    assert decide_many(round_=round_, by=cast.leonid, on=TODAY, read=ticked).decided == 1
    assert Decision.objects.get().candidate.account == halvorsen


def test_very_many_statuses_are_told_and_read(halvorsen: Account, cast: SimpleNamespace) -> None:
    accounts = [*(Account(pk=pk, status="key") for pk in MANY), halvorsen]
    announce(accounts=accounts, reasons={halvorsen.pk: "They grow."}, by=cast.ada, on=TODAY, at=AT)
    told = Message.objects.filter(topic="status")
    assert {message.recipient for message in told} == {cast.anna, cast.leonid}
    waiting = [*(Message(pk=pk, subject_id=pk, stage="key") for pk in MANY), *told]
    assert StatusDecided().still_true(waiting, AT) == {message.pk for message in told}
