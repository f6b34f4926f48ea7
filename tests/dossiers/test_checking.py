"""Single facts in a review: still true or unknown, whatever is said of their section."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.keeping import create_contact, edit_contact
from accounts.models import Account, Contact, CriterionScore
from dossiers.description import BY_KEY, SECTIONS, TABLES
from dossiers.facts import save_section
from dossiers.models import Attachment, EventAhead, Fact, FactCheck, NextStep, Review, TableRow
from dossiers.reviews.checking import check_fact
from dossiers.reviews.topics import fingerprint, read_all
from dossiers.reviews.verifying import answer_topic, return_review, sign_review, start_review
from dossiers.rows import add_row, edit_row
from kam_portal.foundation.people.models import User

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
SIGNED_ON = MORNING.date()
EARLIER = datetime.date(2026, 6, 1)


@pytest.fixture
def acme(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    account = new_account("Acme", kam=cast.anna, on=EARLIER)
    general = BY_KEY["general"]
    values = {"mission": "Ships", "positioning": "Best", "description": "Yard"}
    save_section(account=account, section=general, version=0, values=values, source="", on=EARLIER, by=cast.anna)
    for name in ("Grow", "Stay"):
        add_row(account=account, table=TABLES["goals"], values={"name": name}, on=EARLIER, by=cast.anna)
    return account


@pytest.fixture
def review(acme: Account, cast: SimpleNamespace) -> Review:
    return start_review(account=acme, by=cast.anna, at=MORNING)


def check(review: Review, key: str, verdict: str = "true", topic: str = "general") -> None:
    seen = seen_now(review.account, topic, key)
    check_fact(review=review, topic=topic, key=key, verdict=verdict, seen=seen, by=review.account.kam, at=MORNING)


def seen_now(account: Account, topic: str, key: str) -> str:
    """What a page opened now would send back."""
    return fingerprint([entry for entry in read_all(account)[topic] if entry.key == key])


def goal_key(name: str) -> str:
    return f"goals:{TableRow.objects.get(values__name=name).pk}"


def sign(review: Review, **verdicts: str) -> Review:
    for section in SECTIONS:
        verdict = verdicts.get(section.key, "true")
        answer_topic(
            review=review, topic=section.key, verdict=verdict, note="", by=review.account.kam, at=MORNING, version=None
        )
    kam = review.account.kam
    assert kam is not None
    return sign_review(review=review, by=kam, at=MORNING)


def as_of(account: Account) -> dict[str, datetime.date | None]:
    facts = dict(Fact.objects.filter(account=account).values_list("key", "as_of"))
    return facts | {row.values["name"]: row.as_of for row in TableRow.objects.filter(account=account)}


def test_in_a_section_that_changed_the_checked_facts_are_verified(acme: Account, review: Review) -> None:
    check(review, "mission")
    check(review, goal_key("Grow"))
    sign(review, general="changed")
    assert as_of(acme) == {
        "mission": SIGNED_ON,
        "positioning": EARLIER,
        "description": EARLIER,
        "Grow": SIGNED_ON,
        "Stay": EARLIER,
    }


def test_in_a_section_that_is_true_the_unknown_facts_keep_their_dates(acme: Account, review: Review) -> None:
    check(review, "mission", "unknown")
    check(review, goal_key("Stay"), "unknown")
    sign(review)
    assert as_of(acme) == {
        "mission": EARLIER,
        "positioning": SIGNED_ON,
        "description": SIGNED_ON,
        "Grow": SIGNED_ON,
        "Stay": EARLIER,
    }


def test_a_key_pressed_on_a_fact_reads_its_own_topic_alone(
    acme: Account, signed_in: Callable[[User], Client], review: Review, cast: SimpleNamespace
) -> None:
    client = signed_in(cast.anna)
    said = {"topic": "general", "key": "mission", "verdict": "true", "seen": seen_now(acme, "general", "mission")}
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(reverse("review_check", args=[acme.pk]), said, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert FactCheck.objects.get().key == "mission"
    read = " ".join(query["sql"] for query in asked.captured_queries)
    # What is stale is asked of all topics at once.
    elsewhere = (Attachment, CriterionScore, NextStep)
    assert [table.__name__ for table in elsewhere if f'"{table._meta.db_table}"' in read] == []


def test_a_check_is_taken_back(acme: Account, review: Review) -> None:
    check(review, "mission", "unknown")
    check(review, "mission", "")
    sign(review)
    assert as_of(acme)["mission"] == SIGNED_ON


def test_a_fact_that_was_changed_after_its_check_goes_with_its_section(acme: Account, review: Review) -> None:
    row = TableRow.objects.get(values__name="Grow")
    check(review, goal_key("Grow"), "unknown")
    edit_row(row=row, version=1, changes={"name": "Grow fast"}, on=EARLIER, by=None)
    sign(review)
    assert as_of(acme)["Grow fast"] == SIGNED_ON


def test_events_figures_and_people_are_verified_with_their_section(
    acme: Account, review: Review, cast: SimpleNamespace
) -> None:
    ingrid = create_contact(account=acme, name="Ingrid")
    event = EventAhead.objects.create(account=acme, kind="tender", title="Tender", on=datetime.date(2027, 1, 1))
    year = acme.financial_years.create(year=2025, currency="EUR", as_of=EARLIER)
    sign(review, events="unknown")
    for row in (ingrid, event, year):
        row.refresh_from_db()
    assert (ingrid.verified_on, event.as_of, year.as_of) == (SIGNED_ON, None, SIGNED_ON)
    edit_contact(contact=ingrid, version=1, changes={"title": "Director"}, on=datetime.date(2026, 11, 22))
    assert Contact.objects.get(pk=ingrid.pk).verified_on == datetime.date(2026, 11, 22)


@pytest.mark.parametrize(("key", "verdict"), [("nothing", "true"), ("goals:99999999", "true"), ("mission", "maybe")])
def test_what_is_not_there_or_not_a_verdict_is_refused(review: Review, key: str, verdict: str) -> None:
    with pytest.raises(ValidationError):
        check(review, key, verdict)
    assert not FactCheck.objects.exists()


def test_checks_of_a_signed_review_are_frozen(acme: Account, review: Review) -> None:
    check(review, "mission")
    signed = sign(review)
    with pytest.raises(ValidationError):
        check(review, "positioning")
    with pytest.raises(IntegrityError), transaction.atomic():
        FactCheck.objects.filter(review=signed).update(verdict="unknown")


def test_a_returned_review_goes_on_with_its_checks(acme: Account, review: Review, cast: SimpleNamespace) -> None:
    check(review, "mission", "unknown")
    running = return_review(review=sign(review), reason="Ask again", by=cast.leonid, at=MORNING)
    sign_review(review=running, by=cast.anna, at=MORNING)
    assert (as_of(acme)["mission"], as_of(acme)["positioning"]) == (EARLIER, SIGNED_ON)


def test_a_verdict_is_of_what_the_person_read(acme: Account, review: Review, cast: SimpleNamespace) -> None:
    read = seen_now(acme, "general", "mission")
    values = {"mission": "Submarines"}
    save_section(
        account=acme, section=BY_KEY["general"], version=1, values=values, source="", on=EARLIER, by=cast.leonid
    )
    with pytest.raises(ValidationError):
        check_fact(review=review, topic="general", key="mission", verdict="true", seen=read, by=cast.anna, at=MORNING)
    assert not FactCheck.objects.exists()


def test_a_fact_that_was_changed_meanwhile_comes_back_as_it_is_now(
    acme: Account, review: Review, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    sent = {"topic": "general", "key": "mission", "verdict": "true", "seen": "of an older text"}
    page = reverse("review_check", args=[acme.pk])
    answer = signed_in(cast.anna).post(page, sent, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert (answer.status_code, "was changed while you were reading" in html, "Ships" in html) == (409, True, True)
    told = signed_in(cast.anna).post(page, sent, follow=True).content.decode()
    assert "was changed while you were reading" in told
    assert not FactCheck.objects.exists()


def test_the_page_shows_a_check_only_while_the_fact_says_the_same(
    acme: Account, review: Review, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    check(review, goal_key("Grow"), "unknown")
    anna, address = signed_in(cast.anna), f"/accounts/{acme.pk}/review/?section=general"
    assert anna.get(address).content.decode().count('aria-pressed="true"') == 1
    row = TableRow.objects.get(values__name="Grow")
    edit_row(row=row, version=1, changes={"name": "Grow fast"}, on=EARLIER, by=None)
    assert anna.get(address).content.decode().count('aria-pressed="true"') == 0


def test_a_signed_review_tells_which_facts_were_unknown(
    acme: Account, review: Review, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    check(review, "mission", "unknown")
    signed = sign(review)
    assert signed.snapshot["checks"] == {"mission": "unknown"}
    html = signed_in(cast.leonid).get(reverse("review_signed", args=[acme.pk, 1])).content.decode()
    fact = html[html.index('id="fact-mission"') :]
    assert "Unknown" in fact[: fact.index("</div>")]


def test_who_checked_facts_for_long_is_not_hasty(acme: Account, review: Review, cast: SimpleNamespace) -> None:
    check(review, "mission")
    hour = datetime.timedelta(hours=1)
    for section in SECTIONS:
        answer_topic(review=review, topic=section.key, verdict="true", note="", by=cast.anna, at=MORNING + hour)
    signed = sign_review(review=Review.objects.get(pk=review.pk), by=cast.anna, at=MORNING + hour)
    assert not signed.is_empty


def test_a_fact_is_checked_on_the_page_and_in_place(
    acme: Account, review: Review, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    anna, page = signed_in(cast.anna), reverse("review_check", args=[acme.pk])
    seen = seen_now(acme, "general", "mission")
    answer = anna.post(page, {"topic": "general", "key": "mission", "verdict": "true", "seen": seen})
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/accounts/{acme.pk}/review/?section=general#fact-mission",
    )
    key = goal_key("Grow")
    answer = anna.post(
        page,
        {"topic": "general", "key": key, "verdict": "unknown", "seen": seen_now(acme, "general", key)},
        headers={"HX-Request": "true"},
    )
    html = answer.content.decode()
    assert (answer.status_code, html.count(" data-check>"), 'aria-pressed="true"' in html) == (200, 1, True)
    stored = FactCheck.objects.order_by("pk").values_list("key", "verdict", "checked_by")
    assert list(stored) == [("mission", "true", cast.anna.pk), (key, "unknown", cast.anna.pk)]
    refused = anna.post(page, {"topic": "general", "key": "nothing", "verdict": "true"}, follow=True)
    assert "This fact is no longer here." in refused.content.decode()


def test_an_edit_opened_from_the_review_goes_back_there(
    acme: Account, review: Review, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    anna = signed_in(cast.anna)
    html = anna.get(f"/accounts/{acme.pk}/review/?section=general").content.decode()
    row = TableRow.objects.get(values__name="Grow")
    back = f"/accounts/{acme.pk}/review/?section=general#fact-goals-{row.pk}"
    address = f"/accounts/{acme.pk}/rows/{row.pk}/edit/?next=%2Faccounts%2F{acme.pk}%2Freview%2F%3Fsection%3Dgeneral"
    address += f"%23fact-goals-{row.pk}"
    assert f'href="{address}"' in html
    assert f'action="{address}"' in anna.get(address).content.decode()
    answer = anna.post(address, {"name": "Grow fast", "version": 1})
    assert (answer.status_code, answer.headers["Location"]) == (302, back)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "evil", "/\\evil"]
)
def test_an_edit_never_goes_off_the_site(
    elsewhere: str, acme: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    row = TableRow.objects.get(values__name="Grow")
    address = reverse("row_edit", args=[acme.pk, row.pk])
    answer = signed_in(cast.anna).post(f"{address}?next={elsewhere}", {"name": "Grow fast", "version": 1})
    assert answer.headers["Location"] == f"/accounts/{acme.pk}/dossier/#row-{row.pk}"


@pytest.mark.parametrize("letters", [501, 1_500])
def test_an_address_too_long_to_go_back_to_costs_no_word(
    letters: int, acme: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    address = reverse("row_new", args=[acme.pk, "units"]) + "?next=/" + "a" * letters
    answer = signed_in(cast.anna).post(address, {"name": "Yard", "form_token": "t"})
    row = TableRow.objects.get(values__name="Yard")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/{acme.pk}/dossier/#row-{row.pk}")
