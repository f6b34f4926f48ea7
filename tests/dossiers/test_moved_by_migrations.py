"""What migrations move: prose into rows and back, next steps once more, days and percentages counted anew."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import Account
from dossiers.completeness import refresh_completeness
from dossiers.description import TABLES
from dossiers.diary.steps import add_step
from dossiers.diary.writing import write_entry
from dossiers.models import Dossier, EventAhead, Fact, FinancialYear, NextStep, Section, TableRow
from dossiers.rows import add_row
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
EARLIER = TODAY - datetime.timedelta(days=200)
PROSE = import_module("dossiers.migrations.0014_prose_becomes_rows")
MOODS = import_module("dossiers.migrations.0011_moods_and_invitations")


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


def prose(account: Account, by: User, **texts: str) -> None:
    for key, value in texts.items():
        Fact.objects.create(
            account=account,
            section="general",
            key=key,
            value=value,
            as_of=EARLIER,
            by=by,
            source="a visit",
            section_version=1,
        )


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def test_what_was_prose_becomes_a_row_a_line_with_its_provenance(account: Account, cast: SimpleNamespace) -> None:
    long = "word " * 60
    texts = {"goals": f"Grow\n\n {long}\nStay", "share_of_wallet": "45", "their_customers": "", "mission": "Ships"}
    prose(account, cast.boris, **texts)
    PROSE.forwards(apps, None)
    rows = TableRow.objects.filter(account=account).order_by("pk")
    assert [(row.table, row.values) for row in rows] == [
        ("goals", {"name": "Grow"}),
        ("goals", {"name": f"{long.strip()[:199]}…", "note": long.strip()}),
        ("goals", {"name": "Stay"}),
        ("wallet", {"year": str(EARLIER.year), "share": "45"}),
    ]
    assert {(row.as_of, row.by, row.source) for row in rows} == {(EARLIER, cast.boris, "a visit")}
    assert list(Fact.objects.values_list("key", flat=True)) == ["mission"]


def test_only_the_prose_that_was_read_goes(
    account: Account, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody whose portal still runs saves a field while the migration works."""
    prose(account, cast.boris, goals="Grow")
    rows_of = PROSE.rows_of

    def meanwhile(fact: Fact) -> object:
        prose(account, cast.boris, mission="Ships")
        Fact.objects.filter(key="mission").update(key="staffing")
        monkeypatch.setattr(PROSE, "rows_of", rows_of)
        return rows_of(fact)

    monkeypatch.setattr(PROSE, "rows_of", meanwhile)
    monkeypatch.setattr(PROSE, "AT_ONCE", 1)
    PROSE.forwards(apps, None)
    assert sorted(TableRow.objects.values_list("table", "values__name")) == [("goals", "Grow"), ("staffing", "Ships")]
    assert not Fact.objects.exists()


def test_rows_become_prose_again_as_well_as_lines_can_say_it(account: Account, cast: SimpleNamespace) -> None:
    long = ("word " * 60).strip()
    texts = {"goals": f"Grow\n{long}\nStay", "share_of_wallet": "45", "procurement_rules": "Three offers"}
    prose(account, cast.boris, **texts)
    before = sorted(Fact.objects.values_list("key", "value", "as_of", "by", "source"))
    Section.objects.create(account=account, key="decision", version=7)
    PROSE.forwards(apps, None)
    PROSE.backwards(apps, None)
    assert sorted(Fact.objects.values_list("key", "value", "as_of", "by", "source")) == before
    assert dict(Fact.objects.values_list("section", "section_version")) == {
        "general": 1,
        "relationship": 1,
        "decision": 7,
    }
    assert not TableRow.objects.exists()
    for values in ({"name": "Yard", "people": "40", "note": "Since\n1998"}, {"name": "Office"}):
        add_row(account=account, table=TABLES["units"], values=values, on=TODAY, by=None)
    for year, share in (("2025", "31"), ("2024", "60")):
        add_row(account=account, table=TABLES["wallet"], values={"year": year, "share": share}, on=TODAY, by=None)
    Fact.objects.filter(key="share_of_wallet").delete()
    PROSE.backwards(apps, None)
    found = dict(Fact.objects.filter(as_of=TODAY).values_list("key", "value"))
    assert (sorted(found["structure"].split("\n")), found["share_of_wallet"]) == (
        ["Office", "Yard, Since 1998, 40"],
        "31",
    )


