"""The lists side by side: who named whom, how far functions agree, and who goes on to scoring."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account, Candidate, Round
from accounts.selection.comparing import (
    keep_candidate,
    keep_candidates,
    lists_of,
    note_difference,
    version_of_lists,
)
from accounts.selection.steps import take_step
from accounts.views.selection import comparing as pages
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from tests.accounts.asking import get, post, said, text
from tests.accounts.nominating import name, nominating_round, of
from tests.accounts.selecting import AT, published_model, round_at

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
SignIn = Callable[[User], Client]


@pytest.fixture
def nominating(cast: SimpleNamespace, new_account: NewAccount) -> Round:
    return nominating_round(cast, new_account)


@pytest.fixture
def compared(nominating: Round, cast: SimpleNamespace) -> Round:
    """Sales: Alfa, Beta (Anna) and Beta, Gamma (Boris). Finance: Alfa, Beta. Service: nobody."""
    name(nominating, cast.anna, "Alfa", "Beta", note="they grow")
    name(nominating, cast.boris, "Beta", "Gamma")
    name(nominating, cast.irina, "Alfa", "Beta")
    return take_step(round_=nominating, to="comparing", by=cast.leonid, at=AT)


def test_the_lists_of_functions_are_laid_side_by_side(
    signed_in: SignIn, compared: Round, cast: SimpleNamespace
) -> None:
    response = get(signed_in(cast.pavel), "nominations", compared.pk)
    rows = [(line.candidate.account.trade_name, line.n, line.is_agreed) for line in response.context["page"]]
    assert rows == [("Alfa", 2, False), ("Beta", 2, False), ("Gamma", 1, False)]
    who = {line.candidate.account.trade_name: [n.name for n in line.namings] for line in response.context["page"]}
    assert who["Beta"] == ["Irina Belova", "Anna Petrova", "Boris Klein"]
    assert [pair["text"] for pair in response.context["overlaps"]] == [
        "Finance and Sales agree on 2 of 3: 67 %",
        "Finance and Service agree on 0 of 2: 0 %",
        "Sales and Service agree on 0 of 3: 0 %",
    ]
    assert (lists_of(compared).tally, response.context["silent"]) == ({3: 0, 2: 2, 1: 1}, ["Service"])
    assert "they grow" in text(response)


def test_two_functions_that_named_nobody_agree_on_nothing(nominating: Round, cast: SimpleNamespace) -> None:
    compared = take_step(round_=nominating, to="comparing", by=cast.leonid, at=AT)
    [first, *_others] = lists_of(compared).pairs
    assert pages.in_words(first) == {"text": "Finance and Sales: neither named anybody.", "share": None}


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("2", ["Alfa", "Beta"]),
        ("1", ["Gamma"]),
        ("3", []),
        ("open", ["Alfa", "Beta", "Gamma"]),
        ("nonsense", ["Alfa", "Beta", "Gamma"]),
    ],
)
def test_the_comparison_is_narrowed(
    signed_in: SignIn, compared: Round, cast: SimpleNamespace, by: str, found: list[str]
) -> None:
    response = get(signed_in(cast.leonid), "nominations", compared.pk, by=by)
    assert [line.candidate.account.trade_name for line in response.context["page"]] == found


@pytest.mark.parametrize(
    ("least", "stay"),
    [("0", ["Alfa", "Beta", "Delta", "Gamma"]), ("1", ["Alfa", "Beta", "Gamma"]), ("2", ["Alfa", "Beta"]), ("3", [])],
)
def test_the_runner_chooses_who_goes_on(
    signed_in: SignIn, compared: Round, cast: SimpleNamespace, least: str, stay: list[str]
) -> None:
    keep_candidates(round_=compared, named_by_at_least=3)
    version = version_of_lists(compared)
    response = post(signed_in(cast.leonid), "candidates_keep", compared.pk, least=least, version=version)
    staying = Candidate.objects.filter(round=compared, stays=True).values_list("account__trade_name", flat=True)
    assert sorted(staying) == stay
    assert said(response)[0].startswith(f"{len(stay)} of 4")


def test_who_is_left_out_says_why_and_comes_back(signed_in: SignIn, compared: Round, cast: SimpleNamespace) -> None:
    client, gamma = signed_in(cast.leonid), of(compared, "Gamma")
    post(client, "candidates_keep", compared.pk, least="2", version=version_of_lists(compared))
    assert of(compared, "Gamma").left_out_because == "named by fewer than 2 functions"
    for stays, stands in (("1", (True, "")), ("0", (False, "left out by choice"))):
        version = of(compared, "Gamma").version
        post(client, "candidates_keep", compared.pk, candidate=gamma.pk, stays=stays, version=version)
        assert (of(compared, "Gamma").stays, of(compared, "Gamma").left_out_because) == stands
    now = of(compared, "Gamma")
    assert (now.stays, now.left_out_because, now.version) == (False, "left out by choice", gamma.version + 3)


def test_a_choice_made_on_an_old_page_is_refused_in_words(
    signed_in: SignIn, compared: Round, cast: SimpleNamespace
) -> None:
    """An admin leaves Gamma out while Leonid looks: his own click on Gamma, and one on all, come second."""
    client, gamma, delta = signed_in(cast.leonid), of(compared, "Gamma"), of(compared, "Delta")
    page = get(client, "nominations", compared.pk)
    versions = set(re.findall(r'name="version" value="([0-9]+)"', page.content.decode()))
    assert {str(version_of_lists(compared)), str(gamma.version), str(compared.version)} == versions
    note_difference(candidate=gamma, version=gamma.version, note="a subsidiary of Alfa")
    keep_candidate(round_=compared, candidate=gamma, stays=False, version=gamma.version + 1)
    keep_candidate(round_=compared, candidate=delta, stays=False, version=delta.version)
    for typed in (
        {"least": "0", "version": version_of_lists(compared) - 1},
        {"least": "0"},
        {"candidate": gamma.pk, "stays": "1", "version": gamma.version},
        {"candidate": gamma.pk, "stays": "1"},
    ):
        response = post(client, "candidates_keep", compared.pk, **typed)
        assert [sentence.split(",")[0] for sentence in said(response)] == ["Somebody changed something here in between"]
    staying = Candidate.objects.filter(round=compared, stays=True)
    assert sorted(staying.values_list("account__trade_name", flat=True)) == ["Alfa", "Beta"]


def test_a_double_click_leaves_an_account_out_once(signed_in: SignIn, compared: Round, cast: SimpleNamespace) -> None:
    client, gamma = signed_in(cast.leonid), of(compared, "Gamma")
    typed = {"candidate": gamma.pk, "stays": "0", "version": gamma.version}
    words = [said(post(client, "candidates_keep", compared.pk, **typed)) for _click in range(2)]
    assert words == [["Gamma is left out."]] * 2
    assert of(compared, "Gamma").version == gamma.version + 1


def test_lists_that_were_opened_again_are_other_lists(compared: Round, cast: SimpleNamespace) -> None:
    read = version_of_lists(compared)
    back = take_step(round_=compared, to="nominating", by=cast.leonid, at=AT, reason="Service was away")
    again = take_step(round_=back, to="comparing", by=cast.leonid, at=AT)
    with pytest.raises(StaleEdit):
        keep_candidates(round_=again, named_by_at_least=2, version=read)


@pytest.mark.parametrize("least", ["", "x", "-1", "9" * 20])
def test_a_crafted_choice_keeps_everybody(
    signed_in: SignIn, compared: Round, cast: SimpleNamespace, least: str
) -> None:
    response = post(signed_in(cast.leonid), "candidates_keep", compared.pk, least=least)
    assert (said(response), Candidate.objects.filter(stays=True).count()) == (
        ["Choose which accounts go on to scoring."],
        4,
    )


def test_without_an_account_that_goes_on_no_scoring_begins(
    signed_in: SignIn, compared: Round, cast: SimpleNamespace
) -> None:
    keep_candidates(round_=compared, named_by_at_least=3)
    post(signed_in(cast.leonid), "round_step", compared.pk, to="scoring", version=compared.version)
    assert Round.objects.get(pk=compared.pk).state == "comparing"
    keep_candidates(round_=compared, named_by_at_least=2)
    post(signed_in(cast.leonid), "round_step", compared.pk, to="scoring", version=compared.version)
    assert Round.objects.get(pk=compared.pk).state == "scoring"
    with pytest.raises(ValidationError, match="settled when the scoring began"):
        keep_candidates(round_=compared, named_by_at_least=0)


def test_a_note_on_a_difference_carries_its_version(signed_in: SignIn, compared: Round, cast: SimpleNamespace) -> None:
    client, gamma = signed_in(cast.leonid), of(compared, "Gamma")
    address = reverse("difference_note", args=[compared.pk, gamma.pk])
    client.post(address, {"difference_note": "Theirs", "version": gamma.version})
    response = client.post(address, {"difference_note": "Mine", "version": gamma.version})
    [row] = response.context["conflict"].rows
    assert (response.status_code, row.before, row.theirs, row.mine) == (409, "", "Theirs", "Mine")
    assert of(compared, "Gamma").difference_note == "Theirs"


def test_the_note_of_a_cancelled_round_stays(signed_in: SignIn, compared: Round, cast: SimpleNamespace) -> None:
    gamma = of(compared, "Gamma")
    take_step(round_=compared, to="cancelled", by=cast.leonid, at=AT, reason="strike")
    data = {"difference_note": "Late", "version": gamma.version}
    response = signed_in(cast.leonid).post(reverse("difference_note", args=[compared.pk, gamma.pk]), data)
    assert response.context["form"].non_field_errors() == ["The round is closed; nothing of it changes any more."]


@pytest.mark.parametrize("state", ["nominating", "comparing"])
def test_lists_take_the_same_statements_for_one_row_and_for_three(
    signed_in: SignIn, cast: SimpleNamespace, new_account: NewAccount, state: str
) -> None:
    counts = []
    for many in (1, 3):
        accounts = [new_account(f"{state} {many} {n}", kam=cast.anna) for n in range(many)]
        people = {"runner": cast.leonid, "raters": [cast.anna, cast.irina], "model": published_model(name=str(many))}
        round_ = round_at("nominating", accounts=accounts, title=f"{state} {many}", **people)
        for person in (cast.anna, cast.irina):
            name(round_, person, *(account.trade_name for account in accounts))
        if state == "comparing":
            take_step(round_=round_, to=state, by=cast.leonid, at=AT)
        with CaptureQueriesContext(connection) as queries:
            get(signed_in(cast.anna), "nominations", round_.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1]
