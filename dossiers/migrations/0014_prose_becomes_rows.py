"""Fields of prose that are tables now: every line becomes a row with the provenance of its fact.

A dossier's figures and events get the day of their last save as their as-of date, and completeness is counted anew.
"""

from collections.abc import Iterator
from typing import Any

from django.db import migrations

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
    if fact.key == "share_of_wallet":
        yield {"year": str(fact.as_of.year), "share": fact.value}
        return
    for line in filter(None, (line.strip() for line in fact.value.split("\n"))):
        if len(line) <= LONGEST_NAME:
            yield {"name": line}
        else:
            yield {"name": f"{line[: LONGEST_NAME - 1]}…", "note": line}


def forwards(apps: Any, schema_editor: Any) -> None:
    fact_model, row_model = apps.get_model("dossiers", "Fact"), apps.get_model("dossiers", "TableRow")
    facts = fact_model.objects.filter(key__in=[*TABLES, "share_of_wallet"])
    rows: list[Any] = []
    for fact in facts.exclude(value="").order_by("pk").iterator(chunk_size=AT_ONCE):
        for values in rows_of(fact):
            row = row_model(account_id=fact.account_id, table=TABLES.get(fact.key, "wallet"), values=values)
            row.text = "\n".join(text for column, text in values.items() if column in ("name", "note"))
            row.as_of, row.by_id, row.source = fact.as_of, fact.by_id, fact.source
            rows.append(row)
        if len(rows) >= AT_ONCE:
            row_model.objects.bulk_create(rows)
            rows.clear()
    row_model.objects.bulk_create(rows)
    facts.delete()


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0013_rows_with_provenance")]

    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.RunSQL(
            [DATED.format(table="financialyear"), DATED.format(table="eventahead"), RECOUNT], migrations.RunSQL.noop
        ),
    ]
