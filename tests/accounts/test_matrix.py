"""The matrix page: what is drawn where, who sees whom, filters that fade, the table of the same figures."""

from __future__ import annotations

import gzip
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

from accounts.models import Account, Candidate, Round
from accounts.models.rounds import FIGURES
from accounts.selection import matrix_rows
from accounts.selection.access import get_open_round
from accounts.selection.matrix import matrix_of
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import AT, round_at
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]
PLACED: dict[str, Any] = {
    "provisional": False,
    "coverage": Decimal(100),
    "strength_state": "placed",
    "value": Decimal(1000),
    "value_currency": "EUR",
    "placed_at": AT,
}


def put(round_: Round, name: str, height: str, side: str | None, **values: Any) -> Candidate:
    """Write the figures of one candidate, as selection/placing.py would."""
    found = Candidate.objects.get(round=round_, account__trade_name=name)
    up = Decimal(height)
    figures = PLACED | {"attractiveness": up, "attractiveness_low": up, "attractiveness_high": up}
    if side is None:
        figures |= {"strength_state": "unknown", "quadrant": ""}
    else:
        across = Decimal(side)
        quadrant = {(True, True): "key_account", (True, False): "key_development", (False, True): "maintenance"}
        figures |= {"strength": across, "strength_low": across, "strength_high": across}
        figures["quadrant"] = quadrant.get((up >= 5, across >= 5), "opportunistic")
    for key, value in (figures | values).items():
        setattr(found, key, value)
    found.save(update_fields=[*FIGURES, "forecast_attractiveness", "forecast_strength"])
    return found


@pytest.fixture
def autumn(cast: SimpleNamespace, new_account: NewAccount) -> Round:
    """Four accounts at the step of consensus: one key, one provisional, one absolute only, one without a score."""
    accounts = [
        new_account("Halvorsen", kam=cast.anna, industry="Shipping"),
        new_account("Lumen", kam=cast.boris, status="candidate"),
        new_account("Orient", kam=cast.viktor, industry="Steel", status="maintenance"),
        new_account("Kestrel"),
    ]
    round_ = round_at("consensus", runner=cast.leonid, accounts=accounts, raters=(cast.irina,))
    put(
        round_, "Halvorsen", "7", "6.5", forecast_attractiveness=Decimal(8), forecast_strength=Decimal(7), rival="Volga"
    )
    low_high = {"attractiveness_low": Decimal(3), "attractiveness_high": Decimal(8), "quadrant": ""}
    put(round_, "Lumen", "5", "6", provisional=True, coverage=Decimal(50), **low_high)
    put(round_, "Orient", "6", None, strength_state="absolute")
    put(round_, "Kestrel", "5", None, provisional=True, coverage=Decimal(0), attractiveness=None)
    return round_


