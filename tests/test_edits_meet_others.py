"""An edit that meets a removal, a handover or a second click: one result, told in words, and the typed text kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.assigning import assign
from accounts.models import Account
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.edit_forms import ACCOUNTS, DOSSIER
from tests.editing import EditForm
from tests.test_at_the_same_moment import arriving_during, patient

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]
OF_AN_ACCOUNT = (*DOSSIER, *ACCOUNTS)
REMOVABLE = [form for form in OF_AN_ACCOUNT if form.removed_at]
# The lead of the team decides about a status, the manager does not.
BY_THE_MANAGER = [form for form in OF_AN_ACCOUNT if form.url != "account_status"]
CHANGED_MEANWHILE = ("Somebody changed", "Somebody renamed", "Somebody saved this while you were writing")
of_what_can_be_removed = pytest.mark.parametrize("form", REMOVABLE, ids=str)
of_what_a_manager_edits = pytest.mark.parametrize("form", BY_THE_MANAGER, ids=str)


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: SignIn) -> Client:
    return patient(signed_in(cast.anna))


@pytest.fixture
def leonid(cast: SimpleNamespace, signed_in: SignIn) -> Client:
    return patient(signed_in(cast.leonid))


def edited(client: Client, form: EditForm, record: Any, typed: str, version: int = 1) -> HttpResponse:
    return client.post(form.address(record), form.sent(record, typed, version))


def removed(client: Client, form: EditForm, record: Any, version: int = 1) -> HttpResponse:
    return client.post(form.removal(record), {"version": version})


def is_there(record: Any) -> bool:
    return bool(type(record).objects.filter(pk=record.pk).exists())


def page_of(answer: HttpResponse) -> str:
    return answer.content.decode()


@of_what_can_be_removed
def test_what_was_removed_while_it_was_edited_is_missing_and_the_text_shown(
    form: EditForm, account: Account, cast: SimpleNamespace, anna: Client, leonid: Client
) -> None:
    record, typed = form.made(account, cast), form.typed(1, 7)
    with arriving_during(lambda: edited(anna, form, record, typed)) as later:
        assert removed(leonid, form, record).status_code == 302
    assert (later[0].status_code, typed in page_of(later[0]), is_there(record)) == (404, True, False)


@of_what_can_be_removed
def test_what_was_edited_while_it_was_removed_stays_and_the_remover_is_told(
    form: EditForm, account: Account, cast: SimpleNamespace, anna: Client, leonid: Client
) -> None:
    record = form.made(account, cast)
    with arriving_during(lambda: removed(leonid, form, record)) as later:
        assert edited(anna, form, record, form.typed(1, 7)).status_code == 302
    answer = later[0] if later[0].status_code == 409 else leonid.get(later[0]["Location"])
    assert (later[0].status_code in (302, 409), form.read(record)) == (True, (1, 2))
    assert any(words in page_of(answer) for words in CHANGED_MEANWHILE)


@of_what_can_be_removed
def test_what_was_removed_twice_is_missing_for_the_second(
    form: EditForm, account: Account, cast: SimpleNamespace, anna: Client, leonid: Client
) -> None:
    record = form.made(account, cast)
    with arriving_during(lambda: removed(leonid, form, record)) as later:
        assert removed(anna, form, record).status_code == 302
    assert (later[0].status_code, is_there(record)) == (404, False)


@of_what_a_manager_edits
def test_an_edit_sent_twice_at_once_is_saved_once(
    form: EditForm, account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    """The second finds the very same text there: it may be told so or led on, but nothing is written again."""
    record, typed = form.made(account, cast), form.typed(1, 7)
    _count, version = form.read(record)
    first, second = (patient(signed_in(cast.anna)) for _click in range(2))
    with arriving_during(lambda: edited(second, form, record, typed, version)) as later:
        assert edited(first, form, record, typed, version).status_code == 302
    assert (later[0].status_code in (302, 409), form.read(record)) == (True, (1, version + 1))
    assert form.history(record, version) == 1


@of_what_a_manager_edits
def test_an_edit_after_the_account_went_to_another_team_writes_nothing_and_keeps_the_text(
    form: EditForm, account: Account, cast: SimpleNamespace, anna: Client
) -> None:
    record, typed = form.made(account, cast), form.typed(1, 7)
    assign(account=account, manager=cast.viktor, on=TODAY, reason="moved", by=cast.ada)
    before = form.read(record)
    answer = edited(anna, form, record, typed, before[1])
    assert (answer.status_code, typed in page_of(answer), form.read(record)) == (404, True, before)


@of_what_a_manager_edits
def test_an_edit_by_somebody_who_only_reads_by_now_writes_nothing_and_keeps_the_text(
    form: EditForm, account: Account, cast: SimpleNamespace, anna: Client
) -> None:
    record, typed = form.made(account, cast), form.typed(1, 7)
    account.members.create(user=cast.anna, function="sales", can_edit=False)
    assign(account=account, manager=cast.viktor, on=TODAY, reason="moved", by=cast.ada)
    before = form.read(record)
    answer = edited(anna, form, record, typed, before[1])
    assert (answer.status_code, typed in page_of(answer), form.read(record)) == (403, True, before)


@of_what_a_manager_edits
def test_an_edit_while_the_account_is_handed_over_is_saved_or_refused_with_its_text(
    form: EditForm, account: Account, cast: SimpleNamespace, anna: Client
) -> None:
    """Whichever comes first: saved and read back, or refused and kept; never both, never neither."""
    record = form.made(account, cast)
    for turn in range(4):
        read, typed, gate = form.read(record), form.typed(turn + 1, turn), threading.Barrier(2)
        answers: list[HttpResponse] = []

        def edit(version: int = read[1], typed: str = typed, gate: Any = gate, answers: Any = answers) -> None:
            gate.wait()
            answers.append(edited(anna, form, record, typed, version))
            connection.close()

        editing = threading.Thread(target=edit)
        editing.start()
        gate.wait()
        assign(account=account, manager=cast.viktor, on=TODAY, reason="moved", by=cast.ada)
        editing.join(20)
        status, is_saved = answers[0].status_code, form.read(record)[0] == turn + 1
        assert (status in (302, 404, 409), is_saved) == (True, status == 302)
        assert status == 302 or typed in page_of(answers[0])
        assign(account=account, manager=cast.anna, on=TODAY, reason="back", by=cast.ada)
        if not is_saved:
            edited(anna, form, record, typed, form.read(record)[1])
