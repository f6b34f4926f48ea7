"""The map as files, as a chapter of the dossier, and as it would be without somebody."""

from __future__ import annotations

import io
import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook

from accounts.models import Account
from decision_map.description import ATTITUDES, ROLES
from decision_map.drawing import add_post, begin_map
from decision_map.importing.comparing import compare
from decision_map.importing.present import present_of
from decision_map.importing.reading import chart_of, table_of
from decision_map.models import Actor, DecisionMap, Post
from decision_map.pictures.asked import Asked as PictureAsked
from decision_map.pictures.drawing import drawn as drawn_of
from decision_map.pictures.faces import Scene
from decision_map.pictures.paper import MOST_PIXELS, pdf_data, png_of
from decision_map.printing import DecisionMapChapter
from decision_map.reading import read_map
from decision_map.seating import has_left
from decision_map.workbook import workbook_of
from dossiers.printing.blocks import Block, Picture, Table, plain
from dossiers.printing.chapters import Asked
from dossiers.printing.pdf import dossier_pdf
from kam_portal.foundation.documents.typesetting import typeset
from kam_portal.foundation.people.models import User
from kam_portal.foundation.tabular.cards import read_cards
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
JUDGED = ("Decision maker", "mentor", "enemy", "influences", "conflict", "Unverified", "Anna Petrova")


def chapter(account: Account, reader: User, *, is_for_client: bool = False) -> list[Block]:
    return list(DecisionMapChapter().blocks(Asked(account, reader, TODAY, is_for_client=is_for_client)))


def test_the_svg_stands_alone(cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn) -> None:
    answer = signed_in(cast.anna).get(f"{drawn.get_absolute_url()}map.svg")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "attachment" in answer["Content-Disposition"]
    assert "#0b6472" in text and "var(" not in text
    assert not re.search(r"<a |href=\"[^#]|<script|url\((?!#)", text)
    ET.fromstring(text)


