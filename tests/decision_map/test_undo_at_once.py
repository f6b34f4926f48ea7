"""An undo beside somebody else's save: one of the two is told, nothing of either is lost, nothing fails."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AccountMember, Contact
from decision_map.models import DecisionMap
from decision_map.undoing import undo
from dossiers.diary.writing import write_entry
from dossiers.models import DiaryEntry
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.decision_map.undone import last_key
from tests.waiting_for_locks import wait_until_they_wait

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]


@pytest.fixture
def berg(cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn) -> Contact:
    """Anna's last change: Olga Berg came onto the map."""
    AccountMember.objects.filter(user=cast.boris).update(can_edit=True)
    signed_in(cast.anna).post(reverse("actor_new", args=[drawn.account_id, drawn.pk]), {"text": "Olga Berg, COO"})
    return Contact.objects.get(name="Olga Berg")


def during(first: Callable[[], object], second: Callable[[], HttpResponse]) -> HttpResponse:
    """`second` comes while `first` is done and not over yet, and waits for it."""
    answers: list[HttpResponse] = []

    def send() -> None:
        try:
            answers.append(second())
        finally:
            connection.close()

    thread = threading.Thread(target=send)
    with transaction.atomic():
        first()
        thread.start()
        wait_until_they_wait(who=thread)
    thread.join(10)
    return answers[0]


def test_who_is_being_written_about_is_not_taken_away(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn, berg: Contact
) -> None:
    anna, page = signed_in(cast.anna), reverse("map_undo", args=[drawn.account_id, drawn.pk])
    key = last_key(drawn, cast.anna)
    answer = during(
        lambda: write_entry(account=drawn.account, by=cast.boris, on=TODAY, summary="Met her", theirs=[berg]),
        lambda: anna.post(page, {"change": key}, headers={"HX-Request": "true"}),  # type: ignore[arg-type, return-value]
    )
    assert answer.status_code == 409 and "Something hangs on it since: Olga Berg." in answer.content.decode()
    assert DiaryEntry.objects.get().theirs.get() == berg


def test_who_writes_about_somebody_taken_away_is_told(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn, berg: Contact
) -> None:
    boris, page = signed_in(cast.boris), reverse("diary_new", args=[drawn.account_id])
    sent = {"kind": "call", "on": datetime.date.today().isoformat(), "summary": "Met her", "theirs": [berg.pk]}
    answer = during(
        lambda: undo(map_=drawn, key=last_key(drawn, cast.anna), by=cast.anna),
        lambda: boris.post(page, sent),  # type: ignore[arg-type, return-value]
    )
    assert "Something that you chose was removed meanwhile." in answer.content.decode()
    assert "Met her" in answer.content.decode()
    assert not DiaryEntry.objects.exists() and not Contact.objects.filter(pk=berg.pk).exists()
