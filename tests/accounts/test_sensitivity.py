"""How firm the places of a round are: by change and by account, with figures that can be followed by hand."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account, Candidate, Rater, Round
from accounts.selection.sensitivity import Change, Summary, Words, candidates_that_turn, groups_of, summary_of
from kam_portal.foundation.people.models import User
from tests.accounts.comparing import compare
from tests.accounts.selecting import published_model, round_at

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
SignIn = Callable[[User], Client]
UP, DOWN = Decimal("0.1"), Decimal("-0.1")
# Two factors of 50 each; what Anna of sales says, what Irina of finance says. All are strong: 8 against 6.
SAID = {
    # (7 + 3) / 2 = 5.00 is high. 0.45 and 0.5: 4.65 / 0.95 = 4.89; 0.5 and 0.55: 5.15 / 1.05 = 4.90: low.
    "Edge": (["7", "3"], ["7", "3"]),
    # 9: nothing turns it.
    "Firm": (["9", "9"], ["9", "9"]),
    # (8 + 3) / 2 = 5.5, 5.37 and 5.38 with other weights. Without Anna 8 and 0 make 4, without Irina 8 and 6 make 7.
    "Rated": (["8", "6"], ["8", "0"]),
    # 8; without either of them half of the weight is scored: no place.
    "Thin": (["8", None], [None, "8"]),
}


def a_round(cast: SimpleNamespace, new_account: NewAccount, said: dict[str, Any], title: str = "Autumn") -> Round:
    accounts = [new_account(name, kam=cast.anna) for name in said]
    for account in accounts:
        compare(account, ("100",), ("8",), Fjordmatic=("6",))
    scores = {name: {cast.anna.pk: anna, cast.irina.pk: irina} for name, (anna, irina) in said.items()}
    people = {"runner": cast.leonid, "raters": (cast.anna, cast.irina)}
    model = published_model(name=title, weights=("50", "50"))
    return round_at("consensus", accounts=accounts, scores=scores, model=model, title=title, **people)


@pytest.fixture
def round_(cast: SimpleNamespace, new_account: NewAccount) -> Round:
    return a_round(cast, new_account, SAID)


def seat(round_: Round, user: User) -> int:
    return Rater.objects.get(round=round_, user=user).pk


def names(round_: Round, change: Change | None = None) -> list[str]:
    return [candidate.account.trade_name for candidate in candidates_that_turn(round_, change)]


def text(response: Any) -> str:
    assert response.status_code == 200
    bare = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(bare).split())


def test_the_round_stands_as_reckoned(round_: Round) -> None:
    found = Candidate.objects.filter(round=round_).values_list("account__trade_name", "attractiveness", "quadrant")
    totals = {"Edge": Decimal(5), "Firm": Decimal(9), "Rated": Decimal("5.5"), "Thin": Decimal(8)}
    assert list(found) == [(name, total, "key_account") for name, total in totals.items()]
    assert summary_of(round_) == Summary(placed=4, turned=3)


def test_changes_are_told_with_what_they_turn(round_: Round, cast: SimpleNamespace) -> None:
    groups = groups_of(round_, Words(round_))
    assert [(group.change.key, group.words, group.count) for group in groups] == [
        ("weight-0-down", "Factor 0 \N{MINUS SIGN}10 %", 1),
        ("weight-1-up", "Factor 1 +10 %", 1),
        (f"rater-{seat(round_, cast.anna)}", "Without Anna Petrova", 2),
        (f"rater-{seat(round_, cast.irina)}", "Without Irina Belova", 1),
    ]
    assert [[(turned.name, turned.after) for turned in group.turned] for group in groups] == [
        [("Edge", "maintenance")],
        [("Edge", "maintenance")],
        [("Rated", "maintenance"), ("Thin", "")],
        [("Thin", "")],
    ]


def test_candidates_that_turn_are_those_of_the_change(round_: Round, cast: SimpleNamespace) -> None:
    anna, irina = seat(round_, cast.anna), seat(round_, cast.irina)
    found = {
        change: names(round_, change)
        for change in (
            None,
            *(Change("weight", which, share) for which in (0, 1) for share in (UP, DOWN)),
            *(Change("rater", rater) for rater in (anna, irina)),
        )
    }
    assert found == {
        None: ["Edge", "Rated", "Thin"],
        Change("weight", 0, UP): [],
        Change("weight", 0, DOWN): ["Edge"],
        Change("weight", 1, UP): ["Edge"],
        Change("weight", 1, DOWN): [],
        Change("rater", anna): ["Rated", "Thin"],
        Change("rater", irina): ["Thin"],
    }


def test_an_account_that_was_left_out_turns_nowhere(round_: Round, cast: SimpleNamespace) -> None:
    Candidate.objects.filter(account__trade_name__in=("Edge", "Thin")).update(stays=False)
    assert summary_of(round_) == Summary(placed=2, turned=1)
    assert [(group.words, group.count) for group in groups_of(round_, Words(round_))] == [("Without Anna Petrova", 1)]
    assert names(round_) == ["Rated"]


def test_another_round_turns_its_own(round_: Round, cast: SimpleNamespace, new_account: NewAccount) -> None:
    other = a_round(cast, new_account, {"Solid": SAID["Firm"]}, title="Spring")
    assert (groups_of(other, Words(other)), names(other)) == ([], [])
    assert summary_of(other) == Summary(placed=1, turned=0)


def test_the_page_says_it_by_change_and_by_account(round_: Round, cast: SimpleNamespace, signed_in: SignIn) -> None:
    shown = text(signed_in(cast.irina).get(reverse("sensitivity", args=[round_.pk])))
    assert "3 of 4 placed accounts may change their quadrant" in shown
    assert "Without Anna Petrova 2 Rated → maintenance ; Thin → no place: too little would be scored" in shown
    less = "\N{MINUS SIGN}10 %"
    assert f"Edge Key account Factor 0 {less} → maintenance Factor 1 +10 % → maintenance" in shown
    assert "Firm" not in shown


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        ("weight-0-down", ["Edge"]),
        ("weight-1-up", ["Edge"]),
        ("weight-0-up", None),
        ("weight-7-up", None),
        ("rater-0", None),
        ("nonsense", None),
        ("", None),
        ("\x00", None),
    ],
)
def test_the_page_is_narrowed_to_a_change_that_turns_somebody(
    round_: Round, cast: SimpleNamespace, signed_in: SignIn, change: str, lines: list[str] | None
) -> None:
    response: Any = signed_in(cast.leonid).get(reverse("sensitivity", args=[round_.pk]), {"change": change})
    assert response.status_code == 200
    chosen = response.context["chosen"]
    assert (chosen.change.key if chosen else None) == (change if lines else None)
    found = [line.candidate.account.trade_name for line in response.context["page"]]
    assert found == (lines or ["Edge", "Rated", "Thin"])
    assert response.context["page"].total == len(found)


def test_the_page_is_narrowed_to_a_rater(round_: Round, cast: SimpleNamespace, signed_in: SignIn) -> None:
    asked = {"change": f"rater-{seat(round_, cast.anna)}"}
    response: Any = signed_in(cast.leonid).get(reverse("sensitivity", args=[round_.pk]), asked)
    assert [line.candidate.account.trade_name for line in response.context["page"]] == ["Rated", "Thin"]
    assert "By account: Without Anna Petrova" in text(response)


def test_a_round_whose_places_hold_says_so(cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn) -> None:
    firm = a_round(cast, new_account, {"Firm": SAID["Firm"]})
    assert "Every place holds." in text(signed_in(cast.leonid).get(reverse("sensitivity", args=[firm.pk])))


def test_a_round_without_places_says_what_is_missing(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    thin = a_round(cast, new_account, {"Thin": (["8", None], [None, None])})
    assert "No account has a place yet" in text(signed_in(cast.leonid).get(reverse("sensitivity", args=[thin.pk])))


def test_a_change_that_turns_many_names_the_first_of_them(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    many = a_round(cast, new_account, {f"Edge {n}": SAID["Edge"] for n in range(7)})
    [down, up] = groups_of(many, Words(many))
    assert (down.count, down.more, [turned.name for turned in down.turned]) == (7, 2, [f"Edge {n}" for n in range(5)])
    assert (up.count, up.more) == (7, 2)
    client, address = signed_in(cast.leonid), reverse("sensitivity", args=[many.pk])
    assert "; and 2 more" in text(client.get(address))
    assert len(client.get(address, {"change": "weight-1-up"}).context["page"]) == 7


def test_the_page_asks_as_often_for_three_accounts_as_for_twelve(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignIn
) -> None:
    client, counts = signed_in(cast.leonid), []
    for size in (3, 12):
        kinds = [SAID[name] for name in ("Edge", "Rated", "Thin")]
        round_ = a_round(cast, new_account, {f"{size} {n}": kinds[n % 3] for n in range(size)}, title=f"Of {size}")
        for asked in ({}, {"change": "weight-0-down"}):
            with CaptureQueriesContext(connection) as queries:
                assert len(client.get(reverse("sensitivity", args=[round_.pk]), asked).context["page"]) > 0
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
