"""The inbox shows at once what the mail says later, to its owner only."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.assigning import assign
from accounts.models import Account
from dossiers.reminders import plan_reminders
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import User

Make = Callable[..., Account]
SignedIn = Callable[[User], Client]
SINCE = datetime.date(2026, 8, 1)
NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture
def acme(cast: SimpleNamespace, new_account: Make) -> Account:
    account = new_account("Acme", kam=cast.anna, on=SINCE)
    Message.objects.all().delete()
    plan_reminders(at=NOW)
    return account


def inbox(client: Client) -> str:
    response = client.get(reverse("inbox"))
    assert response.status_code == 200
    return response.content.decode()


def test_a_planned_reminder_stands_in_the_inbox_at_once(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    shown = inbox(signed_in(cast.anna))
    assert shown.count("Acme") == 2 and "The review was due on 1 Nov 2026" in shown and "Leonid Orlov" in shown
    assert "Nothing to say" in inbox(signed_in(cast.viktor))


def test_opening_a_message_marks_it_and_leads_to_the_review(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    anna = signed_in(cast.anna)
    message = Message.objects.filter(recipient=cast.anna)[0]
    response = anna.post(reverse("message_read", args=[message.pk]))
    assert response["Location"] == reverse("review", args=[acme.pk])
    message.refresh_from_db()
    first = message.read_at
    assert first is not None
    anna.post(reverse("message_read", args=[message.pk]))
    message.refresh_from_db()
    assert message.read_at == first


def test_nobody_opens_a_message_of_somebody_else(cast: SimpleNamespace, acme: Account, signed_in: SignedIn) -> None:
    message = Message.objects.filter(recipient=cast.anna)[0]
    assert signed_in(cast.leonid).post(reverse("message_read", args=[message.pk])).status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_a_message_about_an_account_that_went_away_names_nothing(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    assign(account=acme, manager=cast.viktor, on=SINCE, reason="", by=cast.ada)
    anna = signed_in(cast.anna)
    assert "Acme" not in inbox(anna) and "no longer open to you" in inbox(anna)
    message = Message.objects.filter(recipient=cast.anna)[0]
    assert anna.post(reverse("message_read", args=[message.pk]))["Location"] == reverse("inbox")


def test_marking_all_as_read_spares_what_came_after_the_page(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    anna = signed_in(cast.anna)
    newest = max(Message.objects.filter(recipient=cast.anna).values_list("pk", flat=True))
    assert f'name="until" value="{newest}"' in inbox(anna)
    plan_reminders(at=NOW + datetime.timedelta(days=7))
    anna.post(reverse("messages_read"), {"until": newest})
    assert Message.objects.inbox_of(cast.anna).unread().count() == 1
    for garbage in ("x", "", "-1", "9" * 40):
        anna.post(reverse("messages_read"), {"until": garbage})
    assert Message.objects.inbox_of(cast.anna).unread().count() == 1


def test_the_inbox_asks_as_often_for_many_messages_as_for_one(
    cast: SimpleNamespace, acme: Account, new_account: Make, signed_in: SignedIn
) -> None:
    anna = signed_in(cast.anna)
    counts = []
    for names in ([], ["Two", "Three"]):
        for name in names:
            new_account(name, kam=cast.anna, on=SINCE, status="key_development")
        plan_reminders(at=NOW)
        inbox(anna)
        with CaptureQueriesContext(connection) as queries:
            inbox(anna)
        counts.append(len(queries))
    # Accounts were assigned too: one more topic, and both its lines and whether they still hold are asked for.
    assert counts[1] - counts[0] <= 2
