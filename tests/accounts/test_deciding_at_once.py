"""Deciding while somebody publishes or decides: whoever comes second is told in words; nothing is lost or half done."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.keeping import change_status
from accounts.models import Account, Decision, Round, StatusChange
from accounts.selection.deciding import decide, decide_many
from accounts.selection.steps import take_step
from kam_portal.foundation.people.models import User
from tests.accounts.deciding import candidate_of, deciding_round
from tests.accounts.selecting import AT
from tests.conftest import TODAY
from tests.test_at_the_same_moment import arriving_during

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]


@pytest.fixture
def halvorsen(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna, status="candidate")


@pytest.fixture
def round_(cast: SimpleNamespace, halvorsen: Account) -> Round:
    return deciding_round(cast, [halvorsen], {"Halvorsen": "key_account"})


def typed(**changed: str) -> dict[str, str]:
    return {"status": "closed", "consent": "given", "on": str(TODAY), "reason": "Sold.", "version": "1"} | changed


def test_a_decision_that_arrives_while_the_round_is_published(
    round_: Round, halvorsen: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    leonid, address = signed_in(cast.leonid), reverse("decide", args=[round_.pk, candidate_of(round_, halvorsen).pk])
    decide_many(round_=round_, by=cast.ada, on=TODAY)
    with arriving_during(lambda: leonid.post(address, typed())) as answers:
        take_step(round_=round_, to="published", by=cast.ada, at=AT)
    assert answers[0].status_code == 200
    assert "The round has left it" in answers[0].content.decode()
    assert (Decision.objects.get().status, Account.objects.get().status) == ("key", "key")


def test_publishing_that_arrives_while_somebody_decides_publishes_that_decision(
    round_: Round, halvorsen: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    decide_many(round_=round_, by=cast.ada, on=TODAY)
    published: list[Round] = []

    def publish() -> object:
        published.append(take_step(round_=round_, to="published", by=cast.ada, at=AT))
        return published

    with arriving_during(publish):  # type: ignore[arg-type]
        decide(
            candidate=candidate_of(round_, halvorsen), status="maintenance", by=cast.leonid, on=TODAY, reason="Sold."
        )
    assert (published[0].state, Account.objects.get().status) == ("published", "maintenance")


def test_of_two_who_decide_the_second_gets_a_409(
    round_: Round, halvorsen: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    leonid, candidate = signed_in(cast.leonid), candidate_of(round_, halvorsen)
    address = reverse("decide", args=[round_.pk, candidate.pk])
    with arriving_during(lambda: leonid.post(address, typed(version="0"))) as answers:
        decide(candidate=candidate, status="key", by=cast.ada, on=TODAY, version=0)
    assert answers[0].status_code == 409
    assert (Decision.objects.get().status, Decision.objects.get().version) == ("key", 1)


def test_a_status_that_arrives_while_the_round_is_published_comes_after_it(
    round_: Round, halvorsen: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    decide_many(round_=round_, by=cast.ada, on=TODAY)
    leonid, address = signed_in(cast.leonid), reverse("account_status", args=[halvorsen.pk])
    data = {"status": "maintenance", "on": str(TODAY), "reason": "By hand.", "version": str(halvorsen.version)}
    with arriving_during(lambda: leonid.post(address, data)) as answers:
        take_step(round_=round_, to="published", by=cast.ada, at=AT)
    assert answers[0].status_code == 409
    assert Account.objects.get().status == "key"
    assert StatusChange.objects.filter(account=halvorsen).count() == 2


def test_two_who_publish_at_once_publish_once(
    round_: Round, halvorsen: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    decide_many(round_=round_, by=cast.ada, on=TODAY)
    refused: list[Exception] = []

    def publish() -> object:
        try:
            return take_step(round_=round_, to="published", by=cast.leonid, at=AT)
        except Exception as error:
            refused.append(error)
            return error

    with arriving_during(publish):  # type: ignore[arg-type]
        take_step(round_=round_, to="published", by=cast.ada, at=AT)
    assert "cannot go there" in str(refused[0])
    assert StatusChange.objects.filter(round=round_).count() == 1


def test_a_hand_change_the_publisher_did_not_see_keeps_the_round_back(
    round_: Round, halvorsen: Account, cast: SimpleNamespace
) -> None:
    decide_many(round_=round_, by=cast.ada, on=TODAY)
    refused: list[Exception] = []

    def publish() -> object:
        try:
            return take_step(round_=round_, to="published", by=cast.leonid, at=AT)
        except Exception as error:
            refused.append(error)
            return error

    with arriving_during(publish):  # type: ignore[arg-type]
        change_status(account=halvorsen, status="closed", reason="Sold.", on=TODAY, by=cast.ada)
    assert "given another status by hand" in str(refused[0])
    assert Account.objects.get().status == "closed"
