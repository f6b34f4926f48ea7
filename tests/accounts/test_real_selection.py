"""A whole round over the 85 clients of a real list: from the import to the statuses, each figure reckoned beside it.

What must come out is reckoned from the files of crm-maven alone (tests/accounts/reckoning.py), with fractions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from html import unescape
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.models import Account, BandScore, Candidate, Decision, Factor, Rater, Round, StatusChange
from accounts.selection.access import get_open_round
from accounts.selection.agreeing import agree
from accounts.selection.comparing import lists_of
from accounts.selection.deciding import decide, decide_many
from accounts.selection.default_model import ship_default_model
from accounts.selection.discussing import spreads
from accounts.selection.matrix import matrix_of
from accounts.selection.steps import take_step
from tests.accounts.real_round import NAMES, compare_all, import_company, own_model, scored_round
from tests.accounts.reckoning import RATED, WEIGHTS, YEAR, Reckoning
from tests.conftest import TODAY
from tests.maven import DATA, NEEDS_DATA

pytestmark = [pytest.mark.django_db, NEEDS_DATA]
COMPANY = DATA / "crm-maven"
FIFTH = 17


@pytest.fixture(scope="module")
def reckoned() -> Reckoning:
    return Reckoning(COMPANY)


@pytest.fixture(scope="module")
def scene(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    reckoned: Reckoning,
) -> Iterator[SimpleNamespace]:
    """The round at consensus, built once; every test is rolled back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = import_company(tmp_path_factory.mktemp("maven"))
        compare_all(reckoned)
        round_ = scored_round(people, reckoned, ship_default_model(by=people["ada"]))
        yield SimpleNamespace(**people, people=people, round=round_)
        transaction.set_rollback(True)


def by_name(round_: Round) -> dict[str, Candidate]:
    return {each.account.trade_name: each for each in Candidate.objects.filter(round=round_).select_related("account")}


def test_the_filter_of_the_setup_page_finds_every_client(scene: SimpleNamespace, reckoned: Reckoning) -> None:
    assert sorted(by_name(scene.round)) == sorted(reckoned.rows)
    assert len(reckoned.rows) == 85
    assert min(reckoned.sales.values()) == Decimal("51632")


def test_the_lists_are_compared_as_sets_are(scene: SimpleNamespace, reckoned: Reckoning) -> None:
    nominated, found = reckoned.nominated(), lists_of(scene.round)
    names = {each.pk: name for name, each in by_name(scene.round).items()}
    assert {key: {names[pk] for pk in listed} for key, listed in found.by_function.items()} == nominated
    how_often = Counter(Counter(name for listed in nominated.values() for name in listed).values())
    assert {n: count for n, count in found.tally.items() if count} == dict(how_often)
    overlaps = {
        frozenset(pair): Fraction(
            len(nominated[pair[0]] & nominated[pair[1]]), len(nominated[pair[0]] | nominated[pair[1]])
        )
        for pair in combinations(nominated, 2)
    }
    assert {frozenset((one.first, one.second)): near(one.jaccard) for one in found.pairs} == {
        pair: near(share) for pair, share in overlaps.items()
    }


def near(figure: Decimal | Fraction | None) -> Fraction | None:
    """A figure as a fraction, to the places that are kept."""
    return None if figure is None else round(Fraction(figure), 18)


def bands_of(round_: Round, measure: str) -> dict[str, tuple[Any, ...]]:
    rows = BandScore.objects.filter(candidate__round=round_, factor__measure=measure)
    found = rows.values_list("candidate__account__trade_name", "raw", "band_low", "band_high", "score")
    return {name: tuple(rest) for name, *rest in found}


def test_every_turnover_lies_in_the_band_of_the_shipped_model(scene: SimpleNamespace, reckoned: Reckoning) -> None:
    expected = {name: (sold, *reckoned.band(name)) for name, sold in reckoned.sales.items()}
    assert bands_of(scene.round, "sales") == expected
    assert bands_of(scene.round, "sales")["Kan-code"] == (341455, 200_000, 500_000, 5)
    assert set(BandScore.objects.values_list("currency", "year")) == {("EUR", int(YEAR))}


def test_what_the_files_do_not_say_is_not_scored(scene: SimpleNamespace) -> None:
    """They hold one year without costs: growth and margin are not known, 75 % of the weight is, and that is enough."""
    assert (bands_of(scene.round, "growth"), bands_of(scene.round, "margin")) == ({}, {})
    assert set(Candidate.objects.values_list("coverage", "provisional")) == {(75, False)}


