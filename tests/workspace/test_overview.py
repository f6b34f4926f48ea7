"""The overview answers how we stand, in a fixed number of statements, and shows nothing foreign."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.assigning import add_member
from accounts.keeping import create_contact, record_year
from accounts.models import Account, Candidate, Decision, Round
from decision_map.drawing import begin_map
from decision_map.judging import judge
from decision_map.models import Actor
from decision_map.newcomers import Newcomer, add_newcomers
from decision_map.seating import edit_counterpart
from dossiers.diary.writing import write_entry
from dossiers.models import EventAhead, NextStep
from kam_portal.foundation.people.models import User
from kam_portal.workspace.overview import overview_of, short_amount
from tests.accounts.selecting import AT, round_at

NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]


def fill(account: Account, person: User, rows: int) -> None:
    today = timezone.localdate()
    for n in range(rows):
        create_contact(account=account, name=f"Contact {n}")
        record_year(account=account, year=2020 + n, currency="EUR", sales=Decimal(n))
        day = today + datetime.timedelta(days=n)
        EventAhead.objects.create(account=account, kind="tender", title=f"Event {n}", on=day)
        write_entry(
            account=account,
            by=None,
            on=today,
            summary=f"Entry {n}",
            next_step=f"Step {n}",
            next_step_on=day,
            next_step_owner=person,
        )


def test_the_page_answers_how_we_stand(new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna, grounds=["profit"])
    add_member(account=account, user=cast.irina, function="finance", can_edit=False)
    fill(account, cast.anna, 2)
    page = signed_in(cast.anna).get(account.get_absolute_url()).content.decode()
    told = ("Acme", "board decision", "Stable high profit", "Contact 1", "Event 1", "Step 1", "Entry 1", "Irina Belova")
    assert [words for words in told if words not in page] == []


def test_contacts_and_everything_else_add_no_statements(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    counts = []
    for rows in (1, 12):
        account = new_account(f"Client {rows}", kam=cast.anna)
        fill(account, cast.anna, rows)
        for n in range(rows):
            new_account(f"Subsidiary {rows} {n}", kam=cast.anna, parent=account)
        client = signed_in(cast.anna)
        with CaptureQueriesContext(connection) as queries:
            client.get(account.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_of_the_group_only_readable_accounts_are_linked(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    group = new_account("Group", kam=cast.viktor)
    account = new_account("Acme", kam=cast.anna, parent=group)
    child = new_account("Child", kam=cast.anna, parent=account)
    overview = overview_of(cast.anna, account, timezone.localdate())
    assert [(relative.trade_name, relative.is_readable) for relative in overview.group] == [
        ("Child", True),
        ("Group", False),
    ]
    page = signed_in(cast.anna).get(account.get_absolute_url()).content.decode()
    assert (f'href="/accounts/{child.pk}/"' in page, f'href="/accounts/{group.pk}/"' in page) == (True, False)


def test_only_what_is_still_open_counts_as_a_next_step(new_account: NewAccount, cast: SimpleNamespace) -> None:
    account, today = new_account("Acme", kam=cast.anna), timezone.localdate()
    fill(account, cast.anna, 2)
    NextStep.objects.filter(text="Step 0").update(done_on=today)
    overview = overview_of(cast.anna, account, today)
    assert [step.text for step in overview.steps] == ["Step 1"]


def test_years_of_another_currency_are_not_drawn_together(new_account: NewAccount, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna)
    record_year(account=account, year=2024, currency="USD", sales=Decimal(5))
    record_year(account=account, year=2025, currency="EUR", sales=Decimal(7))
    record_year(account=account, year=2026, currency="EUR")
    overview = overview_of(cast.anna, account, timezone.localdate())
    assert [(bar.label, words) for bar, words in overview.bars] == [("2025", "7"), ("2026", "–")]
    assert len(overview.years) == 3


def test_without_any_sales_there_is_no_drawing(new_account: NewAccount, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna)
    record_year(account=account, year=2025, currency="EUR", margin=Decimal(1))
    assert overview_of(cast.anna, account, timezone.localdate()).chart is None


def test_a_reader_is_offered_no_edits(new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna)
    create_contact(account=account, name="Contact")
    add_member(account=account, user=cast.irina, function="finance", can_edit=False)
    page = signed_in(cast.irina).get(account.get_absolute_url()).content.decode()
    assert [words for words in ("/edit/", "/new/", "/status/") if words in page] == []


@pytest.mark.parametrize(
    ("amount", "words"),
    [("950", "950"), ("12400", "12\u00a0k"), ("3400000", "3.4\u00a0m"), ("-2500", "-2.5\u00a0k"), ("0", "0")],
)
def test_amounts_are_short_where_room_is(amount: str, words: str) -> None:
    assert short_amount(Decimal(amount)).replace(" ", "\u00a0") == words


@pytest.mark.parametrize(
    ("amount", "said"), [("1180000", "1.2 m"), ("1149999", "1.1 m"), ("45500", "46 k"), ("9450", "9.5 k")]
)
def test_a_short_amount_is_rounded_half_up_and_not_cut(amount: str, said: str) -> None:
    assert short_amount(Decimal(amount)) == said


def test_the_latest_published_round_says_where_the_account_stands(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    account = new_account("Acme", kam=cast.anna)
    client = signed_in(cast.anna)
    assert "Place on the matrix" not in client.get(account.get_absolute_url()).content.decode()
    scores = {"Acme": {cast.anna.pk: ["8", "8", "8"]}}
    people = {"runner": cast.leonid, "raters": [cast.anna]}
    round_ = round_at("deciding", accounts=[account], scores=scores, **people)
    Candidate.objects.update(quadrant="key_development", near_strength=True)
    Decision.objects.create(
        candidate=Candidate.objects.get(),
        status="key",
        proposed="key_development",
        reason="They pull further sales",
        by=cast.ada,
        on=timezone.localdate(),
    )
    assert "Place on the matrix" not in client.get(account.get_absolute_url()).content.decode()
    Round.objects.filter(pk=round_.pk).update(state="published", published_on=AT.date())
    page = client.get(account.get_absolute_url()).content.decode()
    address = f'href="/selection/{round_.pk}/accounts/{account.pk}/"'
    told = (
        "Key development",
        "(borderline)",
        "Key account",
        "because: They pull further sales",
        "Autumn round",
        address,
    )
    assert [words for words in told if words not in page[page.index('id="place"') :]] == []


def test_the_map_stands_on_the_overview_with_measures_and_alerts_for_who_may_edit(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    account = new_account("Acme", kam=cast.anna)
    add_member(account=account, user=cast.boris, function="sales", can_edit=False)
    anna, boris = signed_in(cast.anna), signed_in(cast.boris)

    def card(client: Client) -> str:
        page = client.get(account.get_absolute_url()).content.decode()
        return page.partition('id="overview-map"')[2].partition("</section>")[0]

    assert ("not drawn yet" in card(anna), card(boris)) == (True, "")
    Account.objects.update(status="opportunistic")
    assert card(anna) == ""
    Account.objects.update(status="key")
    map_ = begin_map(account=account, title="All")
    (berg,) = add_newcomers(map_=map_, newcomers=[Newcomer(1, "Berg", "Clerk")], on=timezone.localdate())
    assert isinstance(berg, Actor)
    values = {"attitude": "enemy", "influence": "low"}
    judge(actor=berg, version=1, values=values, source="", on=timezone.localdate(), by=cast.anna)
    told = ("−100\u00a0%", "No decision maker is known", "0 of 7", "and 1 more alert", map_.get_absolute_url())
    assert [words in card(anna) for words in told] == [True] * 5
    assert [words in card(boris) for words in told] == [False] * 4 + [True]
    assert "People on the map" in card(boris)


def test_a_reader_without_edit_right_reads_on_the_overview_what_the_page_of_the_map_tells(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    """Who is in contact is judged as well as written in the diary: only the diary counts for them."""
    account = new_account("Acme", kam=cast.anna)
    add_member(account=account, user=cast.boris, function="sales", can_edit=False)
    map_, today = begin_map(account=account, title="All"), timezone.localdate()
    for made in add_newcomers(map_=map_, newcomers=[Newcomer(1, "Berg"), Newcomer(2, "Dahl")], on=today):
        assert isinstance(made, Actor)
        judge(actor=made, version=1, values={"coverage": "in_depth"}, source="", on=today, by=cast.anna)
        edit_counterpart(actor=made, version=2, changes={"mirror": cast.anna})
    write_entry(account=account, on=today, summary="x", by=cast.anna, theirs=[Actor.objects.earliest("pk").contact])

    def threads(user: User, address: str) -> set[str]:
        page = signed_in(user).get(address).content.decode()
        return {figure for figure in ("2 : 1", "1 : 1") if figure in page}

    pages = (account.get_absolute_url(), map_.get_absolute_url())
    assert [threads(cast.boris, page) for page in pages] == [{"1 : 1"}] * 2
    assert threads(cast.anna, pages[1]) == {"2 : 1"}


def test_a_map_of_many_people_adds_no_statements(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    counts = []
    for rows in (1, 12):
        account = new_account(f"Client {rows}", kam=cast.anna)
        newcomers = [Newcomer(n, f"Berg {n}", "Clerk") for n in range(1, rows + 1)]
        add_newcomers(map_=begin_map(account=account, title="All"), newcomers=newcomers, on=timezone.localdate())
        client = signed_in(cast.anna)
        with CaptureQueriesContext(connection) as queries:
            client.get(account.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14
