"""The ladder at the same moment: an answer sent twice, withdrawn or overtaken, and twenty who write one ladder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.comparison import add_competitor, remove_competitor
from accounts.keeping import change_status
from accounts.models import Account, Competitor
from dossiers.ladders.answering import AlreadyAnswered, LinkNotValid, answer_invitation
from dossiers.ladders.competitors import save_competitor_ladder
from dossiers.ladders.inviting import withdraw_invitation
from dossiers.models import ClientLadder, CompetitorLadder, LadderInvitation
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.inviting import deactivate
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.dossiers.asking import BEST, WORST, asked
from tests.test_at_the_same_moment import arriving_during, patient
from tests.writers import together

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]
WRITERS, ROUNDS = 20, 10


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def token(account: Account, cast: SimpleNamespace) -> str:
    return asked(account, cast.boris, timezone.now())[1]


def send(token: str) -> HttpResponse:
    return patient(Client()).post(f"/ladder/{token}/", {**WORST, "remark": "Second"})


def test_of_two_answers_at_once_one_is_kept_and_the_other_told(token: str) -> None:
    with arriving_during(lambda: send(token)) as answers:
        answer_invitation(token=token, answers=BEST, remark="First", at=timezone.now())
    page = answers[0].content.decode()
    assert (answers[0].status_code, "What was sent just now was not added." in page, "Second" in page) == (
        *(200, True),
        True,
    )
    assert [row.remark for row in ClientLadder.objects.all()] == ["First"]


def test_of_twenty_answers_at_once_exactly_one_is_kept(account: Account, token: str) -> None:
    said: list[str] = []

    def answer() -> None:
        try:
            answer_invitation(token=token, answers=BEST, remark="", at=timezone.now())
            said.append("kept")
        except AlreadyAnswered:
            said.append("answered")

    together([answer] * WRITERS)
    assert Counter(said) == {"kept": 1, "answered": WRITERS - 1}
    assert (ClientLadder.objects.count(), Message.objects.filter(topic="ladder-answered").count()) == (1, 2)


def test_an_answer_that_meets_a_withdrawal_is_refused_as_any_dead_link(token: str, cast: SimpleNamespace) -> None:
    invitation = LadderInvitation.objects.get()
    with arriving_during(lambda: send(token)) as answers:
        withdraw_invitation(invitation=invitation, by=cast.anna, at=timezone.now())
    assert (answers[0].status_code, "Second" in answers[0].content.decode()) == (404, True)
    assert ClientLadder.objects.count() == 0


def test_a_withdrawal_that_meets_an_answer_is_told(
    account: Account, token: str, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    invitation, anna = LadderInvitation.objects.get(), patient(signed_in(cast.anna))
    page = f"/accounts/{account.pk}/ladder/invitations/"
    with arriving_during(lambda: anna.post(f"{page}{invitation.pk}/withdraw/")) as answers:
        answer_invitation(token=token, answers=BEST, remark="", at=timezone.now())
    assert answers[0].status_code == 302
    assert "The client has answered meanwhile" in anna.get(page).content.decode()
    invitation.refresh_from_db()
    assert (invitation.answered_at is None, invitation.withdrawn_at) == (False, None)


def test_withdrawing_against_answering_has_one_winner(account: Account, cast: SimpleNamespace) -> None:
    for _round in range(10):
        invitation, token = asked(account, cast.anna, timezone.now())
        said: list[str] = []

        def answer(token: str = token, said: list[str] = said) -> None:
            try:
                answer_invitation(token=token, answers=BEST, remark="", at=timezone.now())
                said.append("answered")
            except LinkNotValid:
                said.append("not valid")

        def withdraw(invitation: LadderInvitation = invitation, said: list[str] = said) -> None:
            try:
                withdraw_invitation(invitation=invitation, by=cast.anna, at=timezone.now())
                said.append("withdrawn")
            except ValidationError:
                said.append("too late")

        together([answer, withdraw])
        kept = ClientLadder.objects.filter(invitation=invitation).count()
        assert (sorted(said), kept) in [(["answered", "too late"], 1), (["not valid", "withdrawn"], 0)]


def test_who_leaves_while_the_client_answers_does_not_undo_the_answer(token: str, cast: SimpleNamespace) -> None:
    def leave() -> HttpResponse:
        deactivate(person=cast.boris, by=cast.ada, at=timezone.now())
        return HttpResponse()

    with arriving_during(leave) as answers:
        answer_invitation(token=token, answers=BEST, remark="", at=timezone.now())
    invitation = LadderInvitation.objects.get()
    assert (len(answers), invitation.answered_at is None, invitation.withdrawn_at) == (1, False, None)


def test_an_account_closed_while_the_client_answers_keeps_the_answer(
    account: Account, token: str, cast: SimpleNamespace
) -> None:
    def close() -> HttpResponse:
        change_status(account=account, status="closed", reason="sold", on=TODAY, by=cast.ada)
        return HttpResponse()

    with arriving_during(close) as answers:
        answer_invitation(token=token, answers=BEST, remark="", at=timezone.now())
    assert (len(answers), LadderInvitation.objects.get().withdrawn_at, ClientLadder.objects.count()) == (1, None, 1)


@pytest.fixture
def rival(account: Account) -> Competitor:
    return add_competitor(account=account, name="Fjordmatic")


def test_twenty_writers_of_one_ladder_lose_nothing(rival: Competitor, cast: SimpleNamespace) -> None:
    """Everybody reads a counter in the source and saves one more; the first ladder is written by one of them."""
    outcomes: list[str] = []

    def count_up() -> None:
        for _round in range(ROUNDS):
            row = CompetitorLadder.objects.filter(competitor=rival).first()
            read, version = (int(row.source), row.version) if row else (0, 0)
            changes = {"source": str(read + 1), "needs_us": "yes" if read % 2 else "no"}
            try:
                save_competitor_ladder(competitor=rival, version=version, changes=changes, on=TODAY, by=cast.anna)
                outcomes.append("saved")
            except StaleEdit:
                outcomes.append("refused")

    together([count_up] * WRITERS)
    row = CompetitorLadder.objects.get(competitor=rival)
    saved = outcomes.count("saved")
    history = CompetitorLadder.pgh_event_model.objects.filter(pgh_obj_id=row.pk)  # type: ignore[attr-defined]
    assert (len(outcomes), saved >= ROUNDS) == (WRITERS * ROUNDS, True)
    assert (row.version, int(row.source), history.count()) == (saved, saved, saved)


def test_a_ladder_saved_while_the_competitor_is_removed_is_missing_and_its_text_shown(
    account: Account, rival: Competitor, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    anna = patient(signed_in(cast.anna))
    address = f"/accounts/{account.pk}/ladder/competitors/{rival.pk}/edit/"
    with arriving_during(lambda: anna.post(address, {"needs_us": "yes", "source": "a talk", "version": 0})) as answers:
        remove_competitor(competitor=rival, version=1)
    assert (answers[0].status_code, "a talk" in answers[0].content.decode()) == (404, True)
    assert CompetitorLadder.objects.count() == 0