def test_every_place_is_the_one_reckoned_from_the_files(scene: SimpleNamespace, reckoned: Reckoning) -> None:
    found = by_name(scene.round)
    for name, candidate in found.items():
        scores = [near(score) for score in candidate.factor_scores or []]
        assert scores == [near(reckoned.score(factor, name)) for factor in WEIGHTS], name
        assert near(candidate.attractiveness) == near(reckoned.total(name)[0]), name
        assert near(candidate.strength) == near(reckoned.strength(name)), name
        assert candidate.strength_state == reckoned.compared(name), name
        assert (candidate.value, candidate.value_currency) == (reckoned.sales[name], "EUR"), name
    assert {name: each.quadrant for name, each in found.items()} == {name: reckoned.quadrant(name) for name in found}
    assert Counter(each.quadrant for each in found.values()) == {
        "key_account": 21,
        "key_development": 9,
        "maintenance": 18,
        "opportunistic": 23,
        "": 14,
    }


def test_who_is_far_apart_is_talked_about_and_what_is_agreed_counts(
    scene: SimpleNamespace, reckoned: Reckoning
) -> None:
    apart = {(name, factor) for name in reckoned.rows for factor in RATED if reckoned.is_to_discuss(factor, name)}
    factors = {factor.pk: name for name, factor in zip(WEIGHTS, scene.round.model.factors.all(), strict=True)}
    names = {each.pk: name for name, each in by_name(scene.round).items()}
    rows = spreads(scene.round)
    assert {(names[row["candidate"]], factors[row["factor"]]) for row in rows} == apart
    html = opened(scene, "consensus")
    assert {name for name in reckoned.rows if f">{name}<" in html} == {name for name, _factor in apart}
    for name, factor in sorted(apart):
        agree_on(scene, name, factor, "6")
        rest = {other: reckoned.score(other, name) for other in WEIGHTS if other != factor} | {factor: Fraction(6)}
        known = {other: score for other, score in rest.items() if score is not None}
        points = sum((WEIGHTS[other] * score for other, score in known.items()), Fraction(0))
        total = points / sum(WEIGHTS[other] for other in known)
        assert near(by_name(scene.round)[name].attractiveness) == near(total)
    assert not spreads(scene.round).exists()


def agree_on(scene: SimpleNamespace, name: str, factor: str, value: str) -> None:
    candidate = by_name(scene.round)[name]
    asked = Factor.objects.get(model=scene.round.model, position=list(WEIGHTS).index(factor))
    said = {"value": Decimal(value), "reason": "talked over", "by": scene.ada, "on": TODAY}
    agree(candidate=candidate, factor=asked, version=0, **said)


def flips_found(round_: Round, weights: dict[str, int]) -> dict[str, dict[tuple[str, str], str]]:
    raters = {rater.pk: rater.user.full_name for rater in Rater.objects.select_related("user")}
    keys = {name: key for key, name in NAMES.items()}
    found: dict[str, dict[tuple[str, str], str]] = {}
    for name, candidate in by_name(round_).items():
        found[name] = {}
        for kind, which, *share, after in candidate.flips:
            sign = "without" if kind == "rater" else "+" if Decimal(share[0]) > 0 else "-"
            change = ("without", keys[raters[which]]) if kind == "rater" else (list(weights)[which], sign)
            found[name][change] = after
    return found


def test_each_change_that_turns_a_client_is_found_by_reckoning_anew(
    scene: SimpleNamespace, reckoned: Reckoning
) -> None:
    expected = {name: reckoned.flips(name) for name in reckoned.rows}
    assert flips_found(scene.round, WEIGHTS) == expected
    html = opened(scene, "sensitivity")
    turned = {name for name, flips in expected.items() if flips}
    shown = set(re.findall(r'/accounts/\d+/"[^>]*>([^<]+)</a>', html))
    assert shown <= turned
    assert len(shown) == 50


def test_bands_cut_at_the_real_fifths_hold_seventeen_clients_each(scene: SimpleNamespace, reckoned: Reckoning) -> None:
    """The edges are turnovers of clients: who stands on one belongs to the band above it."""
    sold = sorted(reckoned.sales.values())
    edges = (None, *(int(sold[FIFTH * n]) for n in range(1, 5)))
    weights = {"potential": 40, "turnover": 30, "fit": 20, "influence": 10}
    own = Reckoning(COMPANY, weights=weights, edges=edges)
    round_ = scored_round(scene.people, own, own_model(scene.round.model, own, scene.ada))
    bands = bands_of(round_, "sales")
    assert bands == {name: (amount, *own.band(name)) for name, amount in own.sales.items()}
    assert Counter(score for *_rest, score in bands.values()) == dict.fromkeys((0, 3, 5, 8, 10), FIFTH)
    assert {name: each.quadrant for name, each in by_name(round_).items()} == {n: own.quadrant(n) for n in own.rows}
    assert flips_found(round_, weights) == {name: own.flips(name) for name in own.rows}
    assert set(Candidate.objects.filter(round=round_).values_list("coverage", flat=True)) == {100}


