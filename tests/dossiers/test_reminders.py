"""Reminders are planned once, in PostgreSQL, in agreement with cadence.py."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from accounts.assigning import assign
from accounts.models import Account
from dossiers.cadence import stage_on
from dossiers.models import Dossier
from dossiers.reminders import plan_reminders
from dossiers.reviews.verifying import return_review
from kam_portal.foundation.notifications.digest import send_digests
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import lines_of, still_true
from kam_portal.foundation.people.models import User
from tests.dossiers.reviewing import signed

Make = Callable[..., Account]
# Became key on 1 September: due on 1 December 2026, a Tuesday.
SINCE, DUE = datetime.date(2026, 9, 1), datetime.date(2026, 12, 1)


def noon(days_late: int) -> datetime.datetime:
    day = DUE + datetime.timedelta(days=days_late)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)), datetime.UTC)


def rows() -> list[tuple[str, str]]:
    """Stage and recipient of what was planned, in order of planning."""
    said = Message.objects.filter(topic="review").order_by("created_at", "stage", "recipient__full_name")
    return [(m.stage, m.recipient.full_name.split()[0]) for m in said.select_related("recipient")]


@pytest.fixture
def acme(cast: SimpleNamespace, new_account: Make) -> Account:
    return new_account("Acme", kam=cast.anna, on=SINCE)


def test_the_stage_planned_is_the_stage_of_the_cadence_on_every_day(cast: SimpleNamespace, acme: Account) -> None:
    for days_late in range(-16, 40):
        plan_reminders(at=noon(days_late))
        today = DUE + datetime.timedelta(days=days_late)
        said = Message.objects.filter(topic="review", recipient=cast.anna).exclude(stage="ahead")
        assert [m.stage for m in said] == [stage for stage in [stage_on(DUE, today)] if stage], days_late
        Message.objects.filter(topic="review").delete()


def test_a_due_date_goes_by_in_these_words(cast: SimpleNamespace, acme: Account) -> None:
    for days_late in range(-20, 24):
        plan_reminders(at=noon(days_late))
    assert rows() == [
        ("d-14", "Anna"),
        ("d-3", "Anna"),
        ("d0", "Anna"),
        ("ahead", "Anna"),
        ("escalate", "Leonid"),
        ("w1", "Anna"),
        ("w2", "Anna"),
        ("w3", "Anna"),
    ]


def test_a_second_pass_plans_nothing(cast: SimpleNamespace, acme: Account) -> None:
    assert plan_reminders(at=noon(5)) == 2
    assert plan_reminders(at=noon(5)) == 0
    assert plan_reminders(at=noon(6)) == 0


def test_after_an_outage_the_manager_is_warned_three_days_before_the_lead_hears(
    cast: SimpleNamespace, acme: Account
) -> None:
    plan_reminders(at=noon(100))
    assert rows() == [("ahead", "Anna"), ("w14", "Anna")]
    plan_reminders(at=noon(102))
    assert ("escalate", "Leonid") not in rows()
    plan_reminders(at=noon(103))
    assert ("escalate", "Leonid") in rows()


def test_a_lead_who_manages_an_account_is_not_announced_to_himself(cast: SimpleNamespace, new_account: Make) -> None:
    new_account("Own", kam=cast.leonid, on=SINCE)
    for days_late in (4, 7, 10):
        plan_reminders(at=noon(days_late))
    assert rows() == [("d0", "Leonid"), ("w1", "Leonid")]


def test_an_absent_managers_reminders_go_to_the_delegate_too(cast: SimpleNamespace, acme: Account) -> None:
    User.objects.filter(pk=cast.anna.pk).update(absent_from=DUE, absent_until=DUE, delegate=cast.boris)
    plan_reminders(at=noon(-3))
    plan_reminders(at=noon(0))
    assert rows() == [("d-3", "Anna"), ("d0", "Anna"), ("d0", "Boris")]
    assert Message.objects.get(recipient=cast.boris).about == cast.anna


def test_an_absent_leads_escalation_goes_to_the_delegate_too(cast: SimpleNamespace, acme: Account) -> None:
    User.objects.filter(pk=cast.leonid.pk).update(
        absent_from=SINCE, absent_until=DUE.replace(year=2027), delegate=cast.sofia
    )
    plan_reminders(at=noon(4))
    plan_reminders(at=noon(7))
    assert rows()[-3:] == [("escalate", "Leonid"), ("escalate", "Sofia"), ("w1", "Anna")]


def test_a_deactivated_managers_reminders_go_to_the_lead_at_once(cast: SimpleNamespace, acme: Account) -> None:
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    plan_reminders(at=noon(-14))
    assert rows() == [("d-14", "Leonid")]
    assert Message.objects.get(topic="review").about == cast.anna


def test_only_admins_are_reminded_of_an_account_without_a_manager(cast: SimpleNamespace, new_account: Make) -> None:
    new_account("Orphan", on=SINCE)
    assert (plan_reminders(at=noon(10)), rows()) == (1, [])
    assert list(Message.objects.values_list("topic", "recipient")) == [("unmanaged", cast.ada.pk)]


def test_candidates_are_never_due(cast: SimpleNamespace, new_account: Make) -> None:
    new_account("Maybe", kam=cast.anna, status="candidate", on=SINCE)
    assert plan_reminders(at=noon(400)) == 0


def test_a_zone_unknown_to_postgresql_does_not_stop_the_sweep(cast: SimpleNamespace, acme: Account) -> None:
    User.objects.filter(pk=cast.boris.pk).update(time_zone="Mars/Olympus")
    assert plan_reminders(at=noon(0)) == 1


def test_the_managers_zone_decides_which_day_it_is(cast: SimpleNamespace, acme: Account) -> None:
    at = datetime.datetime(2026, 11, 30, 11, 0, tzinfo=datetime.UTC)
    User.objects.filter(pk=cast.anna.pk).update(time_zone="Pacific/Kiritimati")
    plan_reminders(at=at)
    assert rows() == [("d0", "Anna")]


def true_now(at: datetime.datetime) -> set[str]:
    messages = list(Message.objects.filter(topic="review").select_related("about"))
    true = still_true(messages, at)
    return {f"{m.stage} {m.recipient.full_name.split()[0]}" for m in messages if m.pk in true}


def test_only_the_stage_in_force_is_still_true(cast: SimpleNamespace, acme: Account) -> None:
    for days_late in (-14, -3, 0, 4, 7):
        plan_reminders(at=noon(days_late))
    assert true_now(noon(8)) == {"w1 Anna", "ahead Anna", "escalate Leonid"}


def test_a_signed_review_makes_its_reminders_untrue(cast: SimpleNamespace, acme: Account) -> None:
    plan_reminders(at=noon(0))
    assert true_now(noon(0)) == {"d0 Anna"}
    signed(acme, cast.anna, noon(0))
    assert true_now(noon(0)) == set()
    assert Dossier.objects.get().due_on == datetime.date(2027, 3, 1)


def test_a_reassignment_makes_the_old_managers_reminders_untrue(cast: SimpleNamespace, acme: Account) -> None:
    plan_reminders(at=noon(0))
    assign(account=acme, manager=cast.boris, on=DUE, reason="", by=cast.leonid)
    plan_reminders(at=noon(0))
    assert rows() == [("d0", "Anna"), ("d0", "Boris")]
    assert true_now(noon(0)) == {"d0 Boris"}


def test_reminders_name_only_accounts_that_their_reader_may_still_see(cast: SimpleNamespace, acme: Account) -> None:
    plan_reminders(at=noon(0))
    message = Message.objects.get(topic="review")
    assert [line.subject for line in lines_of([message], cast.anna, DUE).values()] == ["Acme"]
    assign(account=acme, manager=cast.viktor, on=DUE, reason="", by=cast.ada)
    assert lines_of([message], cast.anna, DUE) == {}


def test_the_announcement_names_the_lead_and_the_day(cast: SimpleNamespace, acme: Account) -> None:
    plan_reminders(at=noon(4))
    message = Message.objects.get(stage="ahead")
    line = lines_of([message], cast.anna, DUE)[message.pk]
    assert line.text == "Your team lead Leonid Orlov will be told on 8 Dec 2026 unless the review is signed before."
    assert line.path == f"/accounts/{acme.pk}/review/"


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_plan_each_row_once(cast: SimpleNamespace, new_account: Make) -> None:
    for number in range(30):
        new_account(f"Client {number}", kam=cast.anna if number % 2 else cast.boris, on=SINCE, status="key_development")
    planned: list[int] = []
    barrier = threading.Barrier(3)

    def sweep() -> None:
        barrier.wait()
        planned.append(plan_reminders(at=noon(4)))
        connection.close()

    for _pass in range(2):
        planned.clear()
        threads = [threading.Thread(target=sweep) for _n in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(planned) == 60
        assert Message.objects.filter(topic="review", dropped_at=None).count() == 60
        # What no mail said is put down anew as well.
        Message.objects.filter(topic="review").update(dropped_at=noon(4))


def test_an_escalation_goes_with_its_manager(cast: SimpleNamespace, acme: Account) -> None:
    absent = {"absent_from": SINCE, "absent_until": DUE.replace(year=2027), "delegate": cast.sofia}
    User.objects.filter(pk=cast.leonid.pk).update(**absent)
    for days_late in (4, 7):
        plan_reminders(at=noon(days_late))
    assert true_now(noon(7)) == {"w1 Anna", "ahead Anna", "escalate Leonid", "escalate Sofia"}
    assign(account=acme, manager=cast.boris, on=DUE, reason="", by=cast.leonid)
    assert true_now(noon(7)) == set()


def test_who_stands_in_for_a_lead_is_told_only_of_the_manager_the_lead_was_told_of(
    cast: SimpleNamespace, acme: Account
) -> None:
    """Else it would be dropped by every digest and planned anew after it."""

    def told(days_late: int) -> None:
        plan_reminders(at=noon(days_late))
        send_digests(at=noon(days_late))

    told(6)
    assign(account=acme, manager=cast.boris, on=DUE, reason="", by=cast.leonid)
    told(6)
    told(9)
    assert ("escalate", "Leonid") in rows()
    assign(account=acme, manager=cast.anna, on=DUE, reason="", by=cast.leonid)
    absent = {"absent_from": SINCE, "absent_until": DUE.replace(year=2027), "delegate": cast.sofia}
    User.objects.filter(pk=cast.leonid.pk).update(**absent)
    plan_reminders(at=noon(9))
    assert ("w1", "Anna") in rows() and ("escalate", "Sofia") not in rows()


def test_an_escalation_to_a_stand_in_ends_with_the_absence(cast: SimpleNamespace, acme: Account) -> None:
    last = DUE + datetime.timedelta(days=7)
    User.objects.filter(pk=cast.leonid.pk).update(absent_from=SINCE, absent_until=last, delegate=cast.sofia)
    for days_late in (4, 7):
        plan_reminders(at=noon(days_late))
    assert "escalate Sofia" in true_now(noon(7))
    assert "escalate Sofia" not in true_now(noon(8))


def test_a_manager_who_works_again_is_no_longer_the_leads_to_remind(cast: SimpleNamespace, acme: Account) -> None:
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    plan_reminders(at=noon(0))
    assert true_now(noon(0)) == {"d0 Leonid"}
    User.objects.filter(pk=cast.anna.pk).update(is_active=True)
    assert true_now(noon(0)) == set()


def test_what_no_mail_said_before_a_review_was_signed_is_said_when_it_is_returned(
    cast: SimpleNamespace, acme: Account
) -> None:
    """And the lead hears of it three days after the manager reads that they will."""
    plan_reminders(at=noon(4))
    review = signed(acme, cast.anna, noon(5))
    # A Monday; what was planned on Saturday waited for it.
    send_digests(at=noon(6))
    assert not Message.objects.filter(topic="review", dropped_at=None).exists()
    return_review(review=review, reason="Too short", by=cast.leonid, at=noon(6))
    assert [plan_reminders(at=noon(6)) for _pass in range(2)] == [2, 0]
    assert true_now(noon(6)) == {"d0 Anna", "ahead Anna"}
    for days_late in (7, 8, 9):
        plan_reminders(at=noon(days_late))
        assert ("escalate Leonid" in true_now(noon(days_late))) == (days_late == 9)
    assert Message.objects.filter(topic="review", dropped_at=None).count() == 4
