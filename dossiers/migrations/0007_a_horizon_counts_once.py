"""Completeness counts each horizon of the sizes of opportunity as one field: bring the stored percentages in step."""

from django.db import migrations

# As dossiers/completeness.py counted on the day of this migration: 48 fields and kinds of rows.
RECOUNT = r"""
UPDATE dossiers_dossier d SET completeness = n.percent FROM (
    SELECT d.account_id, (
        (SELECT count(DISTINCT regexp_replace(f.key, '^(size_[135])_(low|base|high)$', '\1'))
            FROM dossiers_fact f WHERE f.account_id = d.account_id AND f.value <> '')
        + (EXISTS (SELECT FROM dossiers_financialyear y WHERE y.account_id = d.account_id))::int
        + (EXISTS (SELECT FROM dossiers_eventahead e WHERE e.account_id = d.account_id))::int
        + (EXISTS (SELECT FROM dossiers_diaryentry x WHERE x.account_id = d.account_id))::int
    ) * 100 / 48 AS percent
    FROM dossiers_dossier d
) n WHERE d.account_id = n.account_id AND d.completeness <> n.percent
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_a_verdict_on_the_rest")]

    operations = [migrations.RunSQL(RECOUNT, migrations.RunSQL.noop)]
