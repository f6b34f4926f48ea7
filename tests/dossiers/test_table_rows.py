"""Rows of the described tables: written through their pages, versioned, verified, found again."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.keeping import edit_account
from accounts.models import Account
from dossiers import rows as row_verbs
from dossiers.description import TABLES
from dossiers.models import Dossier, TableRow
from dossiers.reviews.topics import Entry, differences, fingerprint, in_words, read_all
from dossiers.rows import add_row, edit_row, remove_row
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
EARLIER = TODAY - datetime.timedelta(days=200)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages ask for the reader's day; these tests stand on one."""
    monkeypatch.setattr("dossiers.views.rows.timezone.localdate", lambda: TODAY)


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.anna)


def goal(account: Account, name: str = "Three tankers", on: datetime.date = TODAY, **values: str) -> TableRow:
    return add_row(account=account, table=TABLES["goals"], values={"name": name, **values}, on=on, by=account.kam)


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in answer.context["form"].errors.items()}


def new(account: Account, table: str) -> str:
    return reverse("row_new", args=[account.pk, table])


def edit(row: TableRow) -> str:
    return reverse("row_edit", args=[row.account_id, row.pk])


@pytest.mark.parametrize("key", TABLES)
def test_every_table_opens_saves_and_shows_a_row(key: str, account: Account, anna: Client) -> None:
    table = TABLES[key]
    name = "2025" if table.is_yearly else "Ørsted"
    html = anna.get(new(account, key)).content.decode()
    assert [html.count(f'name="{column.key}"') for column in table.columns] == [1] * len(table.columns)
    answer = anna.post(new(account, key), {table.name_key: name, "source": "a visit"})
    row = TableRow.objects.get(account=account)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/{account.pk}/dossier/#row-{row.pk}")
    assert (row.table, row.values, row.as_of, row.by, row.source) == (
        *(key, {table.name_key: name}, TODAY, account.kam),
        "a visit",
    )
    assert name in anna.get(reverse("dossier", args=[account.pk])).content.decode()


def test_values_are_kept_canonical_and_shown_in_the_readers_words(account: Account, anna: Client) -> None:
    typed = {"year": "2025", "share": "31,5", "spend": "2 400 000", "spend_currency": "eur"}
    assert anna.post(new(account, "wallet"), typed).status_code == 302
    row = TableRow.objects.get()
    assert row.values == {"year": "2025", "share": "31.5", "spend": "2400000", "spend_currency": "EUR"}
    goal(account, kind="initiative", until="2027-06-30")
    with translation.override("ru"):
        told = [in_words("general", entry).text for entry in read_all(account)["general"]]
    assert told == ["Вид: Инициатива\nК какому сроку: 30 июня 2027"]


@pytest.mark.parametrize("typed", ["18 %", "18%", "18\u00a0%", "18"])
def test_a_share_may_be_written_with_its_sign(account: Account, anna: Client, typed: str) -> None:
    assert anna.post(new(account, "rivals"), {"name": "Firm", "share": typed}).status_code == 302
    assert TableRow.objects.get().values["share"] == "18"


@pytest.mark.parametrize(
    ("table", "typed", "field"),
    [
        ("goals", {"name": ""}, "name"),
        ("goals", {"name": "a" * 201}, "name"),
        ("goals", {"name": "a\x00b"}, "name"),
        ("goals", {"name": "Grow", "kind": "dream"}, "kind"),
        ("goals", {"name": "Grow", "until": "soon"}, "until"),
        ("wallet", {"year": "12"}, "year"),
        ("wallet", {"year": "2025", "share": "101"}, "share"),
        ("wallet", {"year": "2025", "share": "1,234"}, "share"),
        ("wallet", {"year": "2025", "spend": "5"}, "spend_currency"),
        ("units", {"name": "Yard", "people": "-1"}, "people"),
        ("budget_calendar", {"name": "Draft", "from_month": "13"}, "from_month"),
        ("customers", {"name": "Firm", "named_account": "Nobody of ours"}, "named_account"),
        ("goals", {"name": "Grow", "source": "s" * 201}, "source"),
    ],
)
def test_a_wrong_value_is_refused_by_its_column_with_the_typed_text_kept(
    account: Account, anna: Client, table: str, typed: dict[str, str], field: str
) -> None:
    answer = anna.post(new(account, table), {**typed, "note": "kept"})
    assert (answer.status_code, list(errors(answer))) == (200, [field])
    assert (answer.context["form"][field].value() or "", answer.context["form"]["note"].value()) == (
        typed.get(field, ""),
        "kept",
    )
    assert not TableRow.objects.exists()


