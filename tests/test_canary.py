"""A word stands in every field of one account; whoever may not read that account meets it nowhere.

Not in pages, lists, searches, counts, suggestions, exports, the history of related accounts, the inbox or mails. Its
owner meets it on the same walk, so the walk is worth something.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from types import SimpleNamespace

import openpyxl
import pytest
from django.core import mail
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from accounts.assigning import add_member, assign
from accounts.keeping import create_account, create_contact
from accounts.models import Account, Round, ScoringModel
from dossiers.diary.steps import add_step
from dossiers.models import Answer, DiaryEntry, Review
from dossiers.reviews.verifying import answer_topic, return_review, start_review
from kam_portal.foundation.notifications import topics
from kam_portal.foundation.notifications.digest import send_digests
from kam_portal.foundation.notifications.saying import say
from kam_portal.foundation.people.feeds import open_feed
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right
from kam_portal.workspace.demo.people import bring_in
from planning.models import Action, Communication
from tests import access_table as table
from tests.access_objects import CANARY, GUARDED, Scene, build_scene
from tests.access_rows import ROWS
from tests.accounts.selecting import round_at
from tests.conftest import TODAY
from tests.planning.access_rows import PLANNING
from tests.planning.decks import words_of_deck
from tests.test_access import address as address_in

pytestmark = pytest.mark.django_db
STRANGERS = (table.PEER, table.STRANGER, table.OTHER_LEAD, table.COLLEAGUE, table.MOVED)
NAME = "Halvorsen Shipyards"
TOPICS = (
    *("assigned", "event", "ladder-answered", "mail-failed", "nudge", "returned", "review", "status", "unmanaged"),
    *("action", "plan_comment", "plan_mention", "plan_step"),
)
# Their subject is a round; the number of an account may be that of a round in which the reader has a seat.
TOPICS_OF_A_ROUND = ("round-cancelled", "round-nominate", "round-reminder", "round-score")
MORNING = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
# Everything a reader can ask of a list.
ASKED = (
    *(f"/accounts/?{key}={CANARY}" for key in ("q", "industry", "kam", "team", "sort", "status")),
    "/accounts/?sort=-sales",
    "/accounts/?page=2",
    f"/accounts/directory/?q={CANARY}",
    f"/accounts/directory/?q={NAME}",
    f"/search/?q={CANARY}",
    f"/search/?q={NAME}",
    f"/reviews/?q={CANARY}",
    "/reviews/?sort=stake",
    "/reviews/year/?kind=other",
    f"/reviews/year/?kind={CANARY}&kam={CANARY}&team={CANARY}&month={CANARY}",
    "/accounts/new/",
)
COUNTED = ("/accounts/", f"/accounts/?q={CANARY}", f"/accounts/?q={NAME}", f"/accounts/?industry={CANARY}")
PAGES_OF_A_SIGNED_REVIEW = ("review_signed", "review_changes")
BOARDS = ("/reviews/", f"/reviews/?q={NAME}")
# The tabs of an account that belongs to the same group.
TABS = (
    "account",
    "account_edit",
    "account_team",
    "account_history",
    "contacts",
    "dossier",
    "brief",
    "dossier_pdf",
    "dossier_xlsx",
    "diary",
    "attachments",
    "review",
    "comparison",
    "ladder_invitations",
    "map_first",
    "plans",
    "white_space",
)


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Every stranger owns or helps a subsidiary of the canary's account, and has messages about it from before."""
    with django_db_blocker.unblock(), transaction.atomic():
        scene = build_scene(SimpleNamespace(**bring_in()))
        account = Account.objects.get(pk=scene.objects["account"])
        _fill(account, scene)
        scene.objects["foreign_round"] = _round_without_strangers(account, scene).pk
        for name in STRANGERS:
            _bind(scene, name, account)
        yield scene
        transaction.set_rollback(True)


def _fill(account: Account, scene: Scene) -> None:
    """What the table's scene leaves empty: a returned review with notes, telephones."""
    owner, lead = person(scene, table.OWNER), person(scene, table.OWN_LEAD)
    create_contact(account=account, name=f"{CANARY} 2", phones=[f"+49 {CANARY}"])
    review = Review.objects.get(account=account)
    return_review(review=review, reason=CANARY, by=lead, at=MORNING)
    running = start_review(account=account, by=owner, at=MORNING)
    answer_topic(
        review=running, topic="general", verdict=Answer.Verdict.CHANGED, note=CANARY, by=owner, at=MORNING, version=None
    )


