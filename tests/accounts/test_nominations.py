"""Nominations: a rater's own list, blind until the nominations close. Compared: test_lists_compared.py."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Account, Nomination, Rater, Round
from accounts.selection.comparing import note_difference
from accounts.selection.nominating import NOT_NAMED, Named, hand_in, take_back
from accounts.selection.steps import take_step
from kam_portal.foundation.people.models import User
from tests.accounts.asking import get, post, said, text
from tests.accounts.nominating import listed, name, nominating_round, of, seat
from tests.accounts.selecting import AT, round_at

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
SignIn = Callable[[User], Client]
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}'\"\u202e%s%(n)d"
SECRET = "Geheimnis"


@pytest.fixture
def nominating(cast: SimpleNamespace, new_account: NewAccount) -> Round:
    return nominating_round(cast, new_account)


def as_shown(response: Any, **ticks: str | None) -> dict[str, Any]:
    """What the form of the page sends, with some accounts ticked (a note) or unticked (None)."""
    data: dict[str, Any] = {"row": [], "page": response.context["page"].number}
    for line in response.context["page"]:
        pk, account = line.candidate.pk, line.candidate.account.trade_name
        data["row"].append(pk)
        if line.read.is_named:
            data |= {f"was-named-{pk}": "1", f"was-note-{pk}": line.read.note}
        wanted = ticks.get(account, line.read.note if line.read.is_named else None)
        if wanted is not None:
            data |= {f"named-{pk}": "1", f"note-{pk}": wanted}
    return data


def test_a_rater_ticks_accounts_and_says_why(signed_in: SignIn, nominating: Round, cast: SimpleNamespace) -> None:
    client = signed_in(cast.irina)
    page = get(client, "nominations", nominating.pk)
    post(client, "nominations_save", nominating.pk, **as_shown(page, Alfa="They  pay", Gamma=""))
    assert listed(nominating, cast.irina) == {"Alfa": "They pay", "Gamma": ""}
    page = get(client, "nominations", nominating.pk)
    assert (page.context["named"], 'value="They pay"' in text(page)) == (2, True)
    post(client, "nominations_save", nominating.pk, **as_shown(page, Alfa=None, Gamma="Growing", Beta=""))
    assert listed(nominating, cast.irina) == {"Beta": "", "Gamma": "Growing"}


def test_a_note_without_a_tick_names_the_account_all_the_same(
    signed_in: SignIn, nominating: Round, cast: SimpleNamespace
) -> None:
    pk = of(nominating, "Beta").pk
    post(signed_in(cast.irina), "nominations_save", nominating.pk, **{"row": pk, f"note-{pk}": "Growing"})
    assert listed(nominating, cast.irina) == {"Beta": "Growing"}


def test_rows_of_other_pages_stay(signed_in: SignIn, nominating: Round, cast: SimpleNamespace) -> None:
    client = signed_in(cast.irina)
    name(nominating, cast.irina, "Gamma", note="kept")
    found = get(client, "nominations", nominating.pk, q="alf")
    assert [line.candidate.account.trade_name for line in found.context["page"]] == ["Alfa"]
    post(client, "nominations_save", nominating.pk, **as_shown(found, Alfa=""), q="alf")
    assert listed(nominating, cast.irina) == {"Alfa": "", "Gamma": "kept"}
    mine = get(client, "nominations", nominating.pk, only="mine")
    assert [line.candidate.account.trade_name for line in mine.context["page"]] == ["Alfa", "Gamma"]


def test_every_button_saves_the_page_it_leaves(signed_in: SignIn, nominating: Round, cast: SimpleNamespace) -> None:
    client, address = signed_in(cast.irina), reverse("nominations", args=[nominating.pk])
    for button, leads_to in (
        ({"go": "2"}, f"{address}?page=2"),
        ({"search": "1", "q": "alfa&x=1"}, f"{address}?q=alfa%26x%3D1"),
        ({"go": "//evil.example"}, f"{address}?page=1"),
        ({}, f"{address}?page=1"),
    ):
        Nomination.objects.all().delete()
        data = as_shown(get(client, "nominations", nominating.pk), Alfa="")
        assert post(client, "nominations_save", nominating.pk, **data | button).url == leads_to
        assert listed(nominating, cast.irina) == {"Alfa": ""}
    Nomination.objects.all().delete()
    data = as_shown(get(client, "nominations", nominating.pk), Alfa="")
    response = post(client, "nominations_done", nominating.pk, **data)
    assert said(response) == ["Handed in: you named 1 account. Thank you."]
    assert listed(nominating, cast.irina) == {"Alfa": ""}


def test_a_list_that_was_handed_in_is_taken_back_first(
    signed_in: SignIn, nominating: Round, cast: SimpleNamespace
) -> None:
    client, pk = signed_in(cast.irina), of(nominating, "Alfa").pk
    page = as_shown(get(client, "nominations", nominating.pk), Alfa="")
    post(client, "nominations_done", nominating.pk)
    handed_in_at = seat(nominating, cast.irina).nominated_at
    assert handed_in_at is not None
    response = post(client, "nominations_save", nominating.pk, **page | {f"note-{pk}": "typed late"})
    assert ("typed late" in text(response), listed(nominating, cast.irina)) == (True, {})
    assert said(response) == ["You handed your list in. Take it back first, then change it."]
    post(client, "nominations_done", nominating.pk)
    assert seat(nominating, cast.irina).nominated_at == handed_in_at
    post(client, "nominations_done", nominating.pk, back="1")
    post(client, "nominations_save", nominating.pk, **page)
    assert (seat(nominating, cast.irina).nominated_at, listed(nominating, cast.irina)) == (None, {"Alfa": ""})


def test_two_windows_of_one_rater_lose_no_word(signed_in: SignIn, nominating: Round, cast: SimpleNamespace) -> None:
    client = signed_in(cast.irina)
    name(nominating, cast.irina, "Alfa", note="first")
    one, other = (get(client, "nominations", nominating.pk) for _window in range(2))
    post(client, "nominations_save", nominating.pk, **as_shown(one, Alfa="second", Beta=""))
    response = post(client, "nominations_save", nominating.pk, **as_shown(other, Alfa="third", Gamma=""))
    assert (response.status_code, "third" in text(response), "named, second" in text(response)) == (409, True, True)
    assert listed(nominating, cast.irina) == {"Alfa": "second", "Beta": "", "Gamma": ""}
    lines = {line.candidate.account.trade_name: line for line in response.context["page"]}
    again = as_shown(response, Alfa="third")
    assert lines["Alfa"].read == Named(True, "second")
    assert lines["Beta"].typed == Named(True, "")
    post(client, "nominations_save", nominating.pk, **again)
    assert listed(nominating, cast.irina) == {"Alfa": "third", "Beta": "", "Gamma": ""}


@pytest.mark.parametrize("row", ["x", "", "99999999", "9" * 40, "-1", "١"])
def test_a_crafted_row_writes_nothing(signed_in: SignIn, nominating: Round, cast: SimpleNamespace, row: str) -> None:
    data = {"row": row, f"named-{row}": "1"}
    assert post(signed_in(cast.irina), "nominations_save", nominating.pk, **data).status_code == 302
    assert Nomination.objects.count() == 0


def test_a_candidate_of_another_round_is_refused(
    signed_in: SignIn, nominating: Round, cast: SimpleNamespace, new_account: NewAccount
) -> None:
    people = {"runner": cast.sofia, "raters": [cast.viktor], "model": nominating.model}
    other = round_at("nominating", accounts=[new_account("South", kam=cast.viktor)], title="South", **people)
    pk = of(other, "South").pk
    response = post(signed_in(cast.irina), "nominations_save", nominating.pk, **{"row": pk, f"named-{pk}": "1"})
    assert said(response) == ["This account is not looked at in this round. Open the list again."]
    assert Nomination.objects.count() == 0


def test_a_note_too_long_is_refused_and_kept(signed_in: SignIn, nominating: Round, cast: SimpleNamespace) -> None:
    pk, note = of(nominating, "Alfa").pk, "x" * 301
    response = post(signed_in(cast.irina), "nominations_save", nominating.pk, **{"row": pk, f"note-{pk}": note})
    assert (note in text(response), "at most 300 characters" in said(response)[0]) == (True, True)
    assert Nomination.objects.count() == 0


@pytest.mark.parametrize("button", ["nominations_save", "nominations_done"])
def test_a_refused_page_keeps_its_ticks(
    signed_in: SignIn, nominating: Round, cast: SimpleNamespace, button: str
) -> None:
    """One note is too long: what was ticked, unticked and noted beside it is sent again as it stands."""
    client, long = signed_in(cast.irina), "x" * 301
    name(nominating, cast.irina, "Delta", note="from before")
    sent = as_shown(get(client, "nominations", nominating.pk), Alfa=long, Beta="", Delta=None)
    response = post(client, button, nominating.pk, **sent)
    typed = {line.candidate.account.trade_name: line.typed for line in response.context["page"]}
    assert response.status_code == 422
    assert typed == {"Alfa": Named(True, long), "Beta": Named(True), "Delta": NOT_NAMED, "Gamma": NOT_NAMED}
    assert (listed(nominating, cast.irina), seat(nominating, cast.irina).nominated_at) == (
        {"Delta": "from before"},
        None,
    )
    post(client, button, nominating.pk, **sent | {f"note-{of(nominating, 'Alfa').pk}": "short"})
    assert listed(nominating, cast.irina) == {"Alfa": "short", "Beta": ""}


@pytest.mark.parametrize("button", ["nominations_save", "nominations_done"])
def test_ticks_that_come_too_late_are_there_to_be_copied(
    signed_in: SignIn, nominating: Round, cast: SimpleNamespace, button: str
) -> None:
    client = signed_in(cast.irina)
    name(nominating, cast.irina, "Delta", note="from before")
    sent = as_shown(get(client, "nominations", nominating.pk), Alfa="", Beta="growing", Delta=None)
    take_step(round_=nominating, to="comparing", by=cast.leonid, at=AT)
    response = post(client, button, nominating.pk, **sent)
    typed = [(account.trade_name, named) for account, named in response.context["typed"]]
    assert response.status_code == 409
    assert typed == [("Alfa", Named(True)), ("Beta", Named(True, "growing")), ("Delta", NOT_NAMED)]
    assert said(response) == ["The nominations are closed; the lists stay as they were at that moment."]
    assert listed(nominating, cast.irina) == {"Delta": "from before"}


def test_hostile_notes_are_shown_as_stored(signed_in: SignIn, nominating: Round, cast: SimpleNamespace) -> None:
    client, pk = signed_in(cast.irina), of(nominating, "Alfa").pk
    post(client, "nominations_save", nominating.pk, **{"row": pk, f"note-{pk}": HOSTILE + "\x00"})
    assert listed(nominating, cast.irina) == {"Alfa": HOSTILE}
    shown = [get(client, "nominations", nominating.pk)]
    round_ = take_step(round_=nominating, to="comparing", by=cast.leonid, at=AT)
    note_difference(candidate=of(round_, "Alfa"), version=of(round_, "Alfa").version, note=HOSTILE)
    shown += [get(client, "nominations", nominating.pk)]
    for response in shown:
        assert ("<script>alert" in text(response), "&lt;script&gt;alert(1)" in text(response)) == (False, True)
        assert "{{ 7*7 }}" in text(response)


def test_nobody_sees_another_list_before_the_nominations_close(
    signed_in: SignIn, nominating: Round, cast: SimpleNamespace
) -> None:
    """Neither the runner nor an admin, nor another rater of the same function; on no page of the round."""
    name(nominating, cast.anna, "Alfa", note=SECRET)
    hand_in(rater=seat(nominating, cast.anna), at=AT)
    pages_of_round = ("rounds", "round_progress", "round_setup", "nominations", "round_edit")
    candidate = of(nominating, "Alfa").pk
    for person in (cast.leonid, cast.ada, cast.boris, cast.irina):
        client = signed_in(person)
        for page in pages_of_round:
            response = get(client, page, *([] if page == "rounds" else [nominating.pk]))
            assert SECRET not in text(response), (person, page)
            assert "1 named" not in text(response), (person, page)
        response = get(client, "difference_note", nominating.pk, candidate)
        assert response.status_code in (302, 403)
    own = get(signed_in(cast.boris), "nominations", nominating.pk)
    assert [line.read for line in own.context["page"]] == [NOT_NAMED] * 4
    assert "The lists are blind" in text(get(signed_in(cast.ada), "nominations", nominating.pk))


def test_lists_stay_closed_in_a_round_cancelled_meanwhile(
    signed_in: SignIn, nominating: Round, cast: SimpleNamespace
) -> None:
    name(nominating, cast.anna, "Alfa", note=SECRET)
    take_step(round_=nominating, to="cancelled", by=cast.leonid, at=AT, reason="strike")
    for person in (cast.leonid, cast.ada, cast.irina):
        response = get(signed_in(person), "nominations", nominating.pk)
        assert (SECRET in text(response), "the lists stay closed" in text(response)) == (False, True)


def test_once_the_nominations_are_closed_nothing_of_a_list_changes(
    signed_in: SignIn, nominating: Round, cast: SimpleNamespace
) -> None:
    client = signed_in(cast.irina)
    page = as_shown(get(client, "nominations", nominating.pk), Alfa=SECRET)
    round_ = take_step(round_=nominating, to="comparing", by=cast.leonid, at=AT)
    response = post(client, "nominations_save", nominating.pk, **page)
    assert said(response) == ["The nominations are closed; the lists stay as they were at that moment."]
    assert (SECRET in text(response), Nomination.objects.count()) == (True, 0)
    rater = seat(round_, cast.irina)
    for act in (lambda: hand_in(rater=rater, at=AT), lambda: take_back(rater=rater)):
        with pytest.raises(ValidationError, match="closed"):
            act()


def test_a_list_of_somebody_whose_seat_is_gone_is_refused_in_words(nominating: Round, cast: SimpleNamespace) -> None:
    rater = seat(nominating, cast.irina)
    Rater.objects.filter(pk=rater.pk).delete()
    with pytest.raises(ValidationError, match="not among the raters any more"):
        hand_in(rater=rater, at=AT)
