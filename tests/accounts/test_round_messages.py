"""What raters are told: asked, reminded once a day, not after they handed in, and why a round was cancelled."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Account, Candidate, Nomination, Rater, Round
from accounts.selection.asking import remind_missing
from accounts.selection.nominating import hand_in, take_back
from accounts.selection.rounds import ask_raters, remove_rater
from accounts.selection.standing import standing_of
from accounts.selection.steps import take_step
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import lines_of, still_true
from kam_portal.foundation.people.inviting import deactivate
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import AT, round_at
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
LATER = AT + datetime.timedelta(hours=1)
NEXT_DAY = AT + datetime.timedelta(days=1)


@pytest.fixture
def round_(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Round:
    """At the step of nominations, with Anna, Irina and the runner Leonid himself as raters."""
    people = {"runner": cast.leonid, "raters": (cast.anna, cast.irina, cast.leonid)}
    return round_at("nominating", accounts=[new_account("Alfa", kam=cast.anna)], **people)


def told(topic: str) -> list[str]:
    rows = Message.objects.filter(topic=topic).order_by("recipient__full_name", "pk")
    return [message.recipient.full_name for message in rows.select_related("recipient")]


def seat(round_: Round, user: User) -> Rater:
    return Rater.objects.get(round=round_, user=user)


def words(user: User) -> list[str]:
    messages = list(Message.objects.filter(recipient=user).order_by("pk"))
    lines = lines_of(messages, user, TODAY)
    return [lines[message.pk].text for message in messages if message.pk in lines]


def true_now() -> int:
    return len(still_true(list(Message.objects.filter(topic__startswith="round-")), AT))


def test_raters_are_asked_in_the_step_that_asks_them(round_: Round, cast: SimpleNamespace) -> None:
    assert told("round-nominate") == ["Anna Petrova", "Irina Belova"]
    assert words(cast.irina) == ["You are asked which clients you hold key."]
    round_ = take_step(round_=round_, to="comparing", by=cast.leonid, at=AT)
    take_step(round_=round_, to="scoring", by=cast.ada, at=AT)
    assert told("round-score") == ["Anna Petrova", "Irina Belova", "Leonid Orlov"]


def test_the_line_names_the_round_its_day_and_its_page(round_: Round, cast: SimpleNamespace) -> None:
    Round.objects.filter(pk=round_.pk).update(nominate_until=datetime.date(2026, 12, 5))
    message = Message.objects.get(recipient=cast.irina)
    line = lines_of([message], cast.irina, TODAY)[message.pk]
    assert (line.subject, line.group, line.path) == (
        "Autumn round",
        f"round-{round_.pk}",
        reverse("nominations", args=[round_.pk]),
    )
    assert line.text == "You are asked which clients you hold key. Until 5 Dec 2026."
    with translation.override("ru"):
        said = lines_of([message], cast.irina, TODAY)[message.pk].text
        assert said.startswith("Вас спрашивают, кого из клиентов вы считаете ключевыми. Срок: 5 ")


def test_what_was_handed_in_is_not_asked_any_more(round_: Round, cast: SimpleNamespace) -> None:
    assert true_now() == 2
    hand_in(rater=seat(round_, cast.anna), at=AT)
    assert true_now() == 1
    take_back(rater=seat(round_, cast.anna))
    assert true_now() == 2
    take_step(round_=round_, to="comparing", by=cast.leonid, at=AT)
    assert true_now() == 0


def test_who_lost_the_seat_reads_nothing_of_the_round(round_: Round, cast: SimpleNamespace) -> None:
    assert len(words(cast.irina)) == 1
    remove_rater(rater=seat(round_, cast.irina))
    assert (words(cast.irina), true_now()) == ([], 1)


def test_the_same_step_twice_a_day_asks_once(round_: Round, cast: SimpleNamespace) -> None:
    round_ = take_step(round_=round_, to="cancelled", by=cast.leonid, at=AT, reason="strike")
    take_step(round_=round_, to="nominating", by=cast.leonid, at=LATER, reason="over")
    assert told("round-nominate") == ["Anna Petrova", "Irina Belova"]


def test_whoever_gets_a_seat_later_is_asked_too(round_: Round, cast: SimpleNamespace) -> None:
    ask_raters(round_=round_, users=[cast.pavel, cast.anna], by=cast.leonid, at=LATER)
    assert told("round-nominate") == ["Anna Petrova", "Irina Belova", "Pavel Sokolov"]
    comparing = take_step(round_=round_, to="comparing", by=cast.leonid, at=LATER)
    ask_raters(round_=comparing, users=[cast.boris], by=cast.leonid, at=LATER)
    assert told("round-nominate") == ["Anna Petrova", "Irina Belova", "Pavel Sokolov"]


def test_a_round_that_is_set_up_tells_nobody(cast: SimpleNamespace, new_account: Callable[..., Account]) -> None:
    people = {"runner": cast.leonid, "raters": (cast.anna,)}
    round_ = round_at("setup", accounts=[new_account("Alfa", kam=cast.anna)], **people)
    take_step(round_=round_, to="cancelled", by=cast.leonid, at=AT, reason="mistake")
    assert Message.objects.filter(subject_id=round_.pk, topic__startswith="round-").count() == 0


def test_raters_read_why_a_round_was_cancelled(round_: Round, cast: SimpleNamespace) -> None:
    round_ = take_step(round_=round_, to="cancelled", by=cast.leonid, at=LATER, reason="A <b>strike</b>")
    assert told("round-cancelled") == ["Anna Petrova", "Irina Belova"]
    assert words(cast.irina)[1] == "The round was cancelled: “A <b>strike</b>” Nothing more is asked of you."
    assert true_now() == 2
    take_step(round_=round_, to="nominating", by=cast.leonid, at=NEXT_DAY, reason="over")
    assert true_now() == 4


def test_a_round_that_goes_back_asks_everybody_again_and_says_why(round_: Round, cast: SimpleNamespace) -> None:
    """On the same day, and also those who had handed in; what they had named stays."""
    Nomination.objects.create(rater=seat(round_, cast.anna), candidate=Candidate.objects.get())
    hand_in(rater=seat(round_, cast.anna), at=AT)
    comparing = take_step(round_=round_, to="comparing", by=cast.leonid, at=LATER)
    back = take_step(round_=comparing, to="nominating", by=cast.leonid, at=LATER, reason="Finance forgot")
    assert list(Nomination.objects.values_list("rater__user__full_name", flat=True)) == ["Anna Petrova"]
    assert standing_of(back).missing == 3
    assert told("round-nominate") == ["Anna Petrova"] * 2 + ["Irina Belova"] * 2
    sentence = (
        "The round went back: “Finance forgot” What you entered is kept. You are asked which clients you hold key."
    )
    assert words(cast.anna)[-1] == words(cast.irina)[-1] == sentence
    assert remind_missing(round_=back, by=cast.leonid, at=NEXT_DAY)[0] == [
        seat(round_, cast.anna),
        seat(round_, cast.irina),
    ]


def test_going_back_twice_a_day_is_told_twice(round_: Round, cast: SimpleNamespace) -> None:
    for reason in ("Finance forgot", "So did sales"):
        round_ = take_step(round_=round_, to="comparing", by=cast.leonid, at=LATER)
        round_ = take_step(round_=round_, to="nominating", by=cast.leonid, at=LATER, reason=reason)
    assert [text.split("”")[0] for text in words(cast.irina)[1:]] == [
        "The round went back: “Finance forgot",
        "The round went back: “So did sales",
    ]


def test_scores_are_asked_for_again_and_lists_are_not(round_: Round, cast: SimpleNamespace) -> None:
    hand_in(rater=seat(round_, cast.anna), at=AT)
    for step in ("comparing", "scoring"):
        round_ = take_step(round_=round_, to=step, by=cast.leonid, at=AT)
    Rater.objects.filter(round=round_).update(scored_at=AT)
    for step in ("consensus", "deciding"):
        round_ = take_step(round_=round_, to=step, by=cast.leonid, at=AT)
    round_ = take_step(round_=round_, to="consensus", by=cast.leonid, at=LATER, reason="A score was a slip")
    before = Message.objects.count()
    assert list(Rater.objects.values_list("scored_at", flat=True)) == [AT] * 3
    take_step(round_=round_, to="scoring", by=cast.leonid, at=LATER, reason="More than a slip")
    assert Message.objects.count() == before + 2
    assert list(Rater.objects.values_list("scored_at", flat=True)) == [None] * 3
    assert seat(round_, cast.anna).nominated_at == AT
    assert words(cast.anna)[-1] == (
        "The round went back: “More than a slip” What you entered is kept. "
        "You are asked to score the accounts of the round."
    )


def test_the_page_of_going_back_says_who_is_asked_again(
    round_: Round, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(cast.leonid)
    said = []
    for step in ("comparing", "scoring", "consensus", "deciding"):
        round_ = take_step(round_=round_, to=step, by=cast.leonid, at=AT)
        if step != "scoring":
            page = client.get(reverse("round_back", args=[round_.pk])).content.decode()
            said.append("whoever handed in looks at it again and hands it in again" in page)
    assert said == [True, True, False]


def test_those_missing_are_reminded_once_a_day(round_: Round, cast: SimpleNamespace) -> None:
    hand_in(rater=seat(round_, cast.anna), at=AT)
    ask_raters(round_=round_, users=[cast.pavel])

    def remind(at: datetime.datetime) -> tuple[list[str], list[str]]:
        now, earlier = remind_missing(round_=round_, by=cast.leonid, at=at)
        return [rater.user.full_name for rater in now], [rater.user.full_name for rater in earlier]

    assert remind(AT) == (["Irina Belova", "Pavel Sokolov"], [])
    assert remind(LATER) == ([], ["Irina Belova", "Pavel Sokolov"])
    assert told("round-reminder") == ["Irina Belova", "Pavel Sokolov"]
    assert remind(NEXT_DAY) == (["Irina Belova", "Pavel Sokolov"], [])
    assert words(cast.irina)[-1] == "A reminder: You are asked which clients you hold key."


def test_a_reminder_of_nominations_is_not_one_of_scores(round_: Round, cast: SimpleNamespace) -> None:
    remind_missing(round_=round_, by=cast.leonid, at=AT)
    assert true_now() == 4
    for step in ("comparing", "scoring"):
        round_ = take_step(round_=round_, to=step, by=cast.ada, at=LATER)
    assert true_now() == 3
    remind_missing(round_=round_, by=cast.ada, at=NEXT_DAY)
    assert told("round-reminder") == ["Anna Petrova"] * 2 + ["Irina Belova"] * 2 + ["Leonid Orlov"]
    assert words(cast.leonid)[-1] == "A reminder: You are asked to score the accounts of the round."


def test_nobody_is_reminded_where_nobody_is_waited_for(round_: Round, cast: SimpleNamespace) -> None:
    round_ = take_step(round_=round_, to="comparing", by=cast.leonid, at=AT)
    with pytest.raises(ValidationError, match="nobody is waited for"):
        remind_missing(round_=round_, by=cast.leonid, at=AT)


def test_the_button_says_whom_it_reached(
    round_: Round, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(cast.leonid)

    def press() -> list[str]:
        client.cookies.pop("messages", None)
        response: Any = client.post(reverse("round_remind", args=[round_.pk]))
        return [str(message) for message in get_messages(response.wsgi_request)]

    assert press() == ["Reminded: Anna Petrova, Irina Belova."]
    assert press() == ["Reminded today already, and not once more: Anna Petrova, Irina Belova."]
    Rater.objects.filter(round=round_).update(nominated_at=AT)
    assert press() == ["Nobody but you is missing; nobody was reminded."]


def test_a_deactivated_rater_is_neither_asked_nor_reminded(round_: Round, cast: SimpleNamespace) -> None:
    deactivate(person=cast.irina, by=cast.ada, at=AT)
    now, _earlier = remind_missing(round_=round_, by=cast.leonid, at=AT)
    assert [rater.user for rater in now] == [cast.anna]
    round_ = take_step(round_=round_, to="comparing", by=cast.leonid, at=AT)
    take_step(round_=round_, to="scoring", by=cast.leonid, at=AT)
    assert told("round-score") == ["Anna Petrova"]
