"""Fields of prose that are tables now: every line becomes a row with the provenance of its fact.

Backwards rows become lines again, as well as lines can say it: columns are lost, and of the wallet all years but the last.

A dossier's figures and events get the day of their last save as their as-of date, and completeness is counted anew.
"""

import datetime
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db import migrations, transaction
from django.utils import timezone

# Field -> table and the column that takes a line.
TABLES = {
    "staffing": "staffing",
    "structure": "units",
    "their_customers": "customers",
    "their_competitors": "rivals",
    "their_suppliers": "suppliers",
    "goals": "goals",
    "market_factors": "market",
    "relationship_history": "milestones",
    "our_people": "our_people",
    "procurement_rules": "procurement",
    "budget_calendar": "budget_calendar",
}
FACTS = {table: key for key, table in TABLES.items()}
WALLET_FACT, WALLET = "share_of_wallet", "wallet"
# Where the fields stood; the others in "general".
SECTIONS = {
    **dict.fromkeys(("relationship_history", "our_people", WALLET_FACT), "relationship"),
    **dict.fromkeys(("procurement_rules", "budget_calendar"), "decision"),
}
LONGEST_NAME = 200
AT_ONCE = 1_000

DATED = """
UPDATE dossiers_{table} r SET as_of = e.day FROM (
    SELECT pgh_obj_id, max(pgh_created_at)::date AS day FROM dossiers_{table}event GROUP BY pgh_obj_id
) e WHERE e.pgh_obj_id = r.id AND r.as_of IS NULL
"""

# As dossiers/completeness.py counted on the day of this migration: 49 fields and kinds of rows.
RECOUNT = r"""
UPDATE dossiers_dossier d SET completeness = n.percent FROM (
    SELECT d.account_id, (
        (SELECT count(DISTINCT regexp_replace(f.key, '^(size_[135])_(low|base|high)$', '\1'))
            FROM dossiers_fact f WHERE f.account_id = d.account_id AND f.value <> '')
        + (SELECT count(DISTINCT t."table") FROM dossiers_tablerow t WHERE t.account_id = d.account_id)
        + (EXISTS (SELECT FROM dossiers_financialyear y WHERE y.account_id = d.account_id))::int
        + (EXISTS (SELECT FROM dossiers_eventahead e WHERE e.account_id = d.account_id))::int
        + (EXISTS (SELECT FROM dossiers_diaryentry x WHERE x.account_id = d.account_id))::int
    ) * 100 / 49 AS percent
    FROM dossiers_dossier d
) n WHERE d.account_id = n.account_id AND d.completeness <> n.percent
"""


def rows_of(fact: Any) -> Iterator[dict[str, str]]:
    if fact.key == WALLET_FACT:
        yield {"year": str(fact.as_of.year), "share": fact.value}
        return
    for line in filter(None, (line.strip() for line in fact.value.split("\n"))):
        if len(line) <= LONGEST_NAME:
            yield {"name": line}
        else:
            yield {"name": f"{line[: LONGEST_NAME - 1]}…", "note": line}


def forwards(apps: Any, schema_editor: Any) -> None:
    """Only what was read goes: a fact saved meanwhile, by a portal that still runs, waits or stays."""
    fact_model, row_model = apps.get_model("dossiers", "Fact"), apps.get_model("dossiers", "TableRow")
    facts = fact_model.objects.filter(key__in=[*TABLES, WALLET_FACT]).order_by("pk")
    with transaction.atomic():
        while read := list(facts.select_for_update()[:AT_ONCE]):
            rows = [row for fact in read if fact.value for row in _rows(row_model, fact)]
            row_model.objects.bulk_create(rows, batch_size=AT_ONCE)
            fact_model.objects.filter(pk__in=[fact.pk for fact in read]).delete()


def _rows(row_model: Any, fact: Any) -> Iterator[Any]:
    for values in rows_of(fact):
        row = row_model(account_id=fact.account_id, table=TABLES.get(fact.key, WALLET), values=values)
        row.text = "\n".join(text for column, text in values.items() if column in ("name", "note"))
        row.as_of, row.by_id, row.source = fact.as_of, fact.by_id, fact.source
        yield row


def backwards(apps: Any, schema_editor: Any) -> None:
    """A row becomes a line again, with all it says, its name first; of the wallet the latest share alone is left.

    The day, author and source are those of the row changed last.
    """
    fact_model, row_model = apps.get_model("dossiers", "Fact"), apps.get_model("dossiers", "TableRow")
    versions = dict(_versions(apps))
    rows = row_model.objects.select_for_update(of=("self",)).filter(table__in=[*TABLES.values(), WALLET])
    with transaction.atomic():
        read = list(rows.order_by("account_id", "table", "pk"))
        facts = []
        for (account_id, table), grouped in groupby(read, key=lambda row: (row.account_id, row.table)):
            fact = _fact(fact_model, table, list(grouped))
            if fact is not None:
                fact.section_version = versions.get((account_id, fact.section), 1)
                facts.append(fact)
        fact_model.objects.bulk_create(facts, batch_size=AT_ONCE, ignore_conflicts=True)
        row_model.objects.filter(pk__in=[row.pk for row in read]).delete()


def _versions(apps: Any) -> Iterator[tuple[tuple[int, str], int]]:
    for account_id, key, version in apps.get_model("dossiers", "Section").objects.values_list(
        "account_id", "key", "version"
    ):
        yield (account_id, key), version


def _fact(fact_model: Any, table: str, rows: list[Any]) -> Any:
    """The prose of one table of one account; None where nothing is left to say."""
    if table == WALLET:
        latest = max(rows, key=lambda row: row.values["year"])
        key, value = WALLET_FACT, latest.values.get("share", "")
    else:
        latest = max(rows, key=lambda row: row.as_of or datetime.date.min)
        key, value = FACTS[table], "\n".join(map(_line, rows))
    if not value:
        return None
    fact = fact_model(account_id=latest.account_id, section=SECTIONS.get(key, "general"), key=key, value=value)
    fact.as_of, fact.by_id, fact.source = latest.as_of or timezone.now().date(), latest.by_id, latest.source
    return fact


def _line(row: Any) -> str:
    name, note = row.values["name"], row.values.get("note", "")
    if name.endswith("…") and note.startswith(name[:-1]):
        return str(note)
    others = (" ".join(text.split()) for column, text in row.values.items() if column != "name")
    return ", ".join((name, *others))


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0013_rows_with_provenance")]

    operations = [
        migrations.RunPython(forwards, backwards),
        migrations.RunSQL(
            [DATED.format(table="financialyear"), DATED.format(table="eventahead"), RECOUNT], migrations.RunSQL.noop
        ),
    ]
