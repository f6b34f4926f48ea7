"""A nudge is worth sending until the dossier is verified or goes to somebody else."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.assigning import assign
from accounts.models import Account
from dossiers.nudging import Nudged, nudge
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import lines_of, still_true
from kam_portal.foundation.people.models import User
from tests.dossiers.reviewing import MORNING, signed

HOUR = datetime.timedelta(hours=1)
SINCE = datetime.date(2026, 8, 1)


@pytest.fixture
def acme(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Acme", kam=cast.anna, on=SINCE)


def is_true(at: datetime.datetime) -> bool:
    messages = list(Message.objects.filter(topic="nudge").select_related("about"))
    return still_true(messages, at) == {m.pk for m in messages}


def test_a_review_signed_after_the_nudge_answers_it(cast: SimpleNamespace, acme: Account) -> None:
    signed(acme, cast.anna, MORNING)
    nudge(accounts=[acme], by=cast.leonid, at=MORNING + HOUR)
    assert is_true(MORNING + HOUR)
    signed(acme, cast.anna, MORNING + 2 * HOUR)
    assert not is_true(MORNING + 3 * HOUR)


def test_a_reassignment_ends_a_nudge(cast: SimpleNamespace, acme: Account) -> None:
    nudge(accounts=[acme], by=cast.leonid, at=MORNING)
    assign(account=acme, manager=cast.boris, on=SINCE, reason="", by=cast.leonid)
    assert not is_true(MORNING)


def test_an_absent_managers_delegate_is_nudged_too(cast: SimpleNamespace, acme: Account) -> None:
    day = MORNING.date()
    User.objects.filter(pk=cast.anna.pk).update(absent_from=day, absent_until=day, delegate=cast.viktor)
    acme = Account.objects.select_related("kam__delegate").get(pk=acme.pk)
    assert nudge(accounts=[acme], by=cast.leonid, at=MORNING) == Nudged(said=1)
    message = Message.objects.get(topic="nudge", recipient=cast.viktor)
    text = lines_of([message], cast.viktor, day)[message.pk].text
    assert text == "A team lead asks for a review. You stand in for Anna Petrova."


def test_nobody_is_nudged_where_there_is_nobody_else(
    cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    accounts = [new_account("Orphan"), new_account("Own", kam=cast.leonid)]
    assert nudge(accounts=accounts, by=cast.leonid, at=MORNING) == Nudged(nobody=2)
    assert Message.objects.filter(topic="nudge").count() == 0


def test_many_are_nudged_as_fast_as_one(cast: SimpleNamespace, new_account: Callable[..., Account]) -> None:
    for n in range(4):
        new_account(f"Client {n}", kam=cast.anna)
    accounts = list(Account.objects.select_related("kam__delegate"))
    counts = []
    for chosen in (accounts[:1], accounts[1:]):
        with CaptureQueriesContext(connection) as queries:
            assert nudge(accounts=chosen, by=cast.leonid, at=MORNING) == Nudged(said=len(chosen))
        counts.append(len(queries))
    assert counts == [counts[0]] * 2


def test_some_nudged_before_and_some_anew_are_told_apart(
    cast: SimpleNamespace, acme: Account, new_account: Callable[..., Account]
) -> None:
    nudge(accounts=[acme], by=cast.leonid, at=MORNING)
    chosen = [acme, new_account("New", kam=cast.boris), new_account("Orphan")]
    told = nudge(accounts=chosen, by=cast.leonid, at=MORNING + HOUR)
    assert told == Nudged(said=1, said_today=1, nobody=1)
    assert Message.objects.filter(topic="nudge").count() == 2
