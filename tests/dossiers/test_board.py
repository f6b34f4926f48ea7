"""The reviews board: whose dossiers, which numbers, what is wrong, nudges and the export."""

from __future__ import annotations

import datetime
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
from django.utils import timezone
from django.utils.formats import date_format

from accounts.assigning import add_member
from accounts.keeping import create_contact, record_year
from accounts.models import Account
from dossiers.board_rows import what_is_wrong
from dossiers.models import Dossier
from dossiers.nudging import nudge
from dossiers.querysets import BoardState, board_states
from dossiers.reviews.verifying import return_review, start_review
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import User
from tests.conftest import readers_today
from tests.dossiers.reviewing import signed

Make = Callable[..., Account]
SignedIn = Callable[[User], Client]
QUERIES_AT_MOST = 10


def due_in(account: Account, days: int) -> Account:
    """Move the due date; the board counts from the reader's today."""
    day = readers_today() + datetime.timedelta(days=days)
    Dossier.objects.filter(account=account).update(due_on=day)
    return account


@pytest.fixture
def north(cast: SimpleNamespace, new_account: Make) -> SimpleNamespace:
    """A dossier in every state of the board, all of Leonid's team; one of Sofia's."""
    now = timezone.now()
    late = due_in(new_account("Late", kam=cast.anna), -9)
    soon = due_in(new_account("Soon", kam=cast.boris, status="key_development"), 7)
    fine = due_in(new_account("Fine", kam=cast.anna), 60)
    running = due_in(new_account("Running", kam=cast.boris, status="key_development"), 40)
    start_review(account=running, by=cast.boris, at=now)
    returned = new_account("Returned", kam=cast.boris, status="maintenance")
    review = signed(returned, cast.boris, now - datetime.timedelta(hours=1))
    return_review(review=review, reason="Copied from last year", by=cast.leonid, at=now)
    due_in(returned, 30)
    south = due_in(new_account("South", kam=cast.viktor), -3)
    new_account("Candidate", kam=cast.anna, status="candidate")
    return SimpleNamespace(late=late, soon=soon, fine=fine, running=running, returned=returned, south=south)


def board(client: Client, **query: Any) -> Any:
    response = client.get(reverse("reviews"), query)
    assert response.status_code == 200
    return response


def clients_of(response: Any) -> list[str]:
    return [row.client for row in response.context["page"]]


def numbers_of(response: Any) -> dict[str, int]:
    return {tile.state: tile.count for tile in response.context["tiles"]}


