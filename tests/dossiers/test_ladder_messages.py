"""Who is told that the client has answered, in which words, and until when it concerns them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core import mail

from accounts.assigning import assign
from accounts.keeping import create_contact
from accounts.models import Account
from dossiers.ladders.messages import TOPIC, LadderAnswered
from kam_portal.foundation.notifications.digest import send_digests
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.inviting import edit_person
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.dossiers.asking import AT, answered

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    account = new_account("Halvorsen", kam=cast.anna)
    account.members.create(user=cast.boris, function="sales", can_edit=True)
    return account


def told_to() -> dict[User, str]:
    rows = Message.objects.filter(topic=TOPIC).select_related("recipient")
    return {m.recipient: LadderAnswered().lines([m], m.recipient, TODAY)[0].text for m in rows}


def test_who_asked_and_the_manager_are_told(account: Account, cast: SimpleNamespace) -> None:
    kari = create_contact(account=account, name="Kari")
    answered(account, cast.boris, contact=kari)
    said = "Kari answered the six questions of the ladder: 4 Business partner."
    assert told_to() == {cast.boris: said, cast.anna: said}
    message = Message.objects.filter(recipient=cast.anna, topic=TOPIC).get()
    assert LadderAnswered().lines([message], cast.anna, TODAY)[0].path == f"/accounts/{account.pk}/dossier/#ladder"


def test_who_stands_in_for_an_absent_manager_is_told_too(account: Account, cast: SimpleNamespace) -> None:
    away = {"absent_from": AT.date(), "absent_until": AT.date() + 9 * DAY, "delegate": cast.boris}
    edit_person(person=cast.anna, version=1, changes=away)
    answered(account, cast.anna)
    assert told_to()[cast.boris] == (
        "The client answered the six questions of the ladder: 4 Business partner. You stand in for Anna Petrova."
    )
    messages = list(Message.objects.filter(topic=TOPIC))
    true = [LadderAnswered().still_true(messages, at) for at in (AT, AT + 20 * DAY)]
    anna, boris = ({m.pk for m in messages if m.recipient == who} for who in (cast.anna, cast.boris))
    assert true == [anna | boris, anna]


def test_the_word_reaches_whom_it_still_concerns_by_mail(account: Account, cast: SimpleNamespace) -> None:
    answered(account, cast.boris)
    assign(account=account, manager=cast.viktor, on=TODAY, reason="", by=cast.ada)
    messages = list(Message.objects.filter(topic=TOPIC))
    true = LadderAnswered().still_true(messages, AT)
    assert {m.recipient for m in messages if m.pk in true} == {cast.boris}
    send_digests(at=datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC))
    told = {address for sent in mail.outbox for address in sent.to if "six questions" in str(sent.body)}
    assert told == {cast.boris.email}


def test_nobody_without_sight_of_the_account_reads_the_word(account: Account, cast: SimpleNamespace) -> None:
    answered(account, cast.boris)
    account.members.all().delete()
    message = Message.objects.get(topic=TOPIC, recipient=cast.boris)
    assert LadderAnswered().lines([message], cast.boris, TODAY) == []
