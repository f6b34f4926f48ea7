"""The rules every kind of import follows, and the keys that decide what a line is about."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pghistory.models
import pytest
from django.core.management import CommandError, call_command

from accounts.importing.running import KINDS, Outcome, run
from accounts.models import Account, AccountYear, Assignment, Contact, StatusChange
from dossiers.models import Dossier
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import Team, User
from kam_portal.foundation.tabular.cells import folded
from kam_portal.foundation.tabular.reading import read_table
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
Figures = tuple[int, int, int, list[int]]


def imported(kind: str, text: str, *, dry_run: bool = False, by: User | None = None, **overrides: str) -> Outcome:
    return run(kind=KINDS[kind], table=read_table(text.encode()), overrides=overrides, by=by, on=TODAY, dry_run=dry_run)


def figures(outcome: Outcome) -> Figures:
    assert outcome.created + outcome.updated + outcome.unchanged + len(outcome.rejected) == outcome.rows
    return outcome.created, outcome.updated, outcome.unchanged, [line for line, _reason in outcome.rejected]


def events() -> int:
    return sum(
        model.pgh_event_model.objects.count() for model in (Account, AccountYear, Assignment, Contact, User, Team)
    )


SAMPLES = {
    "users": "e-mail,name,role,team,lead\nnew@x.example,New Lead,lead,West,\n"
    "kam@x.example,Kam,manager,West,new@x.example\n",
    "accounts": "name,reg id,parent,status,reason\nChild,1,Root,key,because\nRoot,2,,,\nPlain,,,,\n",
    "contacts": "account,name,title,email,phone\nHalvorsen,Jane Doe,CEO,j@x.example; d@x.example,1 / 2\n"
    "Halvorsen,Lee,,,\n",
    "sales": 'account,year,sales,margin\nHalvorsen,2025,"1 234,50",100\nHalvorsen,2026,7,\n',
    "assignments": "account,manager\nHalvorsen,boris@nordvik.example\n",
}


@pytest.fixture
def halvorsen(new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen")


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_second_run_changes_nothing_and_leaves_no_trace(kind: str, halvorsen: Account) -> None:
    first = imported(kind, SAMPLES[kind])
    before = events(), pghistory.models.Context.objects.count()
    second = imported(kind, SAMPLES[kind])
    assert figures(first) == (first.rows, 0, 0, [])
    assert figures(second) == (0, 0, first.rows, [])
    assert (events(), pghistory.models.Context.objects.count()) == before


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_dry_run_says_the_same_and_writes_nothing(kind: str, halvorsen: Account) -> None:
    before = events(), Account.objects.count(), User.objects.count(), Team.objects.count()
    dry = imported(kind, SAMPLES[kind], dry_run=True)
    assert (events(), Account.objects.count(), User.objects.count(), Team.objects.count()) == before
    assert dry == imported(kind, SAMPLES[kind])


@pytest.mark.parametrize("kind", SAMPLES)
def test_one_bad_line_keeps_the_whole_file_out(kind: str, halvorsen: Account) -> None:
    before = events()
    outcome = imported(kind, SAMPLES[kind] + "a,b,c,d,e,f,g,h\n")
    assert [line for line, _ in outcome.rejected] == [outcome.rows + 1]
    assert (outcome.created, events()) == (outcome.rows - 1, before)


@pytest.mark.parametrize("kind", KINDS)
def test_no_name_stands_for_two_columns_of_a_kind(kind: str) -> None:
    names: dict[str, str] = {}
    for column in KINDS[kind].columns:
        for name in {folded(n) for n in (column.name, *column.synonyms)}:
            assert names.setdefault(name, column.name) == column.name


# Accounts


def test_the_registration_id_decides_and_an_empty_cell_leaves_what_is_stored(
    new_account: Callable[..., Account],
) -> None:
    account = new_account("Old name", registration_id="7", country="Norway")
    outcome = imported("accounts", "ИНН;Наименование;Страна;Отрасль\n7;New name;;Shipping\n")
    account.refresh_from_db()
    assert figures(outcome) == (0, 1, 0, [])
    assert (account.trade_name, account.country, account.industry, account.version) == (
        "New name",
        "Norway",
        "Shipping",
        2,
    )


def test_without_an_id_the_name_decides_as_search_folds_it(new_account: Callable[..., Account]) -> None:
    new_account("Ёлка Café")
    assert figures(imported("accounts", "name\nелка cafe\n")) == (0, 1, 0, [])
    assert Account.objects.get().trade_name == "елка cafe"


def test_an_ambiguous_name_is_rejected(new_account: Callable[..., Account]) -> None:
    new_account("Twin", registration_id="1")
    new_account("Twin", registration_id="2")
    outcome = imported("accounts", "name\nTwin\n")
    assert outcome.rejected == [
        (2, "2 accounts are called “Twin”. Add their registration ids to tell them apart."),
    ]


def test_the_same_key_twice_is_kept_once_and_another_meaning_is_rejected(cast: SimpleNamespace) -> None:
    outcome = imported("accounts", "id,name,country\n5,A (class A),NO\n5,A (class B),NO\n5,A,SE\n,B,NO\n,b,NO\n")
    assert figures(outcome) == (2, 0, 2, [4])
    assert outcome.rejected == [(4, "Same registration id 5 as line 2, but another country.")]
    assert outcome.notes == [
        "line 3: same registration id 5 as line 2, kept the first",
        "line 6: same name “b” as line 5, kept the first",
    ]


def test_parents_come_in_any_order_by_name_or_id(new_account: Callable[..., Account]) -> None:
    new_account("Stored", registration_id="S-1")
    outcome = imported("accounts", "name,id,parent\nLeaf,1,3\nMiddle,3,top\nTop,4,S-1\n")
    assert figures(outcome) == (3, 0, 0, [])
    parents = {a.trade_name: a.parent and a.parent.trade_name for a in Account.objects.select_related("parent")}
    assert parents == {"Leaf": "Middle", "Middle": "Top", "Top": "Stored", "Stored": None}


def test_a_group_that_goes_in_a_circle_is_rejected_by_line(cast: SimpleNamespace) -> None:
    outcome = imported("accounts", "name,parent\nA,B\nB,C\nC,A\nD,A\nE,E\nF,Nobody\n")
    assert [line for line, _ in outcome.rejected] == [2, 3, 4, 6, 7]
    assert outcome.rejected[0][1] == "The group goes in a circle: “A” → “B” → “C” → “A”."
    assert outcome.rejected[4][1] == "The parent “Nobody” is neither in this file nor stored."


def test_a_circle_closed_by_what_is_stored_is_rejected(new_account: Callable[..., Account]) -> None:
    top = new_account("Top")
    middle = new_account("Middle", parent=top)
    new_account("Leaf", parent=middle)
    outcome = imported("accounts", "name,parent\nTop,Leaf\n")
    assert [line for line, _ in outcome.rejected] == [2]


def test_a_group_may_be_turned_upside_down(new_account: Callable[..., Account]) -> None:
    top = new_account("Top")
    new_account("Leaf", parent=top)
    other = new_account("Other")
    outcome = imported("accounts", "name,parent\nTop,Leaf\nLeaf,Other\n")
    assert figures(outcome) == (0, 2, 0, [])
    assert Account.objects.get(pk=top.pk).parent.parent_id == other.pk  # type: ignore[union-attr]


def test_a_status_is_decided_with_reason_and_opens_the_cadence(cast: SimpleNamespace) -> None:
    imported("accounts", "name,status,since,reason\nA,key account,2026-10-01,board\nB,,,\n", by=cast.ada)
    change = StatusChange.objects.get(account__trade_name="A")
    assert (change.status, change.since, change.reason, change.decided_by) == (
        "key",
        datetime.date(2026, 10, 1),
        "board",
        cast.ada,
    )
    due = {d.account.trade_name: d.due_on for d in Dossier.objects.select_related("account")}
    assert due == {"A": datetime.date(2027, 1, 1), "B": None}
    assert figures(imported("accounts", "name,status\nA,closed\n")) == (0, 1, 0, [])
    account = Account.objects.get(trade_name="A")
    assert (account.status, account.status_since, account.status_changes.count()) == ("closed", TODAY, 2)


def test_a_status_decided_before_the_present_one_or_ahead_is_rejected_by_line(
    new_account: Callable[..., Account],
) -> None:
    new_account("A", on=datetime.date(2026, 6, 1))
    before = events()
    outcome = imported(
        "accounts", "name,status,since\nA,closed,2026-05-31\nB,key account,2026-11-23\nC,key account,2026-11-22\n"
    )
    early = "The present status was decided as of 1 Jun 2026. Choose that day or a later one."
    assert outcome.rejected == [(2, early), (3, "23 Nov 2026 lies ahead. Choose today or a day before.")]
    assert (outcome.created, events()) == (1, before)
    assert figures(imported("accounts", "name,status,since\nA,key account,2026-05-31\n")) == (0, 0, 1, [])


# People


def test_people_come_with_their_teams_and_leads(cast: SimpleNamespace) -> None:
    outcome = imported("users", SAMPLES["users"])
    team = Team.objects.get(name="West")
    assert figures(outcome) == (2, 0, 0, [])
    assert team.lead is not None
    assert (team.lead.email, sorted(p.full_name for p in team.people.all())) == ("new@x.example", ["Kam", "New Lead"])
    assert not team.lead.has_usable_password()


def test_what_cannot_be_of_people_is_rejected_by_line(cast: SimpleNamespace) -> None:
    outcome = imported(
        "users",
        "email,name,role,team,lead\n"
        "a@x.example,,manager,,\n"
        "ADA@nordvik.example,,manager,,\n"
        "leonid@nordvik.example,,colleague,,\n"
        "b@x.example,B,manager,West,nobody@x.example\n"
        "c@x.example,C,king,,\n"
        "d@x.example,D,,,ada@nordvik.example\n"
        "e@x.example,E,,East,boris@nordvik.example\n",
    )
    assert [line for line, _ in outcome.rejected] == [2, 3, 4, 5, 6, 7, 8]
    assert outcome.rejected[1][1] == "Ada Lindqvist is the only admin. Make somebody else an admin first."


def test_several_admins_cannot_all_lose_the_role_in_one_file(cast: SimpleNamespace) -> None:
    imported("users", "email,role\nanna@nordvik.example,admin\n")
    outcome = imported("users", "email,role\nanna@nordvik.example,manager\nada@nordvik.example,manager\n")
    assert [line for line, _ in outcome.rejected] == [2, 3]


# Contacts, sales, assignments


def test_contacts_take_several_addresses_and_parts_of_names(halvorsen: Account) -> None:
    russian = "Клиент;Имя;Фамилия;Должность;Почта;Телефон\nHALVORSEN;Анна;Ли;Директор;a@x.example/b@x.example;1\n"
    assert figures(imported("contacts", russian)) == (1, 0, 0, [])
    imported("contacts", "account,name,email,phone,mobile\nHalvorsen,Анна Ли,a@x.example / b@x.example,1; 2,3\n")
    contact = Contact.objects.get()
    assert (contact.name, contact.emails, contact.phones) == (
        "Анна Ли",
        ["a@x.example", "b@x.example"],
        ["1", "2", "3"],
    )


def test_unknown_accounts_are_reported_by_line(halvorsen: Account) -> None:
    outcome = imported("contacts", "account,reg id,name\nNobody,,A\nHalvorsen,,B\n,99,C\n,,D\n")
    assert outcome.rejected == [
        (2, "No account is called “Nobody”. Import the accounts first, or correct the name."),
        (4, "No account has the registration id “99”. Import the accounts first, or correct it."),
        (5, "The account is missing."),
    ]


def test_an_id_and_a_name_of_different_accounts_contradict(new_account: Callable[..., Account]) -> None:
    new_account("One", registration_id="1")
    new_account("Two", registration_id="2")
    outcome = imported("sales", "account,reg id,year,sales\nTwo,1,2025,5\nTwo,3,2025,5\nTwo,2,2025,5\n")
    assert [line for line, _ in outcome.rejected] == [2, 3]


def test_sales_are_kept_to_the_cent_and_the_latest_year_is_what_is_at_stake(halvorsen: Account, settings: Any) -> None:
    settings.COMPANY_CURRENCY = "NOK"
    imported("sales", 'account,year,sales,currency\nHalvorsen,2025,"1 234,50",\nHalvorsen,2024,"9,999.00",usd\n')
    rows = list(AccountYear.objects.order_by("year").values_list("year", "sales", "currency"))
    assert rows == [(2024, Decimal("9999.00"), "USD"), (2025, Decimal("1234.50"), "NOK")]
    halvorsen.refresh_from_db()
    assert (halvorsen.annual_sales, halvorsen.annual_sales_currency) == (Decimal("1234.50"), "NOK")


def test_doubtful_figures_are_rejected(halvorsen: Account) -> None:
    outcome = imported(
        "sales",
        'account,year,sales,cost to serve,currency\nHalvorsen,2025,"1,234",,\nHalvorsen,2024,,-5,\n'
        "Halvorsen,24,5,,\nHalvorsen,2023,,,\nHalvorsen,2022,5,,euro\n",
    )
    assert [line for line, _ in outcome.rejected] == [2, 3, 4, 5, 6]


def test_an_assignment_keeps_the_one_before_and_tells_the_new_manager(
    cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    account = new_account("Halvorsen", kam=cast.anna, on=datetime.date(2026, 1, 1))
    text = "account,owner e-mail,from,reason\nHalvorsen,BORIS@nordvik.example,2026-11-01,new region\n"
    assert figures(imported("assignments", text, by=cast.ada)) == (0, 1, 0, [])
    account.refresh_from_db()
    history = list(account.assignments.values_list("manager__full_name", "started_on", "ended_on", "reason"))
    assert (account.kam, history) == (
        cast.boris,
        [
            ("Boris Klein", datetime.date(2026, 11, 1), None, "new region"),
            ("Anna Petrova", datetime.date(2026, 1, 1), datetime.date(2026, 11, 1), "first assignment"),
        ],
    )
    message = Message.objects.get(recipient=cast.boris)
    assert (message.topic, message.subject_id, message.about) == ("assigned", account.pk, cast.ada)


def test_who_cannot_own_accounts_is_rejected_and_a_full_load_is_noted(
    cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    for name in "ABCDE":
        new_account(name)
    rows = "".join(f"{name},viktor@nordvik.example\n" for name in "ABCD")
    outcome = imported("assignments", f"account,manager\n{rows}E,irina@nordvik.example\nE,x@x.example\n")
    assert [line for line, _ in outcome.rejected] == [6, 7]
    assert outcome.notes == ["Viktor Stein would carry 4 key accounts; one manager keeps one to three."]


# The command


def command(*arguments: str) -> tuple[str, str, bool]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import", *arguments, stdout=out, stderr=err)
    except CommandError as refusal:
        return out.getvalue(), f"{err.getvalue()}{refusal}", True
    return out.getvalue(), err.getvalue(), False


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "list.csv"
        path.write_text(text)
        return str(path)

    return write


def test_json_is_alone_on_stdout_and_notes_go_to_stderr(cast: SimpleNamespace, file: Callable[[str], str]) -> None:
    out, err, failed = command("accounts", file("name,NACE\nA,NULL\na,\n"), "--json")
    assert json.loads(out) == {"created": 1, "updated": 0, "unchanged": 1, "rejected": []}
    assert err == (
        "CSV, UTF-8, comma, 2 rows. Columns: trade_name=name.\nNot used: NACE.\n"
        "1 cell says NULL and was read as empty.\nline 3: same name “a” as line 2, kept the first\n"
    )
    assert not failed


def test_rejected_lines_end_the_command_with_an_error(cast: SimpleNamespace, file: Callable[[str], str]) -> None:
    out, err, failed = command("accounts", file("name,founded\nA,long ago\n"), "--json")
    assert json.loads(out)["rejected"] == [
        {"line": 2, "reason": "founded: “long ago” is not a year between 1000 and 2100."}
    ]
    assert failed and err.endswith("correct the rejected lines and import the file again.")


def test_columns_are_mapped_by_hand_or_left_out(cast: SimpleNamespace, file: Callable[[str], str]) -> None:
    path = file("who,founded\nA,long ago\n")
    assert not command("accounts", path, "--map", "trade_name=who", "--map", "founded=")[2]
    assert Account.objects.get().trade_name == "A"


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("nonsense=who", "There is no column “nonsense” to fill. These can be filled: trade_name, "),
        ("trade_name=whom", "The file has no column “whom”. It has: who, founded."),
        ("trade_name", "--map trade_name: write --map ours=theirs"),
        ("country=founded", "Say which one it is. For example: --map trade_name=..."),
    ],
)
def test_a_wrong_mapping_is_explained(
    cast: SimpleNamespace, file: Callable[[str], str], mapping: str, words: str
) -> None:
    out, err, failed = command("accounts", file("who,founded\nA,1999\n"), "--map", mapping, "--json")
    assert (failed, words in err, json.loads(out)["created"]) == (True, True, 0)


def test_a_file_that_is_not_there_is_said(cast: SimpleNamespace) -> None:
    assert command("accounts", "nowhere.csv")[1] == "nowhere.csv cannot be read: No such file or directory."


def test_what_was_imported_carries_who_and_where(cast: SimpleNamespace, file: Callable[[str], str]) -> None:
    command("contacts", file("account,name\nX,Y\n"))
    command("accounts", file("name\nX\n"), "--by", cast.ada.email)
    event = Account.pgh_event_model.objects.select_related("pgh_context").get()  # type: ignore[attr-defined]
    assert event.pgh_context.metadata == {"user": cast.ada.pk, "url": "manage.py import accounts list.csv"}


def test_an_assignment_from_a_day_ahead_is_rejected_by_line(halvorsen: Account) -> None:
    outcome = imported("assignments", "account,manager,from\nHalvorsen,boris@nordvik.example,2026-11-23\n")
    assert outcome.rejected == [(2, "23 Nov 2026 lies ahead. Choose today or a day before.")]
    assert not Assignment.objects.filter(account=halvorsen).exists()