def test_a_lead_sees_the_teams_dossiers_the_worst_first(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    response = board(signed_in(cast.leonid))
    assert clients_of(response) == ["Late", "Returned", "Soon", "Running", "Fine"]
    assert numbers_of(response) == {"overdue": 1, "returned": 1, "due_soon": 1, "in_progress": 1, "fine": 1}
    assert [row.pills for row in response.context["page"]] == [
        [("9 days late", "bad")],
        [("returned", "warn")],
        [("in 7 days", "warn")],
        [("in progress", "info")],
        [("in 60 days", "good")],
    ]


def test_a_manager_sees_the_own_ones_an_admin_all_a_colleague_none(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    assert clients_of(board(signed_in(cast.anna))) == ["Late", "Fine"]
    assert clients_of(board(signed_in(cast.ada))) == ["Late", "South", "Returned", "Soon", "Running", "Fine"]
    add_member(account=north.late, user=cast.irina, function="finance", can_edit=False)
    response = board(signed_in(cast.irina))
    assert clients_of(response) == []
    assert "No dossiers to verify" in response.content.decode()


def test_the_board_shows_nothing_that_its_reader_may_not_read(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    far = readers_today() + datetime.timedelta(days=9)
    User.objects.filter(pk=cast.viktor.pk).update(absent_from=readers_today(), absent_until=far, delegate=cast.boris)
    seen = {}
    for name in ("ada", "leonid", "sofia", "anna", "boris", "viktor", "irina"):
        user = User.objects.get(pk=getattr(cast, name).pk)
        readable = set(Account.objects.visible_to(user, readers_today()).values_list("trade_name", flat=True))
        seen[name] = clients_of(board(signed_in(user)))
        assert set(seen[name]) <= readable
    assert seen["boris"] == ["South", "Returned", "Soon", "Running"]
    assert (seen["sofia"], seen["viktor"], seen["irina"]) == (["South"], ["South"], [])


def test_every_number_is_a_filter(cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn) -> None:
    leonid = signed_in(cast.leonid)
    shown = {state: clients_of(board(leonid, state=state)) for state in numbers_of(board(leonid))}
    assert shown == {
        "overdue": ["Late"],
        "returned": ["Returned"],
        "due_soon": ["Soon"],
        "in_progress": ["Running"],
        "fine": ["Fine"],
    }


def test_whatever_is_true_of_a_review_finds_it(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    """A returned review that is late is both; one begun that falls due soon is both; every number is its filter."""
    leonid = signed_in(cast.leonid)
    due_in(north.returned, -2)
    due_in(north.running, 3)
    numbers = numbers_of(board(leonid))
    assert numbers == {"overdue": 2, "returned": 1, "due_soon": 2, "in_progress": 1, "fine": 1}
    shown = {state: clients_of(board(leonid, state=state)) for state in numbers}
    assert shown == {
        "overdue": ["Late", "Returned"],
        "returned": ["Returned"],
        "due_soon": ["Running", "Soon"],
        "in_progress": ["Running"],
        "fine": ["Fine"],
    }
    response = board(leonid)
    pills = {row.client: row.pills for row in response.context["page"]}
    assert pills["Returned"] == [("2 days late", "bad"), ("returned", "warn")]
    assert pills["Running"] == [("in 3 days", "warn"), ("in progress", "info")]
    assert response.context["total"] == 5


@pytest.mark.parametrize("state", ["none", "in_progress", "returned"])
@pytest.mark.parametrize("days", [-400, -1, 0, 1, 14, 15, 400])
def test_the_database_and_the_row_agree_on_the_state(
    days: int, state: str, cast: SimpleNamespace, new_account: Make
) -> None:
    account = due_in(new_account("Acme", kam=cast.anna), days)
    Dossier.objects.filter(account=account).update(review_state=state)
    dossier = Dossier.objects.get(account=account)
    assert dossier.due_on is not None
    found = [each for each in BoardState if Dossier.objects.in_board_state(each, readers_today()).exists()]
    assert found == board_states(dossier.due_on, state, readers_today())


def test_filters_narrow_the_numbers_and_the_list(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    ada = signed_in(cast.ada)
    assert clients_of(board(ada, kam=cast.boris.pk, status="maintenance")) == ["Returned"]
    assert clients_of(board(ada, team=cast.sofia.team_id)) == ["South"]
    assert clients_of(board(ada, q="runing")) == ["Running"]
    response = board(ada, kam=cast.anna.pk)
    assert numbers_of(response) == {"overdue": 1, "returned": 0, "due_soon": 0, "in_progress": 0, "fine": 1}
    assert clients_of(board(ada, sort="client")) == ["Fine", "Late", "Returned", "Running", "Soon", "South"]


@pytest.mark.parametrize(
    "query",
    [
        {"state": "bogus", "kam": "x", "team": "-1", "sort": "1;drop", "status": "?", "page": "zz"},
        {"kam": "99999999999999999", "team": "99999999999999999", "page": "99999999"},
        {"q": "\x00'\"%_\\"},
    ],
)
def test_garbage_in_the_address_is_no_fault(
    query: dict[str, str], cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    board(signed_in(cast.leonid), **query)


def test_an_admin_sees_what_nobody_manages(cast: SimpleNamespace, new_account: Make, signed_in: SignedIn) -> None:
    due_in(new_account("Orphan"), -1)
    response = board(signed_in(cast.ada), kam="none")
    assert [(row.client, row.wrong[0]) for row in response.context["page"]] == [("Orphan", "no manager")]


def test_what_is_wrong_is_said_in_words(cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn) -> None:
    rows = {row.client: row for row in board(signed_in(cast.leonid)).context["page"]}
    assert rows["Returned"].wrong == ["returned: “Copied from last year”", "no contacts", "nothing in the diary"]
    create_contact(account=north.late, name="Siri")
    rows = {row.client: row for row in board(signed_in(cast.leonid)).context["page"]}
    assert rows["Late"].wrong == ["nothing in the diary"]


def test_silence_in_the_diary_counts_its_days() -> None:
    day = datetime.date(2026, 11, 22)
    values = {
        "account__kam": 1,
        "account__kam__is_active": True,
        "review_state": "none",
        "last": None,
        "stale": 1,
        "has_contacts": True,
        "last_entry": day - datetime.timedelta(days=61),
    }
    assert what_is_wrong(values, day) == ["1 stale fact", "nothing in the diary for 61 days"]


def test_empty_reviews_and_signatures_on_behalf_are_marked(
    cast: SimpleNamespace, new_account: Make, signed_in: SignedIn
) -> None:
    account = new_account("Hasty", kam=cast.anna)
    signed(account, cast.leonid, timezone.now(), pause=datetime.timedelta(seconds=2))
    row = board(signed_in(cast.leonid)).context["page"].rows[0]
    assert row.marks == ["last review confirmed within seconds", "signed on behalf by Leonid Orlov"]


def test_only_the_last_review_is_marked_as_signed_on_behalf(
    cast: SimpleNamespace, new_account: Make, signed_in: SignedIn
) -> None:
    account, now = new_account("Acme", kam=cast.anna), timezone.now()
    signed(account, cast.leonid, now - datetime.timedelta(days=2))
    signed(account, cast.anna, now - datetime.timedelta(days=1))
    assert board(signed_in(cast.leonid)).context["page"].rows[0].marks == []


def test_a_nudge_is_marked_until_a_review_is_signed(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    leonid, now = signed_in(cast.leonid), timezone.now()
    day = datetime.timedelta(days=1)

    def marks() -> dict[str, list[str]]:
        return {row.client: row.marks for row in board(leonid).context["page"] if row.marks}

    nudge(accounts=[north.late], by=cast.leonid, at=now)
    nudge(accounts=[north.soon], by=cast.leonid, at=now - 2 * day)
    before = date_format(readers_today() - 2 * day, "SHORT_DATE_FORMAT")
    assert marks() == {"Late": ["nudged today"], "Soon": [f"nudged on {before}"]}
    signed(north.soon, cast.boris, now - day)
    assert marks() == {"Late": ["nudged today"]}


def test_the_board_leads_a_lead_to_the_review_that_may_be_returned(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    signed(north.fine, cast.anna, timezone.now() - datetime.timedelta(hours=1))
    link = f'href="{reverse("review_changes", args=[north.fine.pk, 1])}"'
    response = board(signed_in(cast.leonid))
    offered = {row.client: row.returnable for row in response.context["page"]}
    assert offered == {"Late": None, "Returned": None, "Soon": None, "Running": None, "Fine": 1}
    assert link in response.content.decode()
    assert link not in board(signed_in(cast.anna)).content.decode()


def test_what_is_at_stake_says_its_currency(cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn) -> None:
    record_year(account=north.late, year=2025, currency="NOK", sales=Decimal("1250000.50"))
    stakes = {row.client: row.stake_in_words for row in board(signed_in(cast.leonid)).context["page"]}
    assert (stakes["Late"], stakes["Fine"]) == ("1,250,001\u00a0NOK", "")


def test_the_column_of_completeness_does_not_say_done(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    shown = board(signed_in(cast.leonid)).content.decode()
    assert '<th scope="col" class="num">Filled in</th>' in shown


@pytest.mark.parametrize("person", ["leonid", "anna", "ada"])
def test_the_board_asks_as_often_for_three_rows_as_for_one(
    person: str, cast: SimpleNamespace, new_account: Make, signed_in: SignedIn
) -> None:
    client = signed_in(getattr(cast, person))
    counts = []
    for names in (["One"], ["Two", "Three"]):
        for name in names:
            due_in(new_account(name, kam=cast.anna, status="key_development"), -1)
        board(client)
        with CaptureQueriesContext(connection) as queries:
            board(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= QUERIES_AT_MOST


def test_a_nudge_reaches_the_manager_once_a_day(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    leonid = signed_in(cast.leonid)
    sent = {"account": [north.late.pk, north.soon.pk], "filters": "state=overdue&sort=due"}
    response = leonid.post(reverse("reviews_nudge"), sent)
    assert response["Location"] == f"{reverse('reviews')}?state=overdue&sort=due"
    assert "2 dossiers were nudged." in leonid.get(reverse("reviews")).content.decode()
    again = leonid.post(reverse("reviews_nudge"), {"account": [north.late.pk]}, follow=True)
    assert "1 dossier was nudged today already." in again.content.decode()
    nudges = Message.objects.filter(topic="nudge").order_by("subject_id")
    assert [(m.subject_id, m.recipient, m.about) for m in nudges] == [
        (north.late.pk, cast.anna, cast.leonid),
        (north.soon.pk, cast.boris, cast.leonid),
    ]


def test_a_nudge_with_one_foreign_account_is_refused_as_a_whole(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    leonid = signed_in(cast.leonid)
    sent = {"account": [north.late.pk, north.south.pk]}
    assert leonid.post(reverse("reviews_nudge"), sent).status_code == 404
    add_member(account=north.south, user=cast.leonid, function="sales", can_edit=True)
    assert leonid.post(reverse("reviews_nudge"), sent).status_code == 403
    for account in ("x", "-1", "9" * 30):
        assert leonid.post(reverse("reviews_nudge"), {"account": [account]}).status_code == 404
    assert signed_in(cast.anna).post(reverse("reviews_nudge"), {"account": [north.late.pk]}).status_code == 403
    assert Message.objects.filter(topic="nudge").count() == 0


def test_selecting_nothing_says_so(cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn) -> None:
    response = signed_in(cast.leonid).post(reverse("reviews_nudge"), {}, follow=True)
    assert "Select at least one dossier first." in response.content.decode()


def test_the_return_address_of_a_nudge_stays_on_the_board(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    sent = {"account": [north.late.pk], "filters": "//evil.example/?x=1\r\nSet-Cookie: a=b"}
    response = signed_in(cast.leonid).post(reverse("reviews_nudge"), sent)
    assert response["Location"].startswith(f"{reverse('reviews')}?") and "\n" not in response["Location"]


def test_the_export_holds_the_filtered_list_defused(
    cast: SimpleNamespace, north: SimpleNamespace, new_account: Make, signed_in: SignedIn
) -> None:
    evil = due_in(new_account('=HYPERLINK("http://evil.example")', kam=cast.anna, status="key_development"), -20)
    record_year(account=evil, year=2025, currency="EUR", sales=Decimal("1250000.50"))
    response = signed_in(cast.leonid).get(reverse("reviews_xlsx"), {"state": "overdue"})
    assert response["Content-Disposition"].startswith('attachment; filename="reviews-')
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("Client", "Status", "Key account manager")
    assert [row[0] for row in rows[1:]] == ['\'=HYPERLINK("http://evil.example")', "Late"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    day = readers_today() - datetime.timedelta(days=20)
    assert rows[1][4:10] == ("overdue", datetime.datetime.combine(day, datetime.time()), 20, 0, 1250000.5, "EUR")
