"""Events ahead are told of before they happen: planned once, in PostgreSQL, in agreement with leading.py."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.assigning import assign
from accounts.keeping import change_status
from accounts.models import Account
from dossiers.ahead.event_reminders import plan_event_reminders
from dossiers.ahead.leading import stage_on, told_from
from dossiers.events import edit_event, plan_event, remove_event
from dossiers.models import EventAhead
from dossiers.tasks import sweep_reminders
from kam_portal.foundation.notifications.digest import send_digests
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import lines_of, still_true
from kam_portal.foundation.people.models import User

Make = Callable[..., Account]
# A Tuesday; thirty days before it is Sunday, 1 November.
SINCE, DAY = datetime.date(2026, 9, 1), datetime.date(2026, 12, 1)


def noon(days_left: int) -> datetime.datetime:
    day = DAY - datetime.timedelta(days=days_left)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)), datetime.UTC)


def said() -> list[tuple[str, str, datetime.date]]:
    """Stage without its event, recipient and date of every word, in order of planning."""
    messages = Message.objects.filter(topic="event").order_by("created_at", "stage", "recipient__full_name")
    return [
        (m.stage.partition("-")[0], m.recipient.full_name.split()[0], m.due_on)
        for m in messages.select_related("recipient")
    ]


def true_now(at: datetime.datetime) -> list[str]:
    messages = list(Message.objects.filter(topic="event").select_related("about", "recipient").order_by("pk"))
    true = still_true(messages, at)
    return [f"{m.stage.partition('-')[0]} {m.recipient.full_name.split()[0]}" for m in messages if m.pk in true]


@pytest.fixture
def acme(cast: SimpleNamespace, new_account: Make) -> Account:
    return new_account("Acme", kam=cast.anna, on=SINCE)


@pytest.fixture
def tender(acme: Account) -> EventAhead:
    return plan_event(account=acme, kind="tender", title="District meters", on=DAY, lead_days=30)


def test_the_stage_planned_is_the_stage_of_the_rule_on_every_day(cast: SimpleNamespace, acme: Account) -> None:
    events = [
        plan_event(
            account=acme, kind="other", title="Fair", on=DAY + datetime.timedelta(days=shift), lead_days=lead_days
        )
        for lead_days in (0, 1, 2, 6, 7, 8, 13, 14, 15, 30, 31, 35)
        for shift in range(7)
    ]
    for days_left in range(40, -9, -1):
        today = noon(days_left).date()
        plan_event_reminders(at=noon(days_left))
        expected = {f"{stage}-{e.pk}" for e in events if (stage := stage_on(e.on, e.lead_days, today))}
        messages = Message.objects.filter(topic="event")
        assert set(messages.values_list("stage", flat=True)) == expected, today
        messages.delete()


def test_an_event_comes_nearer_in_two_words(cast: SimpleNamespace, tender: EventAhead) -> None:
    for days_left in range(40, -5, -1):
        plan_event_reminders(at=noon(days_left))
    assert said() == [("lead", "Anna", DAY), ("week", "Anna", DAY)]
    first, last = Message.objects.filter(topic="event").order_by("created_at")
    # The lead time begins on a Sunday.
    assert first.created_at == noon(32) and told_from(DAY, 30) == datetime.date(2026, 10, 30)
    assert last.created_at == noon(7)


def test_a_short_lead_time_is_one_word(cast: SimpleNamespace, acme: Account) -> None:
    plan_event(account=acme, kind="board", title="New chief executive", on=DAY, lead_days=10)
    for days_left in range(20, -5, -1):
        plan_event_reminders(at=noon(days_left))
    assert said() == [("lead", "Anna", DAY)]


def test_a_second_pass_plans_nothing(cast: SimpleNamespace, tender: EventAhead) -> None:
    assert [plan_event_reminders(at=noon(20)) for _pass in range(2)] == [1, 0]
    assert plan_event_reminders(at=noon(19)) == 0


def test_after_an_outage_only_the_present_word_is_said(cast: SimpleNamespace, tender: EventAhead) -> None:
    plan_event_reminders(at=noon(2))
    assert said() == [("week", "Anna", DAY)]


def test_two_events_of_one_day_are_two_words(cast: SimpleNamespace, acme: Account, tender: EventAhead) -> None:
    plan_event(account=acme, kind="budget", title="Budget of next year", on=DAY, lead_days=30)
    assert plan_event_reminders(at=noon(20)) == 2


def test_what_is_over_far_or_of_a_closed_account_is_not_told(
    cast: SimpleNamespace, acme: Account, new_account: Make
) -> None:
    plan_event(account=acme, kind="other", title="Over", on=DAY - datetime.timedelta(days=1))
    plan_event(account=acme, kind="other", title="Far", on=DAY + datetime.timedelta(days=34), lead_days=30)
    closed = new_account("Gone", kam=cast.anna, on=SINCE)
    plan_event(account=closed, kind="other", title="Of a closed one", on=DAY)
    change_status(account=closed, status="closed", reason="Sold", on=SINCE, by=cast.leonid)
    plan_event(account=new_account("Orphan", on=SINCE), kind="other", title="Of nobody", on=DAY)
    assert plan_event_reminders(at=noon(0)) == 0


def test_an_absent_managers_words_go_to_the_delegate_too(cast: SimpleNamespace, tender: EventAhead) -> None:
    User.objects.filter(pk=cast.anna.pk).update(absent_from=SINCE, absent_until=DAY, delegate=cast.boris)
    plan_event_reminders(at=noon(20))
    assert said() == [("lead", "Anna", DAY), ("lead", "Boris", DAY)]
    message = Message.objects.get(topic="event", recipient=cast.boris)
    line = lines_of([message], cast.boris, noon(20).date())[message.pk]
    assert line.text == ("Tender: “District meters” is on 1 Dec 2026, in 20 days. You stand in for Anna Petrova.")
    User.objects.filter(pk=cast.anna.pk).update(absent_until=noon(20).date())
    assert true_now(noon(20)) == ["lead Anna", "lead Boris"]
    assert true_now(noon(19)) == ["lead Anna"]


def test_a_deactivated_managers_words_go_to_the_lead(cast: SimpleNamespace, tender: EventAhead) -> None:
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    plan_event_reminders(at=noon(20))
    assert (said(), true_now(noon(20))) == ([("lead", "Leonid", DAY)], ["lead Leonid"])
    User.objects.filter(pk=cast.anna.pk).update(is_active=True)
    assert true_now(noon(20)) == []


def test_the_managers_zone_decides_which_day_it_is(cast: SimpleNamespace, tender: EventAhead) -> None:
    late = datetime.datetime(2026, 10, 29, 11, tzinfo=datetime.UTC)
    assert plan_event_reminders(at=late) == 0
    User.objects.filter(pk=cast.anna.pk).update(time_zone="Pacific/Kiritimati")
    assert plan_event_reminders(at=late) == 1


def test_a_moved_event_is_told_of_anew_and_the_old_word_is_not_sent(cast: SimpleNamespace, tender: EventAhead) -> None:
    plan_event_reminders(at=noon(20))
    later = DAY + datetime.timedelta(days=5)
    edit_event(event=tender, version=1, changes={"on": later})
    assert true_now(noon(20)) == []
    plan_event_reminders(at=noon(20))
    assert said() == [("lead", "Anna", DAY), ("lead", "Anna", later)]
    assert true_now(noon(20)) == ["lead Anna"]


def test_a_word_that_no_mail_said_is_said_when_the_event_is_moved_back(
    cast: SimpleNamespace, tender: EventAhead
) -> None:
    # A Wednesday, and the day after.
    first, second = noon(20), noon(19)
    plan_event_reminders(at=first)
    edit_event(event=tender, version=1, changes={"on": DAY + datetime.timedelta(days=300)})
    send_digests(at=first)
    edit_event(event=tender, version=2, changes={"on": DAY})
    assert [plan_event_reminders(at=first) for _pass in range(2)] == [1, 0]
    send_digests(at=second)
    assert plan_event_reminders(at=second) == 0
    assert sum(str(sent.body).count("District meters") for sent in mail.outbox if cast.anna.email in sent.to) == 1


def test_an_event_moved_out_of_reach_is_not_sent(cast: SimpleNamespace, tender: EventAhead) -> None:
    plan_event_reminders(at=noon(20))
    edit_event(event=tender, version=1, changes={"lead_days": 10})
    assert true_now(noon(20)) == []


def test_a_removed_event_is_neither_sent_nor_read(cast: SimpleNamespace, tender: EventAhead) -> None:
    plan_event_reminders(at=noon(20))
    message = Message.objects.get(topic="event")
    remove_event(event=tender, version=1)
    assert true_now(noon(20)) == []
    assert lines_of([message], cast.anna, noon(20).date()) == {}


def test_a_reassignment_turns_the_word_to_the_new_manager(
    cast: SimpleNamespace, acme: Account, tender: EventAhead
) -> None:
    plan_event_reminders(at=noon(20))
    assign(account=acme, manager=cast.boris, on=SINCE, reason="", by=cast.leonid)
    plan_event_reminders(at=noon(20))
    assert said() == [("lead", "Anna", DAY), ("lead", "Boris", DAY)]
    assert true_now(noon(20)) == ["lead Boris"]


def test_a_word_names_only_what_its_reader_may_still_see(
    cast: SimpleNamespace, acme: Account, tender: EventAhead
) -> None:
    plan_event_reminders(at=noon(20))
    message = Message.objects.get(topic="event")
    line = lines_of([message], cast.anna, noon(7).date())[message.pk]
    assert (line.subject, line.path) == ("Acme", f"/accounts/{acme.pk}/dossier/#events")
    assert line.text == "Tender: “District meters” is on 1 Dec 2026, in 7 days."
    assert lines_of([message], cast.anna, DAY)[message.pk].text == "Tender: “District meters” is today, on 1 Dec 2026."
    assign(account=acme, manager=cast.viktor, on=SINCE, reason="", by=cast.ada)
    assert lines_of([message], cast.anna, DAY) == {}


def test_one_digest_carries_it_once(cast: SimpleNamespace, tender: EventAhead) -> None:
    # A Wednesday at nine in Moscow; crashed before, swept twice since.
    at = datetime.datetime(2026, 11, 11, 6, tzinfo=datetime.UTC)
    for _sweep in range(3):
        plan_event_reminders(at=at)
        send_digests(at=at)
    [sent] = [each for each in mail.outbox if cast.anna.email in each.to]
    assert str(sent.body).count("District meters") == 1


def test_the_sweep_plans_it(cast: SimpleNamespace, acme: Account) -> None:
    plan_event(account=acme, kind="other", title="Fair", on=timezone.localdate() + datetime.timedelta(days=5))
    sweep_reminders()
    assert Message.objects.filter(topic="event", recipient=cast.anna).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_plan_each_row_once(cast: SimpleNamespace, new_account: Make) -> None:
    for number in range(20):
        account = new_account(
            f"Client {number}", kam=cast.anna if number % 2 else cast.boris, on=SINCE, status="maintenance"
        )
        for title in ("One", "Two"):
            plan_event(account=account, kind="other", title=title, on=DAY)
    planned: list[int] = []
    barrier = threading.Barrier(3)

    def sweep() -> None:
        barrier.wait()
        planned.append(plan_event_reminders(at=noon(20)))
        connection.close()

    threads = [threading.Thread(target=sweep) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(planned), Message.objects.filter(topic="event").count()) == (40, 40)