def test_a_table_that_nobody_described_is_missing(account: Account, anna: Client) -> None:
    assert [anna.get(new(account, key)).status_code for key in ("events", "nothing", "GOALS")] == [404] * 3


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_a_row_is_saved_by_name_and_the_next_one_comes_from_the_same_source(account: Account, anna: Client) -> None:
    typed = {"name": "Aster", "share": "40", "source": "a visit", "another": "1"}
    answer = anna.post(new(account, "suppliers"), typed, follow=True)
    row = TableRow.objects.get()
    assert answer.redirect_chain == [(f"{new(account, 'suppliers')}?after={row.pk}", 302)]
    assert said(answer) == ["Saved in “Their suppliers”: Aster. Add the next."]
    form = answer.context["form"]
    assert (form["source"].value(), form["name"].value(), form["share"].value()) == ("a visit", None, None)
    last = anna.post(new(account, "suppliers") + f"?after={row.pk}", {"name": "Borealis"}, follow=True)
    assert said(last) == ["Saved in “Their suppliers”: Borealis."]
    assert TableRow.objects.get(values__name="Borealis").source == ""


def test_only_a_row_of_the_same_table_hands_its_source_on(
    account: Account, cast: SimpleNamespace, new_account: Callable[..., Account], anna: Client
) -> None:
    values: dict[str, Any] = {"values": {"name": "Secret"}, "source": "a secret", "on": TODAY, "by": None}
    other = add_row(account=account, table=TABLES["customers"], **values)
    foreign = add_row(account=new_account("Theirs", kam=cast.viktor), table=TABLES["suppliers"], **values)
    for after in (other.pk, foreign.pk, "9" * 30, "x", "-1", "\x00", "²"):
        answer = anna.get(new(account, "suppliers"), {"after": after})
        assert (answer.status_code, answer.context["form"]["source"].value()) == (200, "")


def test_a_second_row_of_a_year_is_refused_by_the_year(account: Account, anna: Client) -> None:
    assert anna.post(new(account, "wallet"), {"year": "2025"}).status_code == 302
    answer = anna.post(new(account, "wallet"), {"year": "2025", "note": "again"})
    assert errors(answer) == {"year": ["This year is here already. Edit that one."]}
    other = add_row(account=account, table=TABLES["wallet"], values={"year": "2024"}, on=TODAY, by=None)
    answer = anna.post(edit(other), {"year": "2025", "version": 1})
    assert (errors(answer), TableRow.objects.get(pk=other.pk).values) == (
        {"year": ["This year is here already. Edit that one."]},
        {"year": "2024"},
    )


def test_a_full_table_says_so(account: Account, anna: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_verbs, "MOST_ROWS", 2)
    for name in ("One", "Two"):
        goal(account, name)
    answer = anna.post(new(account, "goals"), {"name": "Three"})
    assert "holds 2 rows already" in answer.content.decode()
    assert TableRow.objects.count() == 2
    with pytest.raises(ValidationError):
        goal(account, "Three")


