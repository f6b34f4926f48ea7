"""The year ahead: of one client on its dossier, and across the clients one reads."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.assigning import add_member
from accounts.keeping import change_status
from accounts.models import Account
from dossiers.ahead import team_year
from dossiers.ahead.strips import KINDS, calendar_marks, dossier_marks, strip_of
from dossiers.events import plan_event
from dossiers.models import Dossier, EventAhead, EventKind, TableRow
from dossiers.templatetags.year import months
from kam_portal.foundation.charts.year import Mark, month_after
from kam_portal.foundation.people.models import User
from tests.conftest import readers_today

Make = Callable[..., Account]
SignedIn = Callable[[User], Client]
DAY = datetime.timedelta(days=1)


def ahead(account: Account, days: int, kind: str = "other", title: str = "Fair", **values: Any) -> EventAhead:
    return plan_event(account=account, kind=kind, title=title, on=readers_today() + days * DAY, **values)


def asked(client: Client, **query: Any) -> Any:
    response = client.get("/reviews/year/", query)
    assert response.status_code == 200
    return response


def rows_of(response: Any) -> list[tuple[str, list[str]]]:
    """Every client of the page with the names of its marks."""
    year = response.context["year"]
    return [
        (row.account.trade_name, [shape.title.split(" · ")[2] for shape in row.picture.shapes]) for row in year.rows
    ]


@pytest.fixture
def north(cast: SimpleNamespace, new_account: Make) -> SimpleNamespace:
    yard, mill = new_account("Yard", kam=cast.anna), new_account("Mill", kam=cast.boris, status="key_development")
    south = new_account("South", kam=cast.viktor)
    ahead(yard, 200, "contract_end", "Frame contract")
    ahead(yard, 40, "budget", "Budget")
    ahead(mill, 20, "tender", "Rolling mill")
    ahead(south, 30, "contract_end", "Southern contract")
    ahead(yard, 900, "other", "Far away")
    ahead(yard, -60, "other", "Long over")
    new_account("Quiet", kam=cast.anna)
    return SimpleNamespace(yard=yard, mill=mill, south=south)


def test_a_lead_reads_the_teams_year_the_next_event_first(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    response = asked(signed_in(cast.leonid))
    assert rows_of(response) == [("Mill", ["Rolling mill"]), ("Yard", ["Budget", "Frame contract"])]
    listed = [event.title for _month, events in response.context["year"].listed for event in events]
    assert listed == ["Rolling mill", "Budget", "Frame contract"]
    assert response.context["year"].total == 3


def test_a_manager_the_own_a_member_the_shared_an_admin_all(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    add_member(account=north.south, user=cast.irina, function="finance", can_edit=False)
    seen = {who: [name for name, _marks in rows_of(asked(signed_in(getattr(cast, who))))] for who in vars(cast)}
    assert {who: names for who, names in seen.items() if names} == {
        "ada": ["Mill", "South", "Yard"],
        "leonid": ["Mill", "Yard"],
        "sofia": ["South"],
        "anna": ["Yard"],
        "boris": ["Mill"],
        "viktor": ["South"],
        "irina": ["South"],
    }


def test_a_closed_client_has_no_year(cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn) -> None:
    change_status(account=north.mill, status="closed", reason="Sold", on=readers_today(), by=cast.leonid)
    assert [name for name, _marks in rows_of(asked(signed_in(cast.leonid)))] == ["Yard"]


def test_the_filters_narrow_down_and_unknown_ones_ask_for_nothing(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    ada = signed_in(cast.ada)
    month = f"{readers_today() + 20 * DAY:%Y-%m}"
    assert rows_of(asked(ada, kind="contract_end")) == [("South", ["Southern contract"]), ("Yard", ["Frame contract"])]
    assert rows_of(asked(ada, kam=cast.boris.pk)) == [("Mill", ["Rolling mill"])]
    assert [name for name, _m in rows_of(asked(ada, team=cast.viktor.team_id))] == ["South"]
    assert "Mill" in [name for name, _m in rows_of(asked(ada, month=month))]
    for key in ("kind", "kam", "team", "month", "page"):
        for odd in ("x", "\x00", "9" * 40, "-1", "2026-13"):
            assert len(rows_of(asked(ada, **{key: odd}))) == 3, (key, odd)
    assert rows_of(asked(ada, kind="board")) == []
    assert "No event matches all of this" in asked(ada, kind="board").content.decode()


def test_months_count_everything_whatever_month_is_chosen(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    for days in (20, 40, 200):
        chosen = (readers_today() + days * DAY).replace(day=1)
        year = asked(signed_in(cast.leonid), month=f"{chosen:%Y-%m}").context["year"]
        assert year.total == 3
        assert sum(m.count for m in year.months if m.first == chosen) == sum(len(events) for _m, events in year.listed)
    assert [m.first for m in year.months] == [month_after(readers_today(), n) for n in range(12)]


def test_what_was_earlier_this_month_stands_there_as_over(
    cast: SimpleNamespace, new_account: Make, signed_in: SignedIn
) -> None:
    first = plan_event(
        account=new_account("Yard", kam=cast.anna), kind="other", title="Early", on=readers_today().replace(day=1)
    )
    [row] = asked(signed_in(cast.anna)).context["year"].rows
    assert [shape.placed.is_past for shape in row.picture.shapes] == [first.on < readers_today()]


def test_nobody_and_nothing(cast: SimpleNamespace, new_account: Make, signed_in: SignedIn) -> None:
    assert "Nothing dated is known" in asked(signed_in(cast.irina)).content.decode()
    ahead(new_account("Orphan"), 5)
    assert [name for name, _m in rows_of(asked(signed_in(cast.ada), kam="none"))] == ["Orphan"]


def test_fifty_clients_a_page_and_no_statement_more_than_for_one(
    cast: SimpleNamespace, new_account: Make, signed_in: SignedIn
) -> None:
    leonid = signed_in(cast.leonid)
    counts = []
    for total in (1, 3, 53):
        for number in range(Account.objects.count(), total):
            account = new_account(f"Client {number:02}", kam=cast.anna, status="maintenance")
            EventAhead.objects.bulk_create(
                EventAhead(account=account, kind="tender", title=f"Tender {n}", on=readers_today() + (number + n) * DAY)
                for n in range(3)
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = asked(leonid)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3 and counts[0] <= 9
    assert (len(response.context["year"].rows), str(response.context["page"])) == (50, "1–50 of 53")
    second = asked(leonid, page=2)
    assert [name for name, _m in rows_of(second)] == ["Client 50", "Client 51", "Client 52"]


def test_a_page_draws_so_many_events_and_says_so(cast: SimpleNamespace, new_account: Make, signed_in: SignedIn) -> None:
    account = new_account("Busy", kam=cast.anna)
    rows = [EventAhead(account=account, kind="other", title="Fair", on=readers_today()) for _n in range(501)]
    EventAhead.objects.bulk_create(rows)
    response = asked(signed_in(cast.anna))
    assert (response.context["year"].is_cut, response.context["year"].total) == (True, 501)
    assert "more events than can be drawn" in response.content.decode()


def test_the_board_and_the_week_lead_there(cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn) -> None:
    anna = signed_in(cast.anna)
    assert all('href="/reviews/year/"' in anna.get(path).content.decode() for path in ("/", "/reviews/"))


def test_the_dossier_draws_events_and_the_review_with_their_words(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    Dossier.objects.filter(account=north.yard).update(due_on=readers_today() + 10 * DAY)
    response = signed_in(cast.anna).get(f"/accounts/{north.yard.pk}/dossier/")
    strip = response.context["strip"]
    assert [shape.kind for shape in strip.wide.shapes] == ["review", "budget", "contract_end"]
    assert [word for _kind, word in strip.kinds] == ["Contract end", "Budget round", "Review due"]
    page = response.content.decode()
    assert page.count('aria-label="The next twelve months: 3 dates; the list below has them"') == 2
    due = (readers_today() + 10 * DAY).strftime("%-d %b %Y")
    assert [shape.title for shape in strip.beside] == [f"{due} · Review due"]
    assert all(words in page for words in ("Frame contract", "Budget", f"<li>{due} · Review due</li>"))


def test_a_dossier_without_dates_has_no_strip(cast: SimpleNamespace, new_account: Make, signed_in: SignedIn) -> None:
    quiet = new_account("Quiet", kam=cast.anna, status="candidate")
    response = signed_in(cast.anna).get(f"/accounts/{quiet.pk}/dossier/")
    assert (response.context["strip"], '<svg class="strip' in response.content.decode()) == (None, False)


def test_every_kind_of_event_has_a_word_and_a_place_in_the_legend() -> None:
    assert set(EventKind.values) < set(KINDS)
    marks = [Mark(n, datetime.date(2026, 12, 1), kind, kind) for n, kind in enumerate(KINDS)]
    strip = strip_of(marks, datetime.date(2026, 11, 22))
    assert strip is not None and [kind for kind, _word in strip.kinds] == list(KINDS)
    assert dossier_marks([], None) == []


def test_the_months_of_the_address_are_the_twelve() -> None:
    day = datetime.date(2026, 11, 22)
    assert team_year.asked_by({"month": "2027-10"}, day).month == datetime.date(2027, 10, 1)
    assert [team_year.asked_by({"month": m}, day).month for m in ("2027-11", "2026-10", "")] == [None] * 3


def test_steps_of_the_budget_calendar_end_where_they_next_do() -> None:
    rows = [
        {"name": "Draft", "from_month": "10", "to_month": "11"},
        {"name": "Fixed", "to_month": "2"},
        {"name": "Over the year's end", "from_month": "12", "to_month": "1"},
        {"name": "Some day"},
    ]
    marks = calendar_marks(rows, datetime.date(2026, 11, 22))
    assert [(mark.label, mark.on, mark.on - mark.lead_days * DAY) for mark in marks] == [
        ("Draft", datetime.date(2026, 11, 30), datetime.date(2026, 10, 1)),
        ("Fixed", datetime.date(2027, 2, 28), datetime.date(2027, 2, 1)),
        ("Over the year's end", datetime.date(2027, 1, 31), datetime.date(2026, 12, 1)),
    ]


def test_every_step_of_a_budget_has_one_place_whatever_month_it_is() -> None:
    for now in range(1, 13):
        day = datetime.date(2026, now, 15)
        for begins in range(1, 13):
            for ends in range(1, 13):
                row = {"name": "Step", "from_month": str(begins), "to_month": str(ends)}
                [mark] = calendar_marks([row], day)
                begin = mark.on - mark.lead_days * DAY
                assert (begin.day, begin.month, mark.on.month, (mark.on + DAY).day) == (1, begins, ends, 1)
                strip = strip_of([mark], day)
                assert strip is not None and strip.wide.strip.left_out == 0


def test_the_budget_calendar_stands_on_the_strip_of_the_dossier(
    cast: SimpleNamespace, north: SimpleNamespace, signed_in: SignedIn
) -> None:
    values = {"name": "Budget is fixed", "from_month": "12", "to_month": "12"}
    TableRow.objects.create(account=north.yard, table="budget_calendar", values=values)
    strip = signed_in(cast.anna).get(f"/accounts/{north.yard.pk}/dossier/").context["strip"]
    assert "calendar" in [shape.kind for shape in strip.wide.shapes]
    [step] = [shape.title for shape in strip.beside if shape.kind == "calendar"]
    assert step.endswith("Budget calendar · Budget is fixed")


def test_months_are_named_in_the_language_of_each_reader() -> None:
    strip = strip_of([Mark(1, readers_today(), "Fair")], readers_today())
    assert strip is not None
    names = []
    for language in ("en", "ru", "en"):
        with translation.override(language):
            names.append(months(strip.wide))
    assert (names[0] == names[2], "Янв" in names[1], "Jan" in names[0]) == (True, True, True)
