"""What if, side by side: on a wide screen beside each other, on a phone and on paper one below the other."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from accounts.models import Account, Candidate, Round
from accounts.selection.placing import place_candidates
from tests.accounts.comparing import compare
from tests.accounts.selecting import round_at
from tests.browser.conftest import Visit

QUESTION = "?w1=60&w2=20&w3=20&attractiveness=5.5&strength=5"
# Own total against the rival's, three scores; R = 5 + (own - rival) / 2.
CLIENTS = {
    "Halvorsen Shipyards": (("8", "6"), ("9", "1", "4"), 900),
    "Lumen Retail": (("6", "8"), ("2", "7", "9"), 400),
    "Orient Steel": (("7", "5"), ("8", "8", "8"), 2500),
    "Kestrel Air": (("5", "7"), ("9", "6", "5"), 1200),
    "Baltic Foods": (("9", "4"), ("3", "3", "4"), 150),
    "Nordkraft Energy": (None, ("7", "7", "6"), None),
    "Aurora Labs": (("7", "6"), ("6", None, None), 300),
}


@pytest.fixture
def round_(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Round:
    scores = {}
    for name, (totals, given, _sales) in CLIENTS.items():
        account = new_account(name, kam=cast.anna)
        scores[name] = {cast.anna.pk: list(given)}
        if totals:
            compare(account, ("100",), (totals[0],), Fjordmatic=(totals[1],))
    found = round_at(
        "consensus", runner=cast.leonid, accounts=Account.objects.all(), raters=[cast.anna, cast.irina], scores=scores
    )
    place_candidates(round_=found)
    for name, (_totals, _given, sales) in CLIENTS.items():
        if sales:
            rows = Candidate.objects.filter(account__trade_name=name)
            rows.update(value=Decimal(sales), value_currency="EUR")
    return found


def boxes(page: Page) -> list[tuple[float, float, float, float]]:
    found = [figure.bounding_box() for figure in page.locator(".side-by-side > figure").all()]
    return [(box["x"], box["y"], box["width"], box["height"]) for box in found if box]


def test_two_matrices_stand_beside_each_other_and_below_where_there_is_no_room(
    round_: Round, cast: SimpleNamespace, visit: Visit
) -> None:
    address = f"/selection/{round_.pk}/what-if/{QUESTION}"
    page = visit(cast.leonid, address)
    (left, top, wide, _high), (right, beside, _wide, _tall) = boxes(page)
    assert (top, right >= left + wide) == (beside, True)
    page.emulate_media(media="print")
    (x, y, _w, h), (under_x, under, _w2, _h2) = boxes(page)
    assert (x, under >= y + h) == (under_x, True)
    phone = visit(cast.leonid, address, width=360)
    (x, y, _w, h), (under_x, under, _w2, _h2) = boxes(phone)
    assert (x, under >= y + h) == (under_x, True)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