def opened(scene: SimpleNamespace, name: str, query: str = "") -> str:
    client = Client()
    client.force_login(scene.ada)
    answer = client.get(reverse(name, args=[scene.round.pk]) + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_matrix_names_every_client_or_gives_way(scene: SimpleNamespace, reckoned: Reckoning) -> None:
    html = opened(scene, "matrix")
    drawn = re.findall(r'<a href="[^"]*" class="mark[^"]*"><title>([^\n<]*)\n', html)
    assert sorted(drawn) == sorted(reckoned.rows)
    found = matrix_of(scene.ada, *get_open_round(scene.ada, scene.round.pk), {}, TODAY)
    named = [label.text for label in found.picture.labels]
    assert len(named) == len(set(named)) > 85 / 2
    boxes = [label.box for label in found.picture.labels]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]


def overlap(one: Any, other: Any) -> bool:
    return bool(one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom)


def test_the_table_has_a_row_for_each_with_the_same_figures(scene: SimpleNamespace, reckoned: Reckoning) -> None:
    rows = {}
    for page in ("?page=1", "?page=2"):
        for row in re.findall(r'<tr><th scope="row">.*?</tr>', opened(scene, "matrix", page), re.S):
            cells = [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
            name = re.findall(r">([^<]+)</a>", row)[0]
            rows[name] = (cells[2], cells[3].split(" ")[0], cells[4])
    assert rows == {
        name: (
            half_up(reckoned.total(name)[0]),
            half_up(strength) if (strength := reckoned.strength(name)) is not None else "—",
            f"{reckoned.sales[name]:,}\u00a0EUR",
        )
        for name in reckoned.rows
    }
    assert len(rows) == 85


def half_up(value: Fraction) -> str:
    """To two places, half up."""
    return f"{Decimal(int(value * 100 + Fraction(1, 2))) / 100:.2f}"


@pytest.mark.parametrize("name", ["matrix_svg", "matrix_png", "matrix_pdf", "round_pdf", "round_xlsx"])
def test_every_download_is_served(scene: SimpleNamespace, name: str) -> None:
    client = Client()
    client.force_login(scene.ada)
    assert client.get(reverse(name, args=[scene.round.pk])).status_code == 200


def test_what_is_decided_becomes_the_status_of_each(scene: SimpleNamespace, reckoned: Reckoning) -> None:
    """A manager takes three key accounts without a word, a fourth wants a reason; who has no place stays the same."""
    now = timezone.now()
    round_ = take_step(round_=scene.round, to="deciding", by=scene.ada, at=now)
    owners = {account.trade_name: account.kam_id for account in Account.objects.all()}
    places = {name: reckoned.quadrant(name) for name in reckoned.rows}
    too_many = Counter(owners[name] for name, place in places.items() if place == "key_account")
    wants_reason = sum(max(0, count - 3) for count in too_many.values())
    outcome = decide_many(round_=round_, by=scene.ada, on=TODAY)
    unplaced = {name for name, place in places.items() if not place}
    assert {account.trade_name for account, _why in outcome.left} >= unplaced
    assert (outcome.decided, len(outcome.left)) == (85 - 14 - wants_reason, 14 + wants_reason)
    for account, _why in outcome.left:
        if places[account.trade_name]:
            candidate = Candidate.objects.get(round=round_, account=account)
            decide(candidate=candidate, status="key", reason="worth the work", by=scene.ada, on=TODAY)
    assert Decision.objects.filter(candidate__round=round_).count() == 85 - 14
    take_step(round_=round_, to="published", by=scene.ada, at=now)
    status = {"key_account": "key", "": "candidate"}
    held = dict(Account.objects.values_list("trade_name", "status"))
    assert held == {name: status.get(place, place) for name, place in places.items()}
    evidence = dict(StatusChange.objects.filter(round=round_).values_list("account__trade_name", "reason"))
    assert set(evidence) == set(reckoned.rows) - unplaced
    assert list(evidence.values()).count("worth the work") == wants_reason == 2
    html = opened(scene, "decisions") + opened(scene, "decisions", "?page=2")
    assert (html.count("worth the work"), html.count(">undecided<")) == (2, 14)
