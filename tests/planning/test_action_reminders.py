"""Owners of actions are reminded by the one digest: planned once, in PostgreSQL, in agreement with reminder_days.py."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.assigning import assign
from accounts.keeping import change_status
from accounts.models import Account
from dossiers.tasks import sweep_reminders
from kam_portal.foundation.notifications.digest import send_digests
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.querysets import unread_count
from kam_portal.foundation.notifications.reading import mark_read
from kam_portal.foundation.notifications.topics import lines_of, still_true
from kam_portal.foundation.people.models import Team, User
from planning.actions.reminder_days import stage_on
from planning.actions.reminders import plan_action_reminders
from planning.actions.writing import add_action, drop_action, edit_action, finish_action, reopen_action
from planning.left_behind import take_over
from planning.models import Action, Plan
from tests.planning.acting import plan_for

pytestmark = pytest.mark.django_db
Make = Callable[..., Account]
SINCE, DAY = datetime.date(2026, 9, 1), datetime.date(2026, 12, 1)


def noon(days_left: int) -> datetime.datetime:
    day = DAY - datetime.timedelta(days=days_left)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)), datetime.UTC)


def said() -> list[tuple[str, str]]:
    """Stage without its action, and recipient, of every word in order of planning."""
    messages = Message.objects.filter(topic="action").order_by("created_at", "stage", "recipient__full_name")
    return [(_stage(m), m.recipient.full_name.split()[0]) for m in messages.select_related("recipient")]


def _stage(message: Message) -> str:
    return message.stage.rpartition("-")[0]


def true_now(at: datetime.datetime) -> list[str]:
    messages = list(Message.objects.filter(topic="action").select_related("about", "recipient").order_by("pk"))
    true = still_true(messages, at)
    return [f"{_stage(m)} {m.recipient.full_name.split()[0]}" for m in messages if m.pk in true]


@pytest.fixture
def plan(cast: SimpleNamespace, new_account: Make) -> Plan:
    return plan_for(new_account("Acme", kam=cast.anna, on=SINCE))


@pytest.fixture
def visit(plan: Plan, cast: SimpleNamespace) -> Action:
    return add_action(plan=plan, title="Visit the depot", due_on=DAY, owner=cast.anna)


def test_every_stage_is_said_once_and_is_the_stage_of_the_rule(visit: Action) -> None:
    for days_left in range(6, -17, -1):
        for _pass in range(2):
            plan_action_reminders(at=noon(days_left))
        stage = stage_on(DAY, noon(days_left).date())
        assert true_now(noon(days_left)) == ([f"{stage} Anna"] if stage else [])
    assert said() == [("d-3", "Anna"), ("d0", "Anna"), ("w1", "Anna"), ("w2", "Anna")]


def test_only_what_a_running_plan_promises_and_somebody_owns_is_told(
    visit: Action, plan: Plan, cast: SimpleNamespace
) -> None:
    draft = plan_for(plan.account, title="Draft", runs=False)
    add_action(plan=draft, title="Not promised", due_on=DAY, owner=cast.anna)
    add_action(plan=plan, title="Of nobody", due_on=DAY)
    add_action(plan=plan, title="Some day", owner=cast.anna)
    done = add_action(plan=plan, title="Done", due_on=DAY, owner=cast.anna)
    finish_action(action=done, version=1, on=DAY)
    assert plan_action_reminders(at=noon(0)) == 1


def test_done_dropped_given_away_moved_or_of_a_closed_plan_it_is_not_sent(
    visit: Action, plan: Plan, cast: SimpleNamespace
) -> None:
    plan_action_reminders(at=noon(2))
    assert true_now(noon(2)) == ["d-3 Anna"]
    finish_action(action=visit, version=1, on=DAY)
    assert true_now(noon(2)) == []
    reopen_action(action=visit, version=2)
    drop_action(action=visit, version=3)
    assert true_now(noon(2)) == []
    reopen_action(action=visit, version=4)
    assert true_now(noon(2)) == ["d-3 Anna"]
    edit_action(action=visit, version=5, changes={"due_on": DAY + datetime.timedelta(days=1)})
    assert true_now(noon(2)) == []
    plan_action_reminders(at=noon(2))
    assert true_now(noon(2)) == ["d-3 Anna"]
    edit_action(action=Action.objects.get(), version=6, changes={"owner": cast.leonid})
    plan_action_reminders(at=noon(2))
    assert true_now(noon(2)) == ["d-3 Leonid"]
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    assert (true_now(noon(2)), plan_action_reminders(at=noon(0))) == ([], 0)
    Plan.objects.filter(pk=plan.pk).update(state="approved")
    change_status(account=plan.account, status="closed", reason="Sold", on=SINCE, by=cast.leonid)
    assert (true_now(noon(2)), plan_action_reminders(at=noon(0))) == ([], 0)


def test_an_absent_owners_words_go_to_the_delegate_too(visit: Action, cast: SimpleNamespace) -> None:
    User.objects.filter(pk=cast.anna.pk).update(absent_from=SINCE, absent_until=DAY, delegate=cast.boris)
    plan_action_reminders(at=noon(2))
    assert (said(), true_now(noon(2))) == ([("d-3", "Anna"), ("d-3", "Boris")], ["d-3 Anna", "d-3 Boris"])
    message = Message.objects.get(topic="action", recipient=cast.boris)
    line = lines_of([message], cast.boris, noon(2).date())[message.pk]
    assert line.text == ("Action “Visit the depot” is due on 1 Dec 2026, in 2 days. You stand in for Anna Petrova.")
    User.objects.filter(pk=cast.anna.pk).update(absent_until=SINCE)
    assert true_now(noon(2)) == ["d-3 Anna"]


def test_of_an_owner_who_left_the_manager_is_told_and_of_a_manager_the_lead(
    visit: Action, plan: Plan, cast: SimpleNamespace
) -> None:
    edit_action(action=visit, version=1, changes={"owner": cast.boris})
    User.objects.filter(pk=cast.boris.pk).update(is_active=False)
    plan_action_reminders(at=noon(-8))
    assert (said(), true_now(noon(-8))) == ([("w1", "Anna")], ["w1 Anna"])
    message = Message.objects.get(topic="action")
    assert lines_of([message], cast.anna, noon(-8).date())[message.pk].text == (
        "Action “Visit the depot” was due on 1 Dec 2026, 8 days ago. Boris Karlsson does not work here any more: "
        "find another owner."
    ).replace("Boris Karlsson", cast.boris.full_name)
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    plan_action_reminders(at=noon(-8))
    assert true_now(noon(-8)) == ["w1 Leonid"]


def test_of_an_owner_who_lost_the_client_its_manager_is_told_until_somebody_else_owns_it(
    visit: Action, plan: Plan, cast: SimpleNamespace
) -> None:
    """Nor is who stands in for such an owner."""
    User.objects.filter(pk=cast.anna.pk).update(absent_from=SINCE, absent_until=DAY, delegate=cast.boris)
    plan_action_reminders(at=noon(2))
    assert true_now(noon(2)) == ["d-3 Anna", "d-3 Boris"]
    assign(account=plan.account, manager=cast.viktor, on=SINCE, reason="", by=cast.ada)
    for _pass in range(2):
        plan_action_reminders(at=noon(2))
    assert true_now(noon(2)) == ["d-3 Viktor"]
    message = Message.objects.get(topic="action", recipient=cast.viktor)

    def told() -> str:
        return lines_of([message], cast.viktor, noon(2).date())[message.pk].text

    due = "Action “Visit the depot” is due on 1 Dec 2026, in 2 days."
    assert told() == f"{due} Anna Petrova no longer works with this client: find another owner."
    take_over(plan=plan, manager=cast.viktor.pk, on=noon(2).date())
    plan_action_reminders(at=noon(2))
    assert (true_now(noon(2)), told()) == (["d-3 Viktor"], due)


def test_who_stands_in_for_an_absent_manager_hears_of_the_owner_who_lost_the_client_too(
    visit: Action, cast: SimpleNamespace
) -> None:
    User.objects.filter(pk=cast.anna.pk).update(absent_from=SINCE, absent_until=noon(1).date(), delegate=cast.sofia)
    edit_action(action=visit, version=1, changes={"owner": cast.boris})
    plan_action_reminders(at=noon(1))
    assert true_now(noon(1)) == ["d-3 Anna", "d-3 Sofia"]
    message = Message.objects.get(topic="action", recipient=cast.sofia)
    assert (
        "Boris Klein no longer works with this client"
        in lines_of([message], cast.sofia, noon(1).date())[message.pk].text
    )
    assert true_now(noon(0)) == []


@pytest.mark.parametrize("left", ["client without a manager", "manager and lead"])
def test_where_nobody_is_left_to_find_another_owner_the_admins_are_told(
    left: str, visit: Action, cast: SimpleNamespace, new_account: Make
) -> None:
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    if left == "manager and lead":
        Team.objects.filter(pk=cast.anna.team_id).update(lead=None)
    else:
        drop_action(action=visit, version=1)
        add_action(plan=plan_for(new_account("Orphan", on=SINCE)), title="Visit", due_on=DAY, owner=cast.anna)
    for _pass in range(2):
        plan_action_reminders(at=noon(1))
    assert (said(), true_now(noon(1))) == ([("d-3", "Ada")], ["d-3 Ada"])
    send_digests(at=noon(1))
    [sent] = [each for each in mail.outbox if cast.ada.email in each.to]
    assert "Anna Petrova does not work here any more: find another owner." in str(sent.body)
    User.objects.filter(pk=cast.ada.pk).update(role="colleague")
    assert true_now(noon(1)) == []


def test_a_word_names_only_what_its_reader_may_still_see(visit: Action, plan: Plan, cast: SimpleNamespace) -> None:
    plan_action_reminders(at=noon(0))
    message = Message.objects.get(topic="action")
    line = lines_of([message], cast.anna, DAY)[message.pk]
    assert (line.subject, line.path) == ("Acme", visit.get_absolute_url())
    assert line.text == "Action “Visit the depot” is due today, on 1 Dec 2026."
    assign(account=plan.account, manager=cast.viktor, on=SINCE, reason="", by=cast.ada)
    assert lines_of([message], cast.anna, DAY) == {}


def test_the_sweep_plans_it_and_one_digest_carries_it_once(visit: Action, cast: SimpleNamespace) -> None:
    today = timezone.localdate()
    edit_action(action=visit, version=1, changes={"due_on": today})
    sweep_reminders()
    assert Message.objects.filter(topic="action", recipient=cast.anna).count() == 1
    Message.objects.all().delete()
    mail.outbox.clear()
    edit_action(action=visit, version=2, changes={"due_on": datetime.date(2026, 11, 13)})
    # A Wednesday at nine in Moscow; crashed before, swept twice since.
    at = datetime.datetime(2026, 11, 11, 6, tzinfo=datetime.UTC)
    for _sweep in range(3):
        plan_action_reminders(at=at)
        send_digests(at=at)
    [sent] = [each for each in mail.outbox if cast.anna.email in each.to]
    assert str(sent.body).count("Visit the depot") == 1


@pytest.mark.parametrize("mistake", ["moved", "done", "given away"])
def test_what_no_mail_said_is_said_once_the_mistake_is_mended(
    mistake: str, visit: Action, cast: SimpleNamespace
) -> None:
    plan_action_reminders(at=noon(-7))
    message = Message.objects.get(topic="action")
    mark_read(message=message, at=noon(-7))
    if mistake == "done":
        finish_action(action=visit, version=1, on=DAY)
        mended: dict[str, Any] = {}
    else:
        wrong, mended = {
            "moved": ({"due_on": DAY + datetime.timedelta(days=30)}, {"due_on": DAY}),
            "given away": ({"owner": cast.leonid}, {"owner": cast.anna}),
        }[mistake]
        edit_action(action=visit, version=1, changes=wrong)
    send_digests(at=noon(-7))
    message.refresh_from_db()
    assert message.dropped_at is not None
    if mistake == "done":
        reopen_action(action=visit, version=2)
    else:
        edit_action(action=visit, version=2, changes=mended)
    assert [plan_action_reminders(at=noon(-7)) for _pass in range(2)] == [1, 0]
    assert unread_count(cast.anna) == Message.objects.inbox_of(cast.anna).exclude(topic="action").count() + 1
    for days_left in (-8, -9):
        plan_action_reminders(at=noon(days_left))
        send_digests(at=noon(days_left))
    assert sum(str(sent.body).count("Visit the depot") for sent in mail.outbox if cast.anna.email in sent.to) == 1
