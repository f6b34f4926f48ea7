"""The digest over a real mail server: once a day, the same Message-ID, nothing lost."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from email.header import decode_header, make_header
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection

from accounts.access import tie_between
from accounts.assigning import assign
from accounts.models import Account
from dossiers.board import board_of
from dossiers.reminders import plan_reminders
from kam_portal.foundation.notifications import digest as digests
from kam_portal.foundation.notifications.digest import LEASE, is_time_for_mail, send_digests
from kam_portal.foundation.notifications.models import Digest, Message
from kam_portal.foundation.notifications.topics import lines_of
from kam_portal.foundation.people.models import User
from tests.dossiers.reviewing import signed
from tests.foundation.notifications.postbox import Postbox, free_port

Make = Callable[..., Account]
SINCE, DUE = datetime.date(2026, 9, 1), datetime.date(2026, 12, 1)
# Ten o'clock in Moscow on the due date, a Tuesday.
TEN = datetime.datetime(2026, 12, 1, 7, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    box = Postbox()
    box.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", box.port, False
    settings.SITE_URL = "https://portal.nordvik.example"
    yield box
    box.controller.stop()


@pytest.fixture
def acme(cast: SimpleNamespace, new_account: Make) -> Account:
    account = new_account("Acme <b>Foods</b>", kam=cast.anna, on=SINCE)
    Message.objects.all().delete()
    plan_reminders(at=TEN)
    return account


def parts(postbox: Postbox, number: int = 0) -> dict[str, str]:
    payloads = postbox.mails[number].get_payload()
    return {p.get_content_type(): p.get_payload(decode=True).decode() for p in payloads}  # type: ignore[union-attr]


def test_mail_goes_out_in_working_hours_only() -> None:
    def at(day: int, hour: int, minute: int = 0) -> bool:
        moscow = datetime.timezone(datetime.timedelta(hours=3))
        return is_time_for_mail("Europe/Moscow", datetime.datetime(2026, 12, day, hour, minute, tzinfo=moscow))

    assert [at(1, 8, 59), at(1, 9), at(1, 19, 59), at(1, 20)] == [False, True, True, False]
    assert [at(4, 12), at(5, 12), at(6, 12), at(7, 12)] == [True, False, False, True]


def test_one_mail_a_day_in_text_and_html_with_a_link(postbox: Postbox, cast: SimpleNamespace, acme: Account) -> None:
    assert send_digests(at=TEN) == 1
    assert send_digests(at=TEN + 10 * MINUTE) == 0
    assert postbox.ids == [f"<digest-{cast.anna.pk}-20261201@portal.nordvik.example>"]
    mail = postbox.mails[0]
    assert (mail["To"], mail["Auto-Submitted"]) == ("anna@nordvik.example", "auto-generated")
    assert str(make_header(decode_header(mail["Subject"]))) == "KAM Portal: Acme <b>Foods</b>"
    text, html = parts(postbox)["text/plain"], parts(postbox)["text/html"]
    link = f"https://portal.nordvik.example/accounts/{acme.pk}/review/"
    assert "Acme <b>Foods</b>" in text and "due today, on 1 Dec 2026" in text and link in text
    assert "Acme &lt;b&gt;Foods&lt;/b&gt;" in html and f'href="{link}"' in html
    assert Message.objects.get().digest.sent_at is not None  # type: ignore[union-attr]


def test_the_most_pressing_account_comes_first_and_every_account_once(
    postbox: Postbox, cast: SimpleNamespace, acme: Account, new_account: Make
) -> None:
    new_account("Late", kam=cast.anna, on=datetime.date(2026, 8, 1), status="key_development")
    new_account("Fresh", kam=cast.anna, on=DUE, status="key_development")
    assign(account=acme, manager=cast.boris, on=DUE, reason="", by=cast.leonid)
    assign(account=acme, manager=cast.anna, on=DUE, reason="", by=cast.leonid)
    plan_reminders(at=TEN)
    send_digests(at=TEN)
    text = next(parts(postbox, n)["text/plain"] for n in range(len(postbox.mails)) if "anna" in postbox.mails[n]["To"])
    lines = text.splitlines()
    assert [line for line in lines if line in ("Late", "Acme <b>Foods</b>", "Fresh")] == [
        "Late",
        "Acme <b>Foods</b>",
        "Fresh",
    ]


def test_a_russian_reader_is_written_to_in_russian(postbox: Postbox, cast: SimpleNamespace, acme: Account) -> None:
    User.objects.filter(pk=cast.anna.pk).update(language="ru")
    send_digests(at=TEN)
    assert 'lang="ru"' in parts(postbox)["text/html"] and "1 декабря 2026" in parts(postbox)["text/plain"]


def test_a_mail_goes_out_again_the_next_day_only_with_something_new(
    postbox: Postbox, cast: SimpleNamespace, acme: Account
) -> None:
    send_digests(at=TEN)
    for days in range(1, 5):
        at = TEN + datetime.timedelta(days=days)
        plan_reminders(at=at)
        send_digests(at=at)
    assert postbox.ids == [f"<digest-{cast.anna.pk}-20261201@portal.nordvik.example>"]


@pytest.mark.parametrize("ending", ["signed", "reassigned"])
def test_what_was_done_in_between_is_not_sent(
    ending: str, postbox: Postbox, cast: SimpleNamespace, acme: Account
) -> None:
    if ending == "signed":
        signed(acme, cast.anna, TEN - 60 * MINUTE)
    else:
        assign(account=acme, manager=cast.viktor, on=DUE, reason="", by=cast.viktor)
    assert send_digests(at=TEN) == 0
    assert postbox.mails == []
    assert Message.objects.get(topic="review").dropped_at is not None
    assert Digest.objects.get().dropped_at is not None


def test_a_deactivated_person_gets_no_mail(postbox: Postbox, cast: SimpleNamespace, acme: Account) -> None:
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    assert send_digests(at=TEN) == 0
    assert postbox.mails == []


class _Killed(BaseException):
    """What ends a process between two statements."""


def test_a_crash_between_sending_and_marking_repeats_the_same_mail(
    postbox: Postbox, cast: SimpleNamespace, acme: Account, new_account: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any, **values: Any) -> bool:
        raise _Killed

    with monkeypatch.context() as patch:
        patch.setattr(digests, "_mark", killed)
        with pytest.raises(_Killed):
            send_digests(at=TEN)
    new_account("Later", kam=cast.anna, on=SINCE)
    plan_reminders(at=TEN)
    assert send_digests(at=TEN + 5 * MINUTE) == 0
    assert send_digests(at=TEN + LEASE + MINUTE) == 1
    assert postbox.ids == [f"<digest-{cast.anna.pk}-20261201@portal.nordvik.example>"] * 2
    assert parts(postbox, 0) == parts(postbox, 1)


def test_a_crash_between_claiming_and_sending_loses_nothing(
    postbox: Postbox, cast: SimpleNamespace, acme: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any, **values: Any) -> int:
        raise _Killed

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", killed)
        with pytest.raises(_Killed):
            send_digests(at=TEN)
    assert postbox.mails == []
    assert send_digests(at=TEN + LEASE + MINUTE) == 1
    assert len(postbox.mails) == 1


def test_without_a_server_nothing_is_lost(
    postbox: Postbox, cast: SimpleNamespace, acme: Account, settings: Any
) -> None:
    settings.EMAIL_PORT = free_port()
    assert send_digests(at=TEN) == 0
    stored = Digest.objects.get()
    assert (stored.attempts, stored.sent_at, stored.failed_at) == (1, None, None)
    assert "refused" in stored.error.lower()
    settings.EMAIL_PORT = postbox.port
    assert send_digests(at=TEN + 2 * MINUTE) == 0
    assert send_digests(at=TEN + 6 * MINUTE) == 1
    assert postbox.ids == [stored.message_id]


def test_a_temporary_refusal_is_tried_again(postbox: Postbox, cast: SimpleNamespace, acme: Account) -> None:
    for command in ("RCPT", "DATA"):
        postbox.answers = {command: "451 Try again later"}
        assert send_digests(at=TEN) == 0
        Digest.objects.update(leased_until=None)
    postbox.answers = {}
    assert send_digests(at=TEN + MINUTE) == 1
    assert (len(postbox.mails), Digest.objects.get().attempts) == (1, 3)


def test_what_was_not_sent_by_the_evening_goes_out_on_the_next_working_day(
    postbox: Postbox, cast: SimpleNamespace, acme: Account
) -> None:
    postbox.answers = {"RCPT": "451 Try again later"}
    send_digests(at=TEN)
    postbox.answers = {}
    assert send_digests(at=TEN + datetime.timedelta(hours=11)) == 0
    tomorrow = TEN + datetime.timedelta(days=1)
    assert send_digests(at=tomorrow) == 1
    plan_reminders(at=tomorrow)
    assert send_digests(at=tomorrow + 10 * MINUTE) == 0
    assert postbox.ids == [f"<digest-{cast.anna.pk}-20261201@portal.nordvik.example>"]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_refusal_for_good_is_shown_to_the_lead(
    command: str, postbox: Postbox, cast: SimpleNamespace, acme: Account
) -> None:
    postbox.answers = {command: "550 No such mailbox"}
    assert send_digests(at=TEN) == 0
    postbox.answers = {}
    assert send_digests(at=TEN + LEASE + MINUTE) == 1
    assert postbox.ids == [f"<digest-{cast.leonid.pk}-20261201@portal.nordvik.example>"]
    stored = Digest.objects.get(recipient=cast.anna)
    assert (stored.error, stored.sent_at, stored.attempts) == ("550 No such mailbox", None, 1)
    message = Message.objects.get(topic="mail-failed")
    assert message.recipient == cast.leonid
    line = lines_of([message], cast.leonid, DUE)[message.pk]
    assert (line.subject, line.path) == ("Anna Petrova", "/notifications/")
    assert "anna@nordvik.example were refused: 550 No such mailbox" in line.text


def test_a_lead_without_a_lead_is_spoken_for_by_the_admins(
    postbox: Postbox, cast: SimpleNamespace, new_account: Make
) -> None:
    new_account("Own", kam=cast.leonid, on=SINCE)
    plan_reminders(at=TEN)
    postbox.answers = {"RCPT": "550 No such mailbox"}
    send_digests(at=TEN)
    assert [m.recipient for m in Message.objects.filter(topic="mail-failed")] == [cast.ada]


@pytest.mark.django_db(transaction=True)
def test_many_senders_at_once_send_every_mail_once(postbox: Postbox, cast: SimpleNamespace, new_account: Make) -> None:
    for kam in (cast.anna, cast.boris, cast.viktor, cast.sofia, cast.leonid):
        new_account(f"Client of {kam}", kam=kam, on=SINCE)
    plan_reminders(at=TEN)
    sent: list[int] = []
    barrier = threading.Barrier(4)

    def send() -> None:
        barrier.wait()
        # Nine o'clock in Berlin has passed too.
        sent.append(send_digests(at=TEN + 120 * MINUTE))
        connection.close()

    threads = [threading.Thread(target=send) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 5
    assert len(postbox.ids) == len(set(postbox.ids)) == 5


def test_an_absent_leads_stand_in_gets_the_escalation_and_may_act_on_it(
    cast: SimpleNamespace, acme: Account, postbox: Postbox, signed_in: Callable[..., Any]
) -> None:
    User.objects.filter(pk=cast.leonid.pk).update(
        absent_from=SINCE, absent_until=DUE.replace(year=2027), delegate=cast.viktor
    )
    for days in (4, 7):
        plan_reminders(at=TEN + datetime.timedelta(days=days))
    send_digests(at=TEN + datetime.timedelta(days=7, hours=3))
    [number] = [n for n, mail in enumerate(postbox.mails) if mail["To"] == cast.viktor.email]
    text = parts(postbox, number)["text/plain"]
    assert "Anna Petrova has not verified this dossier." in text
    assert f"https://portal.nordvik.example/accounts/{acme.pk}/review/" in text
    viktor = User.objects.get(pk=cast.viktor.pk)
    at = DUE + datetime.timedelta(days=7)
    tie = tie_between(viktor, Account.objects.get(pk=acme.pk), at)
    assert tie is not None
    assert (tie.may_edit, tie.may_sign, tie.may_lead) == (True, False, False)
    assert [d.pk for d in board_of(viktor, at)] == [acme.pk]
    assert acme.pk in Account.objects.answered_for_by(viktor, at).values_list("pk", flat=True)
    assert tie_between(viktor, Account.objects.get(pk=acme.pk), at.replace(year=2028)) is None
