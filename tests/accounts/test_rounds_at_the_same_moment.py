"""Two people at one round at the same moment: one result, and whoever comes second is told so in words."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account, Nomination, Rater, Round, RoundStep
from accounts.selection.asking import remind_missing
from accounts.selection.nominating import NOT_NAMED, Named, Row, save_nominations
from accounts.selection.rounds import remove_rater
from accounts.selection.steps import take_step
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import AT, round_at
from tests.test_at_the_same_moment import arriving_during, patient

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]


@pytest.fixture
def round_(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Round:
    accounts = [new_account("Alfa", kam=cast.anna)]
    return round_at("nominating", runner=cast.leonid, accounts=accounts, raters=(cast.anna, cast.irina))


def said(answers: list[HttpResponse]) -> tuple[int, list[str]]:
    [answer] = answers
    return answer.status_code, [str(message) for message in get_messages(answer.wsgi_request)]


def test_a_double_click_takes_one_step(round_: Round, cast: SimpleNamespace, signed_in: SignIn) -> None:
    client = patient(signed_in(cast.ada))
    data = {"to": "comparing", "version": round_.version}
    with arriving_during(lambda: client.post(reverse("round_step", args=[round_.pk]), data)) as answers:
        take_step(round_=round_, to="comparing", by=cast.leonid, at=AT, version=round_.version)
    sentence = (
        "Somebody took a step meanwhile: the round stands at “comparison of lists” now. Look at it before you go on."
    )
    assert said(answers) == (302, [sentence])
    assert RoundStep.objects.filter(round=round_, after="comparing").count() == 1


def test_a_list_saved_while_the_nominations_close_is_told_so(
    round_: Round, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    client, pk = patient(signed_in(cast.irina)), round_.candidates.get().pk
    data = {"row": pk, f"named-{pk}": "1"}
    with arriving_during(lambda: client.post(reverse("nominations_save", args=[round_.pk]), data)) as answers:
        take_step(round_=round_, to="comparing", by=cast.leonid, at=AT)
    assert said(answers) == (409, ["The nominations are closed; the lists stay as they were at that moment."])
    assert ("Alfa" in answers[0].content.decode(), Nomination.objects.count()) == (True, 0)


def test_nominations_that_were_let_in_count_before_the_step(
    round_: Round, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    client, pk = patient(signed_in(cast.leonid)), round_.candidates.get().pk
    data = {"to": "comparing", "version": round_.version}
    with arriving_during(lambda: client.post(reverse("round_step", args=[round_.pk]), data)) as answers:
        save_nominations(
            rater=Rater.objects.get(round=round_, user=cast.irina), rows={pk: Row(NOT_NAMED, Named(True, "late"))}
        )
    assert said(answers) == (302, ["The round stands at “comparison of lists” now."])
    assert Nomination.objects.get().note == "late"


def test_a_list_handed_in_while_the_nominations_close_is_told_so(
    round_: Round, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    client = patient(signed_in(cast.irina))
    with arriving_during(lambda: client.post(reverse("nominations_done", args=[round_.pk]))) as answers:
        take_step(round_=round_, to="comparing", by=cast.leonid, at=AT)
    assert said(answers) == (302, ["The nominations are closed; the lists stay as they were at that moment."])
    assert Rater.objects.get(round=round_, user=cast.irina).nominated_at is None


def test_a_rater_who_names_somebody_at_that_moment_stays(
    round_: Round, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    client, rater = patient(signed_in(cast.leonid)), Rater.objects.get(round=round_, user=cast.irina)
    with arriving_during(lambda: client.post(reverse("rater_remove", args=[round_.pk, rater.pk]))) as answers:
        save_nominations(rater=rater, rows={round_.candidates.get().pk: Row(NOT_NAMED, Named(True))})
    sentence = "Irina Belova has handed something in already and stays; what was said is kept."
    assert said(answers) == (302, [sentence])


def test_a_list_of_a_rater_removed_at_that_moment_is_refused_in_words(
    round_: Round, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    client, pk = patient(signed_in(cast.irina)), round_.candidates.get().pk
    data = {"row": pk, f"named-{pk}": "1"}
    with arriving_during(lambda: client.post(reverse("nominations_save", args=[round_.pk]), data)) as answers:
        remove_rater(rater=Rater.objects.get(round=round_, user=cast.irina))
    assert said(answers) == (
        409,
        ["You are not among the raters any more. Ask whoever runs the round for a seat."],
    )


def test_two_who_remind_at_once_remind_once(round_: Round, cast: SimpleNamespace, signed_in: SignIn) -> None:
    client = patient(signed_in(cast.ada))
    with arriving_during(lambda: client.post(reverse("round_remind", args=[round_.pk]))) as answers:
        remind_missing(round_=round_, by=cast.leonid, at=timezone.now())
    assert said(answers) == (302, ["Reminded today already, and not once more: Anna Petrova, Irina Belova."])
    assert Message.objects.filter(topic="round-reminder").count() == 2
