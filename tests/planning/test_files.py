"""A plan as files: for us everything, for the client what they may read and not a word more."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from accounts.granting import grant
from accounts.models import Account
from dossiers.printing.chapters import Asked as DossierAsked
from kam_portal.foundation.people.models import User
from planning.goals.writing import add_goal
from planning.life.versions import snapshot_of
from planning.life.whole import read_whole
from planning.models import Action, Goal, Opportunity, Plan, PlanVersion, Reading, Resource, Strategy
from planning.printing.chapter import PlanChapter
from planning.printing.chapters import terms
from planning.printing.columns import buckets_of
from planning.printing.contents import StrategyTold
from planning.printing.deck import deck_of
from planning.printing.for_client import opened
from planning.printing.gathering import gather
from planning.printing.pdf import contents_of, full_pdf, one_page_pdf
from tests.conftest import TODAY
from tests.planning.decks import slides_of, words_of_deck
from tests.planning.living import MORNING
from tests.planning.printed import NEXT_YEAR, SECRET, asked, full_plan

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
# Figures of ours: baseline and reading, values and probability, costs and resources, terms of the price.
OURS = ("1.25", "4.75", "31,313", "73,737", "31,706", "43", "51,515", "41,417", "41,418", "7.5", "61", "97")
PEOPLE = ("Boris", "Klein", "Weiss")
OPEN = ("A series for pensioners", "Books by mail", "Share of mail orders", "10", "Ask three hundred readers")


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Acme Books", kam=cast.anna)


@pytest.fixture
def plan(account: Account, cast: SimpleNamespace) -> Plan:
    return full_plan(account, cast)


def words_of_pdf(content: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def test_everything_of_a_plan_stands_in_its_files(plan: Plan, cast: SimpleNamespace) -> None:
    full, sheet = words_of_pdf(full_pdf(asked(plan, cast))), words_of_pdf(one_page_pdf(asked(plan, cast)))
    deck = words_of_deck(deck_of(contents_of(asked(plan, cast))))
    ours = ("goal of ours alone", "strategy", "chance", "budget", "about the price")
    for text in (full, sheet, deck):
        assert [word for word in (*OPEN, *ours) if word not in text] == []
    assert [word for word in ("message", "result", "4.75", "51,515", "Weiss") if word not in full] == []
    assert "comment" not in full + sheet + deck
    # What stands in the column, its heading says; a client reads of the target alone.
    for_client = words_of_pdf(one_page_pdf(asked(plan, cast, for_client=True)))
    assert ["Now → target" in text for text in (sheet, for_client)] == [True, False]
    assert "Target" in for_client


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_client_reads_what_is_done_for_their_goals_and_nothing_else(
    plan: Plan, cast: SimpleNamespace, language: str
) -> None:
    with translation.override(language):
        for_client = asked(plan, cast, for_client=True)
        pdfs = [words_of_pdf(printed(for_client)) for printed in (full_pdf, one_page_pdf)]
        chapter = str(PlanChapter().blocks(DossierAsked(plan.account, cast.anna, TODAY, is_for_client=True)))
        content = deck_of(contents_of(for_client))
    packed = zipfile.ZipFile(io.BytesIO(content))
    inside = "".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())
    for text in (*pdfs, words_of_deck(content), chapter):
        assert [word for word in OPEN if word not in text] == []
        figures = set(re.findall(r"\d[\d,. \u00a0]*\d|\d", text))
        assert [word for word in (SECRET, *PEOPLE) if word in text] == []
        assert [figure for figure in OURS if figure in figures] == []
    assert SECRET not in inside and "Boris" not in inside


def test_a_client_reads_no_goal_that_was_added_since_the_approval(plan: Plan, cast: SimpleNamespace) -> None:
    approved, snapshot = set(plan.goals.values_list("pk", flat=True)), snapshot_of(read_whole(plan))
    PlanVersion.objects.create(account=plan.account, plan=plan, number=1, snapshot=snapshot, approved_at=MORNING)
    theirs = plan.goals.exclude(client_goal=None)[0].client_goal
    new = add_goal(plan=plan, title="Never approved", client_goal=theirs, measure="Copies")
    Action.objects.create(account=plan.account, plan=plan, goal=new, title="Neither this")
    Action.objects.create(account=plan.account, plan=plan, goal_id=min(approved), title="Begun meanwhile")
    told = opened(gather(asked(plan, cast, for_client=True)))
    words = " ".join([*(goal.title for goal in told.goals), *(action.title for action in told.actions)])
    assert "Begun meanwhile" in words and "Never approved" not in words and "Neither this" not in words


def test_the_files_are_asked_for_by_their_addresses_and_a_misspelt_reader_gets_none(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    anna, there = signed_in(cast.anna), f"/plans/{plan.pk}"
    for address in (f"{there}.pdf", f"{there}.pdf?pages=one", f"{there}.pptx"):
        ours, theirs = (anna.get(f"{address}{'&' if '?' in address else '?'}for={reader}") for reader in ("", "client"))
        assert (ours.status_code, theirs.status_code) == (200, 200)
        named = [answer["Content-Disposition"] for answer in (ours, theirs)]
        assert ["internal" in name and SECRET.lower() in name for name in named] == [True, False]
        assert SECRET.lower() not in named[1]
        assert ["sheet" in name for name in named] == ["pages=one" in address] * 2
    for odd in (".pdf?for=clint", ".pptx?for=clint", ".pdf?pages=two"):
        assert anna.get(f"{there}{odd}").status_code == 404


def test_a_client_gets_no_file_of_a_plan_that_nobody_approved_or_that_is_closed(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    anna, there = signed_in(cast.anna), f"/plans/{plan.pk}"
    theirs = (".pdf?for=client", ".pdf?for=client&pages=one", ".pptx?for=client")
    assert anna.get(f"{there}/").content.decode().count("for=client") == len(theirs)
    for state, version in (("draft", 0), ("discussion", 0), ("closed", 1)):
        Plan.objects.filter(pk=plan.pk).update(state=state, approved_version=version)
        assert "for=client" not in anna.get(f"{there}/").content.decode()
        assert {anna.get(f"{there}{address}").status_code for address in theirs} == {404}
        assert PlanChapter().blocks(DossierAsked(plan.account, cast.anna, TODAY, is_for_client=True)) == []
    assert anna.get(f"{there}.pptx").status_code == 200


def test_the_files_say_what_the_screen_says(plan: Plan, cast: SimpleNamespace) -> None:
    at = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
    # The company grants ranges, to somebody else; and the discount was another one when the plan was approved.
    grant(manager=cast.boris, valid_from=TODAY, by=cast.ada, discount=Decimal(99))
    price = Strategy.objects.filter(plan=plan, p="price")
    price.update(discount=5)
    PlanVersion.objects.create(
        account=plan.account, plan=plan, number=1, snapshot=snapshot_of(read_whole(plan)), approved_at=at
    )
    price.update(discount=Decimal("7.5"))
    own = {"account": plan.account, "plan": plan}
    told = Goal.objects.create(**own, title="Trust", kind="qualitative", measure="They ask us first", due_on=NEXT_YEAR)
    Reading.objects.create(account=plan.account, goal=told, on=TODAY, note="They asked us once")
    Opportunity.objects.filter(plan=plan).update(time=1, money=1, people=3)
    for_us = asked(plan, cast)
    full, sheet, deck = (
        words_of_pdf(full_pdf(for_us)),
        words_of_pdf(one_page_pdf(for_us)),
        " ".join(words_of_deck(deck_of(contents_of(for_us))).split()),
    )
    # The goal in words and the effort; five actions at 51,515 each, one of them dropped, and the budget.
    in_all = ("They ask us first", "They asked us once", "version 1, changed since approval: 3", "247,477", "message")
    for text in (full, sheet, deck):
        assert [word for word in (*in_all, "Needs approval by an admin") if word not in text] == []
    assert "1.67" in full and "1.666" not in full and "7.5" in deck and "61" in deck
    assert "31,706.91 EUR (3 years)" in sheet and "51,515 EUR" in sheet


def test_a_sheet_with_room_cuts_nothing_and_names_stay_whole(plan: Plan, cast: SimpleNamespace) -> None:
    long = " ".join(f"word{at}" for at in range(120))
    Strategy.objects.filter(plan=plan, p="product").update(strategy=long)
    assert long in words_of_pdf(one_page_pdf(asked(plan, cast)))
    names = "Maximiliane Featherstonehaugh"
    User.objects.filter(pk=cast.boris.pk).update(full_name=names)
    [reader] = [PdfReader(io.BytesIO(full_pdf(asked(plan, cast))))]
    lines = [line.strip() for page in reader.pages for line in page.extract_text().splitlines()]
    assert not [line for line in lines if line.endswith("-")]


def fill(plan: Plan, *, rows: int, text: str) -> None:
    own = {"account": plan.account, "plan": plan}
    Strategy.objects.filter(plan=plan).update(strategy=text * 20)
    Plan.objects.filter(pk=plan.pk).update(aim=text * 20)
    Goal.objects.bulk_create(
        Goal(**own, title=text[:200], measure=text[:200], unit="pieces of something", target=10**9 + at, baseline=at)
        for at in range(rows)
    )
    Opportunity.objects.bulk_create(
        Opportunity(**own, title=text[:200], kind="wider", time=1 + at % 5, money=2, people=3, benefit=4,
                    value_3=10**12, probability=50) for at in range(rows)
    )  # fmt: skip
    Action.objects.bulk_create(Action(**own, title=text[:300], due_on=TODAY, note=text * 9) for _at in range(rows))
    Resource.objects.bulk_create(Resource(**own, kind="time", title=text[:200], planned=5) for _at in range(rows))
    plan.refresh_from_db()


@pytest.mark.parametrize("text", ["Неудержимое многословие " * 20, "W" * 480, "a\u0301" * 240])
def test_a_sheet_stays_one_and_nothing_runs_over_the_edge_of_a_slide(
    plan: Plan, cast: SimpleNamespace, text: str
) -> None:
    fill(plan, rows=30, text=text)
    assert len(PdfReader(io.BytesIO(one_page_pdf(asked(plan, cast)))).pages) == 1
    deck = Presentation(io.BytesIO(deck_of(contents_of(asked(plan, cast)))))
    for slide in deck.slides:
        for shape in slide.shapes:
            rows = [row.height for row in shape.table.rows] if shape.has_table else []
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width + 2
            assert shape.top + max(shape.height, sum(rows)) <= deck.slide_height


def test_hostile_text_breaks_no_file_and_becomes_no_formula(plan: Plan, cast: SimpleNamespace) -> None:
    odd = "=1+1\x01\x0b\ufffe\x08<a:t>&\r\n_x0007_ #sys.inputs *b*"
    Goal.objects.filter(plan=plan).update(title=odd, unit="=2+2")
    for model in (Action, Opportunity, Resource):
        model.objects.filter(plan=plan).update(title=odd)
    Plan.objects.filter(pk=plan.pk).update(title=odd, aim=odd)
    plan.refresh_from_db()
    content = deck_of(contents_of(asked(plan, cast)))
    assert "=1+1" in words_of_deck(content)
    charts = [shape.chart for slide in slides_of(content) for shape in slide if shape.has_chart]
    for chart in charts:
        book = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        assert [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"] == []
    for printed in (full_pdf, one_page_pdf):
        assert "=1+1" in words_of_pdf(printed(asked(plan, cast)))


@pytest.mark.parametrize(("ends_on", "columns"), [("2027-09-30", 12), ("2029-03-01", 10), ("2099-12-31", 15)])
def test_the_timeline_has_as_few_columns_as_a_slide_has_room_for(ends_on: str, columns: int) -> None:
    begins, ends = datetime.date(2026, 10, 1), datetime.date.fromisoformat(ends_on)
    found = buckets_of(begins, ends)
    assert len(found) == columns and found[0].first == begins and found[-1].last >= ends
    assert [later.first - earlier.last for earlier, later in pairwise(found)] == [datetime.timedelta(1)] * (columns - 1)


def test_charts_are_native_and_their_figures_are_those_of_the_plan(plan: Plan, cast: SimpleNamespace) -> None:
    charts = [s.chart for slide in slides_of(deck_of(contents_of(asked(plan, cast)))) for s in slide if s.has_chart]
    assert [(chart.chart_type.name, list(chart.plots[0].series[0].values)) for chart in charts] == [
        ("COLUMN_CLUSTERED", [1.25, 4.75, 10.0]),
        ("COLUMN_CLUSTERED", [None, None, 97.0]),
        ("BUBBLE", [4.0]),
    ]
    goal = Goal.objects.filter(plan=plan, target=10).get()
    for _n in range(16):
        goal.pk, goal.client_goal = None, None
        goal.save(force_insert=True)
    deck = deck_of(contents_of(asked(plan, cast)))
    drawn = [s.chart.chart_type.name for slide in slides_of(deck) for s in slide if s.has_chart]
    # Of eighteen goals the two that are too many for a room are counted.
    assert (drawn.count("COLUMN_CLUSTERED"), "and 2 more" in words_of_deck(deck)) == (16, True)


def test_a_long_plan_asks_no_more_of_the_database_than_a_short_one(plan: Plan, cast: SimpleNamespace) -> None:
    counts = []
    for rows in (0, 20):
        fill(plan, rows=rows, text="Words")
        with CaptureQueriesContext(connection) as queries:
            contents_of(asked(plan, cast))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 18


def test_a_deck_says_whose_it_is_and_nothing_of_what_made_it(plan: Plan, cast: SimpleNamespace) -> None:
    content = deck_of(contents_of(asked(plan, cast)))
    known = Presentation(io.BytesIO(content)).core_properties
    assert (known.title.endswith("Acme Books"), known.author, known.last_modified_by) == (True, *["Anna Petrova"] * 2)
    packed = zipfile.ZipFile(io.BytesIO(content))
    assert [name for name in packed.namelist() if "thumbnail" in name] == []
    said = b"".join(packed.read(name) for name in packed.namelist() if name.endswith((".xml", ".rels")))
    for word in (b"python-pptx", b"Steve Canny", b"Macintosh", b"thumbnail"):
        assert word not in said, word


def test_terms_of_nought_are_said_and_those_nobody_set_are_not() -> None:
    free = StrategyTold("price", "Price", "", "", Decimal(0), Decimal(0), 0)
    assert terms(free, "EUR") == "Discount 0 % · 0\u00a0EUR · payment in 0 days"
    assert terms(StrategyTold("price", "Price", "", "", None, None, None), "EUR") == ""
