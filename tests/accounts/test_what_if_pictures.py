"""What if, side by side: the same drawing as the matrix, small, as it stands and with what is tried."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Candidate, Round
from accounts.selection.placing import place_candidates
from accounts.selection.what_if_pictures import DRAWN_UP_TO
from kam_portal.foundation.people.models import User
from tests.accounts.comparing import compare
from tests.accounts.selecting import published_model, round_at
from tests.accounts.test_what_if import AS_THE_MODEL, ask

NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]
SVG = "{http://www.w3.org/2000/svg}"
# The square of a small picture with a rail: left, width, bottom, height; both scales run from 0 to 10.
LEFT, WIDTH, BOTTOM, HEIGHT = 40, 258, 306, 280
SIXTY = AS_THE_MODEL | {"w1": "60", "w2": "20", "w3": "20"}


@pytest.fixture
def round_(new_account: NewAccount, cast: SimpleNamespace) -> Round:
    """Acme 9, 1, 1 = 4.2 at R 6; Borealis 1, 6, 9 = 4.75 at R 4; Carl 8, 8, 8 and unknown strength, on the rail."""
    accounts = [new_account(name, kam=cast.anna) for name in ("Acme", "Borealis", "Carl")]
    compare(accounts[0], ("100",), ("8",), Canaryrival=("6",))
    compare(accounts[1], ("100",), ("6",), Rival=("8",))
    given = {"Acme": ["9", "1", "1"], "Borealis": ["1", "6", "9"], "Carl": ["8", "8", "8"]}
    scores = {name: {cast.anna.pk: values} for name, values in given.items()}
    people = [cast.anna, cast.irina]
    found = round_at("consensus", runner=cast.leonid, accounts=accounts, raters=people, scores=scores)
    place_candidates(round_=found)
    Candidate.objects.filter(account__trade_name="Acme").update(value=Decimal(987_654), value_currency="EUR")
    return found


def pictures(answer: Any) -> list[ET.Element]:
    found = re.findall(r'<svg [^>]*class="matrix small".*?</svg>', answer.content.decode(), re.DOTALL)
    return [ET.fromstring(text) for text in found]


def marks(picture: ET.Element) -> dict[str, ET.Element]:
    groups = [group for group in picture.iter(f"{SVG}g") if group.get("class", "").startswith("mark")]
    return {(group.findtext(f"{SVG}title") or "").split("\n")[0]: group for group in groups}


def paths(picture: ET.Element, kind: str) -> list[str]:
    return [path.get("d", "") for path in picture.iter(f"{SVG}path") if path.get("class") == kind]


def middle(mark: ET.Element) -> tuple[float, float]:
    [circle] = [circle for circle in mark.iter(f"{SVG}circle") if circle.get("class") is None]
    return float(circle.get("cx", "")), float(circle.get("cy", ""))


def at(strength: str, attractiveness: str) -> tuple[float, float]:
    """Where a place is drawn."""
    x = LEFT + Decimal(WIDTH) * Decimal(strength) / 10
    return float(x), float(BOTTOM - HEIGHT * Decimal(attractiveness) / 10)


def test_both_pictures_draw_the_places_now_and_then(round_: Round, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    """60, 20, 20: Acme 5.8, Borealis 3.6, Carl 8 as before."""
    now, then = map(marks, pictures(ask(signed_in(cast.leonid), round_, **SIXTY)))
    assert sorted(now) == sorted(then) == ["Acme", "Borealis", "Carl"]
    assert [middle(picture[name]) for picture in (now, then) for name in ("Acme", "Borealis")] == [
        pytest.approx(at("6", "4.2"), abs=0.01),
        pytest.approx(at("4", "4.75"), abs=0.01),
        pytest.approx(at("6", "5.8"), abs=0.01),
        pytest.approx(at("4", "3.6"), abs=0.01),
    ]
    assert middle(now["Carl"]) == middle(then["Carl"])
    assert middle(now["Carl"])[0] > LEFT + WIDTH


def test_who_moves_is_ringed_named_and_led_from_where_it_stands(
    round_: Round, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    now, then = pictures(ask(signed_in(cast.leonid), round_, **SIXTY))
    ringed = [
        sorted(name for name, mark in marks(picture).items() if mark.find(f"{SVG}circle[@class='ring']") is not None)
        for picture in (now, then)
    ]
    assert ringed == [["Acme"], ["Acme"]]
    said = [(marks(picture)["Acme"].findtext(f"{SVG}title") or "").split("\n")[-2:] for picture in (now, then)]
    assert said == [["Maintenance", "Then: Key account"], ["Key account", "Now: Maintenance"]]
    trails = [paths(picture, "trail") for picture in (now, then)]
    (x, low), (_x, high) = at("6", "4.2"), at("6", "5.8")
    assert trails[0] == []
    assert f"M{x:g} {low:g}L{x:g} {high:g}" in trails[1]
    legends = [[t.text for t in picture.iter(f"{SVG}text") if t.text] for picture in (now, then)]
    assert ["would stand in another quadrant" in words for words in legends] == [True, True]


def test_each_picture_has_its_own_thresholds(round_: Round, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    asked = AS_THE_MODEL | {"attractiveness": "4.5", "strength": "3"}
    lines = [paths(picture, "threshold") for picture in pictures(ask(signed_in(cast.leonid), round_, **asked))]
    top, right = BOTTOM - HEIGHT, LEFT + WIDTH
    expected = []
    for strength, attractiveness in (("5", "5"), ("3", "4.5")):
        x, y = at(strength, attractiveness)
        expected.append([f"M{x:.1f} {top:.1f}L{x:.1f} {BOTTOM:.1f}", f"M{LEFT:.1f} {y:.1f}L{right:.1f} {y:.1f}"])
    assert lines == expected


def test_names_of_the_picture_are_its_own(round_: Round, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    html = ask(signed_in(cast.leonid), round_, **SIXTY).content.decode()
    ids = re.findall(r' id="([^"]+)"', html)
    assert [one for one in ids if ids.count(one) > 1] == []
    assert {"now-title", "then-title"} <= set(ids)


def test_sales_one_may_not_read_have_no_area(round_: Round, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    """Irina rates in the round and reads none of its dossiers; nothing she sees names the rival either."""
    seen = {}
    for person in (cast.anna, cast.irina):
        answer = ask(signed_in(person), round_, **SIXTY)
        seen[person] = [marks(picture)["Acme"].get("class") for picture in pictures(answer)]
        assert ("987,654" in answer.content.decode()) == (person == cast.anna)
        assert "Canaryrival" not in answer.content.decode()
    assert seen == {cast.anna: ["mark moves"] * 2, cast.irina: ["mark hollow moves"] * 2}


def test_too_many_to_draw_so_small_are_counted_alone(
    round_: Round, signed_in: SignedIn, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert DRAWN_UP_TO == 300
    for most, drawn in ((3, 2), (2, 0)):
        monkeypatch.setattr("accounts.views.selection.what_if.DRAWN_UP_TO", most)
        answer = ask(signed_in(cast.leonid), round_, **SIXTY)
        assert (len(pictures(answer)), answer.context["answer"].candidates) == (drawn, 3)
    assert "More than 2 accounts are not drawn so small" in answer.content.decode()


def test_the_pictures_are_one_question_more(
    round_: Round, signed_in: SignedIn, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, counted = signed_in(cast.irina), []
    for most in (3, 2):
        monkeypatch.setattr("accounts.views.selection.what_if.DRAWN_UP_TO", most)
        with CaptureQueriesContext(connection) as queries:
            ask(client, round_, **SIXTY)
        counted.append(len(queries))
    assert counted[0] == counted[1] + 1


def test_a_model_with_high_strength_at_the_left_is_drawn_so(
    round_: Round, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    model = published_model(name="Mirrored", strong_at_left=True)
    account = Account.objects.get(trade_name="Acme")
    scores = {"Acme": {cast.anna.pk: ["9", "1", "1"]}}
    found = round_at(
        "consensus", runner=cast.leonid, accounts=[account], raters=[cast.anna], scores=scores, model=model
    )
    place_candidates(round_=found)
    now, then = map(marks, pictures(ask(signed_in(cast.leonid), found, **SIXTY)))
    # Nobody stands on a rail: the square is as wide as the picture, 334.
    left_of_parity = 40 + 334 * 0.4
    assert [middle(picture["Acme"]) for picture in (now, then)] == [
        pytest.approx((left_of_parity, at("6", "4.2")[1]), abs=0.01),
        pytest.approx((left_of_parity, at("6", "5.8")[1]), abs=0.01),
    ]
