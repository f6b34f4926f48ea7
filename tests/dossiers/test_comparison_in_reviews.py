"""A review of section D covers the comparison: what changed since the last one, and what was verified too long ago."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest

from accounts.comparison import TypedScore, edit_criterion, remove_competitor, save_scores
from accounts.models import Account, Competitor
from dossiers.cadence import add_months
from dossiers.reviews.sections import Sections
from dossiers.reviews.topics import changes_since, in_words, read_all, stale_keys
from tests.accounts.comparing import compare
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


def test_criteria_competitors_and_scores_are_entries_of_section_d(account: Account) -> None:
    compare(account, ("100",), ("7.5",), Fjordmatic=("6",))
    entries = Sections().read(account, ["competitors"])["competitors"]
    words = [in_words("competitors", entry) for entry in entries]
    assert [(each.title, each.text) for each in words] == [
        ("Criterion 0", "Client's weight, %: 100"),
        ("Fjordmatic", ""),
        ("Criterion 0: We", "Score: 7.5"),
        ("Criterion 0: Fjordmatic", "Score: 6"),
    ]


def test_what_changed_since_is_told(account: Account) -> None:
    [criterion] = compare(account, ("100",), ("7",), Fjordmatic=("6",))
    before = {topic: [entry.frozen() for entry in entries] for topic, entries in read_all(account).items()}
    save_scores(account=account, typed=[TypedScore(criterion.pk, None, Decimal(4), 1)])
    remove_competitor(competitor=Competitor.objects.get(), version=1)
    changes = changes_since(account, before, read_all(account))
    found = [(c.topic, c.key.partition(":")[0], c.before is None, c.after is None) for c in changes]
    assert found == [
        ("competitors", "criterion_score", False, False),
        ("competitors", "competitor", False, True),
        ("competitors", "criterion_score", False, True),
    ]


def test_the_day_on_which_the_client_confirmed_a_criterion_is_told_and_does_not_count_as_stale(
    account: Account,
) -> None:
    verified, _guessed = compare(account, ("60", "40"))
    edit_criterion(criterion=verified, version=1, changes={"verified_on": TODAY})
    entries = {entry.key: entry.as_of for entry in Sections().read(account, ["competitors"])["competitors"]}
    assert entries[f"criterion:{verified.pk}"] == TODAY.isoformat()
    assert stale_keys(account, add_months(TODAY, 4), 3) == set()
