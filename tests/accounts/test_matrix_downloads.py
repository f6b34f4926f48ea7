"""The matrix and its round as files: what is in them, and that no text of a user becomes markup."""

from __future__ import annotations

import io
import json
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.conf import settings as project
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Account, Decision, Round
from accounts.selection import report
from accounts.selection.access import get_open_round
from accounts.selection.density import words_of
from accounts.selection.drawing import SHEET, svg_of
from accounts.selection.matrix import Matrix, matrix_of
from accounts.selection.report import report_data
from accounts.selection.workbook import workbook_of
from kam_portal.foundation.charts.bubbles import Cell
from kam_portal.foundation.charts.labels import Box
from kam_portal.foundation.charts.svg import style_of
from kam_portal.foundation.documents.typesetting import typeset
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import published_model, round_at
from tests.accounts.test_matrix import crowd, put
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]
HOSTILE = Path(project.BASE_DIR).parent / "shared" / "data" / "hostile-text" / "blns.json"
NAME = '=1+1 #panic("x") *Halvorsen* $x$ </svg> "quoted" «Верфь»'


@pytest.fixture
def round_(cast: SimpleNamespace, new_account: NewAccount) -> Round:
    found = round_at(
        "consensus",
        runner=cast.leonid,
        accounts=[new_account(NAME, kam=cast.anna), new_account("Orient", kam=cast.viktor)],
        raters=(cast.anna, cast.irina),
        title="Осень #2026",
    )
    put(found, NAME, "7", "6.5")
    put(found, "Orient", "6", None, strength_state="absolute")
    return found


def download(client: Client, name: str, round_: Round, query: str = "") -> HttpResponse:
    answer = client.get(f"{reverse(name, args=[round_.pk])}{query}")
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; ")
    return answer


def matrix_for(user: User, round_: Round, **query: str) -> Matrix:
    return matrix_of(user, *get_open_round(user, round_.pk), query, TODAY)


