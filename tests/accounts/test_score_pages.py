"""The grid of one rater as pages: cell by cell, all at once, refused with every typed value kept, and blind."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Account, Candidate, Rater, Round, Score
from accounts.selection.scoring import asked_of_raters
from accounts.selection.steps import take_step
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import AT, published_model, round_at

pytestmark = pytest.mark.django_db
SECRET = "Irina wrote this note"


@pytest.fixture
def round_(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Round:
    accounts = [new_account("Halvorsen", kam=cast.anna), new_account("Kestrel", kam=cast.anna)]
    model = published_model(by=cast.leonid, measures={2: "sales"})
    found = round_at("scoring", runner=cast.leonid, accounts=accounts, raters=(cast.anna, cast.irina), model=model)
    seat = Rater.objects.get(round=found, user=cast.irina)
    factor = asked_of_raters(found)[0]
    Score.objects.create(candidate=found.candidates.all()[0], factor=factor, rater=seat, value="3.5", note=SECRET)
    return found


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.anna)


@pytest.fixture
def keys(round_: Round) -> list[str]:
    return [f"{c.pk}-{f.pk}" for c in round_.candidates.all() for f in asked_of_raters(round_)]


def save(client: Client, round_: Round, *, htmx: bool = False, **fields: str) -> HttpResponse:
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("score_save", args=[round_.pk]), fields, headers=headers)


def cell(key: str, text: str, version: int = 0, **more: str) -> dict[str, str]:
    return {f"s-{key}": text, f"v-{key}": str(version), **{f"{name}-{key}": value for name, value in more.items()}}


def own(round_: Round, cast: SimpleNamespace) -> list[str]:
    return [str(row.value) for row in Score.objects.filter(rater__user=cast.anna, candidate__round=round_)]


def test_the_grid_asks_for_the_factors_without_a_measure(anna: Client, round_: Round, keys: list[str]) -> None:
    page = anna.get(reverse("scores", args=[round_.pk])).content.decode()
    assert [f'name="s-{key}"' in page for key in keys] == [True] * 4
    measured = round_.model.factors.get(measure="sales")
    assert f"-{measured.pk}&quot;" not in page and f'-{measured.pk}" value' not in page
    assert "Scored from the sales rows of 2025, not by raters: Factor 2." in page
    assert "<b>0</b> of 4 scored" in page
    assert "middling" in page


def test_a_saved_cell_comes_back_with_its_version_and_the_progress(
    anna: Client, round_: Round, keys: list[str]
) -> None:
    answer = save(anna, round_, htmx=True, **cell(keys[0], "~7", n="heard it"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert [f'data-cell="{key}"' in page for key in keys] == [True, False, False, False]
    assert f'name="v-{keys[0]}" value="1"' in page
    assert 'value="7"' in page and "heard it" in page and " checked" in page
    assert "<b>1</b> of 4 scored" in page


def test_a_refused_cell_keeps_its_text_with_a_sentence(
    anna: Client, round_: Round, keys: list[str], cast: SimpleNamespace
) -> None:
    page = save(anna, round_, htmx=True, **cell(keys[0], "11")).content.decode()
    assert 'value="11"' in page and "11 is outside the scale 0 to 10." in page and "data-unsaved" in page
    assert own(round_, cast) == []


def test_a_clash_shows_both_values(anna: Client, round_: Round, keys: list[str], cast: SimpleNamespace) -> None:
    save(anna, round_, **cell(keys[0], "7"))
    save(anna, round_, **cell(keys[0], "6", 1))
    answer = save(anna, round_, htmx=True, **cell(keys[0], "8", 1))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Another window of yours saved 6 meanwhile; 8 is not saved yet." in page
    assert 'value="8"' in page and f'name="v-{keys[0]}" value="2"' in page
    assert own(round_, cast) == ["6.0"]


def test_without_script_all_cells_are_saved_by_one_post(
    anna: Client, round_: Round, keys: list[str], cast: SimpleNamespace
) -> None:
    fields = cell(keys[0], "7") | cell(keys[1], "?") | cell(keys[2], "") | cell(keys[3], "4")
    answer = save(anna, round_, page="1", only="open", **fields)
    assert (answer.status_code, answer["Location"]) == (302, f"/selection/{round_.pk}/scores/?page=1&only=open")
    assert own(round_, cast) == ["7.0", "None", "4.0"]


def test_without_script_one_wrong_cell_keeps_everything_typed(
    anna: Client, round_: Round, keys: list[str], cast: SimpleNamespace
) -> None:
    fields = cell(keys[0], "7", n="why seven") | cell(keys[1], "abc") | cell(keys[2], "") | cell(keys[3], "12")
    answer = save(anna, round_, **fields)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Nothing was saved yet: 2 cells need another look." in page
    assert "“abc” is not a number." in page and "12 is outside the scale 0 to 10." in page
    assert [f'value="{text}" data-value' in page for text in ("7", "abc", "12")] == [True] * 3
    assert "why seven" in page
    assert own(round_, cast) == []


def test_a_round_that_left_the_scoring_shows_what_was_typed(
    anna: Client, round_: Round, keys: list[str], cast: SimpleNamespace
) -> None:
    take_step(round_=round_, to=Round.State.CONSENSUS, by=cast.leonid, at=AT)
    fields = cell(keys[0], "7", n="a thought worth keeping")
    answer = save(anna, round_, **fields)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The round stands at the step “consensus” now, so nothing was saved." in page
    assert "Halvorsen" in page and "a thought worth keeping" in page
    fragment = save(anna, round_, htmx=True, **fields)
    assert (fragment.status_code, "nothing was saved" in fragment.content.decode()) == (409, True)
    assert anna.get(reverse("scores", args=[round_.pk])).status_code == 403
    assert own(round_, cast) == []


def test_a_foreign_cell_is_refused_and_names_nothing(
    anna: Client, round_: Round, keys: list[str], cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    foreign = round_at(
        "scoring", runner=cast.sofia, accounts=[new_account("Secretive")], raters=(cast.viktor,), model=round_.model
    )
    other = f"{foreign.candidates.all()[0].pk}-{asked_of_raters(foreign)[0].pk}"
    answer = save(anna, round_, **cell(keys[0], "7"), **cell(other, "5"))
    page = answer.content.decode()
    assert (answer.status_code, "nothing was saved" in page, "Secretive" in page) == (409, True, False)
    assert own(round_, cast) == []


def test_nobody_sees_another_raters_score_before_the_scoring_closes(
    round_: Round, keys: list[str], cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    """Irina gave 3.5 with a note; the rater, the runner and the admin look through every door and find neither."""
    candidate, factor = keys[0].split("-")
    doors = [
        reverse("scores", args=[round_.pk]),
        reverse("consensus", args=[round_.pk]),
        reverse("agree", args=[round_.pk, candidate, factor]),
        reverse("forecast", args=[round_.pk, candidate]),
    ]
    for reader in (cast.anna, cast.leonid, cast.ada):
        client = signed_in(reader)
        answers = [client.get(door) for door in doors]
        answers += [client.post(door, {"value": "5", "reason": "x", "version": "0"}) for door in doors[2:]]
        answers.append(save(client, round_, htmx=True, **cell(keys[0], "11")))
        for answer in answers:
            page = re.sub(r"<svg.*?</svg>", "", answer.content.decode(), flags=re.DOTALL)
            assert (SECRET in page, "3.5" in page) == (False, False)
        assert [answer.status_code for answer in answers[1:4]] == [403, 403, 403]
    mine = signed_in(cast.irina).get(doors[0]).content.decode()
    assert SECRET in mine


def test_nor_does_a_round_cancelled_while_it_was_blind_tell(
    round_: Round, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    """It may be reopened where it was."""
    take_step(round_=round_, to=Round.State.CANCELLED, by=cast.leonid, at=AT, reason="strike")
    assert signed_in(cast.leonid).get(reverse("consensus", args=[round_.pk])).status_code == 403


def test_a_round_cancelled_after_the_scoring_is_read_on(
    round_: Round, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    for step in (Round.State.CONSENSUS, Round.State.CANCELLED):
        round_ = take_step(round_=round_, to=step, by=cast.leonid, at=AT, reason="strike")
    assert signed_in(cast.leonid).get(reverse("consensus", args=[round_.pk])).status_code == 200


def test_handing_in_says_how_many_are_missing(
    anna: Client, round_: Round, keys: list[str], cast: SimpleNamespace
) -> None:
    save(anna, round_, **cell(keys[0], "7"))
    done = reverse("scores_done", args=[round_.pk])
    seat = Rater.objects.get(round=round_, user=cast.anna)
    asked = anna.post(done)
    assert (asked.status_code, "3 scores are missing" in asked.content.decode()) == (200, True)
    seat.refresh_from_db()
    assert seat.scored_at is None
    assert anna.post(done, {"confirmed": "yes"}).status_code == 302
    seat.refresh_from_db()
    assert seat.scored_at is not None
    page = anna.get(reverse("scores", args=[round_.pk])).content.decode()
    assert "Take my scores back" in page and " disabled" in page and "Save all" not in page
    anna.post(reverse("scores_take_back", args=[round_.pk]))
    seat.refresh_from_db()
    assert seat.scored_at is None


def test_not_scored_yet_narrows_to_accounts_with_an_open_cell(anna: Client, round_: Round, keys: list[str]) -> None:
    save(anna, round_, **cell(keys[0], "7"), **cell(keys[1], "?"), **cell(keys[2], "4"))
    page = anna.get(reverse("scores", args=[round_.pk]), {"only": "open"}).content.decode()
    assert ("Kestrel" in page, f'name="s-{keys[0]}"' in page) == (True, False)
    save(anna, round_, **cell(keys[3], "4"))
    page = anna.get(reverse("scores", args=[round_.pk]), {"only": "open"}).content.decode()
    assert "Every account has your scores" in page


def test_a_large_round_is_paged(anna: Client, cast: SimpleNamespace, round_: Round) -> None:
    accounts = Account.objects.bulk_create([Account(trade_name=f"Client {n:03}", status_since=AT) for n in range(60)])
    Candidate.objects.bulk_create([Candidate(round=round_, account=account) for account in accounts])
    first = anna.get(reverse("scores", args=[round_.pk])).content.decode()
    second = anna.get(reverse("scores", args=[round_.pk]), {"page": 2}).content.decode()
    assert (first.count("<tr>"), second.count("<tr>")) == (51, 13)
    assert "1–50 of 62" in first


def test_the_grid_asks_the_database_as_often_for_one_account_as_for_three(
    anna: Client,
    cast: SimpleNamespace,
    new_account: Callable[..., Account],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    model = published_model(name="Counted")
    names = ("One", "Two", "Three")
    accounts = [new_account(name) for name in names]
    for listed in (accounts[:1], accounts):
        scores = {account.trade_name: {cast.anna.pk: ["8", "6", None]} for account in listed}
        found = round_at(
            "scoring", runner=cast.leonid, accounts=listed, raters=(cast.anna,), scores=scores, model=model
        )
        with django_assert_num_queries(13):
            assert anna.get(reverse("scores", args=[found.pk])).status_code == 200
