"""Publishing a round: what keeps it back, what is written, who is told, and what is frozen."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.assigning import add_member
from accounts.comparison import TypedScore, save_scores
from accounts.keeping import change_status
from accounts.models import Account, AgreedScore, Candidate, Decision, Round, Status, StatusChange
from accounts.selection.agreeing import leave_out
from accounts.selection.announcing import StatusDecided
from accounts.selection.deciding import decide, decide_many
from accounts.selection.publishing import readiness
from accounts.selection.steps import take_step
from dossiers.models import Dossier
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.notifications.models import Message
from tests.accounts.deciding import candidate_of, compare, deciding_round
from tests.accounts.selecting import AT
from tests.conftest import TODAY

NewAccount = Callable[..., Account]
WEEK_AGO = TODAY - datetime.timedelta(days=7)


def publish(round_: Round, cast: SimpleNamespace, **options: object) -> Round:
    return take_step(round_=round_, to="published", by=cast.leonid, at=AT, **options)


@pytest.fixture
def halvorsen(cast: SimpleNamespace, new_account: NewAccount) -> Account:
    return new_account("Halvorsen", kam=cast.anna, status="candidate", on=WEEK_AGO)


@pytest.fixture
def round_(cast: SimpleNamespace, halvorsen: Account) -> Round:
    return deciding_round(cast, [halvorsen], {"Halvorsen": "key_account"})


@pytest.mark.django_db
class TestWhatKeepsItBack:
    def test_nothing_decided(self, round_: Round, cast: SimpleNamespace) -> None:
        with pytest.raises(ValidationError) as refused:
            publish(round_, cast)
        link = f'<a href="/selection/{round_.pk}/decisions/?show=undecided">Show them</a>'
        assert refused.value.messages == [f"Nothing is decided yet: decide about one client at least. {link}"]

    def test_too_little_attractiveness_is_known(
        self, cast: SimpleNamespace, halvorsen: Account, new_account: NewAccount
    ) -> None:
        unknown = new_account("Unknown", kam=cast.anna, status="candidate")
        round_ = deciding_round(cast, [halvorsen, unknown], {"Halvorsen": "key_account"})
        decide_many(round_=round_, by=cast.leonid, on=TODAY)
        with pytest.raises(ValidationError, match="about 1 client: score it or leave it out"):
            publish(round_, cast)
        Candidate.objects.filter(account=unknown).update(stays=False, left_out_because="nobody knows it")
        assert publish(round_, cast).state == "published"

    def test_a_strength_known_by_half(self, round_: Round, cast: SimpleNamespace, halvorsen: Account) -> None:
        decide_many(round_=round_, by=cast.leonid, on=TODAY)
        halvorsen.buying_criteria.update(weight=50)
        halvorsen.buying_criteria.create(name="Service", weight=50)
        with pytest.raises(ValidationError, match="Too little is known"):
            publish(round_, cast)
        assert Account.objects.get().status == "candidate"

    def test_a_strength_nobody_knows_at_all_is_no_half(
        self, round_: Round, cast: SimpleNamespace, halvorsen: Account
    ) -> None:
        halvorsen.buying_criteria.all().delete()
        decide(candidate=candidate_of(round_, halvorsen), status="key", by=cast.leonid, on=TODAY, reason="Trust us.")
        publish(round_, cast)
        assert Candidate.objects.get().strength_state == "unknown"

    def test_figures_that_moved_since_a_decision_without_a_reason(
        self, round_: Round, cast: SimpleNamespace, halvorsen: Account
    ) -> None:
        """Confirmed as proposed, it would be an override by now; an override wants a reason."""
        decide_many(round_=round_, by=cast.leonid, on=TODAY)
        assert (readiness(round_).moved, readiness(round_).is_ready) == (0, True)
        our_score = halvorsen.criterion_scores.get(competitor=None)
        save_scores(account=halvorsen, typed=[TypedScore(our_score.criterion_id, None, Decimal(1), our_score.version)])
        assert (readiness(round_).moved, readiness(round_).is_ready) == (1, False)
        with pytest.raises(ValidationError) as refused:
            publish(round_, cast)
        assert refused.value.messages == [
            "The figures moved since 1 client was decided without a reason, and the rules propose something else for "
            f'it now: decide about it again. <a href="/selection/{round_.pk}/decisions/?show=moved">Show them</a>'
        ]
        decide(candidate=candidate_of(round_, halvorsen), status="key_development", by=cast.leonid, on=TODAY)
        publish(round_, cast)
        assert Account.objects.get().status == "key_development"
        change = StatusChange.objects.filter(round=round_).get()
        assert change.reason == "As “Autumn round” placed the client: Key development."

    def test_a_comparison_taken_away_moves_them_too(
        self, round_: Round, cast: SimpleNamespace, halvorsen: Account
    ) -> None:
        decide_many(round_=round_, by=cast.leonid, on=TODAY)
        halvorsen.buying_criteria.all().delete()
        with pytest.raises(ValidationError, match="The figures moved since 1 client"):
            publish(round_, cast)

    def test_a_decision_with_the_boards_own_reason_stands_wherever_the_figures_go(
        self, round_: Round, cast: SimpleNamespace, halvorsen: Account
    ) -> None:
        decide(candidate=candidate_of(round_, halvorsen), status="key", by=cast.leonid, on=TODAY, reason="They grow.")
        compare(halvorsen, ours=1, theirs=9)
        publish(round_, cast)
        assert StatusChange.objects.filter(round=round_).get().reason == "They grow."


@pytest.mark.django_db
class TestWhatIsWritten:
    def test_the_status_with_the_round_as_evidence(self, round_: Round, cast: SimpleNamespace) -> None:
        decide_many(round_=round_, by=cast.leonid, on=TODAY)
        publish(round_, cast)
        account, change = Account.objects.get(), StatusChange.objects.filter(round=round_).get()
        assert (account.status, account.status_since) == ("key", AT.date())
        assert (change.status, change.since, change.decided_by) == ("key", AT.date(), cast.leonid)
        assert change.reason == "As “Autumn round” placed the client: Key account."

    def test_the_account_says_who_decided_not_who_published(
        self, round_: Round, cast: SimpleNamespace, halvorsen: Account
    ) -> None:
        decide_many(round_=round_, by=cast.ada, on=TODAY)
        publish(round_, cast)
        assert StatusChange.objects.get(round=round_).decided_by == cast.ada

    @pytest.mark.parametrize(
        ("zone", "at", "day"),
        [
            ("Europe/Moscow", "2026-11-22T22:30:00+00:00", "2026-11-23"),
            ("America/New_York", "2026-11-23T03:00:00+00:00", "2026-11-22"),
            ("UTC", "2026-11-22T23:59:59+00:00", "2026-11-22"),
        ],
    )
    def test_the_day_is_that_of_who_publishes(
        self, round_: Round, cast: SimpleNamespace, zone: str, at: str, day: str
    ) -> None:
        decide_many(round_=round_, by=cast.leonid, on=TODAY)
        cast.leonid.time_zone = zone
        cast.leonid.save()
        published = take_step(round_=round_, to="published", by=cast.leonid, at=datetime.datetime.fromisoformat(at))
        days = {
            published.published_on,
            Account.objects.get().status_since,
            StatusChange.objects.get(round=round_).since,
            Message.objects.filter(topic="status").get().due_on,
        }
        assert {str(found) for found in days} == {day}

    def test_the_boards_own_reason(self, round_: Round, cast: SimpleNamespace, halvorsen: Account) -> None:
        decide(
            candidate=candidate_of(round_, halvorsen),
            status="maintenance",
            by=cast.leonid,
            on=TODAY,
            reason="They are being sold.",
        )
        publish(round_, cast)
        assert StatusChange.objects.get(round=round_).reason == "They are being sold."

    def test_the_review_cadence_follows(self, round_: Round, cast: SimpleNamespace) -> None:
        before = Dossier.objects.get().due_on
        decide_many(round_=round_, by=cast.leonid, on=TODAY)
        publish(round_, cast)
        assert (before, Dossier.objects.get().due_on) == (None, datetime.date(2027, 2, 22))

    def test_a_decision_that_confirms_changes_nothing(self, cast: SimpleNamespace, new_account: NewAccount) -> None:
        account = new_account("Halvorsen", kam=cast.anna, status="key", on=WEEK_AGO)
        round_ = deciding_round(cast, [account], {"Halvorsen": "key_account"})
        decide_many(round_=round_, by=cast.leonid, on=TODAY)
        publish(round_, cast)
        stored = Account.objects.get()
        assert (stored.status_since, stored.version) == (WEEK_AGO, account.version)
        assert not StatusChange.objects.filter(round=round_).exists()
        assert not Message.objects.filter(topic="status").exists()

    def test_who_is_undecided_keeps_the_status(
        self, cast: SimpleNamespace, halvorsen: Account, new_account: NewAccount
    ) -> None:
        other = new_account("Other", kam=cast.anna, status="candidate")
        round_ = deciding_round(cast, [halvorsen, other], {"Halvorsen": "key_account", "Other": "maintenance"})
        decide_many(round_=round_, by=cast.leonid, on=TODAY, read={candidate_of(round_, halvorsen).pk: "key"})
        publish(round_, cast)
        statuses = Account.objects.values_list("trade_name", "status")
        assert dict(statuses) == {"Halvorsen": "key", "Other": "candidate"}

    def test_the_clients_answer_goes_to_the_account(
        self, round_: Round, cast: SimpleNamespace, halvorsen: Account
    ) -> None:
        candidate = candidate_of(round_, halvorsen)
        decide(candidate=candidate, status="key", by=cast.leonid, on=WEEK_AGO, consent="given")
        publish(round_, cast)
        account = Account.objects.get()
        assert (account.consent, account.consent_on, account.status) == ("given", WEEK_AGO, "key")

    @pytest.mark.parametrize(("consent", "on"), [("refused", TODAY), ("given", WEEK_AGO)])
    def test_a_later_answer_of_the_client_stays(
        self, round_: Round, cast: SimpleNamespace, halvorsen: Account, consent: str, on: datetime.date
    ) -> None:
        Account.objects.filter(pk=halvorsen.pk).update(consent=consent, consent_on=on)
        given = "given" if consent == "refused" else "not_asked"
        candidate = candidate_of(round_, halvorsen)
        decide(candidate=candidate, status="key", by=cast.leonid, on=WEEK_AGO, consent=given)
        publish(round_, cast)
        assert (Account.objects.get().consent, Account.objects.get().consent_on) == (consent, on)

    def test_figures_are_computed_a_last_time_and_then_frozen(
        self, round_: Round, cast: SimpleNamespace, halvorsen: Account
    ) -> None:
        candidate = candidate_of(round_, halvorsen)
        decide(candidate=candidate, status="key", by=cast.leonid, on=TODAY, reason="They grow.")
        compare(halvorsen, ours=1, theirs=9)
        publish(round_, cast)
        assert Candidate.objects.get().quadrant == "key_development"
        assert Decision.objects.get().proposed == "key"
        for write in (
            lambda: Candidate.objects.update(stays=False),
            lambda: Decision.objects.update(status="closed", reason="x"),
            lambda: Decision.objects.all().delete(),
        ):
            with pytest.raises(IntegrityError, match="left this step"), transaction.atomic():
                write()

    def test_a_round_is_published_once(self, round_: Round, cast: SimpleNamespace) -> None:
        decide_many(round_=round_, by=cast.leonid, on=TODAY)
        read = round_.version
        publish(round_, cast, version=read)
        with pytest.raises(StaleEdit):
            publish(round_, cast, version=read)
        with pytest.raises(ValidationError, match="cannot go there"):
            publish(round_, cast)
        assert StatusChange.objects.filter(round=round_).count() == 1

    def test_a_few_statements_however_many_clients(self, cast: SimpleNamespace, new_account: NewAccount) -> None:
        def statements(count: int) -> int:
            accounts = [
                new_account(f"Client {count}/{n}", kam=cast.anna, status="candidate", on=WEEK_AGO) for n in range(count)
            ]
            places = {account.trade_name: "maintenance" for account in accounts}
            round_ = deciding_round(cast, accounts, places, title=f"{count}")
            decide_many(round_=round_, by=cast.leonid, on=TODAY)
            with CaptureQueriesContext(connection) as captured:
                publish(round_, cast)
            return len(captured)

        assert statements(1) == statements(4)


@pytest.mark.django_db
class TestWhoIsTold:
    def test_the_manager_and_the_team_are_told_and_who_published_is_not(
        self, round_: Round, cast: SimpleNamespace, halvorsen: Account
    ) -> None:
        add_member(account=halvorsen, user=cast.irina, function="finance", can_edit=False)
        decide_many(round_=round_, by=cast.leonid, on=TODAY)
        publish(round_, cast)
        told = Message.objects.filter(topic="status", subject_id=halvorsen.pk)
        assert {message.recipient for message in told} == {cast.anna, cast.irina}
        lines = StatusDecided().lines([told.get(recipient=cast.anna)], cast.anna, TODAY)
        assert [(line.subject, line.text, line.path) for line in lines] == [
            (
                "Halvorsen",
                "Halvorsen is a key account now: “As “Autumn round” placed the client: Key account.”",
                f"/accounts/{halvorsen.pk}/",
            )
        ]

    def test_the_lead_is_told_by_an_admin(self, round_: Round, cast: SimpleNamespace) -> None:
        decide_many(round_=round_, by=cast.leonid, on=TODAY)
        take_step(round_=round_, to="published", by=cast.ada, at=AT)
        assert {m.recipient for m in Message.objects.filter(topic="status")} == {cast.anna, cast.leonid}

    def test_a_message_is_true_while_the_status_holds_and_read_by_who_reads_the_account(
        self, round_: Round, cast: SimpleNamespace, halvorsen: Account
    ) -> None:
        decide_many(round_=round_, by=cast.leonid, on=TODAY)
        publish(round_, cast)
        message = Message.objects.get(topic="status", recipient=cast.anna)
        assert StatusDecided().still_true([message], AT) == {message.pk}
        assert StatusDecided().lines([message], cast.viktor, TODAY) == []
        change_status(account=halvorsen, status=Status.CLOSED, reason="sold", on=TODAY, by=cast.ada)
        assert StatusDecided().still_true([message], AT) == set()


@pytest.mark.django_db(transaction=True)
def test_a_status_changed_by_hand_since_the_decision_is_not_overwritten(
    round_: Round, cast: SimpleNamespace, halvorsen: Account
) -> None:
    decide_many(round_=round_, by=cast.leonid, on=TODAY)
    assert readiness(round_).overtaken == 0
    change_status(account=halvorsen, status="closed", reason="The yard was sold.", on=TODAY, by=cast.ada)
    assert readiness(round_).overtaken == 1
    with pytest.raises(ValidationError, match="given another status by hand"):
        publish(round_, cast)
    assert Account.objects.get().status == "closed"
    decide(candidate=candidate_of(round_, halvorsen), status="key", by=cast.ada, on=TODAY, reason="Not sold after all.")
    publish(round_, cast)
    assert Account.objects.get().status == "key"


@pytest.mark.django_db(transaction=True)
def test_a_client_left_out_since_keeps_nothing_back_though_its_status_changed_by_hand(
    cast: SimpleNamespace, halvorsen: Account, new_account: NewAccount
) -> None:
    other = new_account("Other", kam=cast.anna, status="candidate")
    round_ = deciding_round(cast, [halvorsen, other], {"Halvorsen": "key_account", "Other": "maintenance"})
    decide_many(round_=round_, by=cast.leonid, on=TODAY)
    change_status(account=other, status="closed", reason="Sold.", on=TODAY, by=cast.ada)
    round_ = take_step(round_=round_, to="consensus", by=cast.leonid, at=AT, reason="One of them was sold.")
    leave_out(candidate=candidate_of(round_, other), version=1, because="Sold.")
    round_ = take_step(round_=round_, to="deciding", by=cast.leonid, at=AT)
    assert (readiness(round_).overtaken, readiness(round_).moved) == (0, 0)
    publish(round_, cast)
    assert dict(Account.objects.values_list("trade_name", "status")) == {"Halvorsen": "key", "Other": "closed"}


@pytest.mark.django_db
def test_agreed_scores_count_in_what_is_published(round_: Round, cast: SimpleNamespace, halvorsen: Account) -> None:
    """The step back to consensus keeps the decisions; those the agreed scores moved are made again."""
    decide_many(round_=round_, by=cast.leonid, on=TODAY)
    round_ = take_step(round_=round_, to="consensus", by=cast.leonid, at=AT, reason="Look again.")
    candidate = Candidate.objects.get(round=round_)
    for factor in round_.model.factors.all():
        AgreedScore.objects.create(
            candidate=candidate, factor=factor, value=1, reason="Bankrupt.", by=cast.leonid, on=TODAY
        )
    round_ = take_step(round_=round_, to="deciding", by=cast.leonid, at=AT)
    with pytest.raises(ValidationError, match="The figures moved"):
        publish(round_, cast)
    decide(candidate=candidate_of(round_, halvorsen), status="maintenance", by=cast.leonid, on=TODAY)
    publish(round_, cast)
    assert (Candidate.objects.get().quadrant, Account.objects.get().status) == ("maintenance", "maintenance")
