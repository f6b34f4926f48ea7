"""The board decides: reasons where they are wanted, room of the manager, versions, many at once."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Candidate, Decision, Round
from accounts.selection.capacity import Load, loads_after, warnings
from accounts.selection.deciding import decide, decide_many, withdraw
from accounts.selection.steps import take_step
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from tests.accounts.deciding import candidate_of, deciding_round, stand_at
from tests.accounts.selecting import AT
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]


@pytest.fixture
def halvorsen(cast: SimpleNamespace, new_account: NewAccount) -> Account:
    return new_account("Halvorsen", kam=cast.anna, status="candidate")


@pytest.fixture
def round_(cast: SimpleNamespace, halvorsen: Account) -> Round:
    found = deciding_round(cast, [halvorsen])
    stand_at(found, Halvorsen="key_account")
    return found


def test_a_decision_as_proposed_wants_no_reason(round_: Round, halvorsen: Account, cast: SimpleNamespace) -> None:
    made = decide(candidate=candidate_of(round_, halvorsen), status="key", by=cast.leonid, on=TODAY, consent="given")
    assert (made.status, made.proposed, made.is_override, made.consent) == ("key", "key", False, "given")
    assert (made.by, made.on, made.version) == (cast.leonid, TODAY, 1)


def test_deciding_otherwise_wants_a_reason(round_: Round, halvorsen: Account, cast: SimpleNamespace) -> None:
    candidate = candidate_of(round_, halvorsen)
    with pytest.raises(ValidationError, match="something else"):
        decide(candidate=candidate, status="maintenance", by=cast.leonid, on=TODAY, reason="  ")
    made = decide(candidate=candidate, status="maintenance", by=cast.leonid, on=TODAY, reason="They are being sold.")
    assert (made.is_override, made.reason) == (True, "They are being sold.")
    with pytest.raises(IntegrityError, match="override_of_the_quadrant_has_a_reason"), transaction.atomic():
        Decision.objects.update(reason="")


def test_a_client_who_refused_is_named_key_with_a_reason(
    round_: Round, halvorsen: Account, cast: SimpleNamespace
) -> None:
    candidate = candidate_of(round_, halvorsen)
    with pytest.raises(ValidationError, match="does not want to be called key"):
        decide(candidate=candidate, status="key", by=cast.leonid, on=TODAY, consent="refused")
    decide(candidate=candidate, status="key", by=cast.leonid, on=TODAY, consent="refused", reason="Only among us.")


def test_a_candidate_without_a_quadrant_wants_a_reason(
    round_: Round, halvorsen: Account, cast: SimpleNamespace
) -> None:
    stand_at(round_, Halvorsen="")
    with pytest.raises(ValidationError, match="something else"):
        decide(candidate=candidate_of(round_, halvorsen), status="candidate", by=cast.leonid, on=TODAY)


class TestWhoDecides:
    def test_the_runner_decides_about_the_own_team_and_an_admin_about_all(
        self, cast: SimpleNamespace, new_account: NewAccount
    ) -> None:
        volga = new_account("Volga", kam=cast.viktor, status="candidate")
        round_ = deciding_round(cast, [volga])
        stand_at(round_, Volga="key_account")
        with pytest.raises(ValidationError, match="accounts of your own team"):
            decide(candidate=candidate_of(round_, volga), status="key", by=cast.leonid, on=TODAY)
        outcome = decide_many(round_=round_, by=cast.leonid, on=TODAY)
        assert (outcome.decided, [account for account, _why in outcome.left]) == (0, [volga])
        decide(candidate=candidate_of(round_, volga), status="key", by=cast.ada, on=TODAY)
        with pytest.raises(ValidationError, match="accounts of your own team"):
            withdraw(candidate=candidate_of(round_, volga), by=cast.leonid, version=1)

    def test_about_an_account_of_nobody_only_an_admin_decides(
        self, cast: SimpleNamespace, new_account: NewAccount
    ) -> None:
        orphan = new_account("Orphan", status="candidate")
        round_ = deciding_round(cast, [orphan])
        stand_at(round_, Orphan="maintenance")
        with pytest.raises(ValidationError, match="accounts of your own team"):
            decide(candidate=candidate_of(round_, orphan), status="maintenance", by=cast.leonid, on=TODAY)
        decide(candidate=candidate_of(round_, orphan), status="maintenance", by=cast.ada, on=TODAY)


class TestVersions:
    def test_of_two_who_decide_at_once_the_second_sees_the_first(
        self, round_: Round, halvorsen: Account, cast: SimpleNamespace
    ) -> None:
        candidate = candidate_of(round_, halvorsen)
        decide(candidate=candidate, status="key", by=cast.leonid, on=TODAY, version=0)
        with pytest.raises(StaleEdit) as stale:
            decide(candidate=candidate, status="maintenance", by=cast.ada, on=TODAY, reason="No.", version=0)
        assert {d.field: (d.theirs, d.mine) for d in stale.value.differences} == {
            "status": ("key", "maintenance"),
            "reason": ("", "No."),
        }
        assert Decision.objects.get().status == "key"

    def test_the_same_decision_made_again_is_a_new_one(
        self, round_: Round, halvorsen: Account, cast: SimpleNamespace
    ) -> None:
        candidate = candidate_of(round_, halvorsen)
        decide(candidate=candidate, status="key", by=cast.leonid, on=TODAY)
        again = decide(candidate=candidate, status="key", by=cast.ada, on=TODAY, version=1)
        assert (again.version, again.by) == (2, cast.ada)

    def test_a_decision_is_taken_back_at_its_version(
        self, round_: Round, halvorsen: Account, cast: SimpleNamespace
    ) -> None:
        candidate = candidate_of(round_, halvorsen)
        decide(candidate=candidate, status="key", by=cast.leonid, on=TODAY)
        with pytest.raises(StaleEdit):
            withdraw(candidate=candidate, by=cast.leonid, version=2)
        withdraw(candidate=candidate, by=cast.leonid, version=1)
        assert Decision.objects.count() == 0

    def test_at_another_step_nothing_is_decided(self, round_: Round, halvorsen: Account, cast: SimpleNamespace) -> None:
        candidate = candidate_of(round_, halvorsen)
        take_step(round_=round_, to="consensus", by=cast.leonid, at=AT, reason="Two scores were wrong.")
        with pytest.raises(ValidationError, match="has left it"):
            decide(candidate=candidate, status="key", by=cast.leonid, on=TODAY)
        with pytest.raises(ValidationError, match="has left it"):
            decide_many(round_=round_, by=cast.leonid, on=TODAY)

    def test_nothing_is_decided_about_who_was_left_out(
        self, round_: Round, halvorsen: Account, cast: SimpleNamespace
    ) -> None:
        Candidate.objects.filter(round=round_).update(stays=False)
        with pytest.raises(ValidationError, match="left out"):
            decide(candidate=candidate_of(round_, halvorsen), status="key", by=cast.leonid, on=TODAY)
        assert decide_many(round_=round_, by=cast.leonid, on=TODAY).decided == 0


class TestRoomOfTheManager:
    @pytest.fixture
    def three(self, cast: SimpleNamespace, new_account: NewAccount) -> list[Account]:
        return [new_account(f"Key {n}", kam=cast.anna, status="key") for n in range(3)]

    def test_the_fourth_key_account_wants_a_reason(
        self, cast: SimpleNamespace, halvorsen: Account, three: list[Account]
    ) -> None:
        round_ = deciding_round(cast, [halvorsen, *three])
        stand_at(round_, Halvorsen="key_account", **{"Key 0": "maintenance"})
        candidate = candidate_of(round_, halvorsen)
        with pytest.raises(ValidationError, match="would carry 4 key accounts"):
            decide(candidate=candidate, status="key", by=cast.leonid, on=TODAY)
        decide(candidate=candidate, status="key", by=cast.leonid, on=TODAY, reason="Until Boris is back.")

    def test_a_pending_demotion_makes_room_and_a_pending_promotion_takes_it(
        self, cast: SimpleNamespace, halvorsen: Account, three: list[Account], new_account: NewAccount
    ) -> None:
        other = new_account("Other", kam=cast.anna, status="candidate")
        round_ = deciding_round(cast, [halvorsen, other, *three])
        stand_at(round_, Halvorsen="key_account", Other="key_account")
        first = candidate_of(round_, three[0])
        decide(candidate=first, status="maintenance", by=cast.leonid, on=TODAY, reason="Sold.")
        assert loads_after(round_, [cast.anna.pk]) == {cast.anna.pk: Load(2, 0, 2)}
        decide(candidate=candidate_of(round_, halvorsen), status="key", by=cast.leonid, on=TODAY)
        with pytest.raises(ValidationError, match="would carry 4 key accounts"):
            decide(candidate=candidate_of(round_, other), status="key", by=cast.leonid, on=TODAY)

    def test_who_is_key_stays_key_without_a_reason_however_many_there_are(
        self, cast: SimpleNamespace, three: list[Account], new_account: NewAccount
    ) -> None:
        fourth = new_account("Fourth", status="key")
        Account.objects.filter(pk=fourth.pk).update(kam=cast.anna)
        round_ = deciding_round(cast, [fourth])
        stand_at(round_, Fourth="key_account")
        decide(candidate=candidate_of(round_, fourth), status="key", by=cast.leonid, on=TODAY)

    def test_hours_are_weighed_where_somebody_gave_them(
        self, cast: SimpleNamespace, halvorsen: Account, new_account: NewAccount
    ) -> None:
        Account.objects.filter(pk=halvorsen.pk).update(hours_a_month=30)
        new_account("Known", kam=cast.anna, status="key", hours_a_month=20)
        new_account("Unknown", kam=cast.anna, status="key")
        User.objects.filter(pk=cast.anna.pk).update(hours_a_month=49)
        round_ = deciding_round(cast, [halvorsen])
        stand_at(round_, Halvorsen="key_account")
        with pytest.raises(ValidationError) as refused:
            decide(candidate=candidate_of(round_, halvorsen), status="key", by=cast.leonid, on=TODAY)
        assert refused.value.message_dict == {
            "reason": [
                "Anna Petrova has 49 hours a month for key accounts; these would ask for 50. The hours of 1 account "
                "nobody estimated. Give a reason to go on."
            ]
        }
        User.objects.filter(pk=cast.anna.pk).update(hours_a_month=50)
        decide(candidate=candidate_of(round_, halvorsen), status="key", by=cast.leonid, on=TODAY)

    def test_without_hours_only_the_number_counts(self, cast: SimpleNamespace, halvorsen: Account) -> None:
        assert warnings(halvorsen, cast.anna, Load(2, 900, 0)) == []

    def test_a_client_nobody_manages_becomes_key_with_a_reason_only(
        self, cast: SimpleNamespace, new_account: NewAccount
    ) -> None:
        orphan, known = new_account("Orphan", status="candidate"), new_account("Known", status="key")
        round_ = deciding_round(cast, [orphan, known])
        stand_at(round_, Orphan="key_account", Known="key_account")
        outcome = decide_many(round_=round_, by=cast.ada, on=TODAY)
        sentence = "Nobody manages this account. A key account needs a manager: name one on its page Team."
        assert (outcome.decided, outcome.left) == (1, [(orphan, sentence)])
        candidate = candidate_of(round_, orphan)
        with pytest.raises(ValidationError) as refused:
            decide(candidate=candidate, status="key", by=cast.ada, on=TODAY)
        assert refused.value.message_dict == {"reason": [f"{sentence} Give a reason to go on."]}
        decide(candidate=candidate, status="key", by=cast.ada, on=TODAY, reason="Boris takes it over in May.")


class TestManyAtOnce:
    @pytest.fixture
    def many(self, cast: SimpleNamespace, new_account: NewAccount) -> Round:
        accounts = [new_account(f"Client {n}", kam=cast.anna, status="candidate") for n in range(5)]
        round_ = deciding_round(cast, accounts)
        stand_at(round_, **{account.trade_name: "key_account" for account in accounts[:4]})
        return round_

    def test_the_proposals_are_confirmed_until_the_manager_is_full(self, many: Round, cast: SimpleNamespace) -> None:
        outcome = decide_many(round_=many, by=cast.leonid, on=TODAY)
        assert outcome.decided == 3
        assert [(account.trade_name, why) for account, why in outcome.left] == [
            ("Client 3", "Anna Petrova would carry 4 key accounts; one manager keeps one to three."),
            ("Client 4", "too little is known for a quadrant"),
        ]
        assert set(Decision.objects.values_list("status", "proposed", "reason")) == {("key", "key", "")}

    def test_only_the_ticked_ones_of_this_round_are_confirmed(self, many: Round, cast: SimpleNamespace) -> None:
        other = deciding_round(cast, [many.candidates.all()[0].account], title="Other")
        stand_at(other, **{"Client 0": "key_account"})
        foreign, ticked = other.candidates.get().pk, many.candidates.all()[1].pk
        assert decide_many(round_=many, by=cast.leonid, on=TODAY, read={foreign: "key", ticked: "key"}).decided == 1
        assert Decision.objects.get().candidate_id == ticked

    def test_who_has_another_proposal_than_was_read_stays_and_is_named(
        self, many: Round, cast: SimpleNamespace
    ) -> None:
        first, second = many.candidates.all()[:2]
        stand_at(many, **{"Client 0": "maintenance"})
        outcome = decide_many(round_=many, by=cast.leonid, on=TODAY, read={first.pk: "key", second.pk: "key"})
        assert (outcome.decided, Decision.objects.get().candidate) == (1, second)
        assert outcome.left == [(first.account, "the proposal changed while you looked; it is “Maintenance” now.")]

    def test_no_figures_are_read_of_however_many_there_are(self, many: Round, cast: SimpleNamespace) -> None:
        with CaptureQueriesContext(connection) as captured:
            decide_many(round_=many, by=cast.leonid, on=TODAY)
        read = " ".join(query["sql"] for query in captured if query["sql"].startswith("SELECT"))
        assert [name for name in ("factor_scores", "flips", "attractiveness", "phones") if name in read] == []

    def test_a_second_time_decides_nothing_again(self, many: Round, cast: SimpleNamespace) -> None:
        decide_many(round_=many, by=cast.leonid, on=TODAY)
        assert decide_many(round_=many, by=cast.leonid, on=TODAY).decided == 0
        assert Decision.objects.count() == 3

    def test_the_same_statements_for_one_and_for_many(self, many: Round, cast: SimpleNamespace) -> None:
        first = many.candidates.all()[0].pk
        with CaptureQueriesContext(connection) as one:
            decide_many(round_=many, by=cast.ada, on=TODAY, read={first: "key"})
        with CaptureQueriesContext(connection) as rest:
            decide_many(round_=many, by=cast.ada, on=TODAY)
        assert len(one) == len(rest)