def _round_without_strangers(account: Account, scene: Scene) -> Round:
    return round_at(
        "nominating",
        title=f"{CANARY} {NAME}",
        runner=person(scene, table.OWN_LEAD),
        accounts=[account],
        raters=[person(scene, table.OWNER)],
        model=ScoringModel.objects.get(pk=scene.objects["model"]),
    )


def _bind(scene: Scene, name: str, foreign: Account) -> None:
    reader = person(scene, name)
    say(topic="event", recipient=reader, subject_id=foreign.pk, day=TODAY, stage=f"lead-{scene.objects['event']}")
    subjects = dict.fromkeys(TOPICS, foreign.pk) | dict.fromkeys(TOPICS_OF_A_ROUND, scene.objects["foreign_round"])
    for topic, subject in subjects.items():
        say(topic=topic, recipient=reader, subject_id=subject, day=TODAY, note=CANARY, about=None, at=MORNING)
    own = create_account(by=None, on=TODAY, status="key", reason="one", trade_name=f"Own of {name}", parent=foreign)
    if reader.may(Right.EDIT_OWN):
        assign(account=own, manager=reader, on=TODAY, reason="", by=None)
    else:
        add_member(account=own, user=reader, function="finance", can_edit=False)
    scene.objects[name] = own.pk


def person(scene: Scene, name: str) -> User:
    found = scene.actors[name]
    assert found is not None
    return found


def client_of(scene: Scene, name: str) -> Client:
    client = Client()
    client.force_login(person(scene, name))
    return client