def test_a_row_without_a_name_is_refused_in_words_by_the_verbs(account: Account) -> None:
    with pytest.raises(ValidationError) as nameless:
        goal(account, "", measure="Hulls")
    with pytest.raises(ValidationError) as yearless:
        add_row(account=account, table=TABLES["wallet"], values={"share": "5"}, on=TODAY, by=None)
    row = goal(account)
    with pytest.raises(ValidationError) as emptied:
        edit_row(row=row, version=1, changes={"name": ""}, on=TODAY, by=None)
    refused = [error.value.message_dict for error in (nameless, yearless, emptied)]
    named = {"name": ["“Goal or initiative” is empty. Without it a row has no name: fill it in."]}
    assert refused == [named, {"year": ["“Year” is empty. Without it a row has no name: fill it in."]}, named]
    assert TableRow.objects.get().values == {"name": "Three tankers"}


@pytest.mark.parametrize(
    ("table", "values"),
    [("goals", {"measure": "Hulls"}), ("goals", {"year": "2025"}), ("wallet", {"name": "x"}), ("wallet", {})],
)
def test_the_database_keeps_no_row_without_a_name(account: Account, table: str, values: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match="table_row_"):
        TableRow.objects.create(account=account, table=table, values=values)


def test_an_edit_sets_the_provenance_and_no_change_leaves_it(account: Account, anna: Client) -> None:
    row = goal(account, on=EARLIER)
    assert anna.post(edit(row), {"name": "Three tankers", "version": 1}).status_code == 302
    row.refresh_from_db()
    assert (row.version, row.as_of) == (1, EARLIER)
    assert anna.post(edit(row), {"name": "Four tankers", "version": 1, "source": "a call"}).status_code == 302
    row.refresh_from_db()
    assert (row.values, row.version, row.as_of, row.source) == ({"name": "Four tankers"}, 2, TODAY, "a call")


def test_of_two_editors_the_second_compares_column_by_column(
    account: Account, anna: Client, cast: SimpleNamespace
) -> None:
    row = goal(account, measure="Hulls", owner="Ingrid")
    theirs = {"name": "Four tankers", "measure": "Hulls", "owner": "Siri", "source": "", "named_account": None}
    edit_row(row=row, version=1, changes=theirs, on=TODAY, by=cast.leonid)
    mine = {"name": "Five tankers", "measure": "Hulls a year", "owner": "Ingrid", "version": 1}
    answer = anna.post(edit(row), mine)
    assert answer.status_code == 409
    conflict = answer.context["conflict"]
    assert [(each.field, each.before, each.theirs, each.mine) for each in conflict.rows] == [
        ("name", "Three tankers", "Four tankers", "Five tankers")
    ]
    form = answer.context["form"]
    assert [form[name].value() for name in ("name", "measure", "owner", "version")] == [
        "Five tankers",
        "Hulls a year",
        "Siri",
        "2",
    ]


def test_a_row_is_called_by_its_name_whatever_else_is_filled(account: Account, anna: Client) -> None:
    unit = add_row(
        account=account,
        table=TABLES["units"],
        values={"name": "Yard in Bergen", "kind": "division", "people": "40", "note": "Since 1998"},
        on=TODAY,
        by=None,
    )
    assert str(TableRow.objects.get(pk=unit.pk)) == "Yard in Bergen"
    assert anna.get(edit(unit)).context["title"] == "Structure and sites: Yard in Bergen"
    removing = anna.get(reverse("row_remove", args=[account.pk, unit.pk]))
    assert removing.context["title"] == "Remove “Yard in Bergen”?"


def test_a_removed_row_keeps_the_text_of_whoever_was_editing_it(account: Account, anna: Client) -> None:
    row = goal(account)
    page = reverse("row_remove", args=[account.pk, row.pk])
    assert anna.get(page).status_code == 200
    assert anna.post(page, {"version": 1}).status_code == 302
    answer = anna.post(edit(row), {"name": "Typed for long", "version": 1})
    assert (answer.status_code, "Typed for long" in answer.content.decode()) == (404, True)


def test_a_row_changed_meanwhile_is_not_removed(account: Account) -> None:
    row = goal(account)
    edit_row(row=row, version=1, changes={"name": "Four"}, on=TODAY, by=None)
    with pytest.raises(StaleEdit):
        remove_row(row=row, version=1)
    assert TableRow.objects.get().values == {"name": "Four"}


