"""Overdue accounts without a manager who works here: the admins are told, once a week, while it is true."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import Client

from accounts.assigning import assign
from accounts.models import Account
from dossiers.reminders import plan_reminders
from kam_portal.foundation.notifications.digest import send_digests
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import lines_of, still_true
from kam_portal.foundation.people.models import Team, User

Make = Callable[..., Account]
# Due on 1 December 2026, a Tuesday.
SINCE, DUE = datetime.date(2026, 9, 1), datetime.date(2026, 12, 1)


def noon(days_late: int) -> datetime.datetime:
    return datetime.datetime.combine(DUE + datetime.timedelta(days=days_late), datetime.time(10), datetime.UTC)


def told() -> list[tuple[User, datetime.date]]:
    return [(m.recipient, m.due_on) for m in Message.objects.filter(topic="unmanaged").order_by("pk")]


def text_for(admin: User, days_late: int) -> list[str]:
    day = DUE + datetime.timedelta(days=days_late)
    lines = lines_of(Message.objects.filter(recipient=admin, topic="unmanaged"), admin, day)
    return [line.text for line in lines.values()]


def test_admins_are_told_once_a_week_of_all_such_accounts_together(cast: SimpleNamespace, new_account: Make) -> None:
    new_account("Acme", on=SINCE)
    new_account("Bolt", on=SINCE)
    said = [plan_reminders(at=noon(days)) for days in (-14, 0, 1, 1, 5, 6, 7)]
    assert said == [0, 0, 1, 0, 0, 1, 0]
    assert told() == [(cast.ada, datetime.date(2026, 11, 30)), (cast.ada, datetime.date(2026, 12, 7))]
    assert set(text_for(cast.ada, 7)) == {"2 reviews are overdue and remind nobody: Acme, Bolt. Assign managers."}
    assert text_for(cast.leonid, 7) == []


def test_it_reaches_the_mail_and_the_page_of_assignments(
    cast: SimpleNamespace, new_account: Make, signed_in: Callable[[User], Client]
) -> None:
    new_account("Acme", on=SINCE)
    plan_reminders(at=noon(1))
    send_digests(at=noon(1))
    [sent] = mail.outbox
    assert sent.to == [cast.ada.email]
    assert "1 review is overdue and reminds nobody: Acme. Assign a manager." in str(sent.body)
    message = Message.objects.get(topic="unmanaged")
    assert signed_in(cast.ada).post(f"/notifications/{message.pk}/read/")["Location"] == "/assignments/"


def test_it_is_withdrawn_when_the_account_gets_a_manager(cast: SimpleNamespace, new_account: Make) -> None:
    account = new_account("Acme", on=SINCE)
    plan_reminders(at=noon(1))
    message = Message.objects.get(topic="unmanaged")
    assert still_true([message], noon(2)) == {message.pk}
    assert still_true([message], noon(6)) == set()
    assign(account=account, manager=cast.anna, on=DUE, reason="", by=cast.ada)
    assert still_true([message], noon(2)) == set()
    assert text_for(cast.ada, 2) == ["All overdue accounts have a manager again."]


@pytest.mark.parametrize(("has_lead", "expected"), [(True, []), (False, ["ada"])])
def test_a_leavers_account_falls_to_the_admins_where_the_team_has_no_lead(
    cast: SimpleNamespace, new_account: Make, has_lead: bool, expected: list[str]
) -> None:
    new_account("Acme", kam=cast.anna, on=SINCE)
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    if not has_lead:
        Team.objects.filter(pk=cast.anna.team_id).update(lead=None)
    plan_reminders(at=noon(1))
    assert [who for who, _day in told()] == [getattr(cast, name) for name in expected]


def test_a_leavers_accounts_stand_on_the_admins_page_of_assignments(
    cast: SimpleNamespace, new_account: Make, signed_in: Callable[[User], Client]
) -> None:
    new_account("Acme", kam=cast.anna, on=SINCE)
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    Team.objects.filter(pk=cast.anna.team_id).update(lead=None)
    left = signed_in(cast.ada).get("/assignments/").context["left"]
    assert [(row["full_name"], row["total"]) for row in left] == [("Anna Petrova", 1)]


def test_what_no_mail_told_the_admins_is_told_when_another_is_left_in_that_week(
    cast: SimpleNamespace, new_account: Make
) -> None:
    account = new_account("Acme", on=SINCE)
    plan_reminders(at=noon(1))
    assign(account=account, manager=cast.anna, on=DUE, reason="", by=cast.ada)
    send_digests(at=noon(1))
    new_account("Bolt", on=SINCE)
    for days_late in (2, 2, 3):
        plan_reminders(at=noon(days_late))
        send_digests(at=noon(days_late))
    assert [str(sent.body).count("Bolt") for sent in mail.outbox if cast.ada.email in sent.to] == [1]
