"""The History tab: every recorded change of one account, in words, and of no other."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.assigning import add_member, assign, remove_member
from accounts.keeping import change_status, create_contact, edit_account, edit_contact, record_year
from accounts.models import (
    Account,
    AgreedScore,
    Anchor,
    Authority,
    BandEdge,
    Decision,
    Factor,
    Nomination,
    Rater,
    Round,
    RoundStep,
    Score,
    ScoringModel,
)
from decision_map.models import AlertLimits
from dossiers.description import BY_KEY
from dossiers.diary.writing import edit_entry, write_entry
from dossiers.events import plan_event, remove_event
from dossiers.facts import save_section
from dossiers.financials import record_financial_year
from dossiers.models import Answer, Dossier, Fact, Section
from dossiers.reviews.verifying import answer_topic, return_review, start_review
from kam_portal.foundation.history.moments import Change, Chronicle
from kam_portal.foundation.history.timeline import chronicle, parts, told_models
from kam_portal.foundation.people.models import User
from planning.models import Product, Shift, StageWork
from tests.conftest import TODAY
from tests.dossiers.reviewing import MORNING, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


def changes(found: Chronicle) -> list[Change]:
    return [change for moment in found.moments for change in moment.changes]


def told(change: Change) -> tuple[str, str, str, list[tuple[str, str, str]]]:
    return str(change.part), change.subject, change.action, [(x.title, x.before, x.after) for x in change.lines]


def of_part(account: Account, part: str) -> list[tuple[str, str, str, list[tuple[str, str, str]]]]:
    return [told(change) for change in changes(chronicle(account, part=part))]


def test_facts_are_told_by_the_titles_and_words_of_the_description(account: Account, cast: SimpleNamespace) -> None:
    ladder = BY_KEY["ladder"]
    on = {"source": "a visit", "on": TODAY, "by": cast.anna}
    save_section(account=account, section=ladder, version=0, values={"needs_us": "yes"}, **on)
    save_section(account=account, section=ladder, version=1, values={"needs_us": "unknown"}, **on | {"source": ""})
    title = "Does the client need you as you need them?"
    assert of_part(account, "ladder") == [
        ("Perception ladder", title, "insert", [("", "", "Yes (source: a visit)")]),
        ("Perception ladder", title, "update", [("", "Yes (source: a visit)", "Don't know")]),
    ]


def test_a_group_of_fields_is_named_with_its_title(account: Account) -> None:
    values = {"size_1_low": "1234.5"}
    save_section(
        account=account, section=BY_KEY["relationship"], version=0, values=values, source="", on=TODAY, by=None
    )
    assert of_part(account, "relationship") == [
        ("The client through our eyes", "Size of opportunity, 1 year: Low", "insert", [("", "", "1,234.5")])
    ]


def test_account_contacts_team_and_status_are_told(account: Account, cast: SimpleNamespace) -> None:
    edit_account(account=account, version=account.version, changes={"industry": "Shipping", "consent": "given"})
    contact = create_contact(account=account, name="Ingrid", emails=["i@h.example"])
    edit_contact(contact=contact, version=1, changes={"title": "CFO"})
    seat = add_member(account=account, user=cast.pavel, function="service", can_edit=True)
    remove_member(seat=seat)
    change_status(account=account, status="maintenance", reason="smaller", on=TODAY, by=cast.leonid)
    assert of_part(account, "account")[-1] == (
        "Account",
        "The account",
        "update",
        [("Industry", "", "Shipping"), ("Client's consent", "Not asked yet", "Agrees to be a key account")],
    )
    assert of_part(account, "contacts") == [
        ("Their people", "Ingrid", "insert", [("Name", "", "Ingrid"), ("E-mails", "", "i@h.example")]),
        ("Their people", "Ingrid", "update", [("Title", "", "CFO")]),
    ]
    seats = [row for row in of_part(account, "team") if row[1] == "Team member Pavel Sokolov"]
    lines = [("Function on this account", "Service"), ("May edit", "Yes")]
    assert seats == [
        ("Our team", "Team member Pavel Sokolov", "insert", [(title, "", word) for title, word in lines]),
        ("Our team", "Team member Pavel Sokolov", "delete", [(title, word, "") for title, word in lines]),
    ]
    assert of_part(account, "status")[-1][1:] == (
        "Maintenance",
        "insert",
        [
            ("Status", "", "Maintenance"),
            ("Since", "", "22 Nov 2026"),
            ("Reason", "", "smaller"),
            ("Decided by", "", "Leonid Orlov"),
        ],
    )


def test_a_handover_tells_who_came_and_who_went(account: Account, cast: SimpleNamespace) -> None:
    assign(account=account, manager=cast.boris, on=TODAY, reason="new region", by=cast.leonid)
    team = of_part(account, "team")
    assert [(row[1], row[2]) for row in team] == [
        ("Manager Anna Petrova", "insert"),
        ("Manager Anna Petrova", "update"),
        ("Manager Boris Klein", "insert"),
    ]
    assert team[1][3] == [("Until", "", "22 Nov 2026")]


def test_years_events_diary_and_reviews_are_told_and_what_was_removed_too(
    account: Account, cast: SimpleNamespace
) -> None:
    record_year(account=account, year=2025, currency="EUR", sales=Decimal("1500.50"))
    record_financial_year(account=account, year=2025, currency="EUR", headcount=12)
    event = plan_event(account=account, kind="tender", title="Southern route", on=TODAY)
    remove_event(event=event, version=1)
    entry = write_entry(account=account, by=cast.anna, on=TODAY, summary="Lunch", ours=[cast.anna])
    edit_entry(entry=entry, version=1, changes={"ours": [cast.leonid]})
    review = start_review(account=account, by=cast.anna, at=event_time())
    answer_topic(review=review, topic="swot", verdict=Answer.Verdict.CHANGED, note="new", by=cast.anna, at=event_time())
    assert of_part(account, "sales") == [
        ("Our sales", "Our sales of 2025", "insert", [("Currency", "", "EUR"), ("Sales", "", "1,500.50")])
    ]
    assert of_part(account, "general") == [
        (
            "General",
            "The client's figures of 2025",
            "insert",
            [("Currency", "", "EUR"), ("Headcount", "", "12"), ("Estimate", "", "No")],
        )
    ]
    assert [row[1:3] for row in of_part(account, "events")] == [
        ("Southern route", "insert"),
        ("Southern route", "delete"),
    ]
    assert {row[1:3] for row in of_part(account, "diary")} == {
        ("Meeting on 22 Nov 2026", "insert"),
        ("Meeting on 22 Nov 2026: Anna Petrova of us", "insert"),
        ("Meeting on 22 Nov 2026: Anna Petrova of us", "delete"),
        ("Meeting on 22 Nov 2026: Leonid Orlov of us", "insert"),
    }
    assert {row[1:3] for row in of_part(account, "review")} == {
        ("Review 1", "insert"),
        ("Verdict on “SWOT”", "insert"),
    }


def test_a_review_is_one_line_with_its_answers_behind_it(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    review = signed(account, cast.anna)
    return_review(review=review, reason="Ask Ingrid", by=cast.leonid, at=MORNING + datetime.timedelta(days=1))
    found = chronicle(account, part="review")
    lines = sorted((moment.title, len(moment.changes)) for moment in found.moments)
    assert lines == [("Review 1", 11), ("Review 2", 9)]
    shown = signed_in(cast.anna).get(reverse("account_history", args=[account.pk]), {"part": "review"}).content.decode()
    assert shown.count("<summary>") == 2
    assert '<span class="strong">Review 2</span> · 9 changes</summary>' in shown


def test_a_single_change_of_a_review_is_told_openly(account: Account, cast: SimpleNamespace) -> None:
    start_review(account=account, by=cast.anna, at=event_time())
    assert [(moment.title, len(moment.changes)) for moment in chronicle(account, part="review").moments] == [("", 1)]


def event_time() -> datetime.datetime:
    return datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


def test_every_recorded_model_with_an_account_is_told_or_left_out_on_purpose() -> None:
    recorded = {m for m in apps.get_models() if hasattr(m, "pgh_event_model") and m._meta.app_label != "people"}
    of_rounds = {Round, RoundStep, Rater, Nomination, Score, AgreedScore, Decision}
    of_models = {ScoringModel, Factor, Anchor, BandEdge}
    of_plans = {Authority, Product, StageWork, Shift}
    assert recorded - told_models(Account) == {Section, Dossier, AlertLimits} | of_rounds | of_models | of_plans


def test_nothing_of_another_account_is_told(
    account: Account, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    before = [told(change) for change in changes(chronicle(account))]
    other = new_account("Canary", kam=cast.viktor)
    create_contact(account=other, name="Canary contact")
    write_entry(account=other, by=cast.viktor, on=TODAY, summary="Canary", ours=[cast.viktor])
    assert [told(change) for change in changes(chronicle(account))] == before


def test_a_page_tells_who_and_on_which_page(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    anna = signed_in(cast.anna)
    anna.post(reverse("section_edit", args=[account.pk, "swot"]), {"version": 0, "our_strengths": "service"})
    found = chronicle(account, person=cast.anna.pk)
    assert [(m.who, m.page, [told(c)[1] for c in m.changes]) for m in found.moments] == [
        ("Anna Petrova", "dossier", ["We at this client: Strengths"])
    ]
    shown = anna.get(reverse("account_history", args=[account.pk]), {"person": cast.anna.pk, "part": "swot"})
    assert "on the page “dossier”" in shown.content.decode()
    assert chronicle(account, person=cast.boris.pk).moments == []


def test_a_confirmed_fact_is_not_told_as_a_change(account: Account) -> None:
    values = {"actors": "Ingrid"}
    save_section(account=account, section=BY_KEY["decision"], version=0, values=values, source="", on=TODAY, by=None)
    Fact.objects.filter(account=account).update(as_of=TODAY.replace(day=23))
    assert len(of_part(account, "decision")) == 1


def test_the_history_is_paged_newest_first(account: Account) -> None:
    for number in range(120):
        create_contact(account=account, name=f"Contact {number:03}")
    pages = [chronicle(account, part="contacts", number=n) for n in (1, 2, 3)]
    assert [len(changes(page)) for page in pages] == [50, 50, 20]
    assert [page.has_next for page in pages] == [True, True, False]
    names = [sorted(change.subject for change in changes(page)) for page in pages]
    assert [(found[0], found[-1]) for found in names] == [
        ("Contact 070", "Contact 119"),
        ("Contact 020", "Contact 069"),
        ("Contact 000", "Contact 019"),
    ]


def test_unreadable_filters_are_marked_and_narrow_nothing(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    anna = signed_in(cast.anna)
    address = reverse("account_history", args=[account.pk])
    asked = [{"part": "\x00"}, {"person": "x"}, {"page": "-5"}, {"page": "9" * 30}, {"page": "\x00"}, {"part": "none"}]
    assert [anna.get(address, query).status_code for query in asked] == [200] * len(asked)


def test_the_number_of_statements_does_not_grow_with_the_rows(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    anna = signed_in(cast.anna)
    address = reverse("account_history", args=[account.pk])
    # In one transaction of a test, what is written after the first request counts as hers.
    anna.get(address)
    counted = []
    for number in range(3):
        create_contact(account=account, name=f"Contact {number}")
        write_entry(account=account, by=cast.anna, on=TODAY, summary="Lunch", ours=[cast.anna])
        plan_event(account=account, kind="tender", title="Tender", on=TODAY)
        with CaptureQueriesContext(connection) as statements:
            anna.get(address)
        counted.append(len(statements))
    assert counted == [counted[0]] * 3


def test_what_can_be_asked_for_has_a_title_each() -> None:
    assert [str(title) for _key, title in parts(Account)] == [
        *("Decision map", "Plans", "Goals of plans", "Opportunities", "Actions", "Communications"),
        "Discussion of plans",
        *("General", "The client through our eyes", "Decision mechanism", "Direct competitors and comparison"),
        *("SWOT", "Perception ladder", "Events ahead", "Diary", "Files", "Reviews"),
        *("Account", "Status", "Our team", "Their people", "Comparison with competitors", "Selection", "Our sales"),
    ]


def test_what_is_guarded_has_a_title_for_those_who_may_read_it() -> None:
    told = [str(title) for _key, title in parts(Account, guarded=True)]
    assert [title for title in told if title not in [str(title) for _key, title in parts(Account)]] == ["What we judge"]
