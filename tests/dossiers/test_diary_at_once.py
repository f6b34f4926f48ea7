"""Two people at the diary at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.keeping import create_contact
from accounts.models import Account
from dossiers.diary.importing import packed, take_invitations
from dossiers.diary.invitations import Invitation
from dossiers.diary.steps import add_step, edit_step, remove_step
from dossiers.diary.writing import write_entry
from dossiers.models import DiaryEntry, NextStep
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.test_at_the_same_moment import arriving_during, patient, words

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


def test_the_same_invitation_taken_by_two_is_one_entry(
    account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    lunch = Invitation("lunch", TODAY, "Lunch", "Lunch", ())
    sent = {"invitations": packed(account, cast.leonid, [lunch]), "take": ["0"]}
    leonid, address = patient(signed_in(cast.leonid)), reverse("diary_import_take", args=[account.pk])
    with arriving_during(lambda: leonid.post(address, sent, follow=True)) as answers:
        take_invitations(account=account, by=cast.anna, invitations=[lunch])
    assert "1 was in the diary already." in answers[0].content.decode()
    assert DiaryEntry.objects.count() == 1


def test_the_same_new_person_noted_by_two_is_one_contact(
    account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    sent = {"kind": "call", "on": TODAY, "summary": "Called", "new_people": "Magnus"}
    leonid, address = patient(signed_in(cast.leonid)), reverse("diary_new", args=[account.pk])
    with arriving_during(lambda: leonid.post(address, sent)) as answers:
        create_contact(account=account, name="Magnus")
    assert words(answers[0]) == ["A contact of this name is here already. Edit that one."]
    assert leonid.post(address, sent).status_code == 302
    assert [person.name for person in DiaryEntry.objects.get().theirs.all()] == ["Magnus"]


def test_a_step_edited_or_removed_meanwhile_is_neither_overwritten_nor_marked(
    account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    entry = write_entry(account=account, by=cast.anna, on=TODAY, summary="Lunch")
    first, second = (add_step(entry=entry, text=text, on=TODAY, owner=cast.anna) for text in ("call", "write"))
    leonid = patient(signed_in(cast.leonid))
    edit, done = (reverse(f"next_step_{name}", args=[account.pk, first.pk]) for name in ("edit", "done"))
    sent = {"text": "mine", "on": TODAY, "owner": cast.leonid.pk, "version": 1}
    with arriving_during(lambda: leonid.post(edit, sent)) as answers:
        edit_step(step=first, version=1, changes={"text": "theirs"})
    assert answers[0].status_code == 409 and "mine" in answers[0].content.decode()
    with arriving_during(lambda: leonid.post(done, {"version": 2}, follow=True)) as answers:
        edit_step(step=first, version=2, changes={"text": "theirs again"})
    assert "The step was changed since you read it." in answers[0].content.decode()
    gone = reverse("next_step_done", args=[account.pk, second.pk])
    with arriving_during(lambda: leonid.post(gone, {"version": 1}, follow=True)) as answers:
        remove_step(step=second, version=1)
    assert "The step was removed since you read it." in answers[0].content.decode()
    assert [(step.text, step.done_on) for step in NextStep.objects.all()] == [("theirs again", None)]