def test_the_svg_stands_alone(round_: Round, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    answer = download(signed_in(cast.leonid), "matrix_svg", round_)
    text = answer.content.decode()
    root = ET.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert [outside for outside in ("href", "var(", "@import", "<script", "src=") if outside in text] == []
    assert text.count("http") == 1
    titles = [title.text or "" for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert any(title.startswith(NAME) for title in titles)


def test_the_styles_of_a_file_have_every_colour_written_out() -> None:
    assert "#0b6472" in style_of(SHEET)
    assert "var(" not in style_of(SHEET)
    assert "sticky" not in style_of(SHEET)


@pytest.mark.parametrize(
    ("name", "start"), [("matrix_png", b"\x89PNG"), ("matrix_pdf", b"%PDF"), ("round_pdf", b"%PDF")]
)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_pictures_and_reports_are_set(
    round_: Round, cast: SimpleNamespace, signed_in: SignedIn, name: str, start: bytes, language: str
) -> None:
    User.objects.filter(pk=cast.leonid.pk).update(language=language)
    answer = download(signed_in(cast.leonid), name, round_)
    assert answer.content.startswith(start)
    assert "%D0%BE%D1%81%D0%B5%D0%BD%D1%8C" in answer["Content-Disposition"]


def test_a_file_is_narrowed_as_the_page_is(round_: Round, cast: SimpleNamespace, signed_in: SignedIn) -> None:
    text = download(signed_in(cast.leonid), "matrix_svg", round_, "?quadrant=key_account").content.decode()
    assert text.count('class="mark hollow faded"') == 1
    content = download(signed_in(cast.leonid), "round_xlsx", round_, "?quadrant=key_account").content
    assert [row[0] for row in cells(content, "Accounts")[1:]] == [f"'{NAME}"]


def cells(content: bytes, sheet: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True))


def test_the_workbook_has_accounts_scores_and_decisions(
    round_: Round, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    Round.objects.filter(pk=round_.pk).update(state="deciding")
    stored = Round.objects.get(pk=round_.pk)
    orient = stored.candidates.get(account__trade_name="Orient")
    Decision.objects.create(candidate=orient, status="key", proposed="key", reason="=SUM(A1)", by=cast.leonid, on=TODAY)
    content = download(signed_in(cast.leonid), "round_xlsx", stored).content
    accounts = cells(content, "Accounts")
    assert [(row[0], row[5], row[8], row[13]) for row in accounts[1:]] == [
        (f"'{NAME}", "Key account", 7, 6.5),
        ("Orient", None, 6, None),
    ]
    assert cells(content, "Factor scores")[0] == ("Name", "Factor 0, 40 %", "Factor 1, 35 %", "Factor 2, 25 %")
    assert [row[:4] for row in cells(content, "Decisions")[1:]] == [
        ("Orient", "Key account", "Key account", "'=SUM(A1)")
    ]


def test_the_report_says_what_the_round_was(round_: Round, cast: SimpleNamespace) -> None:
    data = report_data(matrix_for(cast.leonid, round_), TODAY)
    assert data["title"] == "Осень #2026"
    assert data["people"] == [["Sales", "Anna Petrova"], ["Finance", "Irina Belova"]]
    assert [row[:2] for row in data["accounts"]["rows"]] == [
        [NAME, "Key account"],
        ["Orient", "no quadrant: strength not known"],
    ]
    assert [row[0] for row in data["factors"]["rows"]] == ["Factor 0", "Factor 1", "Factor 2"]
    assert data["footer"].startswith("Confidential")


def test_the_report_is_in_the_readers_language(round_: Round, cast: SimpleNamespace) -> None:
    with translation.override("ru"):
        data = report_data(matrix_for(cast.leonid, round_), TODAY)
    assert (data["language"], data["words"]["matrix"], data["accounts"]["rows"][0][2]) == ("ru", "Матрица", "7,00")


def test_weights_are_written_as_the_reader_writes_numbers(cast: SimpleNamespace, new_account: NewAccount) -> None:
    model = published_model(weights=("62.5", "37.5"), by=cast.ada)
    round_ = round_at("consensus", runner=cast.leonid, accounts=[new_account(NAME)], raters=(cast.irina,), model=model)
    with translation.override("ru"):
        found = matrix_for(cast.leonid, round_)
        weights = [row[2] for row in report_data(found, TODAY)["factors"]["rows"]]
        header = cells(workbook_of(found), "Баллы по факторам")[0]
    assert weights == ["62,5 %", "37,5 %"]
    assert header[1:] == ("Фактор 0, 62,5 %", "Фактор 1, 37,5 %")


def test_decisions_that_do_not_fit_on_paper_are_counted(
    round_: Round, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    Round.objects.filter(pk=round_.pk).update(state="deciding")
    stored = Round.objects.get(pk=round_.pk)
    for candidate in stored.candidates.all():
        Decision.objects.create(candidate=candidate, status="key", proposed="key", by=cast.leonid, on=TODAY)
    whole = report_data(matrix_for(cast.leonid, stored), TODAY)["decisions"]
    assert (len(whole["rows"]), whole["note"]) == (2, "")
    monkeypatch.setattr(report, "ROWS_AT_MOST", 1)
    data = report_data(matrix_for(cast.leonid, stored), TODAY)
    assert (len(data["decisions"]["rows"]), data["decisions"]["note"]) == (1, "1 more decision is in the spreadsheet.")
    assert typeset("round", data).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("total", "line", "cell"),
    [
        (1, "выбрано 1 из 1 клиента", "Здесь 1 из 1 клиента"),
        (3, "выбрано 1 из 3 клиентов", "Здесь 1 из 3 клиентов"),
        (21, "выбрано 1 из 21 клиента", "Здесь 1 из 21 клиента"),
    ],
)
def test_of_how_many_clients_is_said_in_the_form_of_the_number(
    round_: Round, cast: SimpleNamespace, total: int, line: str, cell: str
) -> None:
    found = matrix_for(cast.leonid, round_, quadrant="key_account")
    found.summary.total = total
    with translation.override("ru"):
        assert report.tally(found) == line
        assert words_of(Cell(Box(0, 0, 10, 10), count=total, asked=1, shade=1), is_narrow=True) == cell


@pytest.mark.skipif(not HOSTILE.exists(), reason="the shared data is not here")
def test_no_hostile_text_breaks_a_document(round_: Round, cast: SimpleNamespace) -> None:
    found = matrix_for(cast.leonid, round_)
    strings = [text.replace("\x00", "") for text in json.loads(HOSTILE.read_text())]
    hostile = [row._replace(name=text) for text in strings for row in found.rows[:1]]
    key = hostile[0].account
    for row in hostile:
        found.picture.rows[key] = row  # type: ignore[index]
        ET.fromstring(svg_of(found.picture, row.name, styled=True))
    data = report_data(found, TODAY)
    data["accounts"]["rows"] = [[text, "", "", "", "", ""] for text in strings]
    data["title"] = data["footer"] = "".join(strings)[:3000]
    assert typeset("round", data).startswith(b"%PDF")


def test_a_report_of_ten_pages_is_set_quickly_enough_to_wait_for(cast: SimpleNamespace) -> None:
    """No timed test: the figure is printed by -s, and a loose ceiling catches only what went wrong altogether."""
    data = report_data(matrix_for(cast.ada, crowd(cast, 300)), TODAY)
    began = time.perf_counter()
    content = typeset("round", data)
    print(f"{content.count(b'/Type /Page') or '?'} pages, {time.perf_counter() - began:.2f} s")
    assert time.perf_counter() - began < 15