def test_figures_and_events_get_the_day_of_their_last_save(account: Account, cast: SimpleNamespace) -> None:
    year = FinancialYear.objects.create(account=account, year=2025, currency="EUR")
    known = FinancialYear.objects.create(account=account, year=2024, currency="EUR", as_of=EARLIER)
    event = EventAhead.objects.create(account=account, kind="other", title="Fair", on=TODAY)
    execute(PROSE.DATED.format(table="financialyear"), PROSE.DATED.format(table="eventahead"))
    for row in (year, known, event):
        row.refresh_from_db()
    [saved] = {each.pgh_created_at.date() for each in year.events.all()}
    assert (year.as_of, known.as_of, event.as_of) == (saved, EARLIER, saved)


def test_completeness_is_recounted_as_it_is_counted_ever_after(
    account: Account, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    empty, full = new_account("Empty", kam=cast.anna), new_account("Full", kam=cast.anna)
    some = {"size_1_low": "1", "size_1_base": "2", "size_3_high": "3", "mission": "Ships", "strategy": ""}
    prose(account, cast.boris, **some)
    prose(full, cast.boris, size_5_low="1", mission="Ships")
    for table in TABLES.values():
        add_row(account=full, table=table, values={table.name_key: "2025"}, on=TODAY, by=None)
    add_row(account=full, table=TABLES["goals"], values={"name": "Another"}, on=TODAY, by=None)
    FinancialYear.objects.create(account=full, year=2025, currency="EUR")
    EventAhead.objects.create(account=full, kind="other", title="Fair", on=TODAY)
    write_entry(account=full, by=cast.anna, on=TODAY, summary="Met")

    def counted() -> list[int]:
        found = dict(Dossier.objects.values_list("account", "completeness"))
        return [found[each.pk] for each in (empty, account, full)]

    Dossier.objects.update(completeness=99)
    execute(PROSE.RECOUNT)
    recounted = counted()
    Dossier.objects.update(completeness=99)
    refresh_completeness([empty.pk, account.pk, full.pk])
    assert (recounted, recounted[0] < recounted[1] < recounted[2]) == (counted(), True)


OLD_COLUMNS = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE dossiers_diaryentry ADD next_step varchar(300) NOT NULL DEFAULT '', ADD next_step_on date,
    ADD next_step_owner_id bigint, ADD next_step_done_on date;
"""


def test_next_steps_written_between_two_migrations_are_moved_too(account: Account, cast: SimpleNamespace) -> None:
    """Four entries as the first migration left them, then written again by the code before: only the last as it was."""
    entries = [write_entry(account=account, by=cast.anna, on=TODAY, summary=f"Lunch {n}") for n in range(4)]
    added, changed, dropped, same = entries
    for entry in (changed, dropped, same):
        NextStep.objects.create(pk=entry.pk, account=account, entry=entry, text="Call", on=TODAY, owner=cast.anna)
    execute(OLD_COLUMNS)
    with connection.cursor() as cursor:
        for entry, text, done in ((added, "Write", None), (changed, "Call", TODAY), (same, "Call", None)):
            cursor.execute(
                "UPDATE dossiers_diaryentry SET next_step = %s, next_step_on = %s, next_step_owner_id = %s,"
                " next_step_done_on = %s WHERE id = %s",
                [text, TODAY, cast.anna.pk, done, entry.pk],
            )
    execute(MOODS.LOCK, MOODS.MOVE_AGAIN)
    told = NextStep.objects.order_by("pk").values_list("pk", "entry", "text", "done_on", "version", "owner")
    assert list(told) == [
        (added.pk, added.pk, "Write", None, 1, cast.anna.pk),
        (changed.pk, changed.pk, "Call", TODAY, 2, cast.anna.pk),
        (same.pk, same.pk, "Call", None, 1, cast.anna.pk),
    ]
    assert add_step(entry=added, text="Next", on=TODAY, owner=cast.anna).pk > same.pk