def page(client: Client, round_: Round, query: str = "") -> str:
    answer = client.get(f"{reverse('matrix', args=[round_.pk])}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def marks(html: str) -> dict[str, str]:
    """Name -> class of the mark and its title."""
    found = re.findall(r'<a href="[^"]*" class="(mark[^"]*)"><title>([^<]*)</title>', html)
    return {title.split("\n")[0]: f"{kind}|{title}" for kind, title in found}


def names_in_table(html: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', html)


def test_a_placed_account_is_a_bubble_with_its_figures(
    autumn: Round, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    found = marks(page(signed_in(cast.leonid), autumn))
    assert found["Halvorsen"].split("\n") == [
        "mark|Halvorsen",
        "Attractiveness 7.00",
        "Relative strength 6.50",
        "Best competitor: Volga",
        "Sales 1,000\u00a0EUR",
        "Key account",
        "In three years 8.00 / 7.00",
    ]


def test_provisional_is_a_range_and_no_point(autumn: Round, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    html = page(signed_in(cast.leonid), autumn)
    assert marks(html)["Lumen"].startswith("mark hollow range|Lumen\nAttractiveness 3.00–8.00\n")
    drawn = html.split(">Lumen\n", 1)[1].split("</a>")[0]
    assert "<rect" in drawn
    assert "<circle" not in drawn


def test_who_has_no_relative_strength_stands_on_the_rail_only(autumn: Round, cast: SimpleNamespace) -> None:
    found = matrix_of(cast.leonid, *get_open_round(cast.leonid, autumn.pk), {}, TODAY)
    orient = Account.objects.get(trade_name="Orient").pk
    lanes = {mark.key: mark.lane for mark in found.picture.shapes.marks}
    assert {key: lane for key, lane in lanes.items() if lane is not None} == {orient: 0}
    assert found.picture.rail is not None
    (mark,) = [mark for mark in found.picture.shapes.marks if mark.key == orient]
    assert mark.x > found.picture.frame.box.right
    assert mark.y == found.picture.frame.y(Decimal(6))


def test_a_stored_strength_that_is_absolute_is_never_drawn_as_relative(autumn: Round, cast: SimpleNamespace) -> None:
    for state in ("absolute", "unknown", "weights"):
        put(autumn, "Orient", "6", "9", strength_state=state, quadrant="")
        found = matrix_of(cast.leonid, *get_open_round(cast.leonid, autumn.pk), {}, TODAY)
        orient = Account.objects.get(trade_name="Orient").pk
        assert [mark.lane is None for mark in found.picture.shapes.marks if mark.key == orient] == [False]


def test_who_has_no_score_is_in_the_table_and_not_drawn(
    autumn: Round, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    html = page(signed_in(cast.leonid), autumn)
    assert sorted(marks(html)) == ["Halvorsen", "Lumen", "Orient"]
    assert names_in_table(html) == ["Halvorsen", "Kestrel", "Lumen", "Orient"]
    assert "1 account has no score at all" in html


def test_figures_on_top_say_how_many_stand_where(autumn: Round, cast: SimpleNamespace) -> None:
    found = matrix_of(cast.leonid, *get_open_round(cast.leonid, autumn.pk), {}, TODAY)
    assert [count for _key, count, _words in found.summary.figures] == [1, 0, 0, 0, 1, 2]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?industry=Shipping", ["Halvorsen"]),
        ("?status=candidate", ["Lumen"]),
        ("?quadrant=key_account", ["Halvorsen"]),
        ("?quadrant=provisional", ["Lumen"]),
        ("?quadrant=unknown", ["Kestrel", "Orient"]),
        ("?kam=none", ["Kestrel"]),
        ("?quadrant=flips", []),
    ],
)
def test_filters_fade_the_picture_and_narrow_the_table(
    autumn: Round, cast: SimpleNamespace, signed_in: SignedIn, query: str, left: list[str]
) -> None:
    html = page(signed_in(cast.leonid), autumn, query)
    found = marks(html)
    assert sorted(found) == ["Halvorsen", "Lumen", "Orient"]
    assert [name for name in found if "faded" not in found[name].split("|")[0]] == [n for n in left if n != "Kestrel"]
    assert names_in_table(html) == left
    assert f"{len(left)} of 4" in html


def test_filters_by_team_and_manager(autumn: Round, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    client = signed_in(cast.leonid)
    assert names_in_table(page(client, autumn, f"?team={cast.anna.team_id}")) == ["Halvorsen", "Lumen"]
    assert names_in_table(page(client, autumn, f"?kam={cast.boris.pk}")) == ["Lumen"]


@pytest.mark.parametrize("query", ["?kam=x", "?quadrant=%27", "?status=nope", "?sort=pk", "?side=up", "?team=1;--"])
def test_what_cannot_be_asked_is_said_and_left_out(
    autumn: Round, cast: SimpleNamespace, signed_in: SignedIn, query: str
) -> None:
    html = page(signed_in(cast.leonid), autumn, query)
    assert "is not among the choices" in html
    assert len(names_in_table(html)) == 4


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["Halvorsen", "Kestrel", "Lumen", "Orient"]),
        ("-name", ["Orient", "Lumen", "Kestrel", "Halvorsen"]),
        ("attractiveness", ["Halvorsen", "Orient", "Lumen", "Kestrel"]),
        ("-attractiveness", ["Lumen", "Orient", "Halvorsen", "Kestrel"]),
        ("quadrant", ["Halvorsen", "Kestrel", "Lumen", "Orient"]),
        ("kam", ["Halvorsen", "Lumen", "Orient", "Kestrel"]),
    ],
)
def test_the_table_sorts_with_what_is_missing_last(
    autumn: Round, cast: SimpleNamespace, signed_in: SignedIn, sort: str, order: list[str]
) -> None:
    assert names_in_table(page(signed_in(cast.leonid), autumn, f"?sort={sort}")) == order


def test_the_orientation_is_the_models_and_the_url_turns_it(autumn: Round, cast: SimpleNamespace) -> None:
    def x_of(query: dict[str, str]) -> float:
        found = matrix_of(cast.leonid, *get_open_round(cast.leonid, autumn.pk), query, TODAY)
        return found.picture.frame.x(Decimal(10)) - found.picture.frame.x(Decimal(0))

    assert x_of({}) > 0
    assert x_of({"side": "left"}) < 0
    assert x_of({"side": "right"}) > 0


def test_flips_are_ringed_and_borderline_is_marked(autumn: Round, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    put(autumn, "Halvorsen", "5.1", "6", flips=[["weight", 0, "0.1", "maintenance"]], near_attractiveness=True)
    html = page(signed_in(cast.leonid), autumn)
    assert marks(html)["Halvorsen"].startswith("mark near|")
    assert 'class="ring"' in html.split(">Halvorsen\n", 1)[1].split("</a>")[0]
    assert "1 would flip (weight or rater)" in html
    assert "Key account, borderline, would flip" in html


def test_amounts_of_another_currency_have_no_area(autumn: Round, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    put(autumn, "Lumen", "6", "6")
    put(autumn, "Orient", "6", "7", value=Decimal(9_000_000), value_currency="RUB")
    found = marks(page(signed_in(cast.ada), autumn))
    assert found["Orient"].startswith("mark hollow|")
    assert "Sales 9,000,000\u00a0RUB" in found["Orient"]


def test_names_are_text_and_never_markup(cast: SimpleNamespace, new_account: NewAccount, signed_in: SignedIn) -> None:
    name = '<script>alert("1")</script>\x0b&amp;'
    round_ = round_at(
        "consensus", runner=cast.leonid, accounts=[new_account(name, kam=cast.anna)], raters=(cast.irina,)
    )
    candidate = round_.candidates.get()
    put(round_, candidate.account.trade_name, "6", "6")
    html = page(signed_in(cast.leonid), round_)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_reader_of_one_account_sees_no_other_name_of_a_published_round(
    autumn: Round, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    Round.objects.filter(pk=autumn.pk).update(state="published", published_on=TODAY)
    html = page(signed_in(cast.viktor), autumn)
    assert (names_in_table(html), sorted(marks(html))) == (["Orient"], ["Orient"])
    for other in ("Halvorsen", "Lumen", "Kestrel", "Shipping"):
        assert other not in html
    for name in ("matrix_svg", "round_xlsx"):
        answer = signed_in(cast.viktor).get(reverse(name, args=[autumn.pk]))
        assert b"Halvorsen" not in answer.content


@pytest.mark.parametrize("name", ["matrix", "matrix_svg", "matrix_png", "matrix_pdf", "round_pdf", "round_xlsx"])
def test_before_the_scoring_closes_nobody_opens_it(
    name: str, cast: SimpleNamespace, new_account: NewAccount, signed_in: SignedIn
) -> None:
    accounts = [new_account("Halvorsen", kam=cast.anna)]
    round_ = round_at("scoring", runner=cast.leonid, accounts=accounts, raters=(cast.irina,))
    statuses = {
        person.email.split("@")[0]: signed_in(person).get(reverse(name, args=[round_.pk])).status_code
        for person in (cast.leonid, cast.ada, cast.irina, cast.anna)
    }
    assert statuses == {"leonid": 403, "ada": 403, "irina": 403, "anna": 404}


def test_until_it_is_published_only_who_takes_part_opens_it(
    autumn: Round, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    people = (cast.leonid, cast.ada, cast.irina, cast.anna, cast.viktor, cast.sofia)
    opened = {p.email.split("@")[0]: signed_in(p).get(reverse("matrix", args=[autumn.pk])).status_code for p in people}
    assert opened == {"leonid": 200, "ada": 200, "irina": 200, "anna": 404, "viktor": 404, "sofia": 404}


def crowd(cast: SimpleNamespace, count: int) -> Round:
    """A round of many accounts, all placed."""
    names = [f"Client of some length {number}" for number in range(count)]
    Account.objects.bulk_create(
        [Account(trade_name=name, status="key", status_since=TODAY, kam=cast.anna, industry="Steel") for name in names]
    )
    round_ = round_at("consensus", runner=cast.leonid, accounts=Account.objects.all(), raters=(cast.irina,))
    found = list(Candidate.objects.filter(round=round_).order_by("pk"))
    for number, candidate in enumerate(found):
        high, side = Decimal(number * 37 % 100) / 10, Decimal(number * 53 % 100) / 10
        figures = PLACED | {"attractiveness": high, "attractiveness_low": high, "attractiveness_high": high}
        figures |= {"strength": side, "strength_low": side, "strength_high": side, "quadrant": "key_account"}
        for key, value in figures.items():
            setattr(candidate, key, value)
    Candidate.objects.bulk_update(found, FIGURES, batch_size=500)
    return round_


def test_the_page_asks_the_database_as_often_for_many_as_for_few(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignedIn
) -> None:
    round_ = crowd(cast, 40)
    client = signed_in(cast.ada)
    with CaptureQueriesContext(connection) as queries:
        html = page(client, round_)
    assert len(queries) == 6
    assert len(gzip.compress(html.encode())) < 25_000
    Candidate.objects.exclude(pk__in=Candidate.objects.values("pk")[:1]).update(stays=False)
    with CaptureQueriesContext(connection) as queries:
        page(client, round_)
    assert len(queries) == 6


def test_a_crowd_is_counted_by_the_database(
    cast: SimpleNamespace, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix_rows, "FEW_UP_TO", 50)
    round_ = crowd(cast, 60)
    put(round_, "Client of some length 0", "10", "10")
    put(round_, "Client of some length 1", "6", None)
    found = matrix_of(cast.leonid, *get_open_round(cast.leonid, round_.pk), {}, TODAY)
    assert found.is_density
    assert found.picture.shapes.marks == ()
    assert sum(cell.count for cell in found.picture.cells) == 59
    assert (found.summary.total, found.summary.unknown) == (60, 1)
    html = page(signed_in(cast.leonid), round_, "?quadrant=unknown")
    assert names_in_table(html) == ["Client of some length 1"]
    assert "1 of 60" in html
    assert len(names_in_table(page(signed_in(cast.leonid), round_, "?page=2"))) == 10


def test_a_round_without_accounts_says_so(cast: SimpleNamespace, new_account: NewAccount, signed_in: SignedIn) -> None:
    round_ = round_at("consensus", runner=cast.leonid, accounts=[new_account("Halvorsen")], raters=(cast.irina,))
    round_.candidates.update(stays=False)
    assert "Nobody to draw" in page(signed_in(cast.leonid), round_)


def test_the_page_speaks_russian(autumn: Round, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    User.objects.filter(pk=cast.leonid.pk).update(language="ru")
    html = page(signed_in(cast.leonid), autumn)
    assert "привлекательность клиента" in html
    assert "Привлекательность 7,00" in html
    assert 'viewBox="0 0 980.0 ' in html