def test_a_row_leads_to_the_account_it_names_where_its_reader_may_open_it(
    account: Account, cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: Callable[[User], Client]
) -> None:
    own, foreign = new_account("Brightwater", kam=cast.anna), new_account("Volga", kam=cast.viktor)
    for named in (own, foreign):
        add_row(
            account=account,
            table=TABLES["suppliers"],
            values={"name": named.trade_name},
            named_account=named,
            on=TODAY,
            by=None,
        )
    html = signed_in(cast.anna).get(reverse("dossier", args=[account.pk])).content.decode()
    assert [f'href="/accounts/{named.pk}/"' in html for named in (own, foreign)] == [True, False]


def frozen(account: Account) -> dict[str, list[dict[str, Any]]]:
    return {topic: [entry.frozen() for entry in entries] for topic, entries in read_all(account).items()}


def test_the_new_name_of_an_account_is_no_change_of_the_row_that_names_it(
    account: Account, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    named, other = (new_account(name, kam=cast.anna) for name in ("Brightwater", "Volga"))
    values = {"table": TABLES["suppliers"], "values": {"name": "Their water"}, "on": TODAY, "by": None}
    row = add_row(account=account, named_account=named, **values)
    before, seen = frozen(account), fingerprint(read_all(account)["general"])
    edit_account(account=named, version=named.version, changes={"trade_name": "Brightwater plc"})
    assert (differences(before, frozen(account)), fingerprint(read_all(account)["general"])) == ([], seen)
    [entry] = read_all(account)["general"]
    assert in_words("general", entry).text == "Our account: Brightwater plc"
    edit_row(row=row, version=1, changes={"named_account": other}, on=TODAY, by=None)
    [change] = differences(before, frozen(account))
    assert [in_words("general", Entry(change.key, value)).text for value in (change.before, change.after) if value] == [
        "Our account: Brightwater",
        "Our account: Volga",
    ]
    assert fingerprint(read_all(account)["general"]) != seen
    # What was signed before rows kept the id is compared by the name.
    for entries in (earlier := frozen(account)).values():
        for old in entries:
            old["value"] = {name: text for name, text in old["value"].items() if name != "named_account_id"}
    assert differences(earlier, frozen(account)) == []


def test_a_foreign_account_cannot_be_named(
    account: Account, cast: SimpleNamespace, new_account: Callable[..., Account], anna: Client
) -> None:
    foreign = new_account("Volga", kam=cast.viktor)
    for typed in ("Volga", f"Volga #{foreign.pk}", f"#{foreign.pk}"):
        answer = anna.post(new(account, "suppliers"), {"name": "x", "named_account": typed})
        assert list(errors(answer)) == ["named_account"]


def test_rows_count_for_completeness(account: Account) -> None:
    def stored() -> int:
        return Dossier.objects.get(account=account).completeness

    before = stored()
    row = goal(account)
    with_one = stored()
    goal(account, "Another")
    assert (before, with_one > 0, stored() == with_one) == (0, True, True)
    TableRow.objects.exclude(pk=row.pk).delete()
    remove_row(row=row, version=1)
    assert stored() == 0


def test_the_history_tells_rows_by_table_and_name(account: Account, anna: Client) -> None:
    row = goal(account, measure="Hulls")
    anna.post(edit(row), {"name": "Three tankers", "measure": "Hulls a year", "version": 1})
    html = anna.get(reverse("account_history", args=[account.pk]), {"part": "general"}).content.decode()
    told = ("Their goals and initiatives: Three tankers", "How they measure it: Hulls", "Hulls a year")
    assert [words for words in told if words not in html] == []


def test_a_stale_row_is_marked_in_the_dossier(account: Account, anna: Client) -> None:
    goal(account, on=EARLIER)
    html = anna.get(reverse("dossier", args=[account.pk])).content.decode()
    line = html[html.index("Three tankers") :]
    assert "stale" in line[: line.index("</tr>")]
