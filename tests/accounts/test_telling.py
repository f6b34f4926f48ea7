"""What the history of an account tells of selection: published rounds, and nothing said among who took part."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, Candidate, Round
from accounts.selection.agreeing import leave_out, take_back_in
from accounts.selection.comparing import note_difference
from accounts.selection.steps import take_step
from kam_portal.foundation.history.timeline import chronicle
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import AT, publish_undecided, round_at

pytestmark = pytest.mark.django_db
STEPS = ("setup", "nominating", "scoring", "consensus", "deciding")


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


def a_round(account: Account, cast: SimpleNamespace, step: str) -> Round:
    return round_at(step, runner=cast.leonid, accounts=[account], raters=[cast.irina], title="Whom we drop")


def told(account: Account) -> list[tuple[str, str, list[str]]]:
    found = [change for moment in chronicle(account, part="selection").moments for change in moment.changes]
    return [(change.subject, change.action, [line.title for line in change.lines]) for change in found]


@pytest.mark.parametrize("step", STEPS)
def test_a_round_that_runs_is_not_told(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client], step: str
) -> None:
    a_round(account, cast, step)
    page = signed_in(cast.anna).get(reverse("account_history", args=[account.pk])).content.decode()
    assert (told(account), "Whom we drop" in page) == ([], False)


def test_a_cancelled_round_is_not_told(account: Account, cast: SimpleNamespace) -> None:
    take_step(round_=a_round(account, cast, "scoring"), to="cancelled", by=cast.leonid, at=AT, reason="strike")
    assert told(account) == []


def test_a_published_round_is_told_without_what_was_said_among_who_took_part(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    round_ = a_round(account, cast, "consensus")
    candidate = note_difference(candidate=Candidate.objects.get(), version=1, note="Finance never met them")
    candidate = leave_out(candidate=candidate, version=candidate.version, because="They pay late")
    take_back_in(candidate=candidate, version=candidate.version)
    publish_undecided(round_)
    assert told(account) == [
        ("Whom we drop", "insert", ["Round", "Stays in the round"]),
        ("Whom we drop", "update", ["Stays in the round"]),
        ("Whom we drop", "update", ["Stays in the round"]),
    ]
    page = signed_in(cast.anna).get(reverse("account_history", args=[account.pk])).content.decode()
    found = [words in page for words in ("Whom we drop", "Finance never met them", "They pay late")]
    assert found == [True, False, False]
