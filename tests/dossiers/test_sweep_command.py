"""manage.py sweep_reminders: what beat does, by hand."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.models import Account
from kam_portal.foundation.notifications.models import Message

TEN = "2026-12-01T10:00+03:00"


def sweep(*arguments: str) -> str:
    out = io.StringIO()
    call_command("sweep_reminders", *arguments, stdout=out)
    return out.getvalue()


def test_it_plans_sends_and_counts(cast: SimpleNamespace, new_account: Callable[..., Account]) -> None:
    new_account("Acme", kam=cast.anna, on=datetime.date(2026, 9, 1))
    Message.objects.all().delete()
    assert json.loads(sweep("--at", TEN, "--json")) == {"planned": 1, "sent": 1}
    assert json.loads(sweep("--at", TEN, "--json")) == {"planned": 0, "sent": 0}
    assert sweep("--at", TEN) == "Reminders planned: 0. Mails sent: 0.\n"
    assert [message.to for message in mail.outbox] == [["anna@nordvik.example"]]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("garbage", "is not a time"),
        ("", "is not a time"),
        ("2026-13-01T10:00+03:00", "is not a time"),
        ("2026-12-01T10:00", "does not say its time zone"),
        ("2026-12-01", "does not say its time zone"),
        ("0001-01-01T00:00+00:00", "between 2000 and 2199"),
    ],
)
def test_a_time_that_is_none_gets_a_sentence(db: None, at: str, words: str) -> None:
    with pytest.raises(CommandError, match=words) as refusal:
        sweep("--at", at)
    assert refusal.value.returncode == 1