def text_of(answer: HttpResponse) -> str:
    """What a reader sees; a workbook cell by cell, a PDF page by page, a deck slide by slide."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if not content.startswith(b"PK"):
        return str(content.decode(errors="replace"))
    if "presentation" in answer["Content-Type"]:
        return words_of_deck(content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def plain_addresses() -> list[str]:
    """Every page that needs no object."""
    return [reverse(name) for name, row in ROWS.items() if not row.arguments and "GET" in row.methods]


def said_of_canary(client: Client, addresses: list[str]) -> list[str]:
    """The addresses whose answer tells the word, apart from repeating what was asked."""
    found = []
    for address in addresses:
        text = text_of(client.get(address))
        if CANARY in address:
            # The question comes back in the search field and in links; the answer to nonsense repeats it as often.
            nonsense = "Nachtigallenhain"
            echo = text_of(client.get(address.replace(CANARY, nonsense))).count(nonsense)
            if text.count(CANARY) != echo:
                found.append(address)
        elif CANARY in text:
            found.append(address)
    return found


@pytest.mark.parametrize("name", STRANGERS)
def test_no_page_list_search_or_export_tells_a_stranger_the_word(scene: Scene, name: str) -> None:
    client = client_of(scene, name)
    related = [reverse(tab, args=[scene.objects[name]]) for tab in TABS]
    assert said_of_canary(client, [*plain_addresses(), *ASKED, *related]) == []


@pytest.mark.parametrize("name", STRANGERS)
def test_what_a_stranger_counts_is_their_own(scene: Scene, name: str) -> None:
    client = client_of(scene, name)
    totals = {address: client.get(address).context["page"].total for address in COUNTED}
    board = {address: client.get(address).context["total"] for address in BOARDS}
    # The other lead's team has two of the subsidiaries besides the own one.
    reads = 3 if name == table.OTHER_LEAD else 1
    answers_for = reads if person(scene, name).may(Right.EDIT_OWN) else 0
    assert totals == dict(zip(COUNTED, (reads, 0, 0, 0), strict=True))
    assert board == dict(zip(BOARDS, (answers_for, 0), strict=True))
    assert client.get(f"/search/?q={CANARY}").context["found"].is_empty


@pytest.mark.parametrize("name", STRANGERS)
def test_the_calendar_of_a_stranger_tells_neither_the_word_nor_the_name(scene: Scene, name: str) -> None:
    """Though they promised something there once, and the own account beside it falls due."""
    reader = person(scene, name)
    entry = DiaryEntry.objects.get(pk=scene.objects["entry"])
    add_step(entry=entry, text=CANARY, on=TODAY, owner=reader)
    promised = {"account_id": scene.objects["account"], "plan_id": scene.objects["plan"], "owner": reader}
    Action.objects.create(**promised, title=CANARY, due_on=TODAY)
    Communication.objects.create(**promised, message=CANARY, subject="product", tool="press", on=TODAY)
    feed = Client().get(reverse("calendar_feed", args=[open_feed(user=reader, at=MORNING)])).content.decode()
    assert [word for word in (CANARY, NAME) if word in feed] == []
    assert (f"Own of {name}" in feed) == reader.may(Right.EDIT_OWN)


def test_the_owner_meets_the_word_in_the_own_calendar(scene: Scene) -> None:
    feed = Client().get(reverse("calendar_feed", args=[scene.objects["feed"]])).content.decode()
    assert (feed.count(CANARY), NAME in feed) == (5, True)


def test_no_topic_of_messages_is_left_out() -> None:
    assert {*TOPICS, *TOPICS_OF_A_ROUND} == set(topics._topics)


@pytest.mark.parametrize("name", STRANGERS)
def test_the_inbox_names_no_foreign_account(scene: Scene, name: str) -> None:
    entries = client_of(scene, name).get("/notifications/").context["page"].rows
    assert entries != []
    assert [entry.line for entry in entries if entry.line is not None and NAME in entry.line.subject] == []


def test_the_doubles_of_a_new_name_tell_the_directory_card_alone(scene: Scene) -> None:
    for name in (table.PEER, table.STRANGER, table.OTHER_LEAD, table.MOVED):
        data = {"trade_name": NAME, "status": "candidate", "kam": person(scene, name).pk}
        answer = client_of(scene, name).post("/accounts/new/", data)
        cards = [sorted(card) for card in answer.context["doubles"]]
        assert (answer.status_code, cards) == (200, [["kam_name", "label", "status", "trade_name"]])
        assert CANARY not in answer.content.decode()


def test_no_mail_to_a_stranger_tells_the_word_or_the_name(scene: Scene) -> None:
    send_digests(at=MORNING)
    told = {address for message in mail.outbox for address in message.to if NAME in str(message.message())}
    strangers = {person(scene, name).email for name in STRANGERS}
    assert (told & strangers, person(scene, table.OWNER).email in told) == (set(), True)
    texts = [str(message.message()) for message in mail.outbox if set(message.to) & strangers]
    assert [text for text in texts if CANARY in text] == []


def pages_of_the_account(scene: Scene) -> list[str]:
    """Every address of the account that its readers may open."""
    names = [n for n, row in ROWS.items() if row.door is table.READ and "GET" in row.methods]
    return [address_in(name, scene) for name in names]


def test_a_reader_without_edit_right_meets_no_judgement_of_a_person(scene: Scene) -> None:
    """On no page of the account, in no list, search, export or filter of the history."""
    client = client_of(scene, table.READER)
    history = reverse("account_history", args=[scene.objects["account"]])
    more = [f"{history}?part=judged", f"{history}?page=2", f"/search/?q={GUARDED}xx", *plain_addresses()]
    pages = [*pages_of_the_account(scene), *more]
    assert [page for page in pages if GUARDED in text_of(client.get(page)).replace(f"{GUARDED}xx", "")] == []
    assert client.get(f"/search/?q={GUARDED}").context["found"].is_empty
    assert "What we judge" not in text_of(client.get(history))


@pytest.mark.parametrize("name", [table.OWNER, table.OWN_LEAD, table.ADMIN, table.EDITOR])
def test_whoever_may_edit_reads_what_is_judged(name: str, scene: Scene) -> None:
    client = client_of(scene, name)
    told = {page for page in pages_of_the_account(scene) if GUARDED in text_of(client.get(page))}
    assert told == {
        address_in(page, scene) for page in ("account_history", "map_table", "map_xlsx", *PAGES_OF_A_SIGNED_REVIEW)
    }
    assert GUARDED in text_of(client.get(address_in("actor_judge", scene)))


def test_every_page_and_file_of_a_plan_tells_its_owner_the_word(scene: Scene) -> None:
    client = client_of(scene, table.OWNER)
    names = [name for name, row in PLANNING.items() if row.door is table.READ and "GET" in row.methods]
    assert {"discussion", "communications", "plan_pdf", "plan_pptx"} <= set(names)
    assert [name for name in names if CANARY not in text_of(client.get(address_in(name, scene)))] == []


def test_the_owner_meets_the_word_on_the_same_walk(scene: Scene) -> None:
    client = client_of(scene, table.OWNER)
    tabs = [reverse(tab, args=[scene.objects["account"]]) for tab in TABS]
    asked = [f"/accounts/?q={CANARY}", f"/search/?q={CANARY}", "/reviews/", "/reviews/export.xlsx", "/notifications/"]
    silent = {*tabs, *asked} - set(said_of_canary(client, [*tabs, *asked]))
    assert silent == set()