def test_the_client_and_a_reader_without_right_get_no_judgement(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    ours = signed_in(cast.anna).get(f"{drawn.get_absolute_url()}map.svg").content.decode()
    assert all(word in ours for word in JUDGED)
    for user, query in ((cast.anna, "?version=client"), (cast.boris, "")):
        found = signed_in(user).get(f"{drawn.get_absolute_url()}map.svg{query}").content.decode()
        assert "Ivanova" in found
        assert [word for word in JUDGED[:-1] if word in found] == []
    for_client = signed_in(cast.anna).get(f"{drawn.get_absolute_url()}map.svg?version=client").content.decode()
    assert "Anna Petrova" not in for_client and "Smirnov" not in for_client
    assert signed_in(cast.anna).get(f"{drawn.get_absolute_url()}map.svg?version=clint").status_code == 404


def test_no_sign_and_no_style_tells_the_client_that_people_are_sorted(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    page = drawn.get_absolute_url()
    kinds = [key for key, _title in (*ROLES, *ATTITUDES)] + [
        "unverified",
        "conflict",
        "influence",
        "coverage",
        "symbol",
    ]
    scene = Scene(read_map(drawn, TODAY, may_judge=False), PictureAsked(), TODAY, for_client=True)
    paper = pdf_data(scene, "a4", account=drawn.account, reader=cast.anna)
    for found in (
        signed_in(cast.anna).get(f"{page}map.svg?version=client").content.decode(),
        signed_in(cast.boris).get(f"{page}map.svg").content.decode(),
        re.search(r"<svg[^>]*decision-map.*?</svg>", signed_in(cast.boris).get(page).content.decode(), re.S)[0],  # type: ignore[index]
        paper["legend"] + "".join(sheet["svg"] for sheet in paper["sheets"]),
    ):
        assert 'id="hatch"' in found
        assert [kind for kind in kinds if re.search(rf"\b{kind}\b", found)] == []


def sheets(client: Client, map_: DecisionMap, query: str = "") -> dict[str, list[tuple[object, ...]]]:
    answer = client.get(f"{map_.get_absolute_url()}map.xlsx{query}")
    assert "attachment" in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_picture_as_png_is_what_the_address_asks_for(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    anna, page = signed_in(cast.anna), drawn.get_absolute_url()
    whole, for_client = anna.get(f"{page}map.png").content, anna.get(f"{page}map.png?version=client").content
    assert whole.startswith(b"\x89PNG") and for_client.startswith(b"\x89PNG") and whole != for_client
    assert anna.get(f"{page}map.png?version=clint").status_code == 404


def test_a_large_picture_takes_no_more_room_than_there_is(drawn: DecisionMap) -> None:
    found = drawn_of(Scene(read_map(drawn, TODAY, may_judge=True), PictureAsked(), TODAY))
    wide = replace(found, picture=replace(found.picture, width=20_000, height=10_000))
    sizes = [struct.unpack(">II", png_of(each, "Map")[16:24]) for each in (found, wide)]
    assert abs(sizes[0][0] - 2 * found.picture.width) < 60
    assert sizes[1][0] * sizes[1][1] < 1.05 * MOST_PIXELS


def test_the_workbook_tells_judgements_only_to_who_may_read_them(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    anna, boris = signed_in(cast.anna), signed_in(cast.boris)
    ours = sheets(anna, drawn)
    assert list(ours) == ["Chart", "People", "Judgements", "Lines"]
    assert [row[:3] for row in ours["Judgements"][1:]] == [
        ("Petrov", "Buying roles", "Decision maker"),
        ("Petrov", "Attitude to us", "Mentor"),
        ("Ivanova", "Buying roles", "Buyer"),
        ("Ivanova", "Attitude to us", "Enemy"),
    ]
    assert [row[4] for row in ours["Lines"][1:]] == [
        "Ivanova influences Petrov strongly",
        "Orlov and Smirnov are in conflict",
    ]
    theirs = sheets(boris, drawn)
    assert list(theirs) == ["Chart", "People"] and theirs["Chart"] == ours["Chart"]
    for_client = sheets(anna, drawn, "?version=client")
    assert list(for_client) == ["Chart"]
    assert [row[2] for row in for_client["Chart"]] == ["Full name", "Petrov", "Ivanova", None, "Orlov"]
    assert anna.get(f"{drawn.get_absolute_url()}map.xlsx?version=clint").status_code == 404


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_workbook_brought_back_changes_nothing(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn, language: str
) -> None:
    with translation.override(language):
        book = workbook_of(Scene(read_map(drawn, TODAY, may_judge=True), PictureAsked(), TODAY))
    found = compare(chart_of(table_of(book), {}), present_of(drawn), gone=True)
    assert [change.name for change in found.unchanged] == ["Ivanova", "Orlov", "Petrov", "Smirnov"]
    assert found.changes_nothing and found.left == found.problems == found.told == ()


def test_no_cell_of_the_workbook_is_a_formula(cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn) -> None:
    Post.objects.filter(map=drawn, title="CEO").update(title="=HYPERLINK(1)", unit="@SUM", reference="+1")
    rows = sheets(signed_in(cast.anna), drawn)["Chart"]
    assert [cell for row in rows for cell in row if str(cell)[:1] in "=+-@"] == []
    assert ("'+1", "'=HYPERLINK(1)") in [row[:2] for row in rows]


@pytest.mark.parametrize("query", ["", "?paper=a4", "?version=client"])
def test_the_pdf_is_set(cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn, query: str) -> None:
    answer = signed_in(cast.anna).get(f"{drawn.get_absolute_url()}map.pdf{query}")
    assert answer.content.startswith(b"%PDF")
    assert signed_in(cast.anna).get(f"{drawn.get_absolute_url()}map.pdf?paper=a9").status_code == 404


def test_a_large_map_goes_on_other_sheets_and_says_where(cast: SimpleNamespace, drawn: DecisionMap) -> None:
    top = Post.objects.get(map=drawn, title="CEO")
    for number in range(8):
        head = add_post(map_=drawn, title=f"Head {number}", reports_to=top)
        for below in range(9):
            add_post(map_=drawn, title=f"Buyer {number}.{below}", reports_to=head)
    shown = read_map(drawn, TODAY, may_judge=True)
    data = pdf_data(Scene(shown, PictureAsked(), TODAY), "a4", account=drawn.account, reader=cast.anna)
    assert len(data["sheets"]) > 1
    drawings = "".join(sheet["svg"] for sheet in data["sheets"])
    assert "goes on: sheet 2" in drawings
    assert all(f">Buyer {number}.{below}<" in drawings for number in range(8) for below in range(9))


@pytest.mark.parametrize(("language", "paper"), [("ru", "a4"), ("en", "a4"), ("ru", "a3")])
def test_every_sheet_is_one_page_however_long_the_words_of_the_legend(
    cast: SimpleNamespace, drawn: DecisionMap, language: str, paper: str
) -> None:
    top = Post.objects.get(map=drawn, title="CEO")
    Post.objects.bulk_create(
        Post(account=drawn.account, map=drawn, title=f"Head {number}", reports_to=top) for number in range(200)
    )
    with translation.override(language):
        shown = read_map(drawn, TODAY, may_judge=True)
        data = pdf_data(Scene(shown, PictureAsked(), TODAY), paper, account=drawn.account, reader=cast.anna)
        pages = re.findall(rb"/Count (\d+)", typeset("decision_map", data))
    assert pages == [str(len(data["sheets"]) + bool(data["lines"])).encode()]


def test_the_chapter_shows_everybody_and_to_the_client_nothing_judged(
    cast: SimpleNamespace, drawn: DecisionMap
) -> None:
    def said(user: User, *, is_for_client: bool = False) -> str:
        blocks = chapter(drawn.account, user, is_for_client=is_for_client)
        assert isinstance(blocks[0], Picture) and any(isinstance(block, Table) for block in blocks)
        text = "".join(str(plain(block)) for block in blocks)
        return re.sub(r"<style>.*?</style>|<defs>.*?</defs>", "", text, flags=re.DOTALL)

    assert all(word in said(cast.anna) for word in JUDGED)
    for found in (said(cast.boris), said(cast.anna, is_for_client=True)):
        assert "Ivanova" in found
        assert [word for word in JUDGED[:-1] if word in found] == []
    assert "Anna Petrova" not in said(cast.anna, is_for_client=True)
    assert dossier_pdf(Asked(drawn.account, cast.anna, TODAY)).startswith(b"%PDF")


def test_an_account_without_a_map_has_no_chapter(cast: SimpleNamespace, new_account: Callable[..., Account]) -> None:
    assert chapter(new_account("Orient", kam=cast.anna), cast.anna) == []


def test_what_if_somebody_leaves_shows_what_changes_and_writes_nothing(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    petrov = Actor.objects.get(map=drawn, contact__name="Petrov")
    answer = signed_in(cast.anna).get(f"{drawn.get_absolute_url()}people/{petrov.pk}/leaves/")
    page = answer.context["page"]
    assert [told.title for told in page.raised] == ["No decision maker is known"]
    assert "Petrov decides, and nobody of us has met them" in [told.title for told in page.settled]
    assert page.lines == ["Ivanova influences Petrov strongly"]
    assert ("people", "4", "3") in [(now.key, now.figure, then.figure) for now, then in page.changed]
    assert "Would have left" in page.svg and "influences" not in page.svg
    petrov.refresh_from_db()
    assert petrov.left_on is None


def test_who_has_left_cannot_leave_again(cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn) -> None:
    orlov = Actor.objects.get(map=drawn, contact__name="Orlov")
    has_left(actor=orlov, version=orlov.version, on=TODAY)
    assert signed_in(cast.anna).get(f"{drawn.get_absolute_url()}people/{orlov.pk}/leaves/").status_code == 404


def test_people_leave_as_cards_without_a_word_of_what_is_judged(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    ivanova = Actor.objects.get(map=drawn, contact__name="Ivanova")
    one = signed_in(cast.boris).get(f"{drawn.get_absolute_url()}people/{ivanova.pk}/card.vcf")
    assert one["Content-Type"].startswith("text/vcard") and "attachment" in one["Content-Disposition"]
    assert [row.cells[:2] for row in read_cards(one.content).rows] == [("Ivanova", "CFO")]
    everybody = signed_in(cast.anna).get(f"{drawn.get_absolute_url()}map.vcf")
    found = [row.cells[:2] for row in read_cards(everybody.content).rows]
    assert found == [("Ivanova", "CFO"), ("Orlov", "Buyer"), ("Petrov", "CEO"), ("Smirnov", "")]
    assert [word for word in JUDGED if word in everybody.content.decode()] == []
    assert signed_in(cast.viktor).get(f"{drawn.get_absolute_url()}map.vcf").status_code == 404


def test_cards_of_one_client_come_onto_the_map_of_another(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn, new_account: Callable[..., Account]
) -> None:
    anna = signed_in(cast.anna)
    other = begin_map(account=new_account("Orient", kam=cast.anna), title="All of it")
    cards = anna.get(f"/accounts/{drawn.account_id}/contacts.vcf").content
    compared = anna.post(f"{other.get_absolute_url()}import/", {"file": SimpleUploadedFile("people.vcf", cards)})
    form = compared.context["form"]
    assert [name for name, _posts in form.came] == ["Ivanova", "Orlov", "Petrov", "Smirnov"]
    assert "gone" not in form.fields
    sent = {"chart": compared.context["packed"], "seen": form.present.digest, "on": TODAY.isoformat()}
    assert anna.post(f"{other.get_absolute_url()}import/take/", sent).status_code == 302
    assert sorted(Post.objects.filter(map=other).values_list("title", flat=True)) == ["Buyer", "CEO", "CFO"]
