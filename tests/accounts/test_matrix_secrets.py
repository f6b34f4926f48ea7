"""What a dossier holds - rivals and sales - stays with its readers, also on the matrix of a round they take part in."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account, Candidate, Round
from accounts.selection import matrix_rows
from accounts.selection.access import get_open_round
from accounts.selection.matrix import Matrix, matrix_of
from accounts.selection.report import picture_data, report_data
from kam_portal.foundation.charts.bubbles import UNKNOWN_RADIUS
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import round_at
from tests.accounts.test_matrix import crowd, marks, names_in_table, page, put
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]
CANARIES = ("Canaryrival", "987,654", "987654")


@pytest.fixture
def round_(cast: SimpleNamespace, new_account: NewAccount) -> Round:
    """Anna rates and reads the account Open; Irina rates and reads neither; Shut is Viktor's, of another team."""
    accounts = [new_account("Open", kam=cast.anna), new_account("Shut", kam=cast.viktor)]
    found = round_at("consensus", runner=cast.leonid, accounts=accounts, raters=(cast.anna, cast.irina))
    put(found, "Open", "7", "6.5", rival="Openrival", value=Decimal(1000))
    put(found, "Shut", "6", "8", rival="Canaryrival", value=Decimal(987_654))
    return found


def matrix_for(user: User, round_: Round, **query: str) -> Matrix:
    return matrix_of(user, *get_open_round(user, round_.pk), query, TODAY)


def told(text: str, *words: str) -> list[str]:
    return [word for word in words if word in text]


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def test_a_rater_sees_every_place_and_no_rival_or_sales_of_an_account_they_may_not_read(
    round_: Round, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    html = main_of(page(signed_in(cast.anna), round_))
    assert told(html, *CANARIES) == []
    assert marks(html)["Shut"].split("\n") == [
        "mark hollow|Shut",
        "Attractiveness 6.00",
        "Relative strength 8.00",
        "Key account",
    ]
    open_ones = ["Best competitor: Openrival", "against Openrival", "Sales 1,000\u00a0EUR"]
    assert told(html, *open_ones) == open_ones
    assert "of the accounts whose dossier you may read" in html
    assert "sales not known, or not yours to read" in html


def test_who_reads_no_account_at_all_still_sees_the_places(
    round_: Round, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    html = main_of(page(signed_in(cast.irina), round_))
    assert (sorted(marks(html)), names_in_table(html)) == (["Open", "Shut"], ["Open", "Shut"])
    assert told(html, *CANARIES, "Openrival", "EUR") == []


@pytest.mark.parametrize(("person", "sees"), [("ada", True), ("leonid", False), ("anna", False), ("irina", False)])
def test_files_withhold_what_the_page_withholds(
    round_: Round, cast: SimpleNamespace, signed_in: SignedIn, person: str, sees: bool
) -> None:
    """The runner leads the team of one account only."""
    user = getattr(cast, person)
    svg = signed_in(user).get(reverse("matrix_svg", args=[round_.pk])).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(signed_in(user).get(reverse("round_xlsx", args=[round_.pk])).content))
    cells = "|".join(str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line)
    report = str(report_data(matrix_for(user, round_), TODAY))
    picture = str(picture_data(matrix_for(user, round_), "Title", paper=True, on=TODAY))
    secrets = {"Canaryrival": (svg, cells, picture), "987,654": (svg, report, picture), "987654": (cells,)}
    found = {(word, word in text) for word, texts in secrets.items() for text in texts}
    assert found == {(word, sees) for word in secrets}
    assert all("Shut" in text for text in (svg, cells, report, picture))


def test_a_bubble_of_sales_one_may_not_read_has_the_size_of_unknown(round_: Round, cast: SimpleNamespace) -> None:
    shut = Account.objects.get(trade_name="Shut").pk

    def drawn(user: User) -> tuple[bool, bool]:
        [mark] = [mark for mark in matrix_for(user, round_).picture.shapes.marks if mark.key == shut]
        return mark.is_hollow, mark.radius == UNKNOWN_RADIUS

    assert [drawn(user) for user in (cast.ada, cast.anna)] == [(False, False), (True, True)]


def test_the_order_by_sales_tells_nothing_of_sales_one_may_not_read(
    round_: Round, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    orders = [
        names_in_table(page(signed_in(user), round_, f"?sort={sort}"))
        for user in (cast.ada, cast.anna)
        for sort in ("value", "-value")
    ]
    assert orders == [["Shut", "Open"], ["Open", "Shut"], ["Open", "Shut"], ["Open", "Shut"]]


def test_a_crowd_withholds_the_same(
    cast: SimpleNamespace, new_account: NewAccount, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix_rows, "FEW_UP_TO", 5)
    new_account("A shut one", kam=cast.viktor)
    round_ = crowd(cast, 6)
    put(round_, "A shut one", "6", "8", rival="Canaryrival", value=Decimal(987_654))
    found = matrix_for(cast.leonid, round_)
    assert found.is_density
    html = main_of(page(signed_in(cast.leonid), round_))
    assert (names_in_table(html)[0], told(html, *CANARIES)) == ("A shut one", [])
    assert "of the accounts whose dossier you may read" in html
    rows = report_data(found, TODAY)["accounts"]["rows"]
    assert (rows[-1][0], told(str(rows), *CANARIES)) == ("A shut one", [])
    content = signed_in(cast.leonid).get(reverse("round_xlsx", args=[round_.pk])).content
    cells: list[Any] = list(openpyxl.load_workbook(io.BytesIO(content))["Accounts"].iter_rows(values_only=True))
    assert [line[17:20] for line in cells if line[0] == "A shut one"] == [(None, None, None)]


def test_a_rater_asks_the_database_as_often_for_many_as_for_few(cast: SimpleNamespace, signed_in: SignedIn) -> None:
    round_ = crowd(cast, 40)
    client = signed_in(cast.irina)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            page(client, round_)
        counts.append(len(queries))
        Candidate.objects.exclude(pk__in=Candidate.objects.values("pk")[:1]).update(stays=False)
    assert counts == [6, 6]
