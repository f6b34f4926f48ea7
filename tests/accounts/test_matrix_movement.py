"""The movement since the last round: for each account from the newest published round before that looked at it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Round
from accounts.selection.access import get_open_round
from accounts.selection.matrix import matrix_of
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import round_at
from tests.accounts.test_matrix import page, put
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]


def test_movement_leads_from_the_last_published_round(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignedIn
) -> None:
    accounts = [new_account("Halvorsen", kam=cast.anna)]
    model_of: dict[str, Any] = {}
    for state in ("consensus", "consensus"):
        round_ = round_at(state, runner=cast.leonid, accounts=accounts, raters=(cast.irina,), **model_of)
        put(round_, "Halvorsen", "7" if not model_of else "4", "6.5")
        if not model_of:
            model_of = {"model": round_.model}
            Round.objects.filter(pk=round_.pk).update(state="published", published_on=TODAY)
    client = signed_in(cast.leonid)
    assert 'class="trail"' not in page(client, round_)
    assert 'class="trail"' in page(client, round_, "?since=last")


def later_round(
    before: Round,
    names: list[str],
    *,
    published: datetime.date | None = None,
    place: tuple[str, str | None] = ("7", "6.5"),
    stays: bool = True,
    **options: Any,
) -> Round:
    """Of the same model; every account stands at `place`, which is attractiveness and strength."""
    people = {"raters": [before.runner], "runner": before.runner} | options
    accounts = Account.objects.filter(trade_name__in=names)
    found = round_at("consensus", accounts=accounts, model=before.model, **people)
    for name in names:
        put(found, name, *place)
    found.candidates.update(stays=stays)
    if published:
        Round.objects.filter(pk=found.pk).update(state="published", published_on=published)
    return Round.objects.select_related("model").get(pk=found.pk)


def trails(user: User, round_: Round) -> dict[str, tuple[float, float]]:
    """Name -> from where the trail of its mark leads."""
    found = matrix_of(user, *get_open_round(user, round_.pk), {"since": "last"}, TODAY).picture
    return {found.rows[m.key].name: (m.trail.x1, m.trail.y1) for m in found.shapes.marks if m.trail}


def at(user: User, round_: Round, strength: str, attractiveness: str) -> tuple[float, float]:
    frame = matrix_of(user, *get_open_round(user, round_.pk), {}, TODAY).picture.frame
    return frame.x(Decimal(strength)), frame.y(Decimal(attractiveness))


@pytest.fixture
def spring(cast: SimpleNamespace, new_account: NewAccount) -> Round:
    """Leonid's published round of Halvorsen at 4 / 3, and of Orient, which is Viktor's."""
    accounts = [new_account("Halvorsen", kam=cast.anna), new_account("Orient", kam=cast.viktor)]
    round_ = round_at("consensus", runner=cast.leonid, accounts=accounts, raters=(cast.irina,))
    put(round_, "Halvorsen", "4", "3")
    put(round_, "Orient", "4", "3")
    Round.objects.filter(pk=round_.pk).update(state="published", published_on=datetime.date(2026, 3, 1))
    return round_


JUNE, SEPTEMBER = datetime.date(2026, 6, 1), datetime.date(2026, 9, 1)


def test_movement_is_not_hidden_by_the_round_of_another_team(spring: Round, cast: SimpleNamespace) -> None:
    later_round(spring, ["Orient"], published=JUNE, runner=cast.sofia)
    now = later_round(spring, ["Halvorsen"])
    assert trails(cast.leonid, now) == {"Halvorsen": at(cast.leonid, now, "3", "4")}


def test_a_round_begun_earlier_and_published_later_is_not_before(spring: Round, cast: SimpleNamespace) -> None:
    slow = later_round(spring, ["Halvorsen"], published=SEPTEMBER, place=("9", "9"))
    quick = later_round(spring, ["Halvorsen"], published=JUNE, place=("2", "1"))
    assert trails(cast.ada, quick) == {"Halvorsen": at(cast.ada, quick, "3", "4")}
    assert trails(cast.ada, slow) == {"Halvorsen": at(cast.ada, slow, "1", "2")}
    assert trails(cast.ada, spring) == {}


def test_no_trail_leads_from_where_the_last_round_could_not_place_it(spring: Round, cast: SimpleNamespace) -> None:
    later_round(spring, ["Halvorsen"], published=JUNE, place=("6", None))
    assert trails(cast.leonid, later_round(spring, ["Halvorsen"])) == {}


def test_a_round_that_left_the_account_out_did_not_look_at_it(spring: Round, cast: SimpleNamespace) -> None:
    later_round(spring, ["Halvorsen"], published=JUNE, stays=False)
    now = later_round(spring, ["Halvorsen"])
    assert trails(cast.leonid, now) == {"Halvorsen": at(cast.leonid, now, "3", "4")}


def test_places_of_a_round_one_took_no_part_in_are_for_readers_of_the_account(
    spring: Round, cast: SimpleNamespace
) -> None:
    """Irina rated in spring; Pavel did not, and reads neither account; Anna reads hers."""
    people = (cast.irina, cast.pavel, cast.anna)
    now = later_round(spring, ["Halvorsen", "Orient"], raters=people)
    assert {user.email.split("@")[0]: sorted(trails(user, now)) for user in (*people, cast.leonid, cast.ada)} == {
        "irina": ["Halvorsen", "Orient"],
        "pavel": [],
        "anna": ["Halvorsen"],
        "leonid": ["Halvorsen", "Orient"],
        "ada": ["Halvorsen", "Orient"],
    }


def test_movement_is_one_question_more(spring: Round, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    now = later_round(spring, ["Halvorsen", "Orient"], raters=(cast.irina, cast.anna))
    counts = []
    for query in ("", "?since=last"):
        client = signed_in(cast.anna)
        with CaptureQueriesContext(connection) as queries:
            page(client, now, query)
        counts.append(len(queries))
    assert counts[1] == counts[0] + 1
