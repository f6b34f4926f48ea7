"""What if: other weights and thresholds, answered over the stored scores; nothing is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account, Candidate, Round
from accounts.selection import what_if
from accounts.selection.placing import place_candidates
from kam_portal.foundation.people.models import User
from tests.accounts.comparing import compare
from tests.accounts.selecting import round_at

NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]
AS_THE_MODEL = {"w1": "40", "w2": "35", "w3": "25", "attractiveness": "5", "strength": "5"}


@pytest.fixture
def round_(new_account: NewAccount, cast: SimpleNamespace) -> Round:
    """Acme 9, 1, 1 = 4.2 and strong; Borealis 1, 6, 9 = 4.75 and weak; Carl 8, 8, 8 and unknown strength."""
    accounts = [new_account(name, kam=cast.anna) for name in ("Acme", "Borealis", "Carl")]
    compare(accounts[0], ("100",), ("8",), Rival=("6",))
    compare(accounts[1], ("100",), ("6",), Rival=("8",))
    given = {"Acme": ["9", "1", "1"], "Borealis": ["1", "6", "9"], "Carl": ["8", "8", "8"]}
    scores = {name: {cast.anna.pk: values} for name, values in given.items()}
    found = round_at("consensus", runner=cast.leonid, accounts=accounts, raters=[cast.anna], scores=scores)
    place_candidates(round_=found)
    return found


@pytest.fixture
def leonid(signed_in: SignedIn, cast: SimpleNamespace) -> Client:
    return signed_in(cast.leonid)


def ask(client: Client, round_: Round, **asked: str) -> Any:
    return client.get(reverse("what_if", args=[round_.pk]), asked)


def moves(answer: Any) -> list[tuple[str, str, str]]:
    found = answer.context["answer"].moved
    return [(m.name, str(m.before.name) if m.before else "", str(m.after.name) if m.after else "") for m in found]


def counts(answer: Any) -> dict[str, tuple[int, int]]:
    return {key: (count.before, count.after) for key, count in answer.context["answer"].counts.items()}


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: [str(error) for error in found] for name, found in answer.context["form"].errors.items()}


def test_with_the_models_own_figures_nobody_moves(round_: Round, leonid: Client) -> None:
    answer = ask(leonid, round_, **AS_THE_MODEL)
    assert (moves(answer), "Nobody would move" in answer.content.decode()) == ([], True)
    assert counts(answer) == {
        "key_account": (0, 0),
        "key_development": (0, 0),
        "maintenance": (1, 1),
        "opportunistic": (1, 1),
        "": (1, 1),
    }


def test_other_weights_say_who_moves_from_where_to_where(round_: Round, leonid: Client) -> None:
    """60, 20, 20: Acme 5.8. Borealis 3.6 stays low, and Carl cannot be placed either way."""
    answer = ask(leonid, round_, **AS_THE_MODEL | {"w1": "60", "w2": "20", "w3": "20"})
    assert moves(answer) == [("Acme", "Maintenance", "Key account")]
    assert (counts(answer)["key_account"], counts(answer)["maintenance"]) == ((0, 1), (1, 0))
    assert answer.context["answer"].moved[0].total == Decimal("5.8")


def test_other_thresholds_move_both_ways(round_: Round, leonid: Client) -> None:
    answer = ask(leonid, round_, **AS_THE_MODEL | {"attractiveness": "4,75", "strength": "7"})
    assert moves(answer) == [("Acme", "Maintenance", "Opportunistic"), ("Borealis", "Opportunistic", "Key development")]


def test_what_the_address_leaves_out_is_as_the_model_says(round_: Round, leonid: Client) -> None:
    assert moves(ask(leonid, round_, attractiveness="4.2")) == [
        ("Acme", "Maintenance", "Key account"),
        ("Borealis", "Opportunistic", "Key development"),
    ]


def test_nothing_is_answered_before_it_is_asked(round_: Round, leonid: Client) -> None:
    answer = ask(leonid, round_)
    assert ("answer" in answer.context, answer.context["form"].errors) == (False, {})
    assert 'value="40.00"' in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"w1": "50"}, "__all__", "The weights sum to 110: 10 too much. Together they make 100."),
        ({"w1": "39,5"}, "__all__", "The weights sum to 99.5: 0.5 missing. Together they make 100."),
        ({"w1": "much"}, "w1", "Enter a number."),
        ({"w1": ""}, "w1", "This field is required."),
        ({"w1": "0"}, "w1", "Ensure this value is greater than or equal to 0.01."),
        ({"attractiveness": "11"}, "attractiveness", "The scale runs from 0 to 10. Choose a threshold on it."),
        ({"strength": "-1"}, "strength", "The scale runs from 0 to 10. Choose a threshold on it."),
        ({"strength": "NaN"}, "strength", "Enter a number."),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence_and_stays_as_typed(
    round_: Round, leonid: Client, asked: dict[str, str], field: str, words: str
) -> None:
    answer = ask(leonid, round_, **AS_THE_MODEL | asked)
    assert (errors(answer), "answer" in answer.context) == ({field: [words]}, False)
    [(name, typed)] = asked.items()
    assert (answer.status_code, answer.context["form"][name].value()) == (200, typed)


def test_nothing_is_saved(round_: Round, leonid: Client) -> None:
    before = list(Candidate.objects.order_by("pk").values())
    ask(leonid, round_, **AS_THE_MODEL | {"w1": "60", "w2": "20", "w3": "20"})
    assert list(Candidate.objects.order_by("pk").values()) == before
    address = reverse("what_if", args=[round_.pk])
    assert leonid.post(address, AS_THE_MODEL).status_code == 405


def test_those_left_out_of_the_round_are_left_out_of_the_question(round_: Round, leonid: Client) -> None:
    Candidate.objects.filter(account__trade_name="Acme").update(stays=False)
    answer = ask(leonid, round_, **AS_THE_MODEL)
    assert (answer.context["answer"].candidates, counts(answer)["maintenance"]) == (2, (0, 0))


def test_who_moves_is_paged_and_the_pages_keep_the_question(
    round_: Round, leonid: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows(_round: Round) -> list[tuple[Any, ...]]:
        scores: Sequence[Decimal] = [Decimal(9), Decimal(1), Decimal(1)]
        strength = (Decimal(6), Decimal(6), Decimal(6), "placed")
        return [(n, f"Account {n:03}", "maintenance", scores, *strength) for n in range(51)]

    monkeypatch.setattr("accounts.views.selection.what_if.candidates_of", rows)
    answer = ask(leonid, round_, attractiveness="4.2", page="2")
    assert [moved.name for moved in answer.context["page"]] == ["Account 050"]
    assert "?attractiveness=4.2&amp;page=1" in answer.content.decode()


def test_a_round_too_large_to_answer_says_so(round_: Round, leonid: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_if, "CANDIDATES_AT_MOST", 2)
    monkeypatch.setattr("accounts.views.selection.what_if.CANDIDATES_AT_MOST", 2)
    answer = ask(leonid, round_, **AS_THE_MODEL)
    assert "answer" not in answer.context
    assert "This round has more than 2 accounts" in answer.content.decode()


def test_a_reader_who_took_no_part_asks_nothing(
    new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    account = new_account("Acme", kam=cast.viktor)
    scores = {"Acme": {cast.anna.pk: ["9", "9", "9"]}}
    found = round_at("published", runner=cast.leonid, accounts=[account], raters=[cast.anna], scores=scores)
    answers = [ask(signed_in(person), found).status_code for person in (cast.anna, cast.viktor, cast.boris)]
    assert answers == [200, 403, 404]


def test_three_candidates_ask_as_many_questions_as_one(
    round_: Round, new_account: NewAccount, cast: SimpleNamespace, leonid: Client
) -> None:
    account = new_account("Alone", kam=cast.anna)
    scores = {"Alone": {cast.anna.pk: ["9", "9", "9"]}}
    alone = round_at(
        "consensus", runner=cast.leonid, accounts=[account], raters=[cast.anna], scores=scores, model=round_.model
    )
    place_candidates(round_=alone)
    counted = []
    for found in (alone, round_):
        with CaptureQueriesContext(connection) as queries:
            ask(leonid, found, attractiveness="4.2")
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 8
