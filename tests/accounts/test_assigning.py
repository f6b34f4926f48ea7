"""Who owns an account, and how many key accounts one person carries."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import assigning, bulk
from accounts.models import Account, Assignment
from accounts.registering import owned_accounts
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.saying import say
from kam_portal.foundation.notifications.topics import lines_of, still_true
from kam_portal.foundation.people.leaving import duties_of
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

NewAccount = Callable[..., Account]
OVERLOAD = "Anna Petrova would carry 4 key accounts; one manager keeps one to three. Give a reason to go on."


def hand_over(account: Account, manager: User, **options: object) -> Assignment:
    values: dict[str, object] = {"on": TODAY, "reason": "", "by": None, **options}
    return assigning.assign(account=account, manager=manager, **values)  # type: ignore[arg-type]


@pytest.fixture
def loaded_anna(new_account: NewAccount, cast: SimpleNamespace) -> User:
    for name in ("One", "Two", "Three"):
        new_account(name, kam=cast.anna)
    return cast.anna


def test_a_handover_keeps_the_past_owner_on_record(new_account: NewAccount, cast: SimpleNamespace) -> None:
    began = datetime.date(2026, 1, 1)
    account = new_account("Acme", kam=cast.anna, on=began)
    hand_over(account, cast.boris, reason="Anna moves")
    past = (
        Assignment.objects.filter(account=account)
        .order_by("started_on")
        .values_list("manager", "started_on", "ended_on")
    )
    assert list(past) == [(cast.anna.pk, began, TODAY), (cast.boris.pk, TODAY, None)]
    assert Account.objects.get(pk=account.pk).kam == cast.boris


def test_a_handover_advances_the_account_version(new_account: NewAccount, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna)
    hand_over(account, cast.boris)
    assert Account.objects.get(pk=account.pk).version == account.version + 1


def test_the_new_manager_is_told_and_the_one_who_assigns_oneself_is_not(
    new_account: NewAccount, cast: SimpleNamespace
) -> None:
    account = new_account("Acme")
    hand_over(account, cast.anna, by=cast.leonid)
    hand_over(account, cast.leonid, by=cast.leonid)
    assert list(Message.objects.filter(topic="assigned").values_list("recipient", flat=True)) == [cast.anna.pk]


def test_a_deactivated_person_gets_no_account(new_account: NewAccount, cast: SimpleNamespace) -> None:
    User.objects.filter(pk=cast.boris.pk).update(is_active=False)
    with pytest.raises(ValidationError) as refusal:
        hand_over(new_account("Acme"), User.objects.get(pk=cast.boris.pk))
    sentence = "This person is deactivated. Choose somebody who works here."
    assert refusal.value.message_dict == {"manager": [sentence]}


def test_the_owner_is_not_assigned_twice(new_account: NewAccount, cast: SimpleNamespace) -> None:
    with pytest.raises(ValidationError):
        hand_over(new_account("Acme", kam=cast.anna), cast.anna)
    assert Assignment.objects.count() == 1


def test_the_fourth_key_account_needs_a_reason(new_account: NewAccount, loaded_anna: User) -> None:
    account = new_account("Four")
    with pytest.raises(ValidationError) as refusal:
        hand_over(account, loaded_anna, reason="  ")
    assert refusal.value.message_dict == {"reason": [OVERLOAD]}
    assert hand_over(account, loaded_anna, reason="until March").reason == "until March"


def test_accounts_that_are_not_key_do_not_count(new_account: NewAccount, loaded_anna: User) -> None:
    hand_over(new_account("Four", status="maintenance"), loaded_anna)
    assert assigning.key_load([loaded_anna]) == {loaded_anna.pk: 3}


def test_the_ceiling_is_configurable(new_account: NewAccount, loaded_anna: User, settings: SimpleNamespace) -> None:
    settings.KEY_ACCOUNTS_WARN_FROM = 5
    assert hand_over(new_account("Four"), loaded_anna).manager == loaded_anna


def test_an_account_created_for_an_overloaded_manager_is_not_left_half_made(
    loaded_anna: User, cast: SimpleNamespace
) -> None:
    values = {"status": "key", "reason": "board", "trade_name": "Four"}
    with pytest.raises(ValidationError) as refusal:
        assigning.create_owned_account(by=cast.ada, on=TODAY, manager=loaded_anna, **values)
    assert refusal.value.message_dict == {"overload_reason": [OVERLOAD]}
    assert not Account.objects.filter(trade_name="Four").exists()


def test_a_seat_is_changed_not_doubled(new_account: NewAccount, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna)
    assigning.add_member(account=account, user=cast.boris, function="sales", can_edit=False)
    assigning.add_member(account=account, user=cast.boris, function="finance", can_edit=True)
    assert list(account.members.values_list("user", "function", "can_edit")) == [(cast.boris.pk, "finance", True)]


def test_whoever_owns_accounts_is_told_to_hand_them_over_before_leaving(
    new_account: NewAccount, cast: SimpleNamespace
) -> None:
    new_account("Acme", kam=cast.anna)
    sentence = "Anna Petrova still owns 1 account. Hand it over first, on the page Assignments."
    assert owned_accounts(cast.anna) == sentence
    assert duties_of(cast.anna) == [sentence]
    assert owned_accounts(cast.boris) == ""


def test_a_colleague_is_not_given_an_account_whatever_the_form_read_before(
    new_account: NewAccount, cast: SimpleNamespace
) -> None:
    account = new_account("Acme", kam=cast.anna)
    User.objects.filter(pk=cast.boris.pk).update(role="colleague")
    with pytest.raises(ValidationError) as refusal:
        hand_over(account, cast.boris)
    sentence = "Boris Klein is not a sales manager and cannot own accounts. Change the role first."
    assert refusal.value.message_dict == {"manager": [sentence]}


def waiting(person: User) -> list[tuple[str, str]]:
    """Topic and account of what the person has not read."""
    unread = Message.objects.inbox_of(person).unread().order_by("subject_id", "topic")
    names = dict(Account.objects.values_list("pk", "trade_name"))
    return [(message.topic, names[message.subject_id]) for message in unread]


def both_ways(account: Account, manager: User, way: str) -> None:
    """A handover by the page, or by an import."""
    if way == "page":
        hand_over(account, manager)
    else:
        bulk.hand_over(handovers=[bulk.Handover(account, manager, TODAY, "import")], by=None)


WAYS = pytest.mark.parametrize("way", ["page", "import"])


@WAYS
def test_the_delegate_of_an_absent_manager_reads_of_the_account_too(
    new_account: NewAccount, cast: SimpleNamespace, way: str
) -> None:
    User.objects.filter(pk=cast.boris.pk).update(
        absent_from=TODAY, absent_until=datetime.date(2999, 1, 1), delegate=cast.anna
    )
    account = new_account("Acme")
    both_ways(account, User.objects.get(pk=cast.boris.pk), way)
    messages = Message.objects.filter(topic="assigned").order_by("pk")
    assert [message.recipient for message in messages] == [cast.boris, cast.anna]
    today, now = timezone.localdate(), timezone.now()
    assert [line.text for line in lines_of(messages, cast.anna, today).values()][1:] == [
        "Boris Klein was made the key account manager. You stand in for them."
    ]
    assert still_true(messages, now) == {message.pk for message in messages}
    User.objects.filter(pk=cast.boris.pk).update(absent_until=TODAY, absent_from=TODAY)
    assert still_true(messages, now + datetime.timedelta(days=400)) == {messages[0].pk}


@WAYS
def test_what_waits_for_the_former_manager_is_settled_by_the_handover(
    new_account: NewAccount, cast: SimpleNamespace, way: str
) -> None:
    acme, bolt = new_account("Acme", kam=cast.anna), new_account("Bolt", kam=cast.anna)
    for account in (acme, bolt):
        say(topic="nudge", recipient=cast.anna, subject_id=account.pk, day=TODAY, about=cast.leonid)
    assert waiting(cast.anna) == [(topic, name) for name in ("Acme", "Bolt") for topic in ("assigned", "nudge")]
    both_ways(acme, cast.boris, way)
    assert waiting(cast.anna) == [("assigned", "Bolt"), ("nudge", "Bolt")]
    assert waiting(cast.boris) == [("assigned", "Acme")]
