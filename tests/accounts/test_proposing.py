"""What the rules propose: the quadrant's status, promotions at once, demotions after two rounds in a row."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.kaism import Quadrant
from accounts.models import Account, Candidate, Round, Status
from accounts.selection.proposing import PROPOSED_NOW, Remark, proposal, proposal_for, with_earlier
from tests.accounts.deciding import deciding_round, stand_at

NewAccount = Callable[..., Account]
KEY, DEVELOPMENT = Quadrant.KEY_ACCOUNT, Quadrant.KEY_DEVELOPMENT
MAINTENANCE, OPPORTUNISTIC = Quadrant.MAINTENANCE, Quadrant.OPPORTUNISTIC


@pytest.mark.parametrize(
    ("held", "found", "earlier", "status", "remark"),
    [
        ("candidate", "key_account", [], "key", Remark.NONE),
        ("opportunistic", "key_development", [], "key_development", Remark.NONE),
        ("key_development", "key_account", [MAINTENANCE], "key", Remark.NONE),
        ("maintenance", "opportunistic", [], "opportunistic", Remark.NONE),
        ("key", "key_account", [OPPORTUNISTIC, OPPORTUNISTIC], "key", Remark.NONE),
        ("key", "maintenance", [], "key", Remark.ONE_ROUND),
        ("key", "maintenance", [KEY], "key", Remark.ONE_ROUND),
        ("key", "maintenance", [KEY, OPPORTUNISTIC], "key", Remark.ONE_ROUND),
        ("key", "maintenance", [None, OPPORTUNISTIC], "key", Remark.ONE_ROUND),
        ("key", "maintenance", [OPPORTUNISTIC], "maintenance", Remark.TWO_ROUNDS),
        ("key", "key_development", [DEVELOPMENT], "key_development", Remark.TWO_ROUNDS),
        ("key_development", "maintenance", [DEVELOPMENT], "key_development", Remark.ONE_ROUND),
        ("key_development", "maintenance", [MAINTENANCE], "maintenance", Remark.TWO_ROUNDS),
        ("key", "", [], "", Remark.UNPLACED),
        ("closed", "key_account", [], "", Remark.CLOSED),
    ],
)
def test_the_rules_propose(held: str, found: str, earlier: list[Quadrant | None], status: str, remark: Remark) -> None:
    assert (proposal(held, found, earlier).status, proposal(held, found, earlier).remark) == (status, remark)


@pytest.mark.django_db
class TestInTheDatabase:
    @pytest.fixture
    def halvorsen(self, cast: SimpleNamespace, new_account: NewAccount) -> Account:
        return new_account("Halvorsen", kam=cast.anna, status="key")

    def proposed(self, round_: Round) -> tuple[str, Remark]:
        rows = with_earlier(Candidate.objects.filter(round=round_), round_).select_related("account")
        found = proposal_for(rows.get())
        return found.status, found.remark

    def past(self, account: Account, cast: SimpleNamespace, quadrant: str, day: str, **columns: object) -> Round:
        round_ = deciding_round(cast, [account], title=f"Round of {day}")
        stand_at(round_, **{account.trade_name: quadrant})
        Candidate.objects.filter(round=round_).update(**columns)
        Round.objects.filter(pk=round_.pk).update(state="published", published_on=day)
        round_.refresh_from_db()
        return round_

    def test_the_newest_published_round_before_is_the_second_of_two(
        self, halvorsen: Account, cast: SimpleNamespace
    ) -> None:
        self.past(halvorsen, cast, "opportunistic", "2024-11-01")
        self.past(halvorsen, cast, "key_account", "2025-10-01")
        now = deciding_round(cast, [halvorsen])
        stand_at(now, Halvorsen="maintenance")
        assert self.proposed(now) == ("key", Remark.ONE_ROUND)
        self.past(halvorsen, cast, "opportunistic", "2025-11-01")
        assert self.proposed(now) == ("maintenance", Remark.TWO_ROUNDS)

    def test_a_round_that_runs_or_left_the_account_out_is_no_evidence(
        self, halvorsen: Account, cast: SimpleNamespace
    ) -> None:
        running = deciding_round(cast, [halvorsen], title="Still running")
        stand_at(running, Halvorsen="opportunistic")
        now = deciding_round(cast, [halvorsen])
        stand_at(now, Halvorsen="maintenance")
        assert self.proposed(now) == ("key", Remark.ONE_ROUND)
        self.past(halvorsen, cast, "opportunistic", "2025-11-01", stays=False)
        assert self.proposed(now) == ("key", Remark.ONE_ROUND)

    def test_a_published_round_looks_at_those_before_it_only(self, halvorsen: Account, cast: SimpleNamespace) -> None:
        first = self.past(halvorsen, cast, "maintenance", "2024-11-01")
        second = self.past(halvorsen, cast, "opportunistic", "2025-11-01")
        assert self.proposed(first) == ("key", Remark.ONE_ROUND)
        assert self.proposed(second) == ("opportunistic", Remark.TWO_ROUNDS)

    @pytest.mark.parametrize("earlier", [*Quadrant, "", "-"])
    def test_the_database_proposes_the_same(self, cast: SimpleNamespace, new_account: NewAccount, earlier: str) -> None:
        standing = {f"{status} in {quadrant}": (status, quadrant) for status in Status for quadrant in [*Quadrant, ""]}
        accounts = [new_account(name, kam=cast.anna, status=status) for name, (status, _) in standing.items()]
        past = deciding_round(cast, accounts, title="Last year")
        Candidate.objects.filter(round=past).update(quadrant=earlier.strip("-"))
        now = deciding_round(cast, accounts)
        if earlier != "-":
            Round.objects.filter(pk=past.pk).update(state="published", published_on="2025-11-01")
        stand_at(now, **{name: quadrant for name, (_, quadrant) in standing.items()})
        rows = with_earlier(Candidate.objects.filter(round=now), now).annotate(in_database=PROPOSED_NOW)
        found = list(rows.select_related("account"))
        assert len(found) == 30
        assert {str(row): row.in_database for row in found} == {str(row): proposal_for(row).status for row in found}

    def test_one_statement_for_any_number(self, cast: SimpleNamespace, new_account: NewAccount) -> None:
        accounts = [new_account(f"Account {n}", kam=cast.anna) for n in range(4)]
        round_ = deciding_round(cast, accounts)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            rows = with_earlier(Candidate.objects.filter(round=round_), round_).select_related("account")
            assert len([proposal_for(row) for row in rows]) == 4
        assert len(captured) == 1
