"""What changed between reviews: on one page, between any two, with who and when."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.keeping import create_contact, remove_contact
from accounts.models import Account
from dossiers.description import BY_KEY, SECTIONS, TABLES
from dossiers.diary.writing import write_entry
from dossiers.events import plan_event
from dossiers.facts import save_section
from dossiers.financials import record_financial_year
from dossiers.models import DiaryEntry, Review, TableRow
from dossiers.reviews.changes import between, groups, told_of
from dossiers.reviews.checking import check_fact
from dossiers.reviews.newer_in_diary import newer_in_diary
from dossiers.reviews.page import Changed, signed_topics
from dossiers.reviews.verifying import answer_topic, return_review, sign_review, start_review
from dossiers.rows import add_row, remove_row
from kam_portal.foundation.history.authors import written_by
from kam_portal.foundation.history.timeline import chronicle
from kam_portal.foundation.people.models import User

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
FIRST_DAY = START.date()
QUARTER = datetime.timedelta(days=91)


@pytest.fixture
def acme(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Acme", kam=cast.anna, on=START.date())


def write(account: Account, version: int, mission: str, by: User, on: datetime.date = FIRST_DAY) -> None:
    with written_by(user=by.pk):
        save_section(
            account=account,
            section=BY_KEY["general"],
            version=version,
            values={"mission": mission},
            source="",
            on=on,
            by=by,
        )


def signed(account: Account, by: User, at: datetime.datetime, note: str = "") -> Review:
    review = start_review(account=account, by=by, at=at)
    for number, section in enumerate(SECTIONS, start=1):
        answer_topic(
            review=review,
            topic=section.key,
            verdict="true",
            note=note if number == 1 else "",
            by=by,
            at=at + datetime.timedelta(minutes=number),
        )
    return sign_review(review=review, by=by, at=at + datetime.timedelta(minutes=20))


def told(earlier: Review, later: Review) -> dict[str, tuple[int, int, int, list[str]]]:
    return {
        str(group.title): (group.came, group.went, group.otherwise, [change.title for change in group.changes])
        for group in groups(between(earlier, later))
    }


@pytest.fixture
def three(acme: Account, cast: SimpleNamespace) -> list[Review]:
    """Three signed reviews: a mission that changes and changes back, a contact who comes and goes."""
    write(acme, 0, "Ships", cast.anna)
    first = signed(acme, cast.anna, START)
    write(acme, 1, "Submarines", cast.leonid)
    magnus = create_contact(account=acme, name="Magnus")
    goal = add_row(account=acme, table=TABLES["goals"], values={"name": "Dive"}, on=START.date(), by=cast.anna)
    second = signed(acme, cast.anna, START + QUARTER)
    write(acme, 2, "Ships", cast.anna)
    magnus.refresh_from_db()
    remove_contact(contact=magnus, version=magnus.version)
    remove_row(row=goal, version=goal.version)
    plan_event(account=acme, kind="tender", title="Tender", on=START.date() + 3 * QUARTER)
    third = signed(acme, cast.anna, START + 2 * QUARTER)
    return [first, second, third]


def test_each_review_tells_what_changed_since_the_one_before(three: list[Review]) -> None:
    first, second, third = three
    assert told(first, second) == {
        "Dossier": (1, 0, 1, ["Mission", "Their goals and initiatives: Dive"]),
        "People": (1, 0, 0, ["Magnus"]),
    }
    assert told(second, third) == {
        "Dossier": (0, 1, 1, ["Mission", "Their goals and initiatives: Dive"]),
        "People": (0, 1, 0, ["Magnus"]),
        "Events ahead": (1, 0, 0, ["Tender"]),
    }


def test_what_came_and_went_again_is_no_difference_over_both(three: list[Review]) -> None:
    first, _second, third = three
    assert told(first, third) == {"Events ahead": (1, 0, 0, ["Tender"])}


def test_a_difference_names_who_made_it_and_when(three: list[Review], cast: SimpleNamespace) -> None:
    first, second, _third = three
    (mission,) = [change for change in between(first, second) if change.key == "mission"]
    assert (mission.before, mission.after, mission.who) == (
        {"value": "Ships"},
        {"value": "Submarines"},
        cast.leonid.full_name,
    )
    assert mission.when


def test_the_page_compares_with_the_review_before_or_with_any(
    acme: Account, three: list[Review], cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    leonid = signed_in(cast.leonid)
    page = reverse("review_changes", args=[acme.pk, 3])
    html = leonid.get(page).content.decode()
    assert "What changed from review 2" in html
    assert [words in html for words in ("Submarines", "Magnus", "Tender", "+1 new", "−1 gone")] == [True] * 5
    html = leonid.get(page, {"since": "1"}).content.decode()
    assert ("What changed from review 1" in html, "Submarines" in html, "Tender" in html) == (True, False, True)
    wrong = [leonid.get(page, {"since": since}).status_code for since in ("3", "4", "0", "x", "9" * 30)]
    assert wrong == [404] * 5


def test_a_returned_review_is_nothing_to_compare_with(
    acme: Account, three: list[Review], cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    return_review(review=three[2], reason="Again", by=cast.leonid, at=START + 3 * QUARTER)
    fourth = signed(acme, cast.anna, START + 3 * QUARTER)
    html = signed_in(cast.leonid).get(reverse("review_changes", args=[acme.pk, fourth.number])).content.decode()
    assert f"What changed from review {three[1].number}" in html


def test_the_first_review_says_that_there_is_nothing_to_compare_with(
    acme: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    signed(acme, cast.anna, START, note="Ask Siri about the docks")
    html = signed_in(cast.leonid).get(reverse("review_changes", args=[acme.pk, 1])).content.decode()
    assert ("nothing to compare with" in html, "Ask Siri about the docks" in html) == (True, True)


def test_a_running_review_has_no_page_of_changes(
    acme: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    start_review(account=acme, by=cast.anna, at=START)
    assert signed_in(cast.anna).get(reverse("review_changes", args=[acme.pk, 1])).status_code == 404


def test_confirming_is_no_change_and_names_nobody(acme: Account, cast: SimpleNamespace) -> None:
    """A signature moves the as-of dates of rows: whoever wrote them stays their author."""
    with written_by(user=cast.leonid.pk):
        row = add_row(account=acme, table=TABLES["goals"], values={"name": "Dive"}, on=START.date(), by=cast.leonid)
    first = signed(acme, cast.anna, START)
    with written_by(user=cast.anna.pk):
        second = signed(acme, cast.anna, START + QUARTER)
    assert between(first, second) == []
    with written_by(user=cast.boris.pk):
        remove_row(row=row, version=1)
    third = signed(acme, cast.anna, START + 2 * QUARTER)
    assert [(change.after, change.who) for change in between(second, third)] == [(None, cast.boris.full_name)]


def test_a_newer_diary_entry_that_speaks_of_the_same_questions_a_fact(acme: Account, cast: SimpleNamespace) -> None:
    day = START.date()
    save_section(
        account=acme,
        section=BY_KEY["decision"],
        version=0,
        values={"actors": "Магнус Даль решает об условиях оплаты", "buying_process": "Engineering names two brands"},
        source="",
        on=day,
        by=cast.anna,
    )
    row = add_row(account=acme, table=TABLES["goals"], values={"name": "Opening a yard in Gdansk"}, on=day, by=None)
    later = day + datetime.timedelta(days=10)
    magnus = write_entry(account=acme, by=cast.anna, on=later, summary="Магнус Даль уходит в марте")
    yard = write_entry(account=acme, by=cast.anna, on=later, summary="They give up the yards near Gdansk")
    write_entry(account=acme, by=cast.anna, on=day, summary="Engineering named brands on the same day")
    write_entry(account=acme, by=cast.anna, on=later, summary="Acme talked of engineering alone")
    found = newer_in_diary(acme)
    assert {key: [entry.pk for entry in entries] for key, entries in found.by_key.items()} == {
        "actors": [magnus.pk],
        f"goals:{row.pk}": [yard.pk],
    }


def test_the_review_shows_what_the_diary_says_since(
    acme: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    write(acme, 0, "Ferries for the western fjords", cast.anna)
    write_entry(
        account=acme, by=cast.anna, on=START.date() + datetime.timedelta(days=1), summary="No more ferries for fjords"
    )
    start_review(account=acme, by=cast.anna, at=START)
    html = signed_in(cast.anna).get(reverse("review", args=[acme.pk])).content.decode()
    assert ("Newer in the diary" in html, "No more ferries for fjords" in html) == (True, True)


def test_more_facts_and_entries_take_no_more_statements(
    acme: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    anna, counted = signed_in(cast.anna), []
    start_review(account=acme, by=cast.anna, at=START)
    for number in (1, 3):
        for n in range(number):
            name = f"Plan {number}{n} for western fjords"
            add_row(account=acme, table=TABLES["goals"], values={"name": name}, on=START.date(), by=cast.anna)
            on = START.date() + datetime.timedelta(days=1)
            write_entry(account=acme, by=cast.anna, on=on, summary="Western fjords again")
        with CaptureQueriesContext(connection) as statements:
            assert anna.get(reverse("review", args=[acme.pk]), {"section": "general"}).status_code == 200
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_figures_are_written_as_everywhere_but_a_year_stays_a_year(
    cast: SimpleNamespace, acme: Account, signed_in: Callable[[User], Client]
) -> None:
    signed(acme, cast.anna, START)
    record_financial_year(account=acme, year=2025, currency="EUR", headcount=3100, as_of=FIRST_DAY, by=cast.anna)
    signed(acme, cast.anna, START + QUARTER)
    page = signed_in(cast.anna).get(reverse("review_changes", args=[acme.pk, 2]))
    [group] = page.context["groups"]
    assert [(change.title, change.after) for change in group.changes] == [
        ("The client's figures of 2025", "Currency: EUR\nHeadcount: 3,100")
    ]


def test_dates_that_a_signature_moves_take_no_place_in_the_history(
    cast: SimpleNamespace, acme: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_row(account=acme, table=TABLES["goals"], values={"name": "Grow"}, on=FIRST_DAY, by=cast.anna)
    plan_event(account=acme, kind="tender", title="Tender", on=FIRST_DAY + QUARTER, as_of=FIRST_DAY)
    record_financial_year(account=acme, year=2025, currency="EUR", as_of=FIRST_DAY)
    signed(acme, cast.anna, START + QUARTER)
    assert TableRow.objects.get().as_of == (START + QUARTER).date()
    monkeypatch.setattr("kam_portal.foundation.history.timeline.EVENTS_A_PAGE", 2)
    pages = [chronicle(acme, part=part) for part in ("general", "events")]
    told = [[(change.subject, change.action) for m in page.moments for change in m.changes] for page in pages]
    assert [sorted(page) for page in told] == [
        [("The client's figures of 2025", "insert"), ("Their goals and initiatives: Grow", "insert")],
        [("Tender", "insert")],
    ]


def test_only_the_lines_that_differ_are_marked() -> None:
    goal = Changed(
        "Goal", "Kind: Goal\nMeasure: Share\nOwner: Ingrid", "Kind: Goal\nMeasure: Kilos\nOwner: Ingrid", "", None
    )
    assert goal.blocks == [
        *(("kept", "Kind: Goal"), ("went", "Measure: Share"), ("came", "Measure: Kilos")),
        ("kept", "Owner: Ingrid"),
    ]
    assert Changed("New", "", "One\nTwo", "", None).blocks == [("came", "One\nTwo")]
    assert Changed("Gone", "One\nTwo", "", "", None).blocks == [("went", "One\nTwo")]


def test_changes_stand_in_the_order_of_the_sections(cast: SimpleNamespace, acme: Account) -> None:
    first = signed(acme, cast.anna, START)
    for key, field in (("swot", "our_threats"), ("decision", "actors"), ("general", "mission")):
        said = {"version": 0, "values": {field: "New"}, "source": "", "on": FIRST_DAY, "by": cast.anna}
        save_section(account=acme, section=BY_KEY[key], **said)
    signed(acme, cast.anna, START + QUARTER)
    earlier, later = Review.objects.get(pk=first.pk), Review.objects.get(account=acme, number=2)
    assert [change.topic for change in between(earlier, later)] == ["general", "decision", "swot"]


def test_a_row_that_a_program_wrote_names_its_author_and_its_removal_nobody(
    cast: SimpleNamespace, acme: Account
) -> None:
    first = signed(acme, cast.anna, START)
    row = add_row(account=acme, table=TABLES["goals"], values={"name": "Grow"}, on=FIRST_DAY, by=cast.boris)
    second = signed(acme, cast.anna, START + QUARTER)
    remove_row(row=row, version=1)
    third = signed(acme, cast.anna, START + 2 * QUARTER)
    first, second, third = (Review.objects.get(pk=review.pk) for review in (first, second, third))
    assert [change.who for change in between(first, second)] == ["Boris Klein"]
    assert [change.who for change in between(second, third)] == [""]


def test_a_lead_reads_on_top_what_was_not_simply_called_true(
    cast: SimpleNamespace, acme: Account, signed_in: Callable[[User], Client]
) -> None:
    write(acme, 0, "Ferries for the western fjords", cast.anna)
    facts = {"actors": "Magnus decides on payment terms", "buying_process": "Engineering names two brands"}
    save_section(
        account=acme, section=BY_KEY["decision"], version=0, values=facts, source="", on=FIRST_DAY, by=cast.anna
    )
    later = FIRST_DAY + datetime.timedelta(days=1)
    for said in ("No more ferries for the fjords", "Payment terms: Magnus left", "Engineering, two other brands"):
        write_entry(account=acme, by=cast.anna, on=later, summary=said)
    future = FIRST_DAY + 2 * QUARTER
    write_entry(account=acme, by=cast.anna, on=future, summary="To discuss: Magnus, payment terms")
    review = start_review(account=acme, by=cast.anna, at=START + QUARTER)
    check_fact(
        review=review, topic="decision", key="buying_process", verdict="unknown", by=cast.anna, at=START + QUARTER
    )
    said = {
        "swot": ("changed", ""),
        "ladder": ("unknown", ""),
        "diary": ("true", "Ask Siri"),
        "general": ("changed", ""),
    }
    for section in SECTIONS:
        verdict, note = said.get(section.key, ("true", ""))
        answer_topic(review=review, topic=section.key, verdict=verdict, note=note, by=cast.anna, at=START + QUARTER)
    sign_review(review=Review.objects.get(pk=review.pk), by=cast.anna, at=START + QUARTER)
    DiaryEntry.objects.update(summary="Something else")
    for page in ("review_changes", "review_signed"):
        answer = signed_in(cast.leonid).get(reverse(page, args=[acme.pk, review.number]))
        told = answer.context["told"]
        assert [(shown.verdict, shown.answer.note) for shown in told.sections] == [
            *(("Changed", ""), ("Changed", ""), ("Unknown", "")),
            ("Still true", "Ask Siri"),
        ]
        assert [fact.key for fact in told.unknown] == ["buying_process"]
        # The mission stands in a section of which the reviewer says that it changed, so it was not confirmed.
        assert [(fact.key, [entry.summary for entry in fact.newer]) for fact in told.doubtful] == [
            ("actors", ["Payment terms: Magnus left"])
        ]
        shown = answer.content.decode()
        place = shown.index("What the reviewer says")
        assert place < shown.index("Payment terms: Magnus left") < shown.index("</ul>", place)


def test_a_review_in_which_all_is_true_says_so_and_one_signed_earlier_is_read_without_the_diary(
    cast: SimpleNamespace, acme: Account, signed_in: Callable[[User], Client]
) -> None:
    write(acme, 0, "Ferries for the western fjords", cast.anna)
    write_entry(account=acme, by=cast.anna, on=FIRST_DAY + datetime.timedelta(days=1), summary="No ferries for fjords")
    review = signed(acme, cast.anna, START + QUARTER)
    page, leonid = reverse("review_changes", args=[acme.pk, 1]), signed_in(cast.leonid)
    assert "called still true, the diary says something newer" in leonid.get(page).content.decode()
    del review.snapshot["newer"]
    assert told_of(signed_topics(review)).is_all_true
    signed(acme, cast.anna, START + 2 * QUARTER)
    page = reverse("review_changes", args=[acme.pk, 2])
    assert "Every section is called still true, and no single fact unknown." in leonid.get(page).content.decode()


def test_what_is_told_takes_no_statement_a_fact(
    cast: SimpleNamespace, acme: Account, signed_in: Callable[[User], Client]
) -> None:
    leonid, counted = signed_in(cast.leonid), []
    signed(acme, cast.anna, START)
    for number in (1, 3):
        for n in range(number):
            name = f"Plan {number}{n} for western fjords"
            add_row(account=acme, table=TABLES["goals"], values={"name": name}, on=FIRST_DAY, by=cast.anna)
        on = FIRST_DAY + number * QUARTER
        write_entry(account=acme, by=cast.anna, on=on, summary="Western fjords again")
        review = signed(acme, cast.anna, START + number * QUARTER)
        pages = [reverse(page, args=[acme.pk, review.number]) for page in ("review_changes", "review_signed")]
        assert len(leonid.get(pages[0]).context["told"].doubtful) >= number
        for page in pages:
            with CaptureQueriesContext(connection) as statements:
                assert leonid.get(page).status_code == 200
            counted.append(len(statements))
    assert counted[:2] == counted[2:]
