"""The meeting brief: whom, last contacts, promises, events, what to verify; on one sheet, in few statements."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.keeping import create_contact, record_year
from accounts.models import Account, Contact
from dossiers.brief.steps import open_steps
from dossiers.description import BY_KEY
from dossiers.diary.steps import add_step, finish_step
from dossiers.diary.writing import write_entry
from dossiers.events import plan_event
from dossiers.facts import save_section
from dossiers.models import DiaryEntry, NextStep
from dossiers.reviews.verifying import answer_topic, start_review
from kam_portal.foundation.people.models import User
from tests.conftest import readers_today

Make = Callable[..., Account]
SignedIn = Callable[[User], Client]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def yard(cast: SimpleNamespace, new_account: Make) -> Account:
    return new_account("Halvorsen Shipyards", kam=cast.anna, on=readers_today() - 300 * DAY)


def spoke(account: Account, by: User, ago: int, summary: str = "Spoke", theirs: Any = (), **values: Any) -> DiaryEntry:
    return write_entry(
        account=account,
        by=by,
        on=readers_today() - ago * DAY,
        summary=summary,
        kind="call",
        ours=[by],
        theirs=theirs,
        **values,
    )


def promised(account: Account, owner: User, step: str, days: int) -> DiaryEntry:
    on = readers_today() + days * DAY
    return spoke(account, owner, 1, next_step=step, next_step_on=on, next_step_owner=owner)


def brief(client: Client, account: Account, **query: Any) -> Any:
    response = client.get(f"/accounts/{account.pk}/brief/", query)
    assert response.status_code == 200
    return response


def people_of(response: Any) -> list[str]:
    return [person.name for person in response.context["brief"].people]


@pytest.fixture
def known(cast: SimpleNamespace, yard: Account) -> list[Contact]:
    """Five people; Siri was met last, then Magnus, the others never."""
    people = [create_contact(account=yard, name=name) for name in ("Ada", "Bo", "Carl", "Magnus", "Siri")]
    spoke(yard, cast.anna, 9, theirs=[people[3], people[4]])
    spoke(yard, cast.anna, 2, theirs=[people[4]])
    return people


def test_those_met_last_stand_there_unless_others_are_chosen(
    cast: SimpleNamespace, yard: Account, known: list[Contact], signed_in: SignedIn
) -> None:
    anna = signed_in(cast.anna)
    assert people_of(brief(anna, yard)) == ["Siri", "Magnus", "Ada", "Bo"]
    chosen = brief(anna, yard, people=[known[2].pk, known[3].pk])
    assert people_of(chosen) == ["Magnus", "Carl"]
    page = chosen.content.decode()
    assert "Whom we meet" in page and "Whom we met last" not in page
    last = (readers_today() - 9 * DAY).strftime("%-d %b %Y")
    assert f"last contact {last}" in page and "no contact noted yet" in page


def test_who_is_chosen_stands_there_among_hundreds(
    cast: SimpleNamespace, yard: Account, known: list[Contact], signed_in: SignedIn
) -> None:
    Contact.objects.bulk_create(Contact(account=yard, name=f"Person {n:03}") for n in range(320))
    last = create_contact(account=yard, name="Zoe")
    response = brief(signed_in(cast.anna), yard, people=last.pk)
    assert people_of(response) == ["Zoe"]
    assert len(response.context["form"].fields["people"].choices) == 300


def test_more_people_than_fit_are_counted(
    cast: SimpleNamespace, yard: Account, known: list[Contact], signed_in: SignedIn
) -> None:
    more = [create_contact(account=yard, name=f"Person {n}") for n in range(6)]
    response = brief(signed_in(cast.anna), yard, people=[c.pk for c in (*known, *more)])
    assert (len(people_of(response)), response.context["brief"].more_people) == (6, 5)
    assert "and 5 more, who do not fit the sheet" in response.content.decode()


def test_promises_are_open_ones_and_the_latest_first(cast: SimpleNamespace, yard: Account, signed_in: SignedIn) -> None:
    promised(yard, cast.boris, "Later", 30)
    promised(yard, cast.anna, "Late", -3)
    done = promised(yard, cast.anna, "Done", -9)
    finish_step(step=done.steps.get(), version=1, on=readers_today())
    steps = brief(signed_in(cast.anna), yard).context["brief"].steps
    assert [(step.text, step.owner.split()[0], step.is_late) for step in steps] == [
        ("Late", "Anna", True),
        ("Later", "Boris", False),
    ]
    assert open_steps(yard, readers_today(), 1) == [steps[0]]


def test_written_promises_stand_one_by_one_with_their_day_and_writer(
    cast: SimpleNamespace, yard: Account, signed_in: SignedIn
) -> None:
    spoke(yard, cast.boris, 40, promises="Ours: a price list\n\n  Theirs: the drawings")
    entry = spoke(yard, cast.anna, 2, promises="Send the certificate\nAnswer on prices\nCall Siri")
    for text in ("Answer on prices", "Call Siri"):
        add_step(entry=entry, text=text, on=readers_today(), owner=cast.anna)
    finish_step(step=entry.steps.get(text="Call Siri"), version=1, on=readers_today())
    response = brief(signed_in(cast.anna), yard)
    found = response.context["brief"]
    assert [(promise.text, (readers_today() - promise.on).days, promise.noted_by) for promise in found.promises] == [
        ("Send the certificate", 2, "Anna Petrova"),
        ("Ours: a price list", 40, "Boris Klein"),
        ("Theirs: the drawings", 40, "Boris Klein"),
    ]
    assert ([step.text for step in found.steps], found.more_promises) == (["Answer on prices"], False)
    spoke(yard, cast.anna, 1, promises="One\nTwo")
    found = brief(signed_in(cast.anna), yard).context["brief"]
    assert ([promise.text for promise in found.promises], found.more_promises) == (
        ["One", "Two", "Send the certificate", "Ours: a price list"],
        True,
    )


def test_events_are_those_near_the_visit_or_within_their_lead_time(
    cast: SimpleNamespace, yard: Account, signed_in: SignedIn
) -> None:
    for title, days, lead_days in (
        ("Over", -1, 30),
        ("Soon", 5, 0),
        ("Near", 90, 0),
        ("Far", 91, 30),
        ("Long", 200, 210),
    ):
        plan_event(account=yard, kind="other", title=title, on=readers_today() + days * DAY, lead_days=lead_days)
    anna = signed_in(cast.anna)

    def titles(**query: Any) -> list[str]:
        return [coming.event.title for coming in brief(anna, yard, **query).context["brief"].events]

    assert titles() == ["Soon", "Near", "Long"]
    assert titles(on=(readers_today() + DAY).isoformat()) == ["Soon", "Near", "Far", "Long"]


def test_what_to_verify_names_stale_facts_empty_sections_and_the_review(
    cast: SimpleNamespace, yard: Account, signed_in: SignedIn
) -> None:
    values = {"description": "Builds ferries.", "mission": "Home."}
    old = readers_today() - 200 * DAY
    save_section(account=yard, section=BY_KEY["general"], version=0, values=values, source="", on=old, by=cast.anna)
    fresh = {"needs_us": "yes", "client_answer": "3"}
    save_section(
        account=yard, section=BY_KEY["ladder"], version=0, values=fresh, source="", on=readers_today(), by=cast.anna
    )
    review = start_review(account=yard, by=cast.anna, at=timezone.now())
    answer_topic(review=review, topic="general", verdict="true", note="", by=cast.anna, at=timezone.now())
    found = brief(signed_in(cast.anna), yard).context["brief"]
    verify = found.to_verify
    assert [str(fact.title) for fact in verify.stale] == ["What the company does", "Mission"]
    assert [section.key for section in verify.empty] == [
        "relationship",
        "decision",
        "competitors",
        "swot",
        "events",
        "diary",
    ]
    assert (verify.answered, verify.asked) == (1, 8)
    assert (found.standing.lowest, found.standing.highest, str(found.client_says)) == (1, 4, "3 Value adder")


def test_our_sales_of_two_years_stand_in_one_line(cast: SimpleNamespace, yard: Account, signed_in: SignedIn) -> None:
    for year, sales in ((2023, 1), (2024, 200), (2025, 3_000)):
        record_year(account=yard, year=year, currency="EUR", sales=sales)
    record_year(account=yard, year=2026, currency="EUR")
    response = brief(signed_in(cast.anna), yard)
    assert [year.year for year in response.context["brief"].sales] == [2025, 2024]
    assert "our sales: 2025 – <strong>3,000 EUR</strong>, 2024" in " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    "query", [{"on": "soon"}, {"on": "0001-01-01"}, {"on": "\x00"}, {"people": "\x00"}, {"people": "9" * 30}]
)
def test_bad_input_is_said_and_loses_nothing(
    query: dict[str, str], cast: SimpleNamespace, yard: Account, known: list[Contact], signed_in: SignedIn
) -> None:
    response = brief(signed_in(cast.anna), yard, **query)
    assert list(response.context["form"].errors) == list(query)
    assert people_of(response) == ["Siri", "Magnus", "Ada", "Bo"]


def test_an_empty_client_says_what_is_not_known(cast: SimpleNamespace, yard: Account, signed_in: SignedIn) -> None:
    page = brief(signed_in(cast.anna), yard).content.decode()
    for sentence in (
        "No contact is known here yet.",
        "Nothing is written in the diary yet.",
        "Nothing is promised.",
        "Nothing dated is near.",
        "our sales are not known yet",
        "none of the six questions is answered yet",
        "Nothing is known yet of:",
    ):
        assert sentence in page


def test_the_number_of_statements_does_not_grow(cast: SimpleNamespace, yard: Account, signed_in: SignedIn) -> None:
    anna, counts = signed_in(cast.anna), []
    for contacts, entries in ((1, 1), (200, 500)):
        people = [create_contact(account=yard, name=f"P {contacts} {n}") for n in range(3)]
        Contact.objects.bulk_create(Contact(account=yard, name=f"Person {contacts} {n}") for n in range(contacts))
        written = DiaryEntry.objects.bulk_create(
            DiaryEntry(account=yard, on=readers_today() - 3 * DAY, summary=f"Spoke {n}") for n in range(entries)
        )
        NextStep.objects.bulk_create(
            NextStep(account=yard, entry=entry, text="Call", on=readers_today(), owner=cast.anna) for entry in written
        )
        spoke(yard, cast.anna, 1, theirs=people)
        plan_event(account=yard, kind="other", title="Fair", on=readers_today())
        record_year(account=yard, year=2000 + contacts, currency="EUR", sales=1)
        with CaptureQueriesContext(connection) as queries:
            brief(anna, yard)
        counts.append(len(queries))
    assert counts == [counts[0]] * 2 and counts[0] <= 17


def test_the_dossier_and_the_diary_lead_there(cast: SimpleNamespace, yard: Account, signed_in: SignedIn) -> None:
    anna = signed_in(cast.anna)
    for page in ("dossier", "diary"):
        assert f'href="/accounts/{yard.pk}/brief/"' in anna.get(f"/accounts/{yard.pk}/{page}/").content.decode()


def test_no_contact_of_another_client_can_be_chosen(
    cast: SimpleNamespace, yard: Account, new_account: Make, signed_in: SignedIn
) -> None:
    foreign = create_contact(account=new_account("Theirs", kam=cast.viktor), name="Foreign Frieda")
    create_contact(account=yard, name="Own Olga")
    for pk in (foreign.pk, 99_999_999, "9" * 30, "-1", "x"):
        response = brief(signed_in(cast.anna), yard, people=pk)
        assert list(response.context["form"].errors) == ["people"]
        assert people_of(response) == ["Own Olga"]
